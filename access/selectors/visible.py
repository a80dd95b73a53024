"""Lists from the rows that the gate reads: what somebody can see.

The statement is written from the ways of the protocol in force, once for each protocol; teams and roles it looks up itself.
Which protocol is in force it reads too: a list is believed only when it was made with that one, and made again otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from access.models import User, violence_principal
from access.policies import Holder, Rows, Way, ways_of
from access.states import GroundKind, MunicipalRole, TeamRole
from privacy_domain import clock
from privacy_domain.protocols.types import Part
from privacy_domain.tenancy import scope, statements

MANY = 1000
"""A count stops here: "more than 1,000" is all that a screen needs, and an exact count reads everything."""

_HELD = "user_id = %(user)s and ended_at is null and since <= %(on)s and (until is null or until >= %(on)s)"
# who is excluded from a subject has it in no list, but for a duty in law; the few of one account are read once
_WITH = f"""with
  adopted as (select (
    select version from tenancy_adoption where valid_from <= %(on)s and (valid_until is null or valid_until >= %(on)s)
    order by valid_from desc limit 1
  ) as version),
  team as materialized (select team_id, role from access_membership where {_HELD}),
  given as materialized (select role from access_roleassignment where {_HELD}),
  away as materialized (select array(
    select subject from access_exclusion where user_id = %(user)s and ended_at is null
  ) as subjects)
"""  # noqa: S608 - constants of this house, here and below
_LIST = """{head}select adopted.version, listed.subject, listed.opened_on from adopted left join (
  select subject, max(opened_on) as opened_on from (
    {arms}
  ) found group by subject order by 2 desc, 1 limit {limit}
) listed on true order by 3 desc, 2"""
_COUNT = """{head}select adopted.version, counted.number from adopted left join (
  select count(*) as number from (select distinct subject from (
    {arms}
  ) every limit {limit}) found
) counted on true"""
_AMONG = """{head}select adopted.version, listed.subject from adopted left join (
  select asked.subject from unnest(%(subjects)s::uuid[]) as asked(subject) where {arms}
) listed on true"""
_AFTER = "and g.opened_on <= %(before)s and (g.opened_on < %(before)s or g.subject > %(after)s)"


@dataclass(frozen=True, slots=True)
class Visible:
    """A subject in somebody's list, with the day on which it was opened."""

    subject: UUID
    opened_on: date


def visible_to(user: User, *, on: date | None = None, part: Part = Part.DOSSIER, limit: int = 50, after: Visible | None = None) -> list[Visible]:
    """The newest `limit` subjects that the gate would open for `user`, the need to look taken as given and all else as recorded.

    Newest first; `after` is the last one of the page before. One statement, whatever the size of the municipality.
    """
    page = {"before": after.opened_on, "after": after.subject} if after else {}
    write = partial(_listing, limit=int(limit), more=_AFTER if after else "")
    return [Visible(subject, opened) for subject, opened in _ask(write, user, on, part, page)]


def visible_among(user: User, subjects: Collection[UUID], *, on: date | None = None, part: Part = Part.DOSSIER) -> set[UUID]:
    """Those of `subjects` that `visible_to` would list: what a search may show."""
    if not subjects:
        return set()
    return {subject for (subject,) in _ask(_among, user, on, part, {"subjects": list(subjects)})}


def count_visible(user: User, *, on: date | None = None, part: Part = Part.DOSSIER) -> int:
    """How many subjects `visible_to` lists, counted up to MANY + 1."""
    ((counted,),) = _ask(_counting, user, on, part, {})
    return int(counted)


# ---------------------------------------------------------------- asking
_believed: dict[UUID, str | None] = {}  # the protocol that each municipality had when somebody last asked


