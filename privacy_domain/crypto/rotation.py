"""A new master key: every data key is wrapped anew, none of the data is touched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import connections, transaction

from privacy_domain.crypto.envelope import place, seal, unseal
from privacy_domain.crypto.keys import MASTER_LOCK
from privacy_domain.crypto.master import MasterKeys, identify, keep_only, masters, put_new_in_front

_BATCH = 2000
_OTHERS = "select id, municipality, kind, subject, wrapped, master from crypto_datakey where master <> %s limit %s"
_REWRAP = """
    update crypto_datakey k set wrapped = n.wrapped, master = %s
    from unnest(%s::uuid[], %s::bytea[], %s::text[]) as n (id, wrapped, master) where k.id = n.id and k.master = n.master
"""


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a rotation did: the id of the new master key and the number of data keys wrapped under it."""

    master: str
    rewrapped: int


def rotate_master(*, keep_previous: bool = True) -> Rotation:
    """Put a new master key in front, wrap every data key of every municipality under it, and drop the older master keys.

    The previous master key stays in the file until the next rotation, because a process may just have fetched a key that
    rests under it; with `keep_previous=False` (everything else stopped) it is dropped too. Can be repeated after
    being cut short at any point: a master key is dropped only when no data key rests under it. Raises MasterKeyMissing.
    """
    with _alone():
        fresh = put_new_in_front()
        rewrapped = 0
        while moved := _rewrap_some(fresh):
            rewrapped += moved
    with _alone():  # only now that the new wrappings are committed
        drop_unused(keep_previous=keep_previous)
    return Rotation(fresh.current, rewrapped)


def drop_unused(*, keep_previous: bool) -> None:
    """Drop the master keys under which no data key rests, save the current one and, if asked, the one before it.

    Raises MasterKeyMissing when a data key rests under a master key that the file does not hold.
    """
    keys = masters().keys
    in_use = masters_in_use()
    for master in in_use:
        masters().cipher(master)
    keep_only(in_use | {identify(key) for key in keys[1:2] if keep_previous})


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else changes the master key, and nobody writes a key, until the block ends."""
    with transaction.atomic(using="keys"):
        with connections["keys"].cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [MASTER_LOCK])
        yield


def _rewrap_some(fresh: MasterKeys) -> int:
    with connections["keys"].cursor() as cursor:
        cursor.execute(_OTHERS, [fresh.current, _BATCH])
        rows = cursor.fetchall()
        if rows:
            wrapped = [_rewrapped(fresh, *row[1:]) for row in rows]
            cursor.execute(_REWRAP, [fresh.current, [row[0] for row in rows], wrapped, [row[5] for row in rows]])
    return len(rows)


def _rewrapped(fresh: MasterKeys, municipality: UUID, kind: str, subject: UUID, wrapped: bytes, master: str) -> bytes:
    about = place("data key", municipality, kind, subject)
    return seal(fresh.cipher(fresh.current), unseal(fresh.cipher(master), bytes(wrapped), about), about)


def masters_in_use() -> frozenset[str]:
    """Ids of the master keys under which data keys rest."""
    with connections["keys"].cursor() as cursor:
        cursor.execute("select distinct master from crypto_datakey")
        return frozenset(master for (master,) in cursor.fetchall())
