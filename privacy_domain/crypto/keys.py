"""The key ring: data keys of the municipality in scope, unwrapped for as long as the scope lasts and no longer.

Create a key before the first row that needs it, destroy it after the last row is gone. A key that is destroyed cannot be
opened by any later scope; a scope that is open keeps what it had already unwrapped until it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connections, transaction

from privacy_domain import clock
from privacy_domain.crypto.envelope import Unreadable, new_key, place, seal, unseal
from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.crypto.master import masters

# the municipality's own keys are made at first use; those of a subject only when the subject is
_MADE_AT_FIRST_USE = frozenset({KeyKind.MUNICIPALITY, KeyKind.SEARCH})

# in the keys database: held together by who writes a key, alone by who changes the master key
MASTER_LOCK = 7_206_141

_INSERT = """
    insert into crypto_datakey (id, municipality, kind, subject, wrapped, master, created)
    select made.id, %s, %s, made.subject, made.wrapped, %s, %s
    from unnest(%s::uuid[], %s::uuid[], %s::bytea[]) as made(id, subject, wrapped)
    on conflict (municipality, kind, subject) do nothing returning subject
"""
_SELECT = "select kind, subject, wrapped, master from crypto_datakey where municipality = %s and subject = any(%s)"
_DELETE = "delete from crypto_datakey where municipality = %s and kind = %s and subject = any(%s)"
_OLDER = "select subject from crypto_datakey where municipality = %s and kind = %s and created < %s"


class NoKeyRing(RuntimeError):
    """Keys were asked for outside the scope of a municipality: a mistake in the program, never in the data."""


class NoKey(Unreadable):
    """There is no key for this subject: it was destroyed, or never made."""


@dataclass(frozen=True, slots=True)
class Key:
    """An unwrapped data key: the bytes for making tokens, the cipher for sealing."""

    secret: bytes
    cipher: AESGCM


class KeyRing:
    """The keys of one municipality."""

    def __init__(self, municipality: UUID) -> None:
        self.municipality = municipality
        self._keys: dict[tuple[str, UUID], Key] = {}

    def create(self, kind: str, subjects: Iterable[UUID]) -> None:
        """Make the keys of new subjects, in one statement. Where there is one already, that one stays."""
        secrets = {subject: new_key() for subject in subjects}
        with transaction.atomic(using="keys"), connections["keys"].cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock_shared(%s)", [MASTER_LOCK])
            known = masters()  # read within the lock: no master key is dropped while a key is written under it
            cipher = known.cipher(known.current)
            wrapped = [seal(cipher, secret, self._about(kind, subject)) for subject, secret in secrets.items()]
            rows = [uuid4() for _ in secrets], list(secrets), wrapped
            cursor.execute(_INSERT, [self.municipality, kind, known.current, clock.now(), *rows])
            made = cursor.fetchall()
        for (subject,) in made:
            self._keys[kind, subject] = Key(secrets[subject], AESGCM(secrets[subject]))

    def load(self, pairs: Iterable[tuple[str, UUID]]) -> None:
        """Unwrap the keys of these subjects that are not unwrapped yet: one statement for all of them."""
        wanted = {pair for pair in pairs if pair not in self._keys}
        if not wanted:
            return
        with connections["keys"].cursor() as cursor:
            cursor.execute(_SELECT, [self.municipality, list({subject for _, subject in wanted})])
            rows = cursor.fetchall()
        for kind, subject, wrapped, master in rows:
            if (kind, subject) in wanted:
                secret = unseal(masters().cipher(master), bytes(wrapped), self._about(kind, subject))
                self._keys[kind, subject] = Key(secret, AESGCM(secret))

    def find(self, kind: str, subject: UUID) -> Key:
        """The key of a subject. Raises NoKey."""
        pair = (kind, subject)
        if pair not in self._keys:
            self.load([pair])
        if pair not in self._keys and kind in _MADE_AT_FIRST_USE:
            self.create(kind, [subject])
            self.load([pair])
        if pair not in self._keys:
            raise NoKey(f"no key for this {kind}: destroyed, or never made")
        return self._keys[pair]

    def destroy(self, kind: str, subjects: Iterable[UUID]) -> int:
        """Destroy the keys of these subjects; returns how many there were."""
        gone = list(subjects)
        for subject in gone:
            self._keys.pop((kind, subject), None)
        with connections["keys"].cursor() as cursor:
            cursor.execute(_DELETE, [self.municipality, kind, gone])
            count: int = cursor.rowcount
        return count

    def _about(self, kind: str, subject: UUID) -> bytes:
        return place("data key", self.municipality, kind, subject)


_ring: ContextVar[KeyRing | None] = ContextVar("key ring of the municipality in scope", default=None)


@contextmanager
def opened(municipality: UUID) -> Iterator[KeyRing]:
    """Within the block the keys of `municipality` can be had. Entered by tenancy.scope; nothing else needs to.

    A block within a block of the same municipality shares its ring; leaving the outermost forgets every key.
    """
    before = _ring.get()
    ring = before if before is not None and before.municipality == municipality else KeyRing(municipality)
    token = _ring.set(ring)
    try:
        yield ring
    finally:
        _ring.reset(token)


def ring() -> KeyRing:
    """The ring of the municipality in scope. Raises NoKeyRing outside one."""
    found = _ring.get()
    if found is None:
        raise NoKeyRing("no municipality in scope, so no keys: enter one with tenancy.scope.entered(...)")
    return found


def create_key(kind: str, subject: UUID) -> None:
    """Make the key of a new person or dossier, before its first row is written. Harmless when repeated."""
    ring().create(kind, [subject])


def create_keys(kind: str, subjects: Iterable[UUID]) -> None:
    """As `create_key`, for many subjects at once."""
    ring().create(kind, subjects)


def key_for(kind: str, subject: UUID) -> Key:
    """The key of a subject of the municipality in scope. Raises NoKey when it was destroyed or never made."""
    return ring().find(kind, subject)


def prefetch(kind: str, subjects: Iterable[UUID]) -> None:
    """Fetch the keys of a list at once, before it is shown."""
    ring().load((kind, subject) for subject in subjects)


def destroy_key(kind: str, subject: UUID) -> bool:
    """Destroy the key of a subject, after its last row is gone: what it sealed can never be opened again, in backups neither.

    Returns whether there was one. Commits at once, so call it after the transaction that removed the rows.
    """
    return ring().destroy(kind, [subject]) == 1


def orphans(kind: str, living: Iterable[UUID], *, before: datetime) -> list[UUID]:
    """Subjects that have a key made before `before` but no row: of a creation that was rolled back, or a destruction cut short.

    `living` are the subjects of that kind that have a row; `before` leaves transactions that still run alone.
    """
    with connections["keys"].cursor() as cursor:
        cursor.execute(_OLDER, [ring().municipality, kind, before])
        return sorted({subject for (subject,) in cursor.fetchall()} - set(living))


def sweep_orphans(kind: str, living: Iterable[UUID], *, before: datetime) -> int:
    """Destroy the keys of `orphans`; returns how many."""
    return ring().destroy(kind, orphans(kind, living, before=before))
