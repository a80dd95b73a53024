"""A signal in a browser, on a tablet: Veilig Thuis calls, the professional writes it down, the coach agrees, and it is given."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from dossiers.models import Disclosure, Telling, VeiligThuisQuestion
from dossiers.states import DisclosureState
from dossiers.states.safety import AskedState
from privacy_domain.tenancy.scope import entered
from tests.functional.conftest import Town
from tests.functional.tablet import Tablet
from tests.integration.dossiers.envelopes import post
from tests.integration.dossiers.signals import inquiry, veilig_thuis

pytestmark = pytest.mark.browser


def fill_in(page: Page) -> None:
    """What goes, and why; each by itself."""
    page.get_by_label("naam en adres").check()
    page.get_by_label("telefoonnummer").check()
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_role("link", name="Waarom is het nodig?").click()
    page.get_by_label("Waarom is het nodig om dit te delen?").fill("Zonder dit kan Veilig Thuis haar niet bereiken")
    page.get_by_role("button", name="Opslaan").click()


def test_veilig_thuis_calls_and_gets_what_is_needed_after_the_coach_agreed(
    live: str, town: Callable[..., Town], sit_down: Callable[..., Tablet]
) -> None:
    here = town("leiden")
    world = here.world
    with entered(here.scope):
        post()
        veilig_thuis()
    tablet = sit_down(here)
    page = tablet.page
    tablet.go(f"{here.dossier}signalen/").sees("Signalen")
    tablet.look("signals")
    tablet.follow("Vraag vastleggen")
    expect(page).to_have_title("Een vraag van buiten - " + world.dossier.number + " - Gemeente Leiden")
    page.get_by_label("per telefoon").check()
    page.get_by_label("Wie vraagt het? Naam en functie").fill("K. Bel, onderzoeker")
    page.get_by_label("Waarvoor zijn de gegevens nodig?").fill("Onderzoek na een melding")
    tablet.look("question_form")
    tablet.press("Vastleggen")
    expect(page.get_by_role("main")).to_contain_text("K. Bel, onderzoeker")
    expect(page.get_by_role("main")).to_contain_text("teamcoach")
    tablet.look("question")
    tablet.follow("Iets geven")
    expect(page.get_by_label("Waarvoor heeft de ontvanger het nodig?")).to_have_value("Onderzoek na een melding")
    tablet.look("answer")
    tablet.press("Verder")
    fill_in(page)
    tablet.follow("Bekijk wat er zou vertrekken")
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("main")).to_contain_text("wacht op overleg")
    with entered(here.scope):
        row = Disclosure.objects.get()
        asked = VeiligThuisQuestion.objects.get()
        assert (row.state, asked.state) == (DisclosureState.WAITING, AskedState.OPEN)

    page.context.clear_cookies()
    coach = sit_down(here, world.tom)
    coach.go("")
    coach.page.get_by_role("link", name="Een collega vraagt of iets gedeeld mag worden").click()
    coach.page.get_by_label("Waarom?").fill("Dit is ernstig genoeg")
    coach.page.get_by_role("button", name="Akkoord", exact=True).click()

    page.context.clear_cookies()
    tablet = sit_down(here)
    page = tablet.page
    tablet.go(f"{here.dossier}delen/{row.pk}/")
    page.get_by_role("link", name="Vastleggen dat het is verzonden").click()
    page.get_by_role("radio").first.check()
    page.get_by_label("Ik vertelde de ontvanger").check()
    page.get_by_role("button", name="Het is verzonden").click()
    tablet.go(f"{here.dossier}vraag/{asked.pk}/").sees("Een vraag van buiten")
    expect(page.get_by_role("main")).to_contain_text("beantwoord")
    expect(page.get_by_role("main")).to_contain_text("telefoonnummer")
    tablet.look("question_answered")
    with entered(here.scope):
        asked.refresh_from_db()
        assert asked.state == AskedState.GIVEN
        assert Telling.objects.get(source_id=row.pk).state == "due"


def test_an_inquiry_on_a_tablet(live: str, town: Callable[..., Town], sit_down: Callable[..., Tablet]) -> None:
    here = town("opsterland")
    with entered(here.scope):
        row = inquiry(here.world, here.world.sanne)
    tablet = sit_down(here)
    tablet.go(f"{here.dossier}onderzoek/{row.pk}/").sees("Onderzoek")
    expect(tablet.page.get_by_role("main")).to_contain_text("De rekeningen van dit jaar.")
    tablet.look("inquiry")
    tablet.follow("Beëindig het onderzoek")
    tablet.page.get_by_label("het vermoeden klopte niet").check()
    tablet.page.get_by_label("Wat heeft het opgeleverd?").fill("De uren zijn gemaakt")
    tablet.look("inquiry_end")
    tablet.press("Beëindigen")
    expect(tablet.page.get_by_role("main")).to_contain_text("De uren zijn gemaakt")
    tablet.go(f"{here.dossier}onderzoek/")
    tablet.look("inquiry_start")
