"""In a browser: telling the client, or letting it wait and being asked again; and taking a consent back with everything that it does."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from consent.models import Consent
from consent.states import ConsentState
from dossiers.selectors.telling import telling_of
from dossiers.states import DisclosureState
from privacy_domain import clock
from privacy_domain.tenancy.scope import entered
from tests.functional.conftest import Town
from tests.functional.test_sharing import opened
from tests.integration.dossiers.envelopes import NAW, again, agreed, approved, filled, post, sent, submitted, urgent

pytestmark = pytest.mark.browser
LOOK = os.environ.get("LOOK_AT")


def narrow(page: Page, name: str) -> None:
    """Nothing sticks out on a telephone; photographed at three widths when somebody wants to look."""
    for width in (820, 1366, 320):
        page.set_viewport_size({"width": width, "height": 900})
        if LOOK:
            page.screenshot(path=f"{LOOK}/{name}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 800})


def test_the_client_is_told_after_it_had_to_wait(live: str, town: Callable[..., Town], context: BrowserContext) -> None:
    here, page = town("leiden"), context.new_page()
    world = here.world
    with entered(here.scope):
        post()
        row = sent(world, approved(world, urgent(world, NAW)))
        duty = telling_of("dossier.disclosure", row.pk)
        assert duty is not None
    opened(page, here, live, world.sanne)
    page.goto(f"{live}/leiden/")
    page.get_by_role("link", name="Vertel de cliënt wat is gedeeld").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("nog te vertellen")
    narrow(page, "due")
    page.get_by_role("link", name="Nog niet vertellen").click()
    expect(page.get_by_role("radio")).to_have_count(1)
    page.get_by_role("radio").check()
    page.get_by_label("Leg het uit").fill("Haar partner leest haar post")
    page.get_by_label("Wanneer kijk je er opnieuw naar?").fill((clock.today() + timedelta(days=7)).isoformat())
    page.get_by_role("button", name="Opslaan").click()
    expect(main).to_contain_text("Zeg hierover niets tegen de cliënt")
    narrow(page, "waiting")
    opened(page, here, live, world.tom)
    page.goto(f"{live}/leiden/vertellen/{duty.pk}/")
    expect(main).to_contain_text("Haar partner leest haar post")
    page.get_by_role("link", name="Het hoeft niet meer te wachten").click()
    page.get_by_role("button", name="Opslaan").click()
    opened(page, here, live, world.sanne)
    page.goto(f"{live}/leiden/")
    page.get_by_role("link", name="Vertel de cliënt wat is gedeeld").click()
    page.get_by_role("button", name="Brief maken").click()
    expect(page.get_by_role("link", name="De brief (PDF)")).to_be_visible()
    page.get_by_role("link", name="Ik heb het de cliënt verteld").click()
    page.get_by_label("mondeling").check()
    page.get_by_label("Wat heb je verteld").fill("Alles, aan de keukentafel")
    page.get_by_role("button", name="Opslaan").click()
    expect(main).to_contain_text("De cliënt hoorde dit op")
    narrow(page, "told")
    with entered(here.scope):
        told = telling_of("dossier.disclosure", row.pk)
        assert told is not None
        assert (told.state, told.told_by_id) == ("told", world.sanne.pk)


def test_a_consent_is_taken_back_with_everything_that_rested_on_it(live: str, town: Callable[..., Town], context: BrowserContext) -> None:
    here, page = town("opsterland"), context.new_page()
    world = here.world
    with entered(here.scope):
        post()
        consent = agreed(world, world.provider, NAW)
        sent(world, submitted(world, filled(world, NAW, purpose="Hulp afstemmen")))
        sealed = submitted(world, filled(world, NAW, purpose="Vervolg afspreken"))
    opened(page, here, live, world.sanne)
    page.goto(f"{live}/opsterland/{here.dossier}toestemmingen/")
    page.get_by_role("link", name="Intrekken").first.click()
    main = page.get_by_role("main")
    for words in ("Hulp afstemmen", "Vervolg afspreken", "Wat blijft", world.provider.name):
        expect(main).to_contain_text(words)
    narrow(page, "withdraw")
    page.get_by_role("button", name="Trek deze toestemming in").click()
    expect(main).to_contain_text("Toestemming ingetrokken")
    for words in ("Hulp afstemmen", "Vervolg afspreken", "De brief voor de cliënt (PDF)"):
        expect(main).to_contain_text(words)
    narrow(page, "withdrawn")
    with entered(here.scope):
        assert Consent.objects.get(pk=consent.pk).state == ConsentState.WITHDRAWN
        assert again(sealed).state == DisclosureState.WITHDRAWN
