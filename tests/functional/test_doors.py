"""The door with a reason, in a browser: a leader is stopped, says why, looks, and the client's professional sees that he did."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from privacy_domain.tenancy.scope import entered
from tests.factories.access import account
from tests.functional.conftest import Town

pytestmark = pytest.mark.browser


@pytest.mark.requirement("LEEK-7.2a")
def test_a_leader_says_why_once_and_the_page_says_who_looked(live: str, town: Callable[..., Town], context: BrowserContext) -> None:
    leek = town("leek")
    with entered(leek.scope):
        head = account("henk", roles=("team_lead",))  # type: ignore[arg-type]
    context.add_cookies([leek.session(head, live)])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{live}/leek/casussen/")
    page.get_by_role("link", name="Vries").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Het protocol staat dit niet toe")
    page.get_by_role("link", name="Zeg waarom").click()
    page.get_by_role("button", name="Dossier openen").click()
    expect(page.get_by_role("alert")).to_contain_text("Kies een reden")
    page.get_by_label("sturing en kwaliteit van het werk").check()
    page.get_by_role("button", name="Dossier openen").click()
    expect(page).to_have_url(f"{live}/leek/{leek.dossier}")
    page.goto(f"{live}/leek/{leek.dossier}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dossier")
    context.clear_cookies()
    context.add_cookies([leek.session(leek.world.sanne, live)])  # type: ignore[list-item]
    page.goto(f"{live}/leek/{leek.dossier}")
    page.get_by_text("Meer", exact=True).click()
    page.get_by_role("link", name="Wie keek").click()
    row = page.get_by_role("row").filter(has_text="leidinggevende Sociaal Domein")
    expect(row).to_contain_text("sturing en kwaliteit van het werk")
    expect(page.get_by_role("main")).not_to_contain_text("Henk")
