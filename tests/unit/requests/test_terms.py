"""Terms against a calculation that shares nothing with ours: days counted one by one, holidays from another way to find Easter."""

from __future__ import annotations

import calendar
import os
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from privacy_domain.protocols import book
from privacy_domain.protocols.types import Right
from requests.policies.terms import ClockFacts, Pause, RequestTerm, StepKind, reminders_due, stop_grounds, term_of
from requests.states import REMINDERS

VERSIONS = ("leek-2018", "landsmeer-2016", "sittard-geleen-2018", "leiden-2016", "opsterland-2015", None)
SAMPLE = int(os.environ.get("TERMS", "4000"))
CORRECTION = ("rectification", "supplement", "erasure", "restriction")
# weeks to decide and months to carry out, read from the five texts
WEEKS: dict[str, tuple[str, ...]] = {
    "leek-2018": CORRECTION,
    "landsmeer-2016": CORRECTION,
    "sittard-geleen-2018": (),
    "leiden-2016": ("information", "access", "copy", *CORRECTION, "own_statement", "destruction"),
    "opsterland-2015": ("information", "access", "copy", *CORRECTION, "own_statement"),
}
CARRY_OUT = ("leiden-2016", "opsterland-2015")


# ---------------------------------------------------------------- another calculation
def full_moon_sunday(year: int) -> date:
    """Easter by the tables of the paschal full moon, valid from 1900 up to and including 2199."""
    moons = (
        *((4, 14), (4, 3), (3, 23), (4, 11), (3, 31), (4, 18), (4, 8), (3, 28), (4, 16), (4, 5)),
        *((3, 25), (4, 13), (4, 2), (3, 22), (4, 10), (3, 30), (4, 17), (4, 7), (3, 27)),
    )
    day = date(year, *moons[year % 19]) + timedelta(days=1)
    while day.isoweekday() != 7:
        day += timedelta(days=1)
    return day


def free_days(year: int) -> set[date]:
    sunday = full_moon_sunday(year)
    king = date(year, 4, 27)
    king = king if king.isoweekday() != 7 else date(year, 4, 26)
    return {sunday + timedelta(days=n) for n in (-2, 1, 39, 50)} | {
        date(year, 1, 1), king, date(year, 5, 5), date(year, 12, 25), date(year, 12, 26),
    }  # fmt: skip


def walk_on(day: date) -> date:
    while day.isoweekday() > 5 or day in free_days(day.year):
        day += timedelta(days=1)
    return day


def months_on(day: date, months: int) -> date:
    first = date(day.year, day.month, 1)
    for _ in range(months):
        first += timedelta(days=calendar.monthrange(first.year, first.month)[1])
    return first + timedelta(days=min(day.day, calendar.monthrange(first.year, first.month)[1]) - 1)


def expected(version: str | None, right: str, received: date, still: int, extended: bool) -> dict[str, date | None]:
    weeks = version is not None and right in WEEKS[version]
    protocol = received + timedelta(days=28) if weeks else None
    carry = months_on(received, 3) if right == "destruction" and version in CARRY_OUT else None
    law = walk_on(months_on(received, 1))
    moved = timedelta(days=still)
    days = [walk_on(months_on(received, 1) + moved), *([protocol + moved] if protocol else [])]
    execute = carry + moved if carry else None
    decide = min(days)
    if extended:
        decide = min([walk_on(months_on(received, 3) + moved), *([execute] if execute else [])])
    return {"protocol_by": protocol, "law_by": law, "decide_by": decide, "execute_by": execute}


def cases(number: int) -> Iterator[tuple[str | None, str, date, tuple[Pause, ...], bool]]:
    """Versions, rights and days in 2018-2045, with the awkward days far more often than chance would have them."""
    dice = random.Random(20261124)
    awkward = [date(2027, 1, 31), date(2028, 2, 29), date(2026, 11, 27), date(2027, 4, 7), date(2027, 3, 28), date(2027, 10, 31), date(2026, 12, 31)]
    for _ in range(number):
        start = date(2018, 5, 25) + timedelta(days=dice.randrange(365 * 27))
        received = dice.choice(awkward) if dice.random() < 0.1 else start
        first = received + timedelta(days=dice.randrange(25))
        pauses = tuple(
            Pause(first + timedelta(days=60 * n), first + timedelta(days=60 * n + dice.randrange(30))) for n in range(dice.choice((0, 0, 1, 2)))
        )
        yield dice.choice(VERSIONS), dice.choice([str(right) for right in Right]), received, pauses, dice.random() < 0.3


def counted(version: str | None, right: str, received: date, pauses: tuple[Pause, ...] = (), extended: bool = False) -> RequestTerm:
    facts = ClockFacts(right=Right(right), received=received, pauses=pauses, extended=extended)
    return term_of(facts, book.version(version) if version else None, date(2099, 1, 1))


