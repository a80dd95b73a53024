"""Who looked into the dossier: for whom it is open by role, for the privacy officer by name, for the client in a letter."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pypdf
import pytest
from django.http import Http404
from django.test import Client

from access import services as access
from access.models import User
from access.states import GroundKind, MunicipalRole, Profession, Reason
from dossiers import services
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.models import Municipality
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import World


def browser(user: User) -> Client:
    return logged_in(Municipality.objects.get(pk=scope.require().id), user)


def page(world: World, rest: str = "") -> str:
    return f"/{scope.require().code}/d/{world.dossier.pk}/wie-keek/{rest}"


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def officer(in_leek: World) -> User:
    return account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))


@pytest.fixture
def head(in_leek: World) -> User:
    return account("henk", roles=(MunicipalRole.TEAM_LEAD,))


def look(world: World, user: User) -> None:
    services.open_dossier(ref=world.dossier.pk, by=user)


# ---------------------------------------------------------------- refusals
def test_an_outsider_cannot_see_who_looked(in_leek: World) -> None:
    client, nothing = browser(in_leek.marieke), f"/leek/d/{uuid4()}/wie-keek/"
    for address, none in ((page(in_leek), nothing), (page(in_leek, "brief/"), nothing + "brief/")):
        method = client.post if address.endswith("brief/") else client.get
        assert method(address).status_code == method(none).status_code == 404


def test_who_must_say_why_says_so_before_seeing_who_looked(in_leek: World, head: User) -> None:
    assert browser(head).get(page(in_leek)).status_code == 403


def test_the_officer_of_another_municipality_finds_nothing(in_leek: World, landsmeer: Any) -> None:
    with scope.entered(landsmeer.scope()):
        stranger = account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
        client = logged_in(landsmeer, stranger)
    assert client.get(f"/landsmeer/d/{in_leek.dossier.pk}/wie-keek/").status_code == 404
    assert client.post("/landsmeer/toegang/", {"number": in_leek.dossier.number}).status_code == 422


def test_the_desk_is_the_privacy_officers(in_leek: World) -> None:
    assert browser(in_leek.sanne).get("/leek/toegang/").status_code == 403


def test_a_letter_of_something_else_is_not_opened_here(in_leek: World) -> None:
    assert browser(in_leek.sanne).get(page(in_leek, f"brief/{uuid4()}/")).status_code == 404


# ---------------------------------------------------------------- the page
def test_it_says_by_role_and_day_and_never_by_name(in_leek: World, head: User) -> None:
    look(in_leek, in_leek.sanne)
    access.state_reason(subject=in_leek.dossier.pk, reason=Reason.SUPERVISION, by=head)
    look(in_leek, head)
    shown = text(browser(in_leek.sanne).get(page(in_leek)))
    assert "24 november 2026 professional" in shown
    assert "leidinggevende Sociaal Domein" in shown
    assert "sturing en kwaliteit van het werk" in shown
    assert "Henk" not in shown
    assert "1 keer keek iemand" in shown


def test_the_privacy_officer_sees_names_and_nothing_else_of_the_dossier(in_leek: World, officer: User) -> None:
    look(in_leek, in_leek.sanne)
    client = browser(officer)
    found = client.post("/leek/toegang/", {"number": f" {in_leek.dossier.number} "})
    assert found["Location"] == page(in_leek)
    shown = text(client.get(page(in_leek)))
    assert "Sanne de Wit (professional)" in shown
    assert "Vries" not in shown
    assert client.get(f"/leek/d/{in_leek.dossier.pk}/").status_code == 404


def test_looking_at_the_list_stands_in_the_list(in_leek: World, officer: User) -> None:
    client = browser(officer)
    client.get(page(in_leek))
    line = AuditEvent.objects.filter(event="dossier:looks:looked").get()
    assert (line.actor_id, line.dossier_id, line.role) == (officer.pk, in_leek.dossier.pk, "privacy_officer")
    assert "Olga (" in text(client.get(page(in_leek)))


@pytest.mark.requirement("LEEK-7.3", "LAND-7.3", "OPST-12.2")
@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer", "in_opsterland"])
def test_a_look_under_a_duty_in_law_shows_provision_and_requester(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    auditor = account("ada")
    access.place_ground(
        subject=world.dossier.pk, kind=GroundKind.DUTY, principal=auditor, provision="artikel 16 van een wet", requester="een inspectie",
        opened_on=clock.today(), source_kind="test", source=uuid4(), by=SYSTEM,
    )  # fmt: skip
    look(world, auditor)
    shown = text(browser(world.sanne).get(page(world)))
    assert "artikel 16 van een wet" in shown
    assert "een inspectie" in shown


@pytest.mark.parametrize("period", ["30", "all", "nonsense", ""])
def test_every_period_answers(in_leek: World, period: str) -> None:
    assert browser(in_leek.sanne).get(page(in_leek), {"period": period}).status_code == 200


def test_only_its_own_methods_are_answered(in_leek: World) -> None:
    client = browser(in_leek.sanne)
    assert client.post(page(in_leek)).status_code == 405
    assert client.get(page(in_leek, "brief/")).status_code == 405


def test_the_number_of_statements_does_not_grow(in_leek: World, django_assert_max_num_queries: Any) -> None:
    client = browser(in_leek.sanne)
    for number in range(8):
        mate = account(f"m{number}", profession=Profession.TEACHER)
        services.involve(dossier=in_leek.dossier, user=mate, reason="helpt mee", by=in_leek.sanne)
        look(in_leek, mate)
    with django_assert_max_num_queries(32):
        client.get(page(in_leek))


# ---------------------------------------------------------------- the letter
def letters_of(client: Client, world: World) -> list[str]:
    return re.findall(rf"{page(world)}brief/[0-9a-f-]{{36}}/", client.get(page(world)).content.decode())


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    return " ".join(" ".join(sheet.extract_text().split()) for sheet in pypdf.PdfReader(io.BytesIO(answer.content)).pages)


def test_the_client_gets_a_letter_without_names(in_leek: World) -> None:
    client = browser(in_leek.sanne)
    client.get(f"/leek/d/{in_leek.dossier.pk}/")
    assert client.post(page(in_leek, "brief/"), {"period": "all", "named": "on"})["Location"] == page(in_leek)
    (address,) = letters_of(client, in_leek)
    said = words(client, address)
    assert "Wie keek in uw dossier?" in said
    assert "24 november 2026 professional" in said
    assert said.count("Sanne de Wit") == 3, "as who signs, who is to be called and whom to ask; never as who looked"


def test_only_the_officers_own_choice_puts_names_in_it(in_leek: World, officer: User) -> None:
    look(in_leek, in_leek.sanne)
    client = browser(officer)
    client.post(page(in_leek, "brief/"), {"period": "30", "named": "on"})
    (address,) = letters_of(client, in_leek)
    assert "Sanne de Wit (professional)" in words(client, address)
    colleague = browser(in_leek.sanne)
    assert letters_of(colleague, in_leek) == []
    assert colleague.get(address).status_code == 404


def test_a_period_that_is_none_is_refused(in_leek: World) -> None:
    assert browser(in_leek.sanne).post(page(in_leek, "brief/"), {"period": "x"}).status_code == 422


def test_nothing_before_the_dossier_was_there(in_leek: World) -> None:
    with clock.standing_at(clock.now() + timedelta(days=3)):
        assert "Van 24 november 2026 tot en met 27 november 2026" in text(browser(in_leek.sanne).get(page(in_leek)))


def test_somebody_else_s_dossier_has_no_letter(in_leek: World) -> None:
    with pytest.raises(Http404):
        services.open_looks(ref=in_leek.dossier.pk, by=in_leek.marieke)
