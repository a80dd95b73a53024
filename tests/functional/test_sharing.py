"""Sharing in a browser: in each municipality one disclosure with what it asks of the client, and one on the way it keeps open without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from dossiers.models import Disclosure
from dossiers.policies.envelope import envelope_of
from dossiers.states import DisclosureState
from privacy_domain import clock
from privacy_domain.protocols.types import Category
from privacy_domain.tenancy.scope import entered
from tests.functional.conftest import Town
from tests.integration.dossiers.envelopes import again, agreed, post

pytestmark = pytest.mark.browser
Ground = Disclosure.Ground


def opened(page: Page, town: Town, live: str, user: Any) -> None:
    page.context.clear_cookies()
    page.context.add_cookies([town.session(user, live)])  # type: ignore[list-item]


def prepared(page: Page, town: Town, live: str) -> Disclosure:
    """A new envelope with name and address, as somebody makes it on the pages."""
    code = town.municipality.code
    page.goto(f"{live}/{code}/{town.dossier}delen/")
    page.get_by_role("link", name="Iets delen").click()
    page.get_by_label("Met wie?").select_option(label=town.world.provider.name)
    page.get_by_label("Waarvoor heeft de ontvanger het nodig?").fill("Om de hulp thuis af te stemmen")
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    page.get_by_label("naam en adres").check()
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_role("link", name="Waarom is het nodig?").click()
    page.get_by_label("Waarom is het nodig om dit te delen?").fill("Zonder dit kan de zorg niet beginnen")
    page.get_by_role("button", name="Opslaan").click()
    with entered(town.scope):
        return again(Disclosure.objects.latest("prepared_at"))


def gone(page: Page, town: Town, row: Disclosure, ground: Disclosure.Ground) -> None:
    """Record that it was sent, and look whether it says on what it rested."""
    page.get_by_role("link", name="Vastleggen dat het is verzonden").click()
    page.get_by_role("radio").first.check()
    page.get_by_label("Ik vertelde de ontvanger").check()
    page.get_by_role("button", name="Het is verzonden").click()
    expect(page.get_by_role("main")).to_contain_text("verzonden")
    with entered(town.scope):
        kept = again(row)
        assert (kept.state, kept.ground) == (DisclosureState.SENT, ground)


def sealed(page: Page) -> None:
    page.get_by_role("link", name="Bekijk wat er zou vertrekken").click()
    expect(page.get_by_role("main")).to_contain_text("Johanna Maria de Vries")
    page.get_by_role("main").get_by_role("button").click()


@pytest.mark.parametrize("code", ["leek", "landsmeer", "sittard-geleen", "leiden", "opsterland"])
def test_with_what_the_client_agreed_and_without(code: str, live: str, town: Callable[..., Town], context: BrowserContext) -> None:
    here, page = town(code), context.new_page()
    world, free = here.world, code in ("leek", "landsmeer")
    with entered(here.scope):
        post()
        if not free:
            agreed(world, world.provider, Category.NAW)
    opened(page, here, live, world.sanne)
    row = prepared(page, here, live)
    sealed(page)
    gone(page, here, row, Ground.PROTOCOL if free else Ground.CONSENT)
    if not free:
        _without(page, here, live)


def _without(page: Page, here: Town, live: str) -> None:
    """To somebody else, about whom nothing was agreed: the findings, and the leader where one is prescribed."""
    here.world.provider = here.world.doctor
    row = prepared(page, here, live)
    page.get_by_role("button", name="Ga de weg zonder toestemming").click()
    with entered(here.scope):
        questions = envelope_of(again(row), clock.today()).questions
    page.get_by_role("main").locator("a[href*='/vraag/']").first.click()
    for _question in questions:
        page.get_by_label("Ja", exact=True).check()
        page.get_by_label("Leg het uit in je eigen woorden").fill("Zo is het")
        page.get_by_role("button", name="Antwoord opslaan").click()
    sealed(page)
    if here.municipality.code != "sittard-geleen":
        expect(page.get_by_role("main")).to_contain_text("wacht op overleg")
        opened(page, here, live, here.world.tom)
        page.goto(f"{live}/{here.municipality.code}/")
        page.get_by_role("link", name="Een collega vraagt of iets gedeeld mag worden").click()
        page.get_by_label("Waarom?").fill("Dit is ernstig genoeg")
        page.get_by_role("button", name="Akkoord", exact=True).click()
        opened(page, here, live, here.world.sanne)
        page.goto(f"{live}/{here.municipality.code}/{here.dossier}delen/{row.pk}/")
    gone(page, here, row, Ground.WITHOUT_CONSENT)
