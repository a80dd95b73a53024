"""The list of cases: chosen, page by page; tasks of one's own in them; handing one over."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from access.policies import may_open
from access.services import add_member, create_team
from access.states import MunicipalRole
from dossiers import services
from dossiers.models import Dossier, Involvement, OwnTask
from dossiers.selectors import worklist
from dossiers.selectors.worklist import CaseFilter, cases
from dossiers.services.closing import close_dossier
from dossiers.services.handing_over import pass_on
from dossiers.services.own_tasks import add_own_task, finish_own_task, move_own_task
from dossiers.states import DossierState
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.people.services import register_person
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Task
from tests.factories.access import account
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_closing import ending
from tests.integration.dossiers.test_looks import browser, text


def many(world: World, count: int, **other: Any) -> list[Dossier]:
    """More dossiers of Sanne."""
    known: dict[str, Any] = {
        "team": world.team, "purposes": world.dossier.purposes, "domains": world.dossier.domains, "law_tags": ["wmo"], "help_question": "Hulp thuis",
    }  # fmt: skip
    return [
        services.start_dossier(person=register_person(details={"surname": f"Client{nr}"}, by=world.sanne), by=world.sanne, **known | other)
        for nr in range(count)
    ]


def found(world: World, **chosen: Any) -> set[Any]:
    return {line.dossier.pk for line in cases(world.sanne, CaseFilter(**chosen), clock.today()).lines}


def listed() -> str:
    return f"/{scope.require().code}/casussen/"


def task(world: World, days: int = 3, **other: Any) -> OwnTask:
    known: dict[str, Any] = {"text": "Bellen met de huisarts", "due_on": clock.today() + timedelta(days=days), "user": world.sanne}
    return add_own_task(dossier=world.dossier, by=world.sanne, **known | other)


# ---------------------------------------------------------------- choosing
def test_each_choice_leaves_the_others_out(in_leek: World) -> None:
    other_team = create_team(name="Team Oost", by=SYSTEM)
    young = many(in_leek, 1, law_tags=["jeugdwet"])[0]
    elsewhere = many(in_leek, 1, team=other_team)[0]
    every = {in_leek.dossier.pk, young.pk, elsewhere.pk}
    assert found(in_leek) == every
    assert found(in_leek, law="jeugdwet") == {young.pk}
    assert found(in_leek, team=other_team.pk) == {elsewhere.pk}
    assert found(in_leek, domain="onbekend") == set()
    assert found(in_leek, domain=in_leek.dossier.domains[0]) == every
    assert found(in_leek, state="closed") == set()
    task(in_leek, days=3)
    assert found(in_leek, term="soon") == found(in_leek, term="any") == {in_leek.dossier.pk}
    assert found(in_leek, term="late") == set()
    with clock.standing_at(clock.now() + timedelta(days=5)):
        assert found(in_leek, term="late") == {in_leek.dossier.pk}


def test_no_choice_shows_what_the_gate_does_not_open(in_leek: World) -> None:
    for chosen in ({}, {"state": ""}, {"team": in_leek.team.pk}, {"law": "wmo"}, {"state": "closed"}):
        assert cases(in_leek.marieke, CaseFilter(**chosen), clock.today()).lines == []


def test_a_closed_case_is_out_of_the_list_and_among_those_to_open_again(in_leek: World) -> None:
    close_dossier(dossier=in_leek.dossier, ending=ending(in_leek), by=in_leek.sanne)
    assert found(in_leek) == set()
    page = cases(in_leek.sanne, CaseFilter(state=DossierState.CLOSED), clock.today())
    assert [row.pk for row in page.reopenable] == [in_leek.dossier.pk]
    shown = browser(in_leek.sanne).get(listed() + "?state=closed").content.decode()
    assert f"/d/{in_leek.dossier.pk}/gesloten/" in shown
    assert in_leek.dossier.pk in AuditEvent.objects.filter(event="dossier:list:looked").latest("at").object_ids
    assert "gesloten/" not in browser(in_leek.marieke).get(listed() + "?state=closed").content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "There are no dossiers|Er zijn geen dossiers"),
        ("?law=wmo", "No case of yours|Geen van je casussen"),
        ("?na=0a1b2c3d-0000-4000-8000-000000000000", "No more cases|geen casussen meer"),
    ],
)
def test_an_empty_list_says_why(in_leek: World, query: str, words: str) -> None:
    assert re.search(words, text(browser(in_leek.marieke).get(listed() + query)))


@pytest.mark.parametrize(
    "query", ["?state=x&team=y&law=z&domain=q&term=w&na=v", "?team=%00", "?na=' or 1=1", "?state=closed&state=open", "?law=" + "x" * 5000]
)
def test_what_is_no_choice_counts_as_none(in_leek: World, query: str) -> None:
    assert browser(in_leek.sanne).get(listed() + query).status_code == 200


# ---------------------------------------------------------------- page by page
def test_pages_follow_each_other_without_a_gap_or_a_repeat(in_leek: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklist, "PAGE", 4)
    monkeypatch.setattr(worklist, "STEP", 3)
    monkeypatch.setattr(worklist, "MOST_READ", 5)
    every = {in_leek.dossier.pk, *(row.pk for row in many(in_leek, 10))}
    young = {row.pk for row in many(in_leek, 2, law_tags=["jeugdwet"])}
    for chosen, wanted in ((CaseFilter(), every | young), (CaseFilter(law="jeugdwet"), young), (CaseFilter(law="wmo"), every)):
        seen, after = [], None
        for _page in range(12):
            page = cases(in_leek.sanne, chosen, clock.today(), after)
            assert len(page.lines) <= 4
            seen += [line.dossier.pk for line in page.lines]
            after = page.following
            if after is None:
                break
        assert after is None
        assert len(seen) == len(set(seen))
        assert set(seen) == wanted


def test_the_way_to_the_next_page_keeps_the_choice(in_leek: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklist, "PAGE", 2)
    many(in_leek, 3)
    client = browser(in_leek.sanne)
    first = client.get(listed() + "?law=wmo").content.decode()
    following = re.search(r'href="(\?law=wmo&amp;na=[0-9a-f-]{36})"', first)
    assert following
    second = client.get(listed() + following[1].replace("&amp;", "&")).content.decode()
    names = [set(re.findall(r"/d/([0-9a-f-]{36})/", page)) for page in (first, second)]
    assert names[0] and names[1] and not names[0] & names[1]


def test_a_long_list_asks_as_many_statements_as_a_short_one(in_leek: World) -> None:
    client = browser(in_leek.sanne)
    client.get(listed())
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connections["default"]) as asked:
            client.get(listed())
        counts.append(len(asked))
        many(in_leek, 6)
    assert counts[0] == counts[1]


# ---------------------------------------------------------------- own tasks
@pytest.mark.parametrize(("field", "wrong"), [("text", {"text": " "}), ("due_on", {"days": -1})])
def test_a_task_has_words_and_a_day_to_come(in_leek: World, field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        task(in_leek, **wrong)
    assert refusal.value.field == field
    assert not OwnTask.objects.exists()


def test_who_may_not_open_the_dossier_gets_no_task_in_it(in_leek: World) -> None:
    with pytest.raises(Invalid):
        task(in_leek, user=in_leek.marieke)
    row = task(in_leek)
    with pytest.raises(Invalid):
        move_own_task(task=row, due_on=clock.today(), user=in_leek.marieke, by=in_leek.sanne)
    services.involve(dossier=in_leek.dossier, user=in_leek.marieke, reason="helpt", by=in_leek.sanne)
    move_own_task(task=row, due_on=clock.today() + timedelta(days=9), user=in_leek.marieke, by=in_leek.sanne)
    place = Task.objects.get(kind="own_task")
    assert (place.assignee_id, place.due_on) == (in_leek.marieke.pk, clock.today() + timedelta(days=9))


def test_done_is_done(in_leek: World) -> None:
    row = task(in_leek)
    finish_own_task(task=row, by=in_leek.sanne)
    with pytest.raises(Conflict):
        finish_own_task(task=row, by=in_leek.sanne)
    with pytest.raises(Conflict):
        move_own_task(task=row, due_on=clock.today(), user=in_leek.sanne, by=in_leek.sanne)
    assert AuditEvent.objects.filter(event="dossier:own_task:done").count() == 1


def test_a_task_by_hand(in_leek: World) -> None:
    client, base = browser(in_leek.sanne), f"/{scope.require().code}/d/{in_leek.dossier.pk}/verloop/"
    form = {"text": "Bellen", "due_on": "2026-12-01", "colleague": str(in_leek.sanne.pk)}
    for wrong in ({"text": ""}, {"due_on": "morgen"}, {"due_on": "2020-01-01"}, {"colleague": ""}, {"colleague": str(in_leek.marieke.pk)}):
        assert client.post(base + "taak/", form | wrong).status_code == 422
    assert client.post(base + "taak/", form)["Location"] == base
    page = f"/{scope.require().code}/taak/{OwnTask.objects.get().pk}/"
    assert page in client.get(f"/{scope.require().code}/").content.decode()
    assert "Bellen" in text(client.get(page))
    assert client.post(page, {"due_on": "2026-12-05", "colleague": str(in_leek.sanne.pk)}).status_code == 302
    for nobody in (in_leek.marieke, account("zoe")):
        other = browser(nobody)
        assert other.get(page).status_code == other.post(page).status_code == other.post(page + "klaar/").status_code == 404
    assert client.get(page + "klaar/").status_code == 405
    assert client.post(page + "klaar/").status_code == 302
    assert client.post(page + "klaar/").status_code == 409
    assert client.get(page).status_code == 200


# ---------------------------------------------------------------- handing over
def test_who_hands_over_is_out_and_the_colleague_is_in_with_the_tasks(anywhere: World) -> None:
    task(anywhere)
    pass_on(dossier=anywhere.dossier, user=anywhere.marieke, reason="Ik ga met verlof", by=anywhere.sanne)
    assert may_open(anywhere.marieke, anywhere.dossier.pk, on=clock.today()).allowed
    assert [row.user_id for row in Involvement.objects.filter(until__isnull=True)] == [anywhere.marieke.pk]
    assert Task.objects.get(kind="own_task").assignee_id == anywhere.marieke.pk
    if anywhere.dossier.municipality.code != "opsterland":  # there a member of the team needs no involvement, but a need
        with pytest.raises(Http404):
            services.open_dossier(ref=anywhere.dossier.pk, by=anywhere.sanne)
    line = AuditEvent.objects.get(event="dossier:involvement:handed_over")
    assert (line.actor_id, line.subject_id) == (anywhere.sanne.pk, anywhere.marieke.pk)


def test_nothing_is_handed_over_to_oneself_by_a_stranger_or_without_a_reason(in_leek: World) -> None:
    for user, reason, by in (
        (in_leek.sanne, "verlof", in_leek.sanne),
        (in_leek.marieke, " ", in_leek.sanne),
        (in_leek.tom, "verlof", in_leek.marieke),
    ):
        with pytest.raises(Invalid):
            pass_on(dossier=in_leek.dossier, user=user, reason=reason, by=by)
    assert [row.user_id for row in Involvement.objects.filter(until__isnull=True)] == [in_leek.sanne.pk]


def test_in_leiden_only_somebody_of_the_team_can_take_it(in_leiden: World) -> None:
    outside = account("ada")
    with pytest.raises(Invalid):
        pass_on(dossier=in_leiden.dossier, user=outside, reason="verlof", by=in_leiden.sanne)
    assert not Involvement.objects.filter(user=outside).exists()
    add_member(team=in_leiden.team, user=outside, by=SYSTEM)
    pass_on(dossier=in_leiden.dossier, user=outside, reason="verlof", by=in_leiden.sanne)


def test_handing_over_by_hand(in_leek: World) -> None:
    page = f"/{scope.require().code}/d/{in_leek.dossier.pk}/verloop/overdragen/"
    client = browser(in_leek.sanne)
    head = browser(account("henk", roles=(MunicipalRole.TEAM_LEAD,)))
    assert head.post(page, {"colleague": str(in_leek.marieke.pk), "reason": "x"}).status_code == 403
    assert client.get(page).status_code == 200
    assert client.post(page, {"colleague": "", "reason": ""}).status_code == 422
    assert client.post(page, {"colleague": str(in_leek.sanne.pk), "reason": "x"}).status_code == 422
    assert client.post(page, {"colleague": str(in_leek.marieke.pk), "reason": "Verlof"}).status_code == 302
    assert client.post(page, {"colleague": str(in_leek.marieke.pk), "reason": "Verlof"}).status_code == 404
