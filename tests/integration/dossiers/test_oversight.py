"""Looking at who looked: the list of a week, the question, the answer, what came of it; and who may do none of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access import services as access
from access.events import AccessEvent
from access.models import User
from access.services import add_member, create_team, create_user
from access.states import GroundKind, MunicipalRole, Profession, Reason, TeamRole
from dossiers import services
from dossiers.events import DossierEvent
from dossiers.models import LookReview, LookWeek
from dossiers.selectors.oversight import pairs_of
from dossiers.services import oversight
from dossiers.states import ExclusionGround
from dossiers.states.oversight import LookFinding, LookPattern, LookReviewState
from privacy_domain import clock
from privacy_domain.audit.record import look as record_look
from privacy_domain.audit.record import record
from privacy_domain.operation import SYSTEM
from privacy_domain.people.services import correct_person, register_person
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.models import Municipality
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Task
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import World

WEEK = date(2026, 11, 23)
Finding, P, State = LookFinding, LookPattern, LookReviewState


@pytest.fixture
def officer(in_leek: World) -> User:
    return account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))


@pytest.fixture
def head(in_leek: World) -> User:
    return account("henk", roles=(MunicipalRole.TEAM_LEAD,))


@pytest.fixture
def looked(in_leek: World, head: User) -> User:
    """The head of the Social Domain opened a dossier of which he has no part, with a reason, and did nothing in it."""
    access.state_reason(subject=in_leek.dossier.pk, reason=Reason.SUPERVISION, by=head)
    services.open_dossier(ref=in_leek.dossier.pk, by=head)
    return head


@pytest.fixture
def monday(looked: User) -> Iterator[None]:
    with clock.standing_at(clock.now() + timedelta(days=6)):
        yield


@pytest.fixture
def line(monday: None, officer: User) -> LookReview:
    oversight.make_lists(by=SYSTEM)
    return LookReview.objects.get()


def look_at(world: World, user: User) -> None:
    """A look in the log, of whoever it may be."""
    record_look(DossierEvent.OPENED, dossier_id=world.dossier.pk, by=user)


def browser(user: User) -> Client:
    return logged_in(Municipality.objects.get(pk=scope.require().id), user)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def tasks(kind: str) -> list[Task]:
    return list(Task.objects.filter(kind=kind, state=Task.State.OPEN))


# ---------------------------------------------------------------- refusals
def test_who_reviews_nothing_gets_no_list(in_leek: World, line: LookReview) -> None:
    assert browser(in_leek.sanne).get("/leek/inzage/").status_code == 403
    with pytest.raises(PermissionDenied):
        oversight.ask_why(review=line, question="Waarom?", by=in_leek.sanne)


def test_a_leader_of_another_team_finds_nothing(in_leek: World, line: LookReview) -> None:
    kim = account("kim", profession=Profession.CARE_PROVIDER)
    add_member(team=create_team(name="Team Noord", by=SYSTEM), user=kim, role=TeamRole.LEAD, by=SYSTEM)
    client = browser(kim)
    assert "henk" not in text(client.get("/leek/inzage/"))
    assert client.get(f"/leek/inzage/{line.pk}/").status_code == 404
    assert client.post(f"/leek/inzage/{line.pk}/", {"act": "ask", "question": "Waarom?"}).status_code == 404


def test_nobody_reviews_himself(line: LookReview, looked: User) -> None:
    client = browser(looked)
    assert client.get(f"/leek/inzage/{line.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        oversight.close_review(review=line, finding=Finding.FITTING, note="Klopt", by=looked)


def test_who_is_kept_away_from_the_dossier_reviews_no_look_in_it(in_leek: World, line: LookReview, officer: User) -> None:
    services.exclude_colleague(dossier=in_leek.dossier, user=officer, ground=ExclusionGround.CONFLICT, reason="Haar broer", by=in_leek.tom)
    client = browser(officer)
    assert in_leek.dossier.number not in text(client.get("/leek/inzage/"))
    assert client.get(f"/leek/inzage/{line.pk}/").status_code == 404


def test_a_list_from_which_he_is_kept_away_counts_nothing_either(in_leek: World, line: LookReview, officer: User) -> None:
    services.exclude_colleague(dossier=in_leek.dossier, user=officer, ground=ExclusionGround.CONFLICT, reason="Haar broer", by=in_leek.tom)
    opened = oversight.open_list(week_id=None, by=officer)
    assert (opened.lines, opened.unfinished) == ([], {})
    with pytest.raises(PermissionDenied):
        oversight.close_review(review=line, finding=Finding.FITTING, note="Klopt", by=officer)


def test_who_was_not_let_in_does_not_learn_from_the_question_what_is_behind_the_door(in_leek: World, officer: User) -> None:
    in_leek.marieke.display_name = "Marieke de Vries"
    in_leek.marieke.save(update_fields=["display_name"])
    record(AccessEvent.DOOR_REFUSED, outcome="refused", dossier_id=in_leek.dossier.pk, by=in_leek.marieke)
    record(AccessEvent.DOOR_REFUSED, outcome="refused", dossier_id=in_leek.dossier.pk, by=in_leek.marieke)
    with clock.standing_at(clock.now() + timedelta(days=6)):
        oversight.make_lists(by=SYSTEM)
        (row,) = LookReview.objects.all()
        assert row.patterns == [P.TEAM_ONLY, P.SURNAME, P.REFUSED]
        reviewer = text(browser(officer).get(f"/leek/inzage/{row.pk}/"))
        assert "Waarom wilde je dit dossier openen" in reviewer
        oversight.ask_why(review=row, question="Waarom?", by=officer)
        shown = text(browser(in_leek.marieke).get(f"/leek/inzage/{row.pk}/waarom/"))
    assert "werd niet toegelaten" in shown
    assert in_leek.dossier.number not in shown
    assert "achternaam" not in shown


def test_who_was_kept_away_since_does_not_hear_the_number_any_more(in_leek: World, line: LookReview, officer: User, looked: User) -> None:
    oversight.ask_why(review=line, question="Waarom?", by=officer)
    address = f"/leek/inzage/{line.pk}/waarom/"
    assert in_leek.dossier.number in text(browser(looked).get(address))
    services.exclude_colleague(dossier=in_leek.dossier, user=looked, ground=ExclusionGround.CONFLICT, reason="Haar broer", by=in_leek.tom)
    assert in_leek.dossier.number not in text(browser(looked).get(address))


def test_a_leader_does_not_learn_who_of_another_team_is_a_client(in_leek: World, officer: User) -> None:
    kim = account("kim", profession=Profession.CARE_PROVIDER)
    kees = create_user(username="kees", display_name="Kees de Vries", by=SYSTEM)
    north = create_team(name="Team Noord", by=SYSTEM)
    add_member(team=north, user=kim, role=TeamRole.LEAD, by=SYSTEM)
    add_member(team=north, user=kees, by=SYSTEM)
    look_at(in_leek, kees)
    with clock.standing_at(clock.now() + timedelta(days=6)):
        oversight.make_lists(by=SYSTEM)
        (row,) = LookReview.objects.all()
        assert P.SURNAME in row.patterns
        for shown in (text(browser(kim).get("/leek/inzage/")), text(browser(kim).get(f"/leek/inzage/{row.pk}/"))):
            assert "Kees" in shown and "een naam viel op" in shown and "een dossier van een ander team" in shown
            assert in_leek.dossier.number not in shown and "achternaam" not in shown
        assert in_leek.dossier.number in text(browser(officer).get(f"/leek/inzage/{row.pk}/"))


def test_a_leader_is_not_called_for_his_own_look_and_the_head_is_for_the_officers(in_leek: World, officer: User, head: User) -> None:
    look_at(in_leek, in_leek.tom)
    with clock.standing_at(clock.now() + timedelta(days=6)):
        oversight.make_lists(by=SYSTEM)
    assert [task.assignee_id for task in tasks("review_looks")] == []
    look_at(in_leek, officer)
    LookReview.objects.all().delete()
    LookWeek.objects.all().delete()
    with clock.standing_at(clock.now() + timedelta(days=6)):
        oversight.make_lists(by=SYSTEM)
        assert head.pk in {task.assignee_id for task in tasks("review_looks")}
        (row,) = LookReview.objects.filter(employee=officer)
        oversight.close_review(review=row, finding=Finding.FITTING, note="Zijn werk", by=head)
        assert head.pk not in {task.assignee_id for task in tasks("review_looks")}


def test_another_municipality_finds_nothing(line: LookReview, landsmeer: Any) -> None:
    with scope.entered(landsmeer.scope()):
        stranger = logged_in(landsmeer, account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,)))
    assert "henk" not in text(stranger.get("/landsmeer/inzage/"))
    assert stranger.get(f"/landsmeer/inzage/{line.pk}/").status_code == 404
    assert stranger.get(f"/landsmeer/inzage/{line.pk}/waarom/").status_code == 404


def test_only_the_employee_who_was_asked_answers(in_leek: World, line: LookReview, officer: User, looked: User) -> None:
    address = f"/leek/inzage/{line.pk}/waarom/"
    assert browser(looked).get(address).status_code == 404, "nothing was asked yet"
    oversight.ask_why(review=line, question="Waarom?", by=officer)
    assert browser(in_leek.sanne).get(address).status_code == 404
    with pytest.raises(PermissionDenied):
        oversight.explain_look(review=line, answer="Omdat", by=in_leek.sanne)


def test_no_words_no_question_answer_or_finding(line: LookReview, officer: User, looked: User) -> None:
    client = browser(officer)
    assert client.post(f"/leek/inzage/{line.pk}/", {"act": "ask", "question": " "}).status_code == 422
    assert client.post(f"/leek/inzage/{line.pk}/", {"act": "close"}).status_code == 422
    with pytest.raises(Invalid):
        oversight.close_review(review=line, finding=None, note="Klopt", by=officer)
    oversight.ask_why(review=line, question="Waarom?", by=officer)
    assert browser(looked).post(f"/leek/inzage/{line.pk}/waarom/", {"answer": ""}).status_code == 422


def test_in_another_state_or_twice_it_is_a_conflict(line: LookReview, officer: User, looked: User) -> None:
    with pytest.raises(Conflict):
        oversight.explain_look(review=line, answer="Zomaar", by=looked)
    oversight.ask_why(review=line, question="Waarom?", by=officer)
    with pytest.raises(Conflict):
        oversight.ask_why(review=line, question="Nog eens", by=officer)
    oversight.explain_look(review=line, answer="Voor de kwaliteit", by=looked)
    with pytest.raises(Conflict):
        oversight.explain_look(review=line, answer="Toch iets anders", by=looked)
    oversight.close_review(review=line, finding=Finding.FITTING, note="Klopt", by=officer)
    with pytest.raises(Conflict):
        oversight.close_review(review=line, finding=Finding.NOT_FITTING, note="Toch niet", by=officer)


def test_who_left_cannot_be_asked_and_the_line_can_be_closed(line: LookReview, officer: User, looked: User) -> None:
    looked.is_active = False
    looked.save(update_fields=["is_active"])
    with pytest.raises(Conflict):
        oversight.ask_why(review=line, question="Waarom?", by=officer)
    oversight.close_review(review=line, finding=Finding.FITTING, note="Hij had toezicht", by=officer)


def test_the_wrong_method(line: LookReview, officer: User) -> None:
    client = browser(officer)
    assert client.post("/leek/inzage/").status_code == 405
    assert client.put(f"/leek/inzage/{line.pk}/").status_code == 405


def test_a_week_that_is_not_over_or_does_not_begin_on_monday_has_no_list(looked: User) -> None:
    for week in (WEEK, WEEK + timedelta(days=1)):
        with pytest.raises(ValueError, match="from Monday to Sunday"):
            oversight.make_list(week=week, by=SYSTEM)


# ---------------------------------------------------------------- the list
def test_the_list_is_made_once_and_says_what_was_seen(in_leek: World, line: LookReview, looked: User) -> None:
    assert oversight.make_lists(by=SYSTEM) == 0
    assert oversight.make_list(week=WEEK, by=SYSTEM) is None
    assert (line.employee_id, line.subject, line.state) == (looked.pk, in_leek.dossier.pk, State.OPEN)
    assert line.patterns == [P.UNRELATED, P.NO_WORK]
    assert (line.week.week, line.week.listed, line.week.left_out) == (WEEK, 1, 0)
    assert [task.role for task in tasks("review_looks")] == [MunicipalRole.PRIVACY_OFFICER]


def test_the_work_of_who_is_involved_is_not_on_it(in_leek: World, officer: User) -> None:
    services.open_dossier(ref=in_leek.dossier.pk, by=in_leek.sanne)
    with clock.standing_at(clock.now() + timedelta(days=6)):
        week = oversight.make_list(week=WEEK, by=SYSTEM)
    assert week is not None
    assert (week.looks, week.employees, week.listed) == (1, 1, 0)
    assert tasks("review_looks") == []


def test_after_a_standstill_the_weeks_in_between_are_made_too(monday: None) -> None:
    oversight.make_lists(by=SYSTEM)
    with clock.standing_at(clock.now() + timedelta(days=21)):
        assert oversight.make_lists(by=SYSTEM) == 3
    assert list(LookWeek.objects.order_by("week").values_list("week", "listed")) == [(WEEK + timedelta(days=7 * n), int(n == 0)) for n in range(4)]


def test_a_look_on_a_duty_in_law_is_always_on_it(in_leek: World, officer: User) -> None:
    auditor = account("aart")
    access.place_ground(
        subject=in_leek.dossier.pk, kind=GroundKind.DUTY, source_kind="dossier.duty", source=uuid4(), opened_on=clock.today(),
        principal=auditor, provision="Wmo 2015 art. 6.1", requester="toezichthouder", by=in_leek.tom,
    )  # fmt: skip
    services.open_dossier(ref=in_leek.dossier.pk, by=auditor)
    with clock.standing_at(clock.now() + timedelta(days=6)):
        oversight.make_lists(by=SYSTEM)
    assert P.DUTY in LookReview.objects.get(employee=auditor).patterns


@pytest.mark.parametrize(
    ("name", "pattern"), [("Karel Vries", P.SURNAME), ("Johanna van der Vries", P.SURNAME), ("Karel Vriesema", None), ("K. Bakker", None)]
)
def test_the_surname_of_the_employee_is_compared_whole_and_without_its_prefixes(in_leek: World, looked: User, name: str, pattern: str | None) -> None:
    looked.display_name = name
    looked.save(update_fields=["display_name"])
    (pair,) = pairs_of(WEEK)
    assert pair.surname is (pattern is not None)


def test_a_colleague_and_who_lives_with_a_colleague_are_recognised(in_leek: World, looked: User) -> None:
    home = {"postcode": "9351AB", "house_number": "12"}
    register_person(details={"given_names": "Pieter", "surname": "Bakker", "birth_date": date(1960, 1, 2), **home}, by=SYSTEM)
    (pair,) = pairs_of(WEEK)
    assert (pair.colleague, pair.household) == (False, False)
    create_user(username="pieter", display_name="Pieter Bakker", by=SYSTEM)
    (pair,) = pairs_of(WEEK)
    assert (pair.colleague, pair.household) == (False, False), "they do not live together"
    correct_person(person=in_leek.client, changes=home, by=SYSTEM)
    (pair,) = pairs_of(WEEK)
    assert (pair.colleague, pair.household) == (False, True)
    create_user(username="johanna", display_name="Johanna de Vries", by=SYSTEM)
    (pair,) = pairs_of(WEEK)
    assert pair.colleague


def test_refused_at_the_door_is_counted_and_a_look_at_the_log_is_not(in_leek: World, looked: User) -> None:
    # what is refused is written on a connection of its own, which this transaction does not see
    record(AccessEvent.DOOR_REFUSED, outcome="refused", dossier_id=in_leek.dossier.pk, by=in_leek.marieke)
    browser(in_leek.sanne).get(f"/leek/d/{in_leek.dossier.pk}/wie-keek/")
    found = {pair.employee: pair for pair in pairs_of(WEEK)}
    assert (found[in_leek.marieke.pk].refused, found[in_leek.marieke.pk].looks, found[in_leek.marieke.pk].in_team) == (1, 0, True)
    assert in_leek.sanne.pk not in found


def test_a_list_asks_as_much_for_many_lines_as_for_one(in_leek: World, line: LookReview, officer: User) -> None:
    def statements() -> int:
        client = browser(officer)
        client.get("/leek/inzage/")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get("/leek/inzage/").status_code == 200
        return len(seen)

    one = statements()
    for number in range(20):
        LookReview.objects.create(
            week=line.week, employee=in_leek.sanne, subject=uuid4(), patterns=[P.COLLEAGUE], weight=4, looks=number, days=1, first_at=clock.now(),
            last_at=clock.now(),
        )  # fmt: skip
    assert statements() == one


@pytest.mark.parametrize(("moment", "on_duty"), [("2026-11-25T00:30:00+01:00", True), ("2026-11-26T00:30:00+01:00", False)])
def test_a_duty_counts_on_the_days_of_the_clock_on_the_wall(in_leek: World, officer: User, moment: str, on_duty: bool) -> None:
    auditor = account("aart")
    with clock.standing_at(datetime.fromisoformat("2026-11-25T00:10:00+01:00")):
        access.place_ground(
            subject=in_leek.dossier.pk, kind=GroundKind.DUTY, source_kind="dossier.duty", source=uuid4(), opened_on=clock.today(),
            principal=auditor, provision="Wmo 2015 art. 6.1", requester="toezichthouder", until=date(2026, 11, 25), by=in_leek.tom,
        )  # fmt: skip
    with clock.standing_at(datetime.fromisoformat(moment)):
        look_at(in_leek, auditor)
    (pair,) = pairs_of(WEEK)
    assert pair.on_duty is on_duty


def test_what_the_officer_must_judge_is_no_look_of_his(in_leek: World, officer: User) -> None:
    record_look(DossierEvent.DEPARTURE_SEEN, dossier_id=in_leek.dossier.pk, by=officer)
    record(DossierEvent.DUTY_ASKED, dossier_id=in_leek.dossier.pk, by=in_leek.marieke)
    assert pairs_of(WEEK) == []
