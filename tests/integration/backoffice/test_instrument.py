"""Putting an instrument in use, or out of it, in the administration."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from access.states import MunicipalRole
from dossiers.models import Instrument
from dossiers.policies.measurement import instrument_on
from privacy_domain import clock
from privacy_domain.tenancy.scope import entered
from tests.factories.access import account, logged_in

URL = "/{}/beheer/dossiers/instrument/"


def entrance(municipality: Any, *roles: MunicipalRole) -> Client:
    return logged_in(municipality, account("b.eheer", roles=roles))


def form(**more: Any) -> dict[str, Any]:
    return {"name": "Zelfmeting", "areas": ["income", "housing"], "source": "collegebesluit 12", "valid_from": "2026-11-24", "valid_until": ""} | more


@pytest.mark.parametrize("role", [None, MunicipalRole.PRIVACY_OFFICER, MunicipalRole.DIRECTOR])
def test_only_the_functional_administrator_puts_one_in_use(leek: Any, role: MunicipalRole | None) -> None:
    with entered(leek.scope()):
        client = entrance(leek, *([role] if role else []))
        assert client.post(URL.format("leek") + "add/", form()).status_code == 403
        assert not Instrument.objects.exists()


@pytest.mark.parametrize("wrong", [{"areas": []}, {"areas": ["onbekend"]}, {"name": ""}, {"source": ""}, {"valid_until": "2020-01-01"}])
def test_what_is_wrong_is_said(leek: Any, wrong: dict[str, Any]) -> None:
    with entered(leek.scope()):
        assert entrance(leek, MunicipalRole.FUNCTIONAL_ADMIN).post(URL.format("leek") + "add/", form(**wrong)).status_code == 422
        assert not Instrument.objects.exists()


def test_put_in_use_and_ended_and_not_rewritten(leek: Any) -> None:
    with entered(leek.scope()):
        client = entrance(leek, MunicipalRole.FUNCTIONAL_ADMIN)
        assert client.post(URL.format("leek") + "add/", form()).status_code == 302
        assert client.post(URL.format("leek") + "add/", form(name="Een tweede")).status_code == 422
        row, today = Instrument.objects.get(), clock.today()
        assert instrument_on(today) is not None
        change = f"{URL.format('leek')}{row.pk}/change/"
        assert client.post(change, form(name="Anders", areas=["justice"], valid_until=today.isoformat())).status_code == 302
        row.refresh_from_db()
        assert (row.name, row.areas, row.valid_until) == ("Zelfmeting", ["income", "housing"], today)
        assert instrument_on(today + timedelta(days=1)) is None


def test_where_the_protocol_names_one_nothing_comes_beside_it(opsterland: Any) -> None:
    with entered(opsterland.scope()):
        client = entrance(opsterland, MunicipalRole.FUNCTIONAL_ADMIN)
        assert client.post(URL.format("opsterland") + "add/", form()).status_code == 422
        assert not Instrument.objects.exists()


def test_another_municipality_has_its_own(leek: Any, leiden: Any) -> None:
    with entered(leek.scope()):
        row = Instrument.objects.create(name="Meting", areas=["income"], source="x", valid_from=clock.today())
    with entered(leiden.scope()):
        client = entrance(leiden, MunicipalRole.FUNCTIONAL_ADMIN)
        assert client.get(f"{URL.format('leiden')}{row.pk}/change/").status_code in (302, 404)
        assert instrument_on(clock.today()) is None
