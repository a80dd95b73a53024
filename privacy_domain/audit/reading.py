"""The log of one municipality as the verifier reads it, straight from the database.

The database compares every line with the list of its seal; only segments in which something does not agree are fetched line by
line. Nothing is believed for that: what the database would say wrongly here, it could serve wrongly to any reader; an export
verified elsewhere answers to nobody's database.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.db import DataError, connection, transaction

from privacy_domain import clock
from privacy_domain.audit.canonical import encode, moment
from privacy_domain.audit.record import COLUMNS
from privacy_domain.audit.sealing import unsealed_ever
from privacy_domain.audit.verifier import Line, Seal, Segment

BATCH, BATCH_LINES = 2_000, 20_000  # seals and lines at a time

_COLUMN = {
    "at": """to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
}
_AS_SEALED = "jsonb_build_object({})".format(", ".join(f"'{name}', {_COLUMN.get(name, f'e.{name}')}" for name in COLUMNS if name != "canonical"))
# each thing that a line of a list names leads back to it
_LISTED = """(e.object_ids = '{}' or e.actor_id is null or not exists (
    select from unnest(e.object_ids) named(id) where not exists (
      select from audit_shown s where s.municipality_id = e.municipality_id and s.object_id = named.id
        and s.day = (e.at at time zone 'UTC')::date and s.actor_id = e.actor_id)))"""
AGREES = f"convert_from(substr(e.canonical, 2), 'UTF8')::jsonb = {_AS_SEALED} and {_LISTED}"

_SEALS = "select * from audit_seal where municipality_id = %(municipality)s and number > %(after)s order by number limit %(limit)s"
# `offset 0`: of a line only its hash and a yes or no are carried along, never the line itself
LISTS = f"""
select m.number, string_agg(uuid_send(u.id) || u.digest, ''::bytea order by u.position) as entries, count(*) as rows,
  count(*) filter (where line.digest = u.digest and line.agrees) as agreeing
from audit_manifest m cross join lateral unnest(m.ids, m.digests) with ordinality u(id, digest, position)
left join (
  select e.id, sha256(e.canonical) as digest, {AGREES} as agrees from audit_event e
  where e.municipality_id = %(municipality)s and e.at >= %(since)s and e.at <= %(until)s offset 0
) line on line.id = u.id
where m.municipality_id = %(municipality)s and m.number >= %(first)s and m.number <= %(last)s
  and m.month >= %(first_month)s and m.month <= %(last_month)s
group by m.number
"""  # noqa: S608 - only the constants above
_COUNTS = """
select (select count(*) from audit_event where municipality_id = %(municipality)s),
  (select coalesce(sum(cardinality(ids)), 0) from audit_manifest where municipality_id = %(municipality)s)
"""
_LIST = """
select string_agg(uuid_send(u.id) || coalesce(u.digest, ''), ''::bytea order by u.position), array_agg(u.id)
from audit_manifest m cross join lateral unnest(m.ids, m.digests) with ordinality u(id, digest, position)
where m.municipality_id = %(municipality)s and m.number = %(number)s and m.month = %(month)s
"""
_LINES = f"""
select {", ".join(f"e.{name}" for name in COLUMNS)}, {_LISTED} as listed from audit_event e
where e.municipality_id = %(municipality)s and e.id = any(%(ids)s)
  and e.at >= %(month)s::timestamp at time zone 'UTC' and e.at < (%(month)s::date + interval '1 month') at time zone 'UTC'
"""  # noqa: S608 - only the constants above


class Log:
    """The log of the municipality in scope, as it is now."""

    def __init__(self, municipality: UUID, *, with_lines: bool = False) -> None:
        """`with_lines`: give the lines of every segment, for an export."""
        self.id, self.municipality, self.now = municipality, str(municipality), clock.now()
        self._with_lines, self._untouched = with_lines, True

    def segments(self) -> Iterator[Segment]:
        """Every seal by number, with its lines where they do not agree with it."""
        after = 0
        while seals := self._batch(after):
            lists = self._lists(seals)
            yield from (self._segment(row, lists.get(row["number"])) for row in seals)
            after = seals[-1]["number"]

    def unsealed(self) -> Iterator[tuple[str, str]]:
        """Id and moment of the lines that are on no list. Where each listed line was found once, counting says whether there are any."""
        with connection.cursor() as cursor:
            cursor.execute(_COUNTS, {"municipality": self.id})
            there, listed = cursor.fetchone()
        if there != listed or not self._untouched:
            yield from ((str(line), moment(at)) for line, at, _ in unsealed_ever(self.id))

    def _batch(self, after: int) -> list[dict[str, Any]]:
        """The next seals: few, or as many as cover a number of lines that is compared in memory."""
        rows = _rows(_SEALS, {"municipality": self.id, "after": after, "limit": BATCH})
        lines = list(accumulate(row["lines"] for row in rows))
        return rows[: max(1, bisect_right(lines, BATCH_LINES))]

    def _lists(self, seals: Sequence[Mapping[str, Any]]) -> dict[int, dict[str, Any]]:
        """What the database finds when it compares each line with the list that it stands on, by number of the seal."""
        months = [row["month"] for row in seals]
        values = {"municipality": self.id, "first": seals[0]["number"], "last": seals[-1]["number"]}
        values |= {"since": min(row["first_at"] for row in seals), "until": max(row["last_at"] for row in seals)}
        values |= {"first_month": min(months), "last_month": max(months)}
        try:
            with transaction.atomic():
                return {row["number"]: row for row in _rows(LISTS, values)}
        except DataError:  # the canonical bytes of a line are no JSON: look at each
            return {}

    def _segment(self, row: Mapping[str, Any], found: Mapping[str, Any] | None) -> Segment:
        seal = _seal(self.municipality, row)
        entries = bytes(found["entries"]) if found and found["entries"] else None
        untouched = found and found["rows"] == found["agreeing"] == seal.lines
        if untouched and entries and hashlib.sha256(entries).digest() == seal.content:
            return Segment(seal, entries, None) if not self._with_lines else Segment(seal, *self._fetched(seal.number, row["month"]))
        self._untouched = False
        return Segment(seal, *self._fetched(seal.number, row["month"]))

    def _fetched(self, number: int, month: date) -> tuple[bytes | None, list[Line]]:
        values: dict[str, Any] = {"municipality": self.id, "number": number, "month": month}
        with connection.cursor() as cursor:
            cursor.execute(_LIST, values)
            entries, ids = cursor.fetchone()
        if entries is None:
            return None, []
        return bytes(entries), [_line(row) for row in _rows(_LINES, values | {"ids": ids})]


def _rows(query: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _seal(municipality: str, row: Mapping[str, Any]) -> Seal:
    columns = {name: _plain(row[name]) for name in Seal.__slots__ if name != "municipality"}
    return Seal(municipality=municipality, **columns)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return bytes(value) if isinstance(value, memoryview) else value


def _line(row: Mapping[str, Any]) -> Line:
    canonical = bytes(row["canonical"])
    columns = {name: row[name] for name in COLUMNS if name != "canonical"}
    columns["decision"] = json.loads(row["decision"] or "null")
    return Line(str(row["id"]), canonical, agrees=encode(columns) == canonical, listed=bool(row["listed"]))