def _ask(write: Callable[[str | None, date, Part], str], user: User, on: date | None, part: Part, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of the statement written for the protocol in force, without their first column, which says what that is."""
    here, on = scope.require().id, on or clock.today()
    values = values | {"user": user.pk, "on": on, "municipality": here, "violence": violence_principal()}
    while True:
        version = _believed.get(here)
        rows = statements.rows_of(write(version, on, part), values)
        if rows[0][0] == version:
            return [row[1:] for row in rows if row[1] is not None]
        _believed[here] = rows[0][0]


# ---------------------------------------------------------------- writing the statements
@lru_cache(maxsize=256)
def _listing(version: str | None, on: date, part: Part, limit: int, more: str) -> str:
    arms = " union all ".join(_newest(way, part, limit, more) for way in ways_of(version, on, part))
    return _LIST.format(head=_WITH, arms=arms, limit=limit)


@lru_cache(maxsize=256)
def _counting(version: str | None, on: date, part: Part) -> str:
    arms = " union all ".join(_newest(way, part, MANY + 1) for way in ways_of(version, on, part))
    return _COUNT.format(head=_WITH, arms=arms, limit=MANY + 1)


@lru_cache(maxsize=256)
def _among(version: str | None, on: date, part: Part) -> str:
    return _AMONG.format(head=_WITH, arms=" or ".join(f"exists {_this_one(way, part)}" for way in ways_of(version, on, part)))


def _newest(way: Way, part: Part, limit: int, more: str = "") -> str:
    """The subjects that one way lets in; one principal's rows at a time, newest first, so that the size of the municipality
    makes no difference. `limit` is no parameter: the plan for fifty is another one than that for all."""
    rows = f"select subject, opened_on from access_ground g where {' and '.join(_first(way, part))} {more} order by opened_on desc, subject"  # noqa: S608
    if way.also:  # "offset 0" keeps the planner to that order, however few rows it expects to be left
        also = " and ".join(_also(one, part) for one in way.also)
        rows = f"select subject, opened_on from ({rows} offset 0) g where {also} order by opened_on desc, subject"  # noqa: S608
    return _for_each_team(way, f"{rows} limit {limit}")


def _this_one(way: Way, part: Part) -> str:
    """Whether one way lets in the subject that is asked."""
    conditions = ["g.subject = asked.subject", *_first(way, part), *(_also(rows, part) for rows in way.also)]
    return _for_each_team(way, f"select subject, opened_on from access_ground g where {' and '.join(conditions)} limit 1")  # noqa: S608


def _for_each_team(way: Way, rows: str) -> str:
    if way.first.holder in (Holder.TEAMS, Holder.LED):
        lead = f"where team.role = '{TeamRole.LEAD.value}'" if way.first.holder is Holder.LED else ""
        rows = f"select held.subject, held.opened_on from team cross join lateral ({rows}) held {lead}"  # noqa: S608
    return f"({rows})"


def _first(way: Way, part: Part) -> list[str]:
    """What the first row of a way must be."""
    conditions = [_held_by("g", way.first), f"g.kind in ({_listed(way.first.kinds)})", _active("g", part), *_kept_in(way)]
    if way.roles:
        conditions.append(f"exists (select from given where role in ({_listed(way.roles)}))")
    return conditions


def _kept_in(way: Way) -> list[str]:
    """Excluded is excluded, but a duty in law by itself goes before it."""
    kept = "g.subject <> all ((select subjects from away)::uuid[])"
    if GroundKind.DUTY not in way.first.kinds or way.also:
        return [kept]
    return [f"(g.kind = '{GroundKind.DUTY.value}' or {kept})"]


def _listed(codes: Iterable[GroundKind | MunicipalRole]) -> str:
    return ", ".join(f"'{code.value}'" for code in codes)


def _held_by(row: str, rows: Rows) -> str:
    return f"{row}.principal = {'team.team_id' if rows.holder in (Holder.TEAMS, Holder.LED) else f'%({rows.holder.value})s'}"


def _also(rows: Rows, part: Part) -> str:
    """That another row is there for the same subject. "limit 1" keeps the planner from reading all rows of that principal into
    a hash: one subject is looked up at a time."""
    held = _held_by("x", rows)
    if rows.holder in (Holder.TEAMS, Holder.LED):
        lead = f" where role = '{TeamRole.LEAD.value}'" if rows.holder is Holder.LED else ""
        held = f"x.principal = any (array(select team_id from team{lead}))"  # noqa: S608
    found = f"x.subject = g.subject and {held} and x.kind in ({_listed(rows.kinds)}) and {_active('x', part)}"
    return f"(select true from access_ground x where {found} limit 1)"  # noqa: S608


def _active(row: str, part: Part) -> str:
    opens = "opens_plan" if part is Part.PLAN else "opens_dossier"
    return f"{row}.ended_at is null and {row}.since <= %(on)s and ({row}.until is null or {row}.until >= %(on)s) and {row}.{opens}"
