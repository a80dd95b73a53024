"""The registers in a browser: the figures of today, one register, narrowed, as a file that is made and fetched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import BrowserContext, expect

import privacy_domain.desk.tasks  # noqa: F401 - the worker imports it
from access.states import MunicipalRole
from privacy_domain import clock
from privacy_domain.desk.models import Basis, Export, ProcessingActivity
from privacy_domain.tenancy.scope import entered
from privacy_domain.work import runner
from tests.factories.access import account, promise_secrecy
from tests.functional.conftest import Town
from tests.functional.tablet import Tablet

pytestmark = pytest.mark.browser


def test_a_register_is_taken_along(town: Callable[..., Town], context: BrowserContext, sit_down: Callable[..., Tablet]) -> None:
    here = town("leek")
    with entered(here.scope):
        officer = account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
        promise_secrecy(officer)
        for name, basis in (("Toegang tot hulp en ondersteuning", Basis.PUBLIC_TASK), ("Leerplicht", Basis.LEGAL_DUTY)):
            ProcessingActivity.objects.create(
                name=name, purpose="Bepalen welke hulp iemand nodig heeft, en die hulp regelen.", basis=basis,
                law="Wmo 2015 art. 5.1.1; Jeugdwet art. 7.4.0", subjects="Inwoners die hulp vragen, en wie bij hen horen",
                data="Naam, adres, geboortedatum, BSN; gegevens over gezondheid", exception="AVG art. 9 lid 2 onder h; UAVG art. 30",
                recipients="Zorgaanbieders, het CAK", terms="15 jaar na de laatste wijziging", measures="Versleuteld; inzage staat in het logboek",
                contact="Hoofd Sociaal Domein", assessed_on=date(2026, 2, 3), valid_from=date(2026, 1, 1),
            )  # fmt: skip
    desk = sit_down(here, officer)
    desk.go()
    desk.follow("Beheer")
    expect(desk.page.locator(".pd-front")).to_contain_text("Te laat")
    desk.look("beheer-vandaag")
    desk.follow("Alle registers")
    desk.look("registers")
    desk.follow("Verwerkingen")
    desk.look("register-verwerkingen")
    expect(desk.page.get_by_role("main")).to_contain_text("Leerplicht")
    desk.page.get_by_text("Kies welke regels je ziet").click()
    desk.page.locator("select[name=grond]").select_option("public_task")
    desk.press("Tonen")
    expect(desk.page.get_by_role("main")).not_to_contain_text("Leerplicht")
    desk.press("Maak het bestand")
    desk.look("register-bestand-wacht")
    with entered(here.scope):
        asked_at = Export.objects.get().asked_at  # by the clock of the server
    with clock.standing_at(asked_at + timedelta(minutes=1)):
        while runner.run_next(here.scope):
            pass
    desk.follow("Opnieuw bekijken")
    desk.look("register-bestand")
    with desk.page.expect_download() as fetched:
        desk.page.locator("a[download]").click()
    assert fetched.value.suggested_filename.startswith("verwerkingen-") and fetched.value.suggested_filename.endswith(".ods")
