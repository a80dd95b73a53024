"""Which looks come on the weekly list: good work stays off, what nobody's work explains comes on, and the list stays short."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from dossiers.policies.oversight import MANY, MOST_FOR_A_TEAM, WEIGHTS, Line, Pair, choose, lines_of, patterns_of
from dossiers.states.oversight import LookPattern

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
P = LookPattern


def pair(**facts: object) -> Pair:
    known: dict[str, object] = {
        "employee": uuid4(), "subject": uuid4(), "looks": 2, "days": 1, "outside": 0, "refused": 0, "worked": True, "first": MONDAY, "last": MONDAY,
        "involved": True, "in_team": True, "on_duty": False,
    }  # fmt: skip
    return Pair(**(known | facts))  # type: ignore[arg-type]


STRANGER = {"involved": False, "in_team": False}


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"worked": False},
        {"outside": 2},
        {"surname": True},
        {"refused": 1, "looks": 0, "worked": False},
        {"involved": False},  # a colleague of the team who helped out
        {"involved": False, "worked": False, "outside": 2},
        STRANGER,  # who did work in it had something to do there
    ],
    ids=str,
)
def test_what_good_work_gives_daily_is_not_asked_after(facts):
    assert lines_of([pair(**facts)]) == []


@pytest.mark.parametrize(
    ("facts", "seen"),
    [
        (STRANGER | {"worked": False}, (P.UNRELATED, P.NO_WORK)),
        (STRANGER | {"outside": 2}, (P.UNRELATED, P.OUTSIDE_HOURS)),
        (STRANGER | {"surname": True}, (P.UNRELATED, P.SURNAME)),
        ({"involved": False, "surname": True}, (P.TEAM_ONLY, P.SURNAME)),
        ({"surname": True, "outside": 2}, (P.SURNAME, P.OUTSIDE_HOURS)),
        ({"colleague": True}, (P.COLLEAGUE,)),
        ({"household": True}, (P.HOUSEHOLD,)),
        (STRANGER | {"on_duty": True}, (P.DUTY,)),
        (STRANGER | {"looks": 0, "refused": 2, "worked": False, "surname": True}, (P.SURNAME, P.REFUSED)),
    ],
    ids=str,
)
def test_two_oddities_together_or_one_that_no_work_explains_are_asked_after(facts, seen):
    (line,) = lines_of([pair(**facts)])
    assert line.patterns == seen


def test_half_of_the_looks_outside_working_hours_is_no_oddity():
    assert patterns_of(pair(looks=4, outside=2)) == ()
    assert patterns_of(pair(looks=4, outside=3)) == (P.OUTSIDE_HOURS,)


def test_a_colleague_at_home_is_not_counted_twice():
    assert patterns_of(pair(colleague=True, household=True)) == (P.COLLEAGUE,)


def crowd(number: int, step: timedelta, **facts: object) -> list[Pair]:
    who = uuid4()
    known = {"involved": False, "worked": False, "looks": 1} | facts
    return [pair(employee=who, first=MONDAY + step * count, last=MONDAY + step * count, **known) for count in range(number)]


def test_many_dossiers_within_an_hour_are_one_line_with_their_number():
    (line,) = lines_of(crowd(MANY, timedelta(minutes=5)))
    assert (line.subject, line.patterns, line.dossiers, line.looks) == (None, (P.MANY,), MANY, MANY)


def test_the_many_are_not_listed_one_by_one_as_well_but_what_is_odder_is():
    own = crowd(MANY, timedelta(minutes=1), in_team=False)
    found = lines_of([*own[1:], replace(own[0], surname=True)])
    assert {line.patterns for line in found} == {(P.MANY,), (P.UNRELATED, P.SURNAME, P.NO_WORK)}


@pytest.mark.parametrize(
    "own",
    [
        crowd(MANY - 1, timedelta(minutes=1)),
        crowd(MANY, timedelta(minutes=6)),
        crowd(MANY * 2, timedelta(minutes=1), involved=True),
        crowd(MANY * 2, timedelta(minutes=1), worked=True),
    ],
    ids=["too few", "over a longer time", "own clients", "with work done in them"],
)
def test_a_busy_hour_is_not_many(own):
    assert not [line for line in lines_of(own) if P.MANY in line.patterns]


def line(*patterns: LookPattern, employee: UUID) -> Line:
    return Line(employee=employee, subject=uuid4(), patterns=patterns, looks=1, days=1, outside=0, first=MONDAY, last=MONDAY)


def test_the_list_of_a_team_has_room_for_the_heaviest_and_says_how_many_it_left_out():
    one, other = uuid4(), uuid4()
    heavy = line(P.COLLEAGUE, P.UNRELATED, employee=one)
    light = [line(P.COLLEAGUE, employee=one) for _ in range(MOST_FOR_A_TEAM + 4)]
    elsewhere = line(P.COLLEAGUE, employee=other)
    ordered = sorted([heavy, *light, elsewhere], key=lambda each: -each.weight)
    kept, left_out = choose(ordered, {one: uuid4(), other: uuid4()})
    assert heavy in kept
    assert elsewhere in kept
    assert (len(kept), left_out) == (MOST_FOR_A_TEAM + 1, 5)


def test_a_look_on_a_duty_in_law_always_has_room():
    who = uuid4()
    full = [line(P.COLLEAGUE, employee=who) for _ in range(MOST_FOR_A_TEAM)]
    kept, left_out = choose([*full, line(P.DUTY, employee=who)], {})
    assert (len(kept), left_out) == (MOST_FOR_A_TEAM + 1, 0)


def test_every_pattern_weighs_something():
    assert set(WEIGHTS) == set(LookPattern)
    assert min(WEIGHTS.values()) > 0
