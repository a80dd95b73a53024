"""The engine against the oracle in SQL: 20,000 items of five municipalities, none destroyed a day early or a day late."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection

from privacy_domain.protocols.ask import ask

ORACLE = Path(__file__).with_name("oracle.sql").read_text(encoding="utf-8")
CASES = 20_000
SEED = 20261124
MUNICIPALITIES = ("leek", "landsmeer", "sittard-geleen", "leiden", "opsterland")
LAWS = ("wmo", "jeugdwet", "participatiewet", "other")
TURNS = (  # the first day of each version, the first day without Opsterland's, and that of the twenty years of the Jeugdwet
    date(2018, 8, 15),
    date(2016, 7, 1),
    date(2018, 5, 29),
    date(2016, 2, 1),
    date(2015, 1, 1),
    date(2017, 7, 1),
    date(2020, 1, 1),
)
COMPARED = ("protocol", "protocol_until", "law_until", "destroy_from", "source")
SHOWN = 10


@dataclass(frozen=True)
class Difference:
    """One case on which engine and oracle disagree: `kind` is early, late or other."""

    kind: str
    case: dict[str, Any]
    engine: dict[str, Any]
    oracle: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.kind}: {self.case}\n    engine {self.engine}\n    oracle {self.oracle}"


def _day(chance: Random) -> date:
    """A day of a file: often beside a 29 February or the turn of a year; the years hold 1900, 2000 and 2100 as ends."""
    year = chance.choice((chance.randint(2005, 2035), chance.randint(1879, 2084)))
    match chance.randrange(4):
        case 0:  # leap years end on a 29 February, the others hop from the 28th to 1 March
            return date(year - year % 4 if chance.random() < 0.7 else year, 3, 1) - timedelta(days=chance.randrange(3))
        case 1:
            return date(year, 1, 1) + timedelta(days=chance.randint(-2, 1))
        case _:
            return date(year, 1, 1) + timedelta(days=chance.randrange(365))


def _asked_on(chance: Random) -> date:
    """The day of the question: often at a turn of version or law."""
    if chance.random() < 0.5:
        return chance.choice(TURNS) + timedelta(days=chance.randint(-1, 1))
    return date(2014, 1, 1) + timedelta(days=chance.randrange(30 * 365))


def _case(number: int, chance: Random) -> dict[str, Any]:
    """One item; its three days mostly come in the order of life, now and then in any order."""
    days = [_day(chance) for _ in range(3)]
    if chance.random() < 0.8:
        days.sort()
    received, last_change, closed = days
    if chance.random() < 0.2:
        last_change, closed = closed, last_change
    return {
        "number": number,
        "municipality": chance.choice(MUNICIPALITIES),
        "on_date": _asked_on(chance).isoformat(),
        "law": chance.choice(LAWS),
        "received": received.isoformat(),
        "closed": None if chance.random() < 0.25 else closed.isoformat(),
        "last_change": last_change.isoformat(),
    }


@cache
def cases() -> list[dict[str, Any]]:
    """The same cases in every run."""
    chance = Random(SEED)
    return [_case(number, chance) for number in range(CASES)]


@cache
def answers() -> list[dict[str, Any]]:
    """What the engine says to each case, through the door that people have."""
    return [_answer(case) for case in cases()]


def _answer(case: dict[str, Any]) -> dict[str, Any]:
    facts = {name: case[name] for name in ("law", "received", "last_change")}
    if case["closed"] is not None or case["number"] % 2:  # an open dossier: the fact is null, or left out
        facts["closed"] = case["closed"]
    question = {"municipality": case["municipality"], "on": case["on_date"], "question": "retention", "facts": facts}
    answer = json.loads(json.dumps(ask(json.dumps(question))))
    assert "error" not in answer, (case, answer)
    return {name: answer[name] for name in COMPARED}


def oracle(sql: str) -> list[dict[str, Any]]:
    """What the texts say to each case: one execution of the SQL."""
    with connection.cursor() as cursor:
        cursor.execute(sql, {"cases": json.dumps(cases())})
        rows = cursor.fetchall()
    assert [row[0] for row in rows] == list(range(CASES))
    return [dict(zip(COMPARED, (day.isoformat() if isinstance(day, date) else day for day in row[1:]), strict=True)) for row in rows]


def differences(sql: str) -> list[Difference]:
    """Every case on which the engine and this SQL disagree."""
    return [
        Difference(_kind(said["destroy_from"], right["destroy_from"]), case, said, right)
        for case, said, right in zip(cases(), answers(), oracle(sql), strict=True)
        if said != right
    ]


def _kind(said: str | None, right: str | None) -> str:
    """Early: destroyed before it may be. Late: kept when it need not. ISO dates of four-figure years sort as days."""
    if said == right:
        return "other"
    return "early" if right is None or (said is not None and said < right) else "late"


def _count(found: list[Difference]) -> dict[str, int]:
    return {kind: sum(one.kind == kind for one in found) for kind in ("early", "late", "other")}


@pytest.mark.requirement("LEEK-6-termijn", "LAND-6-termijn", "LAND-6-wettelijk", "LEID-10.2", "OPST-9.2", "ENG-3")
def test_nothing_is_destroyed_early_or_late() -> None:
    found = differences(ORACLE)
    first = "\n".join(str(one) for one in found[:SHOWN])
    assert _count(found) == {"early": 0, "late": 0, "other": 0}, first


def test_the_cases_reach_every_rule() -> None:
    """Each version in force and not, each law, each day of a turn, open and closed dossiers, every 29 February that counts."""
    pairs = zip(cases(), oracle(ORACLE), strict=True)
    seen = {(case["municipality"], right["protocol"], case["law"], case["closed"] is None) for case, right in pairs}
    assert len(seen) == len(MUNICIPALITIES) * 2 * len(LAWS) * 2
    asked = {(case["municipality"], case["on_date"]) for case in cases()}
    around = {(turn + timedelta(days=step)).isoformat() for turn in TURNS for step in (-1, 0, 1)}
    assert {(municipality, day) for municipality in MUNICIPALITIES for day in around} <= asked
    assert set(_ends_of_leap_days()) == {("02-28", "wmo"), ("02-28", "jeugdwet"), ("02-29", "jeugdwet")}


def _ends_of_leap_days() -> Iterator[tuple[str, str]]:
    """How the terms of law that start on a 29 February end, with the law."""
    for case, right in zip(cases(), oracle(ORACLE), strict=True):
        start = case["received"] if case["law"] == "wmo" else case["last_change"]
        if right["law_until"] and start.endswith("02-29"):
            yield right["law_until"][5:], case["law"]


@pytest.mark.parametrize(
    ("right", "wrong", "kinds"),
    [
        ("null,  15, 'receipt'", "null,  14, 'receipt'", {"late", "other"}),  # other: a longer statutory term hides it
        ("null,   5, 'end of closing year'", "null,   6, 'end of closing year'", {"early", "other"}),
        ("15, 'receipt'),     -- Wmo", "14, 'receipt'),     -- Wmo", {"late", "other"}),
        ("20, 'last change'", "21, 'last change'", {"early", "other"}),
        ("date '2020-01-01'", "date '2020-01-02'", {"early", "late", "other"}),  # a day without a statutory term
        ("date '2016-07-01'", "date '2016-07-02'", {"early", "late", "other"}),
        ("date '2017-06-30'", "date '2017-07-01'", {"early", "late", "other"}),
        ("then 28", "then 27", {"late", "other"}),
        ("mod(year, 400) = 0", "mod(year, 400) = 1", {"late"}),  # 29 February 2000
        ("when ruled.protocol_speaks and ruled.protocol_start is null", "when false", {"late"}),  # open dossiers
    ],
)
def test_the_comparison_notices_one_wrong_constant(right: str, wrong: str, kinds: set[str]) -> None:
    assert ORACLE.count(right) == 1
    counted = _count(differences(ORACLE.replace(right, wrong)))
    assert {kind for kind, count in counted.items() if count} == kinds, counted
