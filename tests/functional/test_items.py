"""Writing in a dossier in a browser: refused with the way to go on, kept while typing, recorded, commented, found again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from dossiers.models import Item, ItemDraft
from privacy_domain.tenancy.scope import entered
from tests.functional.tablet import Tablet
from tests.integration.dossiers.written import consenting, written

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def leek(town: Callable[..., Any]) -> Any:
    """Leek, before anything was told or asked."""
    return town("leek")


@pytest.fixture(scope="module")
def opsterland(town: Callable[..., Any]) -> Any:
    """Opsterland, whose list is closed."""
    return town("opsterland")


def note(tablet: Tablet, town: Any) -> Tablet:
    """The page of a new note."""
    return tablet.go(f"{town.dossier}stukken/nieuw/notitie/")


def test_a_refused_note_waits_until_the_client_agreed(leek: Any, sit_down: Callable[..., Tablet], context: BrowserContext) -> None:
    tablet = note(sit_down(leek), leek)
    tablet.write("Titel", "Weegt minder")
    tablet.page.locator("[name=p-0-text]").fill("Zij eet te weinig.")
    tablet.saved()
    context.set_offline(True)
    tablet.page.locator("[name=p-0-text]").fill("Zij eet te weinig. Ook zonder bereik.")
    expect(tablet.page.locator("[data-save-state]")).to_contain_text("Geen verbinding")
    context.set_offline(False)
    tablet.saved()
    tablet.press("Vastleggen")
    tablet.reads("Het protocol staat dit niet toe", "Wat er nog nodig is")
    tablet.look("stuk-geweigerd")
    with entered(leek.scope):
        assert not Item.objects.exists()
        assert ItemDraft.objects.get().content["p-0-text"] == ["Zij eet te weinig. Ook zonder bereik."]
        consenting(leek.world)
    tablet.go(f"{leek.dossier}stukken/")
    tablet.look("stukken-leeg")
    tablet.follow("Nieuwe notitie")
    expect(tablet.page.locator("[name=p-0-text]")).to_have_value("Zij eet te weinig. Ook zonder bereik.")
    tablet.page.get_by_label("Titel").press("Enter")  # the button for another piece of text stands before that for recording
    tablet.sees("Weegt minder")
    with entered(leek.scope):
        assert Item.objects.count() == 1 and not ItemDraft.objects.exists()


def test_a_judgement_and_what_the_client_says_about_it(opsterland: Any, sit_down: Callable[..., Tablet]) -> None:
    tablet = sit_down(opsterland)
    tablet.go(f"{opsterland.dossier}stukken/nieuw/oordeel/")
    tablet.write("Titel", "Oordeel over koken")
    tablet.page.locator("[name=p-0-text]").fill("Koken lukt niet meer alleen.")
    tablet.choose("uitvoering, wijziging en stilstand van het plan", "publieke taak")
    tablet.page.get_by_label("In welke wet staat die plicht of taak?").select_option("wmo")
    tablet.look("oordeel-schrijven")
    tablet.press("Vastleggen")
    tablet.sees("Oordeel over koken")
    tablet.follow("Eigen verklaring")
    tablet.write("Wat de cliënt zegt, in eigen woorden", "Ik kook elke dag.")
    tablet.press("Vastleggen")
    tablet.sees("Eigen verklaring")
    tablet.follow("Oordeel over koken")
    tablet.reads("Ik kook elke dag.")
    tablet.look("oordeel-met-verklaring")
    tablet.go(f"{opsterland.dossier}stukken/")
    tablet.reads("Eigen verklaring van de cliënt")
    tablet.write("Woorden in dit dossier", "kookt KOKEN")
    tablet.press("Zoeken")
    tablet.reads("In dit dossier staat niets met al deze woorden.")
    tablet.write("Woorden", "koken")
    tablet.press("Zoeken")
    tablet.reads("Oordeel over koken")
    tablet.look("gezocht")
    tablet.go(f"{opsterland.dossier}tijdlijn/")
    tablet.reads("Oordeel over koken")
    tablet.look("tijdlijn")
    tablet.go(f"{opsterland.dossier}stukken/")
    tablet.look("stukken")
    tablet.go(f"{opsterland.dossier}stukken/afdrukken/")
    tablet.look("stukken-afdrukken")


def test_another_piece_of_text_without_scripts(opsterland: Any, chromium: Any, live: str) -> None:
    with entered(opsterland.scope):
        written(opsterland.world, title="Er staat al iets")
    context = chromium.new_context(viewport={"width": 820, "height": 1180}, java_script_enabled=False)
    context.add_cookies([opsterland.session(opsterland.world.sanne, live)])
    tablet = Tablet(context.new_page(), live, "opsterland", scripts=False)
    note(tablet, opsterland)
    tablet.write("Titel", "Twee mensen")
    tablet.page.locator("[name=p-0-text]").fill("Over de cliënt.")
    tablet.press("Nog een stuk tekst, over iemand anders")
    tablet.page.locator("[name=p-1-text]").fill("Over de buurman.")
    tablet.page.locator("[name=p-1-about][value=others]").check()
    tablet.choose("uitvoering, wijziging en stilstand van het plan", "publieke taak")
    tablet.page.get_by_label("In welke wet staat die plicht of taak?").select_option("wmo")
    tablet.press("Vastleggen")
    tablet.sees("Twee mensen")
    tablet.reads("iemand die niet bij de mensen staat")
    context.close()
