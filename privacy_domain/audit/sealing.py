"""Sealing: in the background, afterwards, so that the lines themselves cost nothing more. One chain per municipality.

What has no seal is found by its absence from the lists of the seals, not by its moment: a line that is committed late is found
at the next beat like any other. Beats look back LATE before the last seal, which is long after any transaction has ended; what
turns up with an older moment was not there when it should have been. The daily verification names it, and only then is
it sealed, so that it cannot change any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from privacy_domain import clock
from privacy_domain.audit import checkpoints
from privacy_domain.audit.canonical import entry, moment
from privacy_domain.audit.events import ConfigurationEvent
from privacy_domain.audit.record import record
from privacy_domain.audit.verifier import ALGORITHM, ENTRY, LATE, NOTHING, Seal
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.scope import Scope

SEGMENT = 1000  # lines

_NEWEST = "select number, hash, sealed_at from audit_seal where municipality_id = %s order by number desc limit 1"
_HASH_OF = "select hash from audit_seal where municipality_id = %s and number = %s"
_UNSEALED = """
with known as (
    select unnest(ids) as id from audit_manifest where municipality_id = %(municipality)s and last_at >= %(since)s
)
select e.id, e.at, e.canonical from audit_event e
where e.municipality_id = %(municipality)s and e.at >= %(since)s and not exists (select from known where known.id = e.id)
order by e.at, e.id
"""
_UNSEALED_EVER = """
with known as (
    select m.month, unnest(m.ids) as id from audit_manifest m where m.municipality_id = %(municipality)s
)
select e.id, e.at, e.canonical from audit_event e
where e.municipality_id = %(municipality)s
  and not exists (
    select from known where known.id = e.id and known.month = date_trunc('month', e.at at time zone 'UTC')::date
  )
order by e.at, e.id
"""
_ADD_SEAL = """
insert into audit_seal (municipality_id, number, algorithm, month, first_id, first_at, last_id, last_at, lines, content, previous,
  sealed_at, hash)
values (%(municipality)s, %(number)s, %(algorithm)s, %(month)s, %(first_id)s, %(first_at)s, %(last_id)s, %(last_at)s, %(lines)s,
  %(content)s, %(previous)s, %(sealed_at)s, %(hash)s)
"""
_ADD_LIST = """
insert into audit_manifest (municipality_id, number, month, last_at, ids, digests)
values (%(municipality)s, %(number)s, %(month)s, %(last_at)s, %(ids)s::uuid[], %(digests)s::bytea[])
"""

Unsealed = tuple[UUID, datetime, bytes]


class Contradiction(RuntimeError):
    """The chain is not the one that the last checkpoint saw: nothing is signed over that."""


def look_after(here: Scope) -> int:
    """Seal what is new in this municipality and set a checkpoint. Returns the number of lines sealed.

    Raises Contradiction when the last checkpoint says something else than the chain.
    """
    lines = seal(here)
    set_checkpoint(here)
    return lines


def seal(here: Scope, *, everything: bool = False) -> int:
    """Seal the lines that have no seal, in one transaction: all, or none. Returns how many.

    Does nothing when another sealer is at work here. `everything`: also lines with a moment from before the last look.
    """
    with scope.entered(here):
        if not _hold_chain(here.id, wait=everything):
            return 0
        newest = _newest(here.id)
        number, previous, sealed_at = newest or (0, NOTHING, None)
        now, count = clock.now(), 0
        since = None if everything or sealed_at is None else min(sealed_at, now) - LATE
        for lines in _segments(_unsealed(here.id, since)):
            number += 1
            previous = _add(here.id, number, previous, lines, now)
            count += len(lines)
        return count


def set_checkpoint(here: Scope) -> bool:
    """Sign where the chain stands, when it went on since the last checkpoint. True when a checkpoint was set.

    Raises Contradiction when the last checkpoint is ahead of the chain or saw another one; OSError when it cannot be written.
    """
    if not checkpoints.configured():
        return False
    with scope.entered(here):
        _hold_chain(here.id, wait=True)
        newest = _newest(here.id)
        number, digest = newest[:2] if newest else (0, NOTHING)
        try:
            seen = checkpoints.last(here.id) or (0, NOTHING)
        except (ValueError, LookupError, TypeError) as error:
            raise Contradiction("the file of checkpoints does not end with a checkpoint") from error
        if seen[0] > number or _hash_of(here.id, seen[0]) != seen[1]:
            raise Contradiction("the chain of seals is not the one that the last checkpoint saw")
        if seen[0] == number:
            return False
        checkpoints.append(here.id, kind="seal", number=number, digest=digest)
        return True


def acknowledge_restore(here: Scope) -> int:
    """After a return to a backup: sign that the chain ends here and that later seals were lost. Returns the last number."""
    with scope.entered(here):
        _hold_chain(here.id, wait=True)
        number, digest, _ = _newest(here.id) or (0, NOTHING, None)
        record(ConfigurationEvent.RESTORED, by=SYSTEM)
        checkpoints.append(here.id, kind="restored", number=number, digest=digest)
        return number


def everyone() -> list[Scope]:
    """Every municipality by code, also those that are not active any more: their log stays."""
    with connection.cursor() as cursor:
        cursor.execute("select id, code, name from tenancy_municipality order by code")
        return [Scope(*row) for row in cursor.fetchall()]


def newest_of(here: Scope) -> tuple[int, bytes]:
    """Number and hash of the last seal of this municipality; (0, NOTHING) before the first."""
    with scope.entered(here):
        return (_newest(here.id) or (0, NOTHING, None))[:2]


def unsealed_ever(municipality: UUID) -> Iterator[tuple[UUID, datetime, bytes]]:
    """Every line of the municipality in scope that is on no list, by moment."""
    return _unsealed(municipality, None)


def month_of(at: datetime) -> date:
    """The month, in UTC as the partitions are, by its first day."""
    return at.astimezone(UTC).date().replace(day=1)


def _hold_chain(municipality: UUID, *, wait: bool) -> bool:
    """One at a time per municipality, on every machine, until the transaction ends: two sealers can never fork a chain."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("select pg_advisory_xact_lock(hashtext('audit_seal'), hashtext(%s))", [str(municipality)])
            return True
        cursor.execute("select pg_try_advisory_xact_lock(hashtext('audit_seal'), hashtext(%s))", [str(municipality)])
        return bool(cursor.fetchone()[0])


