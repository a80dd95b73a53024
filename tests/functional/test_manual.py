"""The pictures of the manual: the demo's Leiden, as each role sees it. `./run pictures` makes them anew; otherwise the pages are only visited."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from access.models import User
from dev.pictures import FOLDER, WIDTH, width_of
from dossiers.models import Dossier
from privacy_domain.management.demo import cast
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from tests.factories.access import logged_in

pytestmark = pytest.mark.browser
Visit = Callable[[str], Any]


@pytest.fixture(scope="module")
def leiden(fresh_database: dict[str, str]) -> Any:
    """The demo's Leiden, with its stories."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("privacy_domain.management.commands.seed_demo.CAST", {"leiden": cast.CAST["leiden"]})
        call_command("seed_demo")
    return Municipality.objects.get(code="leiden")


@pytest.fixture
def sitting(leiden: Any, chromium: Browser, live: str) -> Callable[[str], Any]:
    """Opens a tablet of a member of the cast, at "Mijn werk"."""

    @contextmanager
    def at_work(username: str) -> Iterator[Page]:
        context = chromium.new_context(viewport={"width": WIDTH, "height": 1180}, locale="nl-NL", base_url=f"{live}/leiden/")
        context.set_default_timeout(20_000)
        with entered(leiden.scope()):
            user = User.objects.get(username=username)
        browser = logged_in(leiden, user)
        context.add_cookies([{"name": name, "value": morsel.value, "url": live} for name, morsel in browser.cookies.items()])
        page = context.new_page()
        page.goto("./")
        yield page
        context.close()

    return at_work


def keep(page: Page, name: str, *, heading: str, most: int = 760) -> None:
    """The content of the page under its menu, at most `most` pixels of it, where that is asked for; there is always one that was made."""
    expect(page.get_by_role("main").get_by_role("heading", name=heading).first).to_be_visible()
    picture = FOLDER / f"{name}.png"
    if os.environ.get("WRITE_PICTURES"):
        box = page.get_by_role("main").bounding_box()
        assert box is not None
        clip = {"x": 0, "y": box["y"], "width": WIDTH, "height": min(box["height"], most)}
        page.screenshot(path=picture, clip=clip, full_page=True)  # type: ignore[arg-type]
    assert width_of(picture) == WIDTH


def menu(page: Page, name: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name=name, exact=True).first.click()


def test_pictures_of_a_professional(sitting: Visit) -> None:
    with sitting("eva") as page:
        keep(page, "mijn-werk", heading="Mijn werk")
        page.get_by_role("link", name="Nieuw dossier").click()
        keep(page, "zoek-eerst", heading="Zoek eerst")
        page.goto("./")
        page.get_by_role("link", name="Gesprek met mevr. W. Zandbergen").click()
        keep(page, "bijzondere-gegevens", heading="Bijzondere gegevens", most=900)
        page.get_by_role("link", name="Terug", exact=True).first.click()
        keep(page, "gesprek", heading="Gesprek", most=900)
        page.goto("./")  # in a talk there is no menu
        menu(page, "Mag ik dit delen?")
        page.get_by_label("Met wie?").select_option(index=1)
        page.get_by_label("naam en adres").check()
        page.get_by_role("button", name="Mag ik dit delen?").click()
        keep(page, "mag-ik-delen", heading="Vraag iets anders", most=620)
        menu(page, "Casussen")
        page.get_by_role("link", name="mevr. E. Devilee").click()
        menu(page, "Dossier")
        keep(page, "stukken", heading="Dossier", most=900)
        menu(page, "Toestemmingen")
        keep(page, "toestemmingen", heading="Toestemmingen")
        menu(page, "Delen")
        keep(page, "delen", heading="Delen")


def test_pictures_of_a_team_coach(sitting: Visit) -> None:
    with sitting("thomas") as page:
        menu(page, "Te beoordelen")
        keep(page, "te-beoordelen", heading="Te beoordelen")
        page.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
        keep(page, "besluit", heading="Precies dit vertrekt", most=900)
        menu(page, "Casussen")
        page.get_by_role("link", name="mevr. E. Devilee").click()
        keep(page, "niet-zonder-reden", heading="Het protocol staat dit niet toe")
        page.get_by_role("link", name="Zeg waarom je dit nodig hebt").click()
        keep(page, "reden", heading="Waarom", most=900)


def test_pictures_of_the_privacy_officer(leiden: Any, sitting: Visit) -> None:
    with entered(leiden.scope()):
        number = next(row.number for row in Dossier.objects.all() if row.person.surname == "Devilee")
    with sitting("wouter") as page:
        menu(page, "Bewaren")
        keep(page, "bewaren", heading="Bewaren en vernietigen")
        menu(page, "Toegang")
        page.get_by_label("Nummer van het dossier").fill(number)
        page.get_by_role("button", name="Laat zien wie keek").click()
        keep(page, "wie-keek", heading="Wie keek in dossier")


def test_pictures_of_the_administrator(sitting: Visit) -> None:
    with sitting("esther") as page:
        menu(page, "Beheer")
        keep(page, "beheer", heading="Instellingen, accounts en teksten", most=700)
        page.get_by_role("link", name="Medewerkers").click()
        page.get_by_role("link", name="lies").first.click()
        keep(page, "medewerker", heading="Medewerker wijzigen")
