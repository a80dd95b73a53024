"""The client reads along: only his own pages, in large print, in another language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from dossiers import services
from privacy_domain.tenancy.scope import entered
from tests.factories.access import PASSWORD
from tests.functional.tablet import Tablet
from tests.integration.dossiers.cast import agree, judge

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def leek(town: Callable[..., Any]) -> Any:
    return town("leek")


@pytest.fixture(scope="module")
def landsmeer(town: Callable[..., Any]) -> Any:
    """Here the cards exist in English too."""
    return town("landsmeer")


def test_the_client_reaches_only_his_own_pages(leek: Any, sit_down: Callable[..., Tablet]) -> None:
    world = leek.world
    with entered(leek.scope):
        talk = world.explained()
        agree(world, talk)
        judge(world, talk, answer=None)
        services.finish_partners(talk=talk, by=world.sanne)
        services.write_notes(talk=talk, help_question="Douchen", notes="", next_appointment="", by=world.sanne)
    tablet = sit_down(leek).go(f"{leek.dossier}gesprek/{talk.pk}/controleren/")
    tablet.press("Geef de tablet aan de cliënt")
    tablet.sees("Klopt dit?")
    tablet.look("client")
    expect(tablet.page.get_by_role("link", name="Terug", exact=True)).to_have_count(0)
    expect(tablet.page.get_by_role("link", name="Wijzig")).to_have_count(0)
    for address in ("", "casussen/", leek.dossier, f"{leek.dossier}gesprek/{talk.pk}/hulpvraag/"):
        tablet.go(address)
        tablet.sees("Laat zien dat jij het bent")
        tablet.reads_nowhere("Vries", "Sanne")
    tablet.go(f"{leek.dossier}gesprek/{talk.pk}/controleren/")
    tablet.follow("Terug naar de professional")
    tablet.page.get_by_label("Wachtwoord").fill(PASSWORD)
    tablet.press("Verder")
    tablet.sees("Klopt dit?")
    expect(tablet.page.get_by_role("button", name="Geef de tablet aan de cliënt")).to_be_visible()
    tablet.on()
    tablet.finish()


def test_large_print_and_english_cards(landsmeer: Any, sit_down: Callable[..., Tablet]) -> None:
    world = landsmeer.world
    with entered(landsmeer.scope):
        talk = services.prepare_talk(dossier=world.dossier, large_print=True, language="en", by=world.sanne)
        services.start_talk(talk=talk, by=world.sanne)
        services.record_table(
            talk=talk,
            seats=[services.Seat("Johanna", "client"), services.Seat("Amira", "interpreter", "English")],
            by=world.sanne,
        )
    tablet = sit_down(landsmeer).go(f"{landsmeer.dossier}gesprek/{talk.pk}/uitleg/")
    tablet.look("grote-letters-engels")
    card = tablet.page.locator(".pd-read-aloud[lang=en]").first
    expect(card).to_contain_text("What do we write down?")
    expect(tablet.page.locator(".pd-read-aloud[lang=nl]").filter(has_text="write")).to_have_count(0)
    size = card.locator("p").first.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    assert size >= 26
