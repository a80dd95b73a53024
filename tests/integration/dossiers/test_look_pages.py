"""Pages that only show: who may see them, what they cost, and that drafts come back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consent.services.asking import Answer
from dossiers import services
from dossiers.states import Step
from privacy_domain.people.services import register_person
from privacy_domain.protocols.types import Category
from tests.integration.dossiers import pages as made
from tests.integration.dossiers.cast import JOHANNA, World, agree, choose, first_code
from tests.integration.dossiers.pages import Pages
from tests.integration.dossiers.test_act_pages import body

TALK = "d/{ref}/gesprek/{talk}/"
SHOWN = [
    ("d/{ref}/", made.running),
    ("d/{ref}/toestemmingen/", made.agreed),
    ("d/{ref}/toestemmingen/{consent}/intrekken/", made.agreed),
    (TALK, made.prepared),
    (TALK, made.running),
    (TALK + "aan-tafel/", made.begun),
    (TALK + "uitleg/", made.seated),
    (TALK + "instemming/", made.running),
    (TALK + "bijzondere-gegevens/", made.running),
    (TALK + "partners/", made.with_partner),
    (TALK + "partners/", made.prepared),
    (TALK + "partners/{choice}/wat/", made.with_partner),
    (TALK + "partners/{choice}/", made.with_partner),
    (TALK + "hulpvraag/", made.running),
    (TALK + "controleren/", made.to_check),
    (TALK + "tekenen/", made.to_sign),
    (TALK + "formulier/{form}/scherm/self/", made.to_sign),
    (TALK + "formulier/{form}/papier/", made.to_sign),
    (TALK + "formulier/{form}/niet/self/", made.to_sign),
    (TALK + "zonder-toestemming/", made.running),
    (TALK + "klaar/", made.checked),
]
# a page asks the session, the account, the gate, the log and what it shows: 15 to 31 statements
BUDGET = 34


def statements(client: Client, path: str) -> int:
    """How many statements a page takes, the second time: what is kept between requests is kept by then."""
    client.get(path)
    with CaptureQueriesContext(connection) as taken:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(taken)


@pytest.mark.parametrize(("page", "state"), SHOWN, ids=lambda value: getattr(value, "__name__", value))
def test_a_page_is_shown_within_its_budget_and_to_nobody_else(page: str, state: made.Maker, in_leek: World) -> None:
    pages = state(in_leek)
    assert statements(pages.client(), pages.path(page)) <= BUDGET
    mate = pages.client("marieke")
    found, absent = mate.get(pages.path(page)), mate.get(pages.path(page, ref=uuid4(), talk=uuid4()))
    assert (found.status_code, absent.status_code) == (404, 404)
    assert body(found) == body(absent)


def _dossiers(world: World, count: int) -> None:
    for number in range(count):
        person = register_person(details=JOHANNA | {"surname": f"Naam{number}"}, by=world.sanne)
        services.start_dossier(
            person=person, team=world.team, purposes=[first_code("purposes")], domains=[first_code("domains")], law_tags=["wmo"],
            help_question="Vraag", by=world.sanne,
        )  # fmt: skip


def _partners(pages: Pages) -> Callable[[], Any]:
    def more() -> None:
        choose(pages.world, pages.talk, pages.world.provider, Category.NAW)
        choose(pages.world, pages.talk, pages.world.cak, Category.NAW)

    return more


def test_many_dossiers_cost_as_much_as_one(in_leek: World) -> None:
    pages = made.unprepared(in_leek)
    client, path = pages.client(), "/leek/casussen/"
    one = statements(client, path)
    _dossiers(in_leek, 6)
    assert statements(client, path) == one


@pytest.mark.parametrize("page", [TALK + "partners/", TALK])
def test_many_partners_cost_as_much_as_one(page: str, in_leek: World) -> None:
    pages = made.with_partner(in_leek)
    client, path = pages.client(), pages.path(page)
    one = statements(client, path)
    _partners(pages)()
    assert statements(client, path) == one


@pytest.mark.parametrize("page", ["d/{ref}/", "d/{ref}/toestemmingen/"])
def test_many_consents_cost_as_much_as_one(page: str, in_landsmeer: World) -> None:
    pages = made.running(in_landsmeer)
    agree(in_landsmeer, pages.talk, Answer.NO)
    client, path = pages.client(), pages.path(page)
    one = statements(client, path)
    for _ in range(4):
        agree(in_landsmeer, pages.talk, Answer.NO)
    assert statements(client, path) == one


# ---------------------------------------------------------------- what was typed
def keep(pages: Pages, step: Step, slot: str = "", **content: list[str]) -> None:
    services.save_draft(talk=pages.talk, step=step, slot=slot, version=0, content=dict(content), by=pages.world.sanne)


def test_a_draft_fills_the_page_and_goes_when_it_is_said(in_leek: World) -> None:
    pages = made.running(in_leek)
    keep(pages, Step.SPECIAL, reason=["half af"], categories=["health"], answer=["no"], said_by_self=["Mevrouw J."])
    page = pages.client().get(pages.path(TALK + "bijzondere-gegevens/")).content.decode()
    assert "half af" in page and 'value="Mevrouw J."' in page
    assert page.count(" checked") == 2
    done = {"reason": "af", "said_by_self": "Mevrouw J."}
    pages.client().post(pages.path(TALK + "bijzondere-gegevens/"), done)
    assert "half af" not in pages.client().get(pages.path(TALK + "bijzondere-gegevens/")).content.decode()


def test_a_tick_taken_away_stays_away(in_leek: World) -> None:
    pages = made.with_partner(in_leek)
    assert pages.choice is not None
    keep(pages, Step.PARTNERS, str(pages.choice.pk), purpose=["advies"])
    page = pages.client().get(pages.path(TALK + "partners/{choice}/wat/")).content.decode()
    assert " checked" not in page


def test_an_answer_half_given_comes_back_and_then_goes(in_leek: World) -> None:
    pages = made.with_partner(in_leek)
    assert pages.choice is not None
    keep(pages, Step.PARTNERS, f"ask-{pages.choice.pk}", answer=["no"], said_by_self=["Mevrouw J."])
    client, path = pages.client(), pages.path(TALK + "partners/{choice}/")
    page = client.get(path).content.decode()
    assert 'value="Mevrouw J."' in page and 'value="no" ' in page and " checked" in page
    client.post(path, {"answer": "no", "said_by_self": "Mevrouw J."})
    assert " checked" not in client.get(path).content.decode()


def test_a_draft_too_long_or_too_large_is_refused(in_leek: World) -> None:
    pages = made.running(in_leek)
    client, path = pages.client(), pages.path(TALK + "concept/hulpvraag/")
    for data in (
        {"version": "0", "notes": "x" * 70_000},
        {"version": "-1"},
        {"version": "0", "notes": "\x00"},
        {"version": "²"},
    ):
        answer = client.post(path, data)
        assert answer.status_code in (400, 422), data
    for unknown in ("concept/onbekend/", "concept/hulpvraag/?slot=%00", "concept/hulpvraag/?slot=" + "a" * 41):
        assert client.post(pages.path(TALK + unknown), {"version": "0"}).status_code == 404


def test_notes_of_a_colleague_are_shown_before_they_are_replaced(in_leek: World) -> None:
    pages = made.running(in_leek)
    client, path = pages.client(), pages.path(TALK + "hulpvraag/")
    seen = re.findall(r'name="seen" value="(\w+)"', client.get(path).content.decode())[0]
    mine, theirs = (
        {"help_question": "Douchen", "notes": "Van mij", "seen": seen},
        {"help_question": "Douchen", "notes": "Van een ander", "seen": seen},
    )
    assert client.post(path, theirs).status_code == 302
    answer = client.post(path, mine)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Van mij" in page and "Van een ander" in page
    again = re.findall(r'name="seen" value="(\w+)"', page)[0]
    assert client.post(path, mine | {"seen": again}).status_code == 302
    assert "Van mij" in client.get(path).content.decode()


# ---------------------------------------------------------------- the client's pages
def test_turned_to_the_client_only_his_pages_of_this_talk_are_shown(in_leek: World) -> None:
    pages = made.to_check(in_leek)
    client = pages.client()
    check = pages.path(TALK + "controleren/")
    for elsewhere in (
        "/",
        "/casussen/",
        f"/d/{in_leek.dossier.pk}/",
        check.removeprefix("/leek").replace(str(pages.talk.pk), str(uuid4())),
    ):
        assert client.post(pages.path(TALK + "aan-de-client/"), {"page": elsewhere}).status_code == 404
    given = client.post(pages.path(TALK + "aan-de-client/"), {"page": check.removeprefix("/leek")})
    assert (given.status_code, given.headers["Location"]) == (302, check)
    shown = client.get(check).content.decode()
    assert "Terug naar de professional" in shown and "Wijzig" not in shown and "Geef de tablet" not in shown
    for page in ("", "casussen/", "d/{ref}/", TALK, TALK + "hulpvraag/", TALK + "partners/"):
        answer = client.get(pages.path(page))
        assert answer.status_code == 302 and "/tablet-terug/" in answer.headers["Location"]
