"""The life of a dossier in each municipality, in a browser: intake, plan, note, a colleague at the door, who looked, and the end."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect

from access.models import User
from dossiers.models import Closing, Dossier, Item, Plan, Talk
from dossiers.services.plan import close_plan
from dossiers.services.talk import stop_talk
from dossiers.states import DossierState
from privacy_domain.tenancy.scope import entered
from tests.functional.conftest import Town
from tests.functional.tablet import Tablet
from tests.integration.dossiers.written import consenting

pytestmark = pytest.mark.browser

HIDDEN, REFUSED = 404, 403
# a colleague of the same team who is not involved: only who is involved may look (Leek and Landsmeer 7 lid 1, Leiden 11 lid 1; in
# Sittard-Geleen by law); in Opsterland the team may, when it is needed for his task, and he has not said so (12 lid 1)
COLLEAGUE = {"leek": HIDDEN, "landsmeer": HIDDEN, "sittard-geleen": HIDDEN, "leiden": HIDDEN, "opsterland": REFUSED}


def named(page: Page, name: str, more: str = "") -> Locator:
    """The fields of this name that are shown, also on a page that puts its own name before it."""
    return page.locator(f":is([name='{name}'], [name$='-{name}']):not([type=hidden]){more}")


def fill(page: Page, **values: str) -> None:
    """Fields by their names, as far as this municipality asks them."""
    for name, value in values.items():
        field = named(page, name)
        if field.count():
            field.first.fill(value)


def choose_first(page: Page, *names: str) -> None:
    """The first choice of each group, where nothing is chosen yet."""
    for name in names:
        group = named(page, name)
        if group.count() and not named(page, name, ":checked").count():
            group.first.check()


def send(page: Page) -> None:
    """The one primary button of the page's form."""
    page.locator("main button.utrecht-button--primary-action[type=submit]").last.click()


def intake(tablet: Tablet) -> UUID:
    """Search, find nobody, say why, say who: a dossier."""
    page = tablet.go("intake/").page
    fill(page, name="Vermeer", birth_date="1985-04-02")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Gevonden")
    tablet.look("leven-gevonden")
    send(page)
    choose_first(page, "origin", "purposes", "domains", "team", "kind")
    named(page, "law_tags", "[value=wmo]").check()
    fill(page, help_question="Ik kan de trap niet meer op.", needed="Alleen wat over de trap gaat", scope="Alleen wonen")
    if named(page, "beforehand").count():
        named(page, "beforehand", "[value=no]").check()
        named(page, "with_client").check()
    tablet.look("leven-waarvoor")
    send(page)
    fill(page, surname="Vermeer", given_names="Anna", birth_date="1985-04-02", note="Nodig om een afspraak te maken.")
    yes = page.locator("input[type=checkbox][name$=agreed]")  # where the protocol wants the client's yes to these data
    if yes.count():
        yes.check()
    tablet.look("leven-wie")
    send(page)
    expect(page).to_have_url(re.compile(r"/d/[0-9a-f-]{36}/$"))
    tablet.look("leven-dossier")
    return UUID(page.url.rstrip("/").rsplit("/", 1)[1])


def start_plan(tablet: Tablet, dossier: UUID) -> None:
    """Start the plan and write down what the client wants to reach."""
    page = tablet.go(f"d/{dossier}/plan/").page
    tablet.follow("Plan beginnen")
    choose_first(page, "name")
    send(page)
    expect(page.get_by_role("main")).to_contain_text(re.compile("plan", re.I))
    tablet.look("leven-plan")


def note(tablet: Tablet, dossier: UUID, title: str) -> None:
    """Write a note with what this municipality asks of it."""
    page = tablet.go(f"d/{dossier}/stukken/nieuw/notitie/").page
    fill(page, title=title, necessity="Om te weten of de trap nog kan")
    page.locator("[name=p-0-text]").fill("Zij valt soms op de trap.")
    choose_first(page, "list_entry", "purpose", "domain", "law")
    if named(page, "grounds", "[value=public_task]").count():
        named(page, "grounds", "[value=public_task]").check()
        named(page, "legal_basis").select_option("wmo")
    tablet.look("leven-notitie")
    tablet.press("Vastleggen")
    tablet.sees(title)


def close(tablet: Tablet, dossier: UUID, results: int) -> None:
    """Close it with the results and the client's opinion."""
    page = tablet.go(f"d/{dossier}/verloop/").page
    tablet.follow("Dossier afsluiten")
    choose_first(page, "reason")
    for field in page.locator("textarea[name^=result_]").all()[:results]:
        field.fill("Er is een traplift.")
    fill(page, opinion="Ik ben geholpen.")
    tablet.look("leven-afsluiten")
    tablet.press("Dossier afsluiten")


@pytest.mark.parametrize("code", sorted(COLLEAGUE))
def test_from_the_first_question_to_the_last_word(code: str, town: Callable[..., Town], sit_down: Callable[..., Tablet]) -> None:
    here = town(code)
    tablet = sit_down(here)
    ref = intake(tablet)
    with entered(here.scope):
        dossier = Dossier.objects.select_related("person", "team").get(pk=ref)
        consenting(replace(here.world, dossier=dossier, client=dossier.person))
    start_plan(tablet, ref)
    note(tablet, ref, "Over de trap")

    colleague: User = here.world.marieke
    answer = sit_down(here, colleague).page.goto(f"{tablet.home}d/{ref}/")
    assert answer is not None and answer.status == COLLEAGUE[code]

    tablet = sit_down(here)
    tablet.go(f"d/{ref}/wie-keek/").look("leven-wie-keek")
    seen = tablet.page.get_by_role("main")
    expect(seen).to_contain_text("Keek in het dossier of werkte erin")
    if COLLEAGUE[code] == REFUSED:
        expect(seen).to_contain_text("Wilde kijken en mocht dat niet")
    with entered(here.scope):
        for plan in Plan.objects.filter(dossier_id=ref):
            close_plan(plan=plan, by=here.world.sanne)
        for talk in Talk.objects.select_related("dossier").filter(dossier_id=ref):
            stop_talk(talk=talk, because="Het gesprek was thuis.", by=here.world.sanne)
    close(tablet, ref, len(dossier.purposes))
    with entered(here.scope):
        assert Dossier.objects.get(pk=ref).state == DossierState.CLOSED
        assert Closing.objects.get(dossier_id=ref).opinion == "Ik ben geholpen."
        assert Item.objects.get(dossier_id=ref).title == "Over de trap"
