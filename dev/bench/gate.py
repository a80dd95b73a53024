"""The gate: its check of one subject and its list, against the same rows read by bare SQL, in two sizes."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dev.bench.database import Database, running
from dev.bench.harness import Result, Samples, compare, table

SIZES = (10_000, 100_000)
ROUNDS = 200
OWN = 30  # subjects that the measured professional is involved in: few, so that a scan by date would be long

_FILL = """
insert into access_ground (id, municipality_id, subject, principal_kind, principal, kind, opens_plan, opens_dossier, may_write, reason,
  provision, requester, since, opened_on, source_kind, source, placed_at)
select gen_random_uuid(), %(municipality)s, md5('subject' || n)::uuid, 'user',
  case when n %% %(every)s = 0 then %(user)s::uuid else md5('user' || n %% 1500)::uuid end,
  'involved', true, true, true, '', '', '', date '2020-01-01', date '2020-01-01' + n %% 2000, 'bench', md5('source' || n)::uuid, now()
from generate_series(%(first)s, %(last)s) n
"""
_CHECK = """select 1 from access_ground where subject = %s and principal = %s and ended_at is null and since <= %s
  and (until is null or until >= %s) and opens_dossier"""
_LIST = """select subject, opened_on from access_ground where principal = %s and kind = 'involved' and ended_at is null
  order by opened_on desc, subject limit 50"""


def run() -> list[Result]:
    """One check and one list of fifty, at 10,000 and 100,000 grounds."""
    with running() as database:
        measured = {size: _measure(database, size) for size in SIZES}
    small, large = (measured[size] for size in SIZES)

    def growth(name: str) -> float:
        return large[name].cpu / small[name].cpu

    return [
        Result("check against bare SQL", large["check"].cpu / large["check, bare SQL"].cpu, 2.5, "x cpu"),
        Result("list against bare SQL", large["list"].cpu / large["list, bare SQL"].cpu, 2.0, "x cpu"),
        Result("growth of the check from 10,000 to 100,000, against that of bare SQL", growth("check") / growth("check, bare SQL"), 1.2, "x"),
        Result("growth of the list from 10,000 to 100,000, against that of bare SQL", growth("list") / growth("list, bare SQL"), 1.2, "x"),
    ]


def _measure(database: Database, size: int) -> dict[str, Samples]:
    from django.db import connections

    from access.models import Ground, User
    from access.policies import may_open
    from access.selectors import visible_to
    from privacy_domain.tenancy.scope import entered

    cursor = connections["default"].cursor()
    with entered(database.scope):
        user = User.objects.filter(username="bench").first() or User.objects.create_user("bench", profession="civil_servant")
        have = Ground.objects.count()
        every = size // OWN if not have else size * 10
        cursor.execute(_FILL, {"municipality": database.scope.id, "user": user.pk, "every": every, "first": have + 1, "last": size})
    database.analyse()
    on = date(2026, 11, 24)

    def bare(sql: str, *values: Any) -> list[tuple[Any, ...]]:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    with entered(database.scope):
        subjects = [row.subject for row in visible_to(user, on=on)]
        if len(subjects) < OWN or not all(may_open(user, subject, on=on).allowed for subject in subjects):
            raise SystemExit("the gate and the list disagree: their times mean nothing")
        denied = [UUID(int=number) for number in range(len(subjects))]
        asked = [subject for pair in zip(subjects, denied, strict=True) for subject in pair]
        variants = {
            "check": lambda n: may_open(user, asked[n % len(asked)], on=on),
            "check, bare SQL": lambda n: bare(_CHECK, asked[n % len(asked)], user.pk, on, on),
            "list": lambda _: visible_to(user, on=on),
            "list, bare SQL": lambda _: bare(_LIST, user.pk),
        }
        samples = compare(variants, ROUNDS, backends=database.backends, warm_up=20)
    print(f"    {size:,} grounds")
    print(table(samples, "check, bare SQL"))
    return samples
