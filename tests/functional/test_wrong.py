"""Something went wrong, reported on a tablet in under a minute; and what is shielded, and a complaint, in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from access.models import Breach
from access.states import BreachState, MunicipalRole
from dossiers.models import Item
from privacy_domain.tenancy.scope import entered
from requests.models import Case
from tests.factories.access import account
from tests.functional.tablet import Tablet
from tests.integration.dossiers.written import consenting, written

pytestmark = pytest.mark.browser
ENOUGH = 12  # taps for a report from the page of a dossier: link, kind, text, button, and room to correct the moment


@pytest.fixture(scope="module")
def leek(town: Callable[..., Any]) -> Any:
    """Leek, with an item in the dossier, a privacy officer and somebody for complaints."""
    found = town("leek")
    with entered(found.scope):
        consenting(found.world)
        found.item = written(found.world)
        found.olga = account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
        found.fatima = account("fatima", roles=(MunicipalRole.COMPLAINTS_HANDLER,))
    return found


@pytest.mark.requirement("LEEK-3.3")
def test_from_a_dossier_to_a_report_and_nothing_typed_is_lost(leek: Any, sit_down: Callable[..., Tablet]) -> None:
    tablet = sit_down(leek)
    tablet.go(leek.dossier)
    tablet.follow("Er ging iets mis")
    tablet.sees("Er ging iets mis")
    tablet.choose("iets ging naar de verkeerde persoon")
    tablet.write("Wat gebeurde er?", "Het plan ging naar de buren.")
    tablet.saved()
    taps = tablet.taps
    tablet.go("iets-mis/")
    expect(tablet.page.get_by_label("Wat gebeurde er?")).to_have_value("Het plan ging naar de buren.")
    tablet.press("Meld het")
    assert taps + 1 <= ENOUGH
    tablet.sees("Iets ging naar de verkeerde persoon")
    tablet.reads("Te melden binnen de gemeente", "Te melden aan de toezichthouder", "op tijd", "Het plan ging naar de buren.")
    with entered(leek.scope):
        breach = Breach.objects.get()
    assert breach.dossier_number == leek.world.dossier.number
    assert breach.internal_by == breach.discovered_at + timedelta(hours=48)


def test_the_officer_deals_with_it_and_closes_it(leek: Any, sit_down: Callable[..., Tablet]) -> None:
    with entered(leek.scope):
        breach = Breach.objects.get()
    officer = sit_down(leek, leek.olga)
    officer.go("datalekken/")
    officer.sees("Datalekken")
    officer.follow("Iets ging naar de verkeerde persoon")
    officer.write("Wat is er gedaan?", "De brief is teruggehaald.")
    officer.press("Leg deze maatregel vast")
    officer.choose("er is een risico")
    officer.write("Waarom?", "Er stond een adres in.")
    officer.press("Leg de inschatting vast")
    officer.look("datalek-beoordeeld")
    officer.go(f"iets-mis/{breach.pk}/wie/").look("datalek-wie")
    officer.page.get_by_label(re.compile(leek.world.dossier.number)).check()
    officer.press("Zet deze in de melding")
    officer.choose("Het is gemeld aan de toezichthouder")
    officer.press("Leg dit over de toezichthouder vast")
    officer.choose("Zij worden niet ingelicht")
    officer.page.locator("#betrokkenen").get_by_label("Toelichting").fill("Het risico is niet hoog.")
    officer.press("Leg dit over de betrokkenen vast")
    officer.write("Wat wordt er gedaan om herhaling te voorkomen?", "Adressen worden door een ander nagekeken.")
    officer.press("Sluit deze melding af")
    officer.sees("Iets ging naar de verkeerde persoon")
    officer.look("datalek-gesloten")
    officer.go(f"iets-mis/{breach.pk}/teksten/").look("datalek-teksten")
    with entered(leek.scope):
        assert Breach.objects.get().state == BreachState.CLOSED


def test_what_is_shielded_is_gone_from_the_dossier(leek: Any, sit_down: Callable[..., Tablet]) -> None:
    tablet = sit_down(leek)
    tablet.go(f"{leek.dossier}stukken/{leek.item.pk}/")
    tablet.follow("Dit afschermen")
    tablet.sees("Dit afschermen")
    tablet.choose("de cliënt zegt dat het niet klopt of niet volledig is")
    tablet.write("Toelichting", "Mevrouw zegt dat dit over haar zus gaat.")
    tablet.press("Scherm het af")
    tablet.look("afgeschermd")
    tablet.go(f"{leek.dossier}stukken/")
    tablet.reads_nowhere("Huisbezoek")
    tablet.go(f"{leek.dossier}afscherming/").look("afscherming-lijst")
    with entered(leek.scope):
        assert not Item.objects.filter(pk=leek.item.pk).exists()


def test_a_complaint_is_taken_in_given_and_closed(leek: Any, sit_down: Callable[..., Tablet]) -> None:
    tablet = sit_down(leek)
    tablet.go(leek.dossier)
    tablet.follow("Klacht of bezwaar")
    tablet.sees("Neem een klacht of bezwaar aan")
    tablet.choose("klacht", "de gemeente")
    tablet.write("Wat zegt de persoon?", "Er is over mij gepraat in de gang.")
    tablet.press("Leg het vast")
    tablet.look("klacht-aangenomen")
    with entered(leek.scope):
        case = Case.objects.get()
    officer = sit_down(leek, leek.olga)
    officer.go("zaken/").look("zaken")
    officer.go(f"zaken/{case.pk}/")
    officer.page.get_by_label("Wie behandelt het?").select_option(label="Fatima")
    officer.press("Geef het aan deze collega")
    handler = sit_down(leek, leek.fatima)
    handler.go(f"zaken/{case.pk}/").look("klacht-behandelen")
    handler.choose("gehoord")
    handler.write("Wat is er gezegd of afgesproken?", "Mevrouw is gehoord.")
    handler.press("Leg dit vast")
    handler.choose("gegrond")
    handler.write("Bevindingen en conclusie", "Er is onzorgvuldig gesproken.")
    handler.press("Sluit de zaak")
    handler.reads("Er is onzorgvuldig gesproken.")
    handler.go(f"zaken/{case.pk}/teksten/").look("klacht-brief")