def _newest(municipality: UUID) -> tuple[int, bytes, datetime] | None:
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [municipality])
        row = cursor.fetchone()
    return (row[0], bytes(row[1]), row[2]) if row else None


def _hash_of(municipality: UUID, number: int) -> bytes:
    if number == 0:
        return NOTHING
    with connection.cursor() as cursor:
        cursor.execute(_HASH_OF, [municipality, number])
        row = cursor.fetchone()
    return bytes(row[0]) if row else b""


def _unsealed(municipality: UUID, since: datetime | None) -> Iterator[Unsealed]:
    """On a cursor of the server: after a long pause there may be very many."""
    query = _UNSEALED_EVER if since is None else _UNSEALED
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, {"municipality": municipality, "since": since})
        while rows := cursor.fetchmany(SEGMENT):
            yield from ((line, at, bytes(canonical)) for line, at, canonical in rows)


def _segments(lines: Iterable[Unsealed]) -> Iterator[list[Unsealed]]:
    """Cut into pieces of at most SEGMENT lines of one month each, so that a month can go and leave whole seals behind."""
    piece: list[Unsealed] = []
    for line in lines:
        if piece and (len(piece) == SEGMENT or month_of(piece[0][1]) != month_of(line[1])):
            yield piece
            piece = []
        piece.append(line)
    if piece:
        yield piece


def _add(municipality: UUID, number: int, previous: bytes, lines: list[Unsealed], now: datetime) -> bytes:
    """Insert the seal and the list of these lines; returns the hash of the seal."""
    entries = [entry(line, canonical) for line, _, canonical in lines]
    (first_id, first_at, _), (last_id, last_at, _) = lines[0], lines[-1]
    one = Seal(
        municipality=str(municipality),
        number=number,
        algorithm=ALGORITHM,
        month=month_of(first_at).isoformat(),
        first_id=str(first_id),
        first_at=moment(first_at),
        last_id=str(last_id),
        last_at=moment(last_at),
        lines=len(lines),
        content=hashlib.sha256(b"".join(entries)).digest(),
        previous=previous,
        sealed_at=moment(now),
    )
    one = replace(one, hash=one.digest())
    columns: dict[str, Any] = {name: getattr(one, name) for name in Seal.__slots__}
    with connection.cursor() as cursor:
        cursor.execute(_ADD_SEAL, columns)
        # each list as one text: a thousand ids cost the driver more than all the rest
        ids = ",".join(str(line) for line, _, _ in lines)
        digests = ",".join('"\\\\x' + one[16:ENTRY].hex() + '"' for one in entries)
        cursor.execute(_ADD_LIST, columns | {"ids": f"{{{ids}}}", "digests": f"{{{digests}}}"})
    return one.hash
