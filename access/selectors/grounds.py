"""Lists from the rows that the gate reads: what somebody can see, who can see something, what was placed by a kind of cause."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from access.models import Ground, Marker, User
from access.policies import Way, ways_in
from access.states import GroundKind, MarkerKind
from privacy_domain import clock
from privacy_domain.protocols.types import Part
from privacy_domain.tenancy import statements

MANY = 1000
"""A count stops here: "more than 1,000" is all that a screen needs, and an exact count reads everything."""

# One line of `way` is one principal with one kind of ground, and what else must be there for the same subject: nothing, or rows
# of principals p1 (and p2) with kinds k1 (k2). Each line is read newest first and cut off, so that the size of the
# municipality makes no difference.
_WAYS = """
with way as (
  select * from jsonb_to_recordset(%(ways)s::jsonb) as w(principal uuid, kind text, p1 uuid[], k1 text[], p2 uuid[], k2 text[])
)
"""


def _active(row: str) -> str:
    return f"""{row}.ended_at is null and {row}.since <= %(on)s and ({row}.until is null or {row}.until >= %(on)s)
    and case when %(plan)s then {row}.opens_plan else {row}.opens_dossier end"""


def _also(number: int) -> str:
    # "limit 1" keeps the planner from reading all rows of those principals into a hash: one subject is looked up at a time
    return f"""(way.p{number} is null or (
      select true from access_ground x
      where x.subject = g.subject and x.principal = any(way.p{number}) and x.kind = any(way.k{number}) and {_active("x")} limit 1
    ))"""  # noqa: S608


# who is excluded from a subject has it in no list, but for a duty in law; the few of one account are read once
_KEPT_IN = """(way.kind = 'duty' and way.p1 is null or g.subject <> all (array(
  select subject from access_exclusion where user_id = %(user)s and ended_at is null
)))"""
_MATCHES = f"g.principal = way.principal and g.kind = way.kind and {_active('g')} and {_also(1)} and {_also(2)} and {_KEPT_IN}"
_LIST = f"""{_WAYS}
select subject, max(opened_on) as opened_on from (
  select row.subject, row.opened_on from way cross join lateral (
    select g.subject, g.opened_on from access_ground g
    where {_MATCHES}
      and (%(before)s::date is null or g.opened_on < %(before)s or (g.opened_on = %(before)s and g.subject > %(after)s))
    order by g.opened_on desc, g.subject limit %(limit)s
  ) row
) found group by subject order by 2 desc, 1 limit %(limit)s"""  # noqa: S608
_COUNT = f"""{_WAYS}
select count(*) from (
  select distinct row.subject from way cross join lateral (
    select g.subject from access_ground g where {_MATCHES} order by g.opened_on desc, g.subject limit %(limit)s
  ) row limit %(limit)s
) found"""  # noqa: S608
_AMONG = f"""{_WAYS}
select asked.subject from unnest(%(subjects)s::uuid[]) as asked(subject) where exists (
  select 1 from way cross join lateral (
    select 1 from access_ground g where g.subject = asked.subject and {_MATCHES} limit 1
  ) row
)"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Visible:
    """A subject in somebody's list, with the day on which it was opened."""

    subject: UUID
    opened_on: date


def visible_to(user: User, *, on: date | None = None, part: Part = Part.DOSSIER, limit: int = 50, after: Visible | None = None) -> list[Visible]:
    """The newest `limit` subjects that the gate would open for `user`, the need to look taken as given and all else as recorded.

    Newest first; `after` is the last one of the page before. Two statements, whatever the size of the municipality.
    """
    on = on or clock.today()
    page: dict[str, Any] = {"limit": limit, "before": after and after.opened_on, "after": after and after.subject}
    return [Visible(subject, opened) for subject, opened in _run(_LIST, user, on, part, page)]


def visible_among(user: User, subjects: Collection[UUID], *, on: date | None = None, part: Part = Part.DOSSIER) -> set[UUID]:
    """Those of `subjects` that `visible_to` would list: what a search may show."""
    on = on or clock.today()
    if not subjects:
        return set()
    return {subject for (subject,) in _run(_AMONG, user, on, part, {"subjects": list(subjects)})}


def count_visible(user: User, *, on: date | None = None, part: Part = Part.DOSSIER) -> int:
    """How many subjects `visible_to` lists, counted up to MANY + 1."""
    on = on or clock.today()
    ((counted,),) = _run(_COUNT, user, on, part, {"limit": MANY + 1})
    return int(counted)


def grounds_from(source_kind: str, *, kind: GroundKind | None = None) -> list[Ground]:
    """The living grounds that causes of this kind placed: the owner compares them every night with what is still true."""
    found = Ground.objects.filter(source_kind=source_kind, ended_at__isnull=True)
    return list(found.filter(kind=kind) if kind else found)


def grounds_of(subject: UUID) -> list[Ground]:
    """The living grounds on a subject, oldest first: who can come near it, and why."""
    return list(Ground.objects.filter(subject=subject, ended_at__isnull=True).order_by("since", "placed_at"))


def ground_by_id(ground: UUID) -> Ground | None:
    """A ground, living or ended, for a task that points at it; or None."""
    found: Ground | None = Ground.objects.filter(pk=ground).first()
    return found


def is_marked(subject: UUID, kind: MarkerKind) -> bool:
    """Whether this fact holds for the subject now."""
    return bool(Marker.objects.filter(subject=subject, kind=kind, cleared_at__isnull=True).exists())


def _run(statement: str, user: User, on: date, part: Part, values: dict[str, Any]) -> list[Any]:
    lines = [line for way in ways_in(user, on=on, part=part) for line in _lines(way)]
    return statements.rows_of(statement, values | {"user": user.pk, "ways": json.dumps(lines), "on": on, "plan": part is Part.PLAN})


def _lines(way: Way) -> Iterator[dict[str, Any]]:
    """A way as lines of the statement. Raises ValueError for a protocol that asks more at once than the statement can say."""
    if len(way.also) > 2:
        raise ValueError("the list can ask for three kinds of rows at once, not more")
    also = {f"p{nr}": [str(principal) for principal in rows.principals] for nr, rows in enumerate(way.also, start=1)}
    also |= {f"k{nr}": [str(kind) for kind in rows.kinds] for nr, rows in enumerate(way.also, start=1)}
    for kind in way.first.kinds:
        for principal in way.first.principals:
            yield {"principal": str(principal), "kind": str(kind), **also}
