"""The two pictures of the README, of the demo's own people. `WRITE_PICTURES=1` makes them anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, expect

from access.models import User
from dev.house_rules import ROOT
from privacy_domain.management.demo import cast
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from tests.factories.access import logged_in
from tests.functional.tablet import Tablet

pytestmark = pytest.mark.browser
IMAGES = ROOT / "docs" / "images"


@pytest.fixture(scope="module")
def landsmeer(fresh_database: dict[str, str]) -> Iterator[Any]:
    """The demo's Landsmeer, with its stories."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("privacy_domain.management.commands.seed_demo.CAST", {"landsmeer": cast.CAST["landsmeer"]})
        call_command("seed_demo")
    yield Municipality.objects.get(code="landsmeer")


@pytest.fixture
def tablet(landsmeer: Any, chromium: Browser, live: str) -> Iterator[Tablet]:
    """A tablet of the professional of the demo."""
    context: BrowserContext = chromium.new_context(viewport={"width": 820, "height": 900}, locale="nl-NL")
    persona = next(persona for persona in cast.CAST["landsmeer"].personas if persona.involved)
    with entered(landsmeer.scope()):
        user = User.objects.get(username=persona.username)
    browser = logged_in(landsmeer, user)
    context.add_cookies([{"name": name, "value": morsel.value, "url": live} for name, morsel in browser.cookies.items()])
    yield Tablet(context.new_page(), live, "landsmeer")
    context.close()


def keep(tablet: Tablet, name: str, height: int) -> None:
    """Make the picture where that is asked for; the one that is there was made at this width."""
    tablet.page.set_viewport_size({"width": 820, "height": height})
    picture = IMAGES / f"{name}.png"
    if os.environ.get("WRITE_PICTURES"):
        tablet.page.screenshot(path=picture)
    width = int.from_bytes(Path(picture).read_bytes()[16:20], "big")
    assert width == 820


def test_pictures_of_my_work_and_of_a_talk(tablet: Tablet) -> None:
    tablet.go()
    tablet.sees("Mijn werk")
    expect(tablet.page.get_by_role("link", name="Gesprek met").first).to_be_visible()
    keep(tablet, "work", 720)
    tablet.follow("Gesprek met")
    tablet.judge()
    tablet.sees("Met wie willen we delen?")
    tablet.add_partner("Zorgcirkel Waterland", "naam en adres", "gezondheid", why="Zij kunnen helpen in het huishouden.")
    tablet.sees("Mogen wij dit delen?")
    keep(tablet, "talk", 1180)
