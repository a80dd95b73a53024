"""Nothing typed is lost while the page stays open, and nothing of it stays on the device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from dossiers import services
from dossiers.models import Draft, Talk
from privacy_domain.tenancy.scope import entered
from tests.functional.tablet import Tablet

pytestmark = pytest.mark.browser
STORED = """async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
    (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length, document.cookie]"""


@pytest.fixture(scope="module")
def leek(town: Callable[..., Any]) -> Any:
    """Leek, with a talk that runs."""
    made = town("leek")
    with entered(made.scope):
        made.talk = made.world.explained()
    return made


@pytest.fixture
def notes(leek: Any, sit_down: Callable[..., Tablet]) -> Tablet:
    """The page on which the most is typed, as it was before anything was typed."""
    with entered(leek.scope):
        Draft.objects.all().delete()
    tablet = sit_down(leek)
    tablet.notes = f"{leek.dossier}gesprek/{leek.talk.pk}/hulpvraag/"  # type: ignore[attr-defined]
    return tablet.go(tablet.notes)  # type: ignore[attr-defined]


def state(page: Page) -> Any:
    return expect(page.locator("[data-save-state]"))


def test_lost_reception_keeps_the_text_and_saves_it_afterwards(notes: Tablet, context: BrowserContext) -> None:
    context.set_offline(True)
    notes.write("Notities", "Dit typ ik zonder bereik.")
    state(notes.page).to_contain_text("Geen verbinding")
    notes.look("geen-verbinding")
    notes.page.locator(".pd-sticky button").click()
    notes.page.wait_for_timeout(500)
    expect(notes.page.get_by_label("Notities")).to_have_value("Dit typ ik zonder bereik.")
    context.set_offline(False)
    notes.sees("Vraag instemming")
    notes.go(notes.notes)  # type: ignore[attr-defined]
    expect(notes.page.get_by_label("Notities")).to_have_value("Dit typ ik zonder bereik.")


def test_two_tabs_show_both_texts(notes: Tablet, context: BrowserContext) -> None:
    other = context.new_page()
    other.goto(notes.page.url)
    notes.write("Notities", "Eerste tabblad")
    notes.saved()
    other.get_by_label("Notities").fill("Tweede tabblad")
    conflict = other.locator(".pd-conflict")
    expect(conflict).to_be_focused()
    expect(conflict.locator("[data-mine]")).to_contain_text("Tweede tabblad")
    expect(conflict.locator("[data-theirs]")).to_contain_text("Eerste tabblad")
    Tablet(other, "", "leek").look("twee-tabbladen")
    other.get_by_role("button", name="Houd mijn tekst").click()
    state(other).to_contain_text("Opgeslagen om")
    other.reload()
    expect(other.get_by_label("Notities")).to_have_value("Tweede tabblad")


def test_the_text_stays_when_the_session_ends(notes: Tablet, context: BrowserContext, leek: Any, live: str) -> None:
    context.clear_cookies()
    notes.write("Notities", "Na het uitloggen")
    state(notes.page).to_contain_text("uitgelogd")
    expect(notes.page.get_by_label("Notities")).to_have_value("Na het uitloggen")
    context.add_cookies([leek.session(leek.world.sanne, live)])
    notes.page.evaluate("dispatchEvent(new Event('focus'))")
    notes.saved()
    with entered(leek.scope):
        assert Draft.objects.get().content["notes"] == ["Na het uitloggen"]


def test_leaving_with_unsaved_text_warns(notes: Tablet, context: BrowserContext) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    context.set_offline(True)
    notes.page.on("dialog", answer)
    notes.write("Notities", "Nog niet bewaard")
    state(notes.page).to_contain_text("Geen verbinding")
    notes.page.close(run_before_unload=True)
    notes.page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    context.set_offline(False)
    notes.saved()


def test_hiding_keeps_what_was_typed_and_shows_nothing(notes: Tablet, leek: Any) -> None:
    notes.write("Notities", "Er komt iemand binnen")
    notes.saved()
    notes.follow("Scherm verbergen")
    expect(notes.page.get_by_role("heading", level=1)).to_have_text("Welkom bij de gemeente Leek")
    notes.reads_nowhere("Vries", "Er komt iemand binnen")
    notes.go(notes.notes)  # type: ignore[attr-defined]
    notes.sees("Vergrendeld")
    notes.reads_nowhere("Vries", "Er komt iemand binnen")
    assert notes.page.evaluate(STORED) == [0, 0, 0, 0, 0, ""]
    with entered(leek.scope):
        assert Draft.objects.get().content["notes"] == ["Er komt iemand binnen"]


def test_choices_and_ticks_come_back(notes: Tablet, leek: Any) -> None:
    base = f"{leek.dossier}gesprek/{leek.talk.pk}/"
    notes.go(f"{base}bijzondere-gegevens/")
    notes.choose("gezondheid", "Nee")
    notes.write("Waarom heb je deze gegevens wel of niet nodig?", "Half af")
    notes.saved()
    notes.go(f"{base}aan-tafel/")
    notes.page.get_by_label("Naam").nth(1).fill("Tolk Amira")
    notes.page.get_by_label("Wie is dit?").nth(1).select_option(label="tolk")
    notes.page.get_by_label("Taal van de tolk").nth(1).fill("Arabisch")
    notes.saved()
    notes.go(f"{base}bijzondere-gegevens/")
    expect(notes.page.get_by_label("gezondheid", exact=True)).to_be_checked()
    expect(notes.page.get_by_label("Nee", exact=True)).to_be_checked()
    notes.choose("gezondheid")
    notes.saved()
    notes.page.reload()
    expect(notes.page.get_by_label("gezondheid", exact=True)).not_to_be_checked()
    notes.go(f"{base}aan-tafel/")
    expect(notes.page.get_by_label("Taal van de tolk").nth(1)).to_have_value("Arabisch")
    notes.on()
    notes.sees("Vraag instemming")
    with entered(leek.scope):
        assert not Draft.objects.filter(step="aan-tafel").exists()
        assert Talk.objects.get().participants.count() == 2


@pytest.mark.requirement("LEEK-4.3")
def test_an_oral_agreement_is_three_taps_from_my_work_and_nothing_stays_behind(leek: Any, sit_down: Callable[..., Tablet]) -> None:
    tablet = sit_down(leek).go()
    tablet.sees("Mijn werk")
    tablet.taps = 0
    tablet.follow("Gesprek met")
    tablet.choose("Ja")
    tablet.on()
    assert tablet.taps <= 3
    tablet.sees("Bijzondere gegevens")
    with entered(leek.scope):
        assert services.open_talk(ref=leek.world.dossier.pk, talk_id=leek.talk.pk, by=leek.world.sanne).last_step == "instemming"
    assert tablet.page.evaluate(STORED) == [0, 0, 0, 0, 0, ""]
    tablet.go("account/uitloggen/")
    tablet.press("Uitloggen")
    assert tablet.page.evaluate(STORED) == [0, 0, 0, 0, 0, ""]
