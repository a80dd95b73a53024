"""Searching the register: through the search tokens and under row security, against the bare rows (P6)."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from dev.bench.cluster import loaded
from dev.bench.harness import Result, Samples, agree, compare, table
from dev.bench.people import SURNAMES

ROUNDS = 200
NAMES = 100
_FLOOR = "select distinct person_id from ({arms}) found order by person_id limit 50"
_ARM = "select person_id from people_searchtoken where municipality_id = %(municipality)s and kind = %(kind{0})s and token = %(token{0})s"
# what is sought, and the most that it may take of the bare rows for the same
NUMBER, BEGINNING, SHORTEST, SOUND = "citizen number", "beginning of a name", "three letters", "sound and birth year"


def run(size: int) -> list[Result]:
    """One number, whole names, the shortest beginning, and a name by its sound; 100 names, "van" among them."""
    with loaded(size) as database:
        from privacy_domain.tenancy.scope import entered

        with entered(database.scope):
            return _measure(database)


def _names() -> list[str]:
    return ["van", "de", *Random("names").sample(SURNAMES, NAMES - 2)]


def _measure(database: Any) -> list[Result]:
    from privacy_domain.crypto import search
    from privacy_domain.crypto.search import TokenKind
    from privacy_domain.people.models import Person
    from privacy_domain.people.selectors import find

    persons: list[Any] = list(Person.objects.order_by("pk")[:NAMES])
    numbers, names = [person.bsn for person in persons], _names()
    years = [person.birth_date.year for person in persons]
    sounding = [person.surname for person in persons]

    def floor(tokens: list[tuple[TokenKind, bytes]]) -> list[Any]:
        """Who has one of these tokens: one prepared statement."""
        from privacy_domain.tenancy.statements import rows_of

        values: dict[str, Any] = {"municipality": database.scope.id}
        for number, (kind, token) in enumerate(tokens):
            values |= {f"kind{number}": kind.value, f"token{number}": token}
        arms = " union all ".join(_ARM.format(number) for number in range(len(tokens)))
        return [person for (person,) in rows_of(_FLOOR.format(arms=arms), values, using="bare")]

    def by_name(words: list[str]) -> Callable[[int], list[Any]]:
        both = [[(kind, search.token(kind, word)) for kind in (TokenKind.SURNAME, TokenKind.GIVEN_NAME)] for word in words]
        return lambda number: floor(both[number % len(both)])

    whole = [name.lower()[: search.LONGEST_PREFIX] for name in names]
    short = [name.lower()[: search.SHORTEST_PREFIX] for name in names]
    tokens = [[(TokenKind.BSN, search.bsn_token(number))] for number in numbers]
    variants: dict[str, Callable[[int], Any]] = {
        NUMBER: lambda number: find(bsn=numbers[number % NAMES]),
        f"{NUMBER}, bare rows": lambda number: floor(tokens[number % NAMES]),
        BEGINNING: lambda number: find(name=names[number % NAMES]),
        f"{BEGINNING}, bare rows": by_name(whole),
        SHORTEST: lambda number: find(name=short[number % NAMES]),
        f"{SHORTEST}, bare rows": by_name(short),
        SOUND: lambda number: find(name=sounding[number % NAMES], birth_year=years[number % NAMES]),
    }
    for sought in (NUMBER, BEGINNING, SHORTEST):
        agree({sought: variants[sought], "bare rows": variants[f"{sought}, bare rows"]}, range(NAMES))
    if not all(persons[number].pk in variants[SOUND](number) for number in range(NAMES)):
        raise SystemExit("somebody is not found by the sound of his name: the times mean nothing")
    samples = compare(variants, ROUNDS, backends=database.backends, warm_up=20)
    print(table(samples, f"{NUMBER}, bare rows", "search"))
    return [*_goals(samples), Result("P6 sequential scans in the plans of a search", _scans(find), 0, "scans")]


def _goals(samples: dict[str, Samples]) -> list[Result]:
    def against(sought: str) -> float:
        return samples[sought].cpu / samples[f"{sought}, bare rows"].cpu

    return [
        Result(f"P6 {NUMBER} against the bare rows", against(NUMBER), 1.5, "x cpu"),
        Result(f"P6 {BEGINNING} against the bare rows", against(BEGINNING), 1.5, "x cpu"),
        Result(f"P6 {SHORTEST} against the bare rows", against(SHORTEST), 1.5, "x cpu", remark="no token is shorter"),
        Result(f"P6 {SOUND} against a {NUMBER}", samples[SOUND].cpu / samples[NUMBER].cpu, 30, "x cpu"),
    ]


def _scans(find: Callable[..., Any]) -> int:
    """How many sequential scans the server plans for one search of each kind."""
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connections["default"]) as captured:
        find(bsn="123456782")
        find(name="van")
        find(name="jansen", birth_year=1970)
    found = 0
    with connections["default"].cursor() as cursor:
        for statement in captured:
            cursor.execute("explain " + statement["sql"].replace("%", "%%"))
            found += sum("Seq Scan" in line for (line,) in cursor.fetchall())
    return found
