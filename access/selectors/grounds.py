"""Lists from the rows that the gate reads: what somebody can see, who can see something, what was placed by a kind of cause."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connections

from access.models import Ground, Marker, User
from access.policies import Way, ways_in
from access.states import GroundKind, MarkerKind
from privacy_domain import clock
from privacy_domain.protocols.types import Part

MANY = 1000
"""A count stops here: "more than 1,000" is all that a screen needs, and an exact count reads everything."""

# the rows of one principal are read newest first and cut off; `also` holds what else must be there, by number within a way
_REACH = """
with way as (
  select w.way, w.kind, p.principal::uuid as principal
  from jsonb_to_recordset(%(ways)s::jsonb) as w(way int, kind text, principals jsonb), jsonb_array_elements_text(w.principals) as p(principal)
), also as (
  select a.way, a.nr, a.kind, p.principal::uuid as principal
  from jsonb_to_recordset(%(also)s::jsonb) as a(way int, nr int, kind text, principals jsonb), jsonb_array_elements_text(a.principals) as p(principal)
)
"""
_ACTIVE = """g.ended_at is null and g.since <= %(on)s and (g.until is null or g.until >= %(on)s)
  and case when %(plan)s then g.opens_plan else g.opens_dossier end"""
_AND_ALSO = f"""not exists (
  select 1 from (select distinct nr from also a where a.way = way.way) needed
  where not exists (
    select 1 from also a join access_ground x on x.principal = a.principal and x.kind = a.kind
    where a.way = way.way and a.nr = needed.nr and x.subject = g.subject and {_ACTIVE.replace("g.", "x.")}
  )
)"""  # noqa: S608
_LIST = f"""{_REACH}
select subject, max(opened_on) as opened_on from (
  select row.subject, row.opened_on from way cross join lateral (
    select g.subject, g.opened_on from access_ground g
    where g.principal = way.principal and g.kind = way.kind and {_ACTIVE}
      and (%(before)s::date is null or g.opened_on < %(before)s or (g.opened_on = %(before)s and g.subject > %(after)s)) and {_AND_ALSO}
    order by g.opened_on desc, g.subject limit %(limit)s
  ) row
) found group by subject order by 2 desc, 1 limit %(limit)s"""  # noqa: S608
_AMONG = f"""{_REACH}
select distinct g.subject from way join access_ground g on g.principal = way.principal and g.kind = way.kind
where g.subject = any(%(subjects)s) and {_ACTIVE} and {_AND_ALSO}"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Visible:
    """A subject in somebody's list, with the day on which it was opened."""

    subject: UUID
    opened_on: date


def visible_to(
    user: User, *, on: date | None = None, part: Part = Part.DOSSIER, limit: int = 50, after: Visible | None = None
) -> list[Visible]:
    """The newest `limit` subjects that the gate would open for `user`, the need to look taken as given and all else as recorded.

    Newest first; `after` is the last one of the page before. Two statements, whatever the size of the municipality.
    """
    on = on or clock.today()
    page: dict[str, Any] = {"limit": limit, "before": after and after.opened_on, "after": after and after.subject}
    return [Visible(subject, opened) for subject, opened in _run(_LIST, ways_in(user, on=on, part=part), on, part, page)]


def visible_among(user: User, subjects: Collection[UUID], *, on: date | None = None, part: Part = Part.DOSSIER) -> set[UUID]:
    """Those of `subjects` that `visible_to` would list: what a search may show."""
    on = on or clock.today()
    if not subjects:
        return set()
    return {subject for (subject,) in _run(_AMONG, ways_in(user, on=on, part=part), on, part, {"subjects": list(subjects)})}


def count_visible(user: User, *, on: date | None = None, part: Part = Part.DOSSIER) -> int:
    """How many subjects `visible_to` lists, counted up to MANY + 1."""
    return len(visible_to(user, on=on, part=part, limit=MANY + 1))


def grounds_from(source_kind: str, *, kind: GroundKind | None = None) -> list[Ground]:
    """The living grounds that causes of this kind placed: the owner compares them every night with what is still true."""
    found = Ground.objects.filter(source_kind=source_kind, ended_at__isnull=True)
    return list(found.filter(kind=kind) if kind else found)


def grounds_of(subject: UUID) -> list[Ground]:
    """The living grounds on a subject, oldest first: who can come near it, and why."""
    return list(Ground.objects.filter(subject=subject, ended_at__isnull=True).order_by("since", "placed_at"))


def is_marked(subject: UUID, kind: MarkerKind) -> bool:
    """Whether this fact holds for the subject now."""
    return bool(Marker.objects.filter(subject=subject, kind=kind, cleared_at__isnull=True).exists())


def _run(statement: str, ways: Iterable[Way], on: date, part: Part, values: dict[str, Any]) -> list[Any]:
    first, also = [], []
    for number, way in enumerate(ways):
        first += [{"way": number, "kind": kind, "principals": [str(p) for p in way.first.principals]} for kind in way.first.kinds]
        for nr, rows in enumerate(way.also):
            also += [{"way": number, "nr": nr, "kind": kind, "principals": [str(p) for p in rows.principals]} for kind in rows.kinds]
    with connections["default"].cursor() as cursor:
        cursor.execute(statement, values | {"ways": json.dumps(first), "also": json.dumps(also), "on": on, "plan": part is Part.PLAN})
        return list(cursor.fetchall())
