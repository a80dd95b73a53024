"""`manage.py municipality create`: whole or not at all, and never a superuser."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from access import selectors
from access.models import User
from access.states import MunicipalRole
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.tenancy.models import Adoption, Municipality
from privacy_domain.tenancy.scope import entered
from tests.factories.access import code_now


def create(code: str = "leek", **options: Any) -> str:
    out = StringIO()
    said = {"name": "Leek", "admin_username": "b.jansen", "admin_name": "B. Jansen", "protocol": "leek-2018"} | options
    words = [part for name, value in said.items() if value is not None for part in (f"--{name.replace('_', '-')}", value)]
    call_command("municipality", "create", code, *words, stdout=out)
    return out.getvalue()


def test_it_makes_a_municipality_that_works() -> None:
    said = create()
    password = re.search(r"shown once\): ([a-z0-9-]{23})", said)
    assert password
    municipality = Municipality.objects.get(code="leek")
    with entered(municipality.scope()):
        (admin,) = User.objects.all()
        assert (admin.username, admin.is_superuser, admin.must_change_password) == ("b.jansen", False, True)
        assert selectors.roles_of(admin) == {MunicipalRole.FUNCTIONAL_ADMIN}
        assert admin.roleassignments.get().given_by is None, "the installation gave it"
        assert Adoption.objects.get().version == "leek-2018"
        assert selectors.text_on(clock.today()) is not None
        assert AuditEvent.objects.filter(event="access:role:assigned", origin="command:municipality").exists()
    client = Client()
    assert client.post("/leek/account/inloggen/", {"login": "b.jansen", "password": password[1]})["Location"] == "/leek/"
    assert client.get("/leek/")["Location"].startswith("/leek/account/wachtwoord/")
    new = {"oldpassword": password[1], "password1": "vier-losse-woorden-hier", "password2": "vier-losse-woorden-hier"}
    client.post("/leek/account/wachtwoord/", new)
    client.get("/leek/account/app/koppelen/")
    client.post("/leek/account/app/koppelen/", {"code": code_now(client.session["mfa.totp.secret"])})
    with entered(municipality.scope()):
        text = selectors.text_on(clock.today())
        assert text
    client.post("/leek/geheimhouding/", {"version": text.version, "accepted": "on"})
    assert client.get("/leek/beheer/").status_code == 200


def test_without_a_protocol_the_law_answers() -> None:
    assert "the law alone answers" in create(protocol=None)
    with entered(Municipality.objects.get(code="leek").scope()):
        assert not Adoption.objects.exists()


@pytest.mark.parametrize("code", ["Leek", "le ek", "-leek", "leek-", "l" * 41, "../leek", "4leek"])
def test_a_code_that_is_no_address_is_refused(code: str) -> None:
    with pytest.raises(CommandError):
        create(code)


def test_a_mistake_leaves_nothing_behind() -> None:
    with pytest.raises(CommandError, match="no protocol version"):
        create(protocol="leek-1999")
    assert not Municipality.objects.filter(code="leek").exists()


def test_a_second_time_is_refused(leek: Any) -> None:
    with pytest.raises(CommandError, match="already"):
        create()