@pytest.mark.requirement(
    "LEEK-11.5", "LAND-11.5", "LEID-15.2-termijn", "LEID-17.2-termijn", "LEID-18.1", "OPST-18.2", "OPST-19.3", "OPST-20.2"
)  # fmt: skip
@pytest.mark.parametrize("zone", ["UTC", "Europe/Amsterdam", "Pacific/Auckland"])
def test_thousands_of_terms_agree_with_another_calculation_in_every_time_zone(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        for version, right, received, pauses, extended in cases(SAMPLE):
            term = counted(version, right, received, pauses, extended)
            still = sum((pause.restarted_on - pause.stopped_on).days for pause in pauses if pause.restarted_on)
            want = expected(version, right, received, still, extended)
            got = {name: getattr(term, name) for name in want}
            assert got == want, (version, right, received, pauses, extended)
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("received", "weeks", "law"),
    [
        (date(2026, 11, 27), date(2026, 12, 25), date(2026, 12, 28)), (date(2027, 4, 7), date(2027, 5, 5), date(2027, 5, 7)),
        (date(2027, 2, 10), date(2027, 3, 10), date(2027, 3, 10)), (date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 1)),
    ],
)  # fmt: skip
def test_days_reckoned_by_hand(received: date, weeks: date, law: date) -> None:
    term = counted("leiden-2016", "access", received)
    assert (term.protocol_by, term.law_by, term.decide_by) == (weeks, law, min(weeks, law))


# ---------------------------------------------------------------- what is shown
@pytest.mark.requirement("LEID-17.2-termijn", "LEID-18.1")
def test_destruction_in_leiden_has_two_clocks_each_with_its_article() -> None:
    term = counted("leiden-2016", "destruction", date(2026, 11, 24))
    assert (term.decide_by, term.execute_by) == (date(2026, 12, 22), date(2027, 2, 24))
    behind = {step.kind: step.citations for step in term.steps}
    assert behind[StepKind.PROTOCOL] == ("leiden-2016 art. 18 lid 1",)
    assert behind[StepKind.EXECUTE] == ("leiden-2016 art. 17 lid 2",)
    assert behind[StepKind.LAW] == ("avg art. 12 lid 3",)


@pytest.mark.requirement("ENG-10")
def test_every_step_shows_its_day_and_the_last_one_before_execution_is_the_day_that_counts() -> None:
    pause = Pause(date(2026, 12, 1), date(2026, 12, 4))
    term = counted("leek-2018", "erasure", date(2026, 11, 27), (pause,), extended=True)
    kinds = [step.kind for step in term.steps]
    assert kinds == [
        StepKind.RECEIVED, StepKind.PROTOCOL, StepKind.LAW, StepKind.ROLLED, StepKind.STOOD_STILL, StepKind.EXTENDED, StepKind.TARGET,
    ]  # fmt: skip
    assert term.steps[-1].day == term.decide_by == date(2027, 3, 2)
    assert (term.protocol_by, term.law_by) == (date(2026, 12, 25), date(2026, 12, 28))  # what was promised never moves


def test_a_stop_that_goes_on_is_counted_up_to_the_day_that_is_asked_about() -> None:
    facts = ClockFacts(right=Right.ACCESS, received=date(2026, 11, 24), pauses=(Pause(date(2026, 12, 1), None),))
    days = [term_of(facts, book.version("leiden-2016"), day).decide_by for day in (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 9))]
    assert days == [date(2026, 12, 22), date(2026, 12, 22), date(2026, 12, 30)]


def test_the_law_names_why_a_clock_may_stand_still_and_each_reason_has_its_article() -> None:
    grounds = stop_grounds(date(2026, 11, 24))
    assert [item.code for item in grounds] == ["identity", "completing", "agreed", "applicant", "force_majeure"]
    assert all(item.articles for item in grounds)
    assert stop_grounds(date(2018, 5, 24)) == ()


# ---------------------------------------------------------------- twenty years, day by day
@pytest.mark.parametrize("jump", [0, 1, 3, 400])
def test_in_twenty_years_day_by_day_each_mark_is_reached_once_and_none_is_missed(jump: int) -> None:
    """The rule of the daily job with the memory of its key: whatever days are skipped, and however often a day is run."""
    start, given = date(2026, 1, 1), []
    known: set[tuple[int, int]] = set()
    lasts = {number: term.decide_by for number, term in enumerate(_everyday(start)) if term.decide_by}
    waiting = sorted(lasts.items(), key=lambda each: each[1])
    day, turn = start, 0
    while waiting:
        for number, last in [each for each in waiting[:60] if each[1] - timedelta(days=14) <= day] * 2:  # two beats
            for mark in reminders_due(last, day, REMINDERS):
                if (number, mark) not in known:
                    known.add((number, mark))
                    given.append((number, mark, day))
        waiting = [each for each in waiting if not all((each[0], mark) in known for mark in REMINDERS)]
        turn += 1
        day += timedelta(days=1 + (jump if turn % 97 == 0 else 0))
    assert len(given) == len(lasts) * len(REMINDERS)
    for number, mark, day in () if jump else given:
        assert day == lasts[number] - timedelta(days=mark)


def _everyday(start: date) -> Iterator[Any]:
    for number in range(0, 365 * 20, 9):
        yield counted(VERSIONS[number % len(VERSIONS)], str(list(Right)[number % 10]), start + timedelta(days=number))
