"""What the disk still holds of rows that went: old versions in table files, and the write-ahead log.

What was sealed cannot be read once its key has gone; so the keys come first: a wrapped key that lingers in a file is what a thief of
disk and master key would look for. The servers run with `wal_recycle = off` and an `archive_timeout`: a segment of the log ends within the hour, and is
removed, not kept for reuse, after the checkpoint that follows.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, ProgrammingError, connections
from django.db.models import Model
from psycopg.errors import InsufficientPrivilege, LockNotAvailable

from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.crypto.models import DataKey
from privacy_domain.erasure.places import paths
from privacy_domain.privacy import our_models, personal_fields
from privacy_domain.tenancy import scope
from retention.models import Destruction

_SUBJECTS = (KeyKind.DOSSIER, KeyKind.PERSON, KeyKind.PLAN)
WAIT = "3s"  # for a table that somebody uses; the next night comes by again

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cleared:
    """How many tables were written anew, how many were in use, how many this role may not write anew or the server could not, and whether
    the log was cut off."""

    tables: int
    in_use: int
    refused: int
    failed: int
    log_cut: bool


def clear_traces(*, since: datetime) -> Cleared:
    """Write anew the table of the keys and, when something was destroyed since then, the tables of what is destroyed; then cut off the
    write-ahead log.

    Each table is closed to others for the moment that it takes. Bears repetition.
    """
    counted = _write_anew("keys", [DataKey._meta.db_table]) + _write_anew("default", _tables_emptied(since))
    cut = [_cut_log(alias) for alias in ("keys", "default")]
    done = Cleared(counted["done"], counted["in use"], counted["refused"], counted["failed"], all(cut))
    log.log(
        logging.INFO if all(cut) and not done.refused + done.in_use + done.failed else logging.WARNING,
        "traces: %d tables written anew, %d in use, %d refused, %d failed, log %s",
        done.tables, done.in_use, done.refused, done.failed, "cut off" if done.log_cut else "left to the server",
    )  # fmt: skip
    return done


def _tables_emptied(since: datetime) -> list[str]:
    """When anything was destroyed since then: every table that can hold something of a dossier or person, also where the key of the
    municipality seals it. What was hidden, replaced or taken along leaves rows in more tables than those that the line of the destruction
    counts."""
    if not _was_destroyed(since):
        return []
    return sorted({model._meta.db_table for model in our_models() if model._meta.managed and _is_of_somebody(model)})


def _is_of_somebody(model: type[Model]) -> bool:
    return any(paths(model, kind) for kind in _SUBJECTS) or any(True for _ in personal_fields(model))


def _was_destroyed(since: datetime) -> bool:
    for here in scope.all_scopes(closed=True):
        with scope.entered(here):
            if Destruction.objects.filter(removed_at__gte=since).exists():
                return True
    return False


def _write_anew(alias: str, tables: Iterable[str]) -> Counter[str]:
    counted: Counter[str] = Counter()
    with _apart(alias) as cursor:
        cursor.execute("select set_config('lock_timeout', %s, false)", [WAIT])
        for table in tables:
            cursor.execute("select has_table_privilege(%s, 'maintain')", [table])
            if cursor.fetchone() != (True,):  # the server would pass it by with no more than a warning
                counted["refused"] += 1
                continue
            try:
                cursor.execute(f'vacuum (full) "{table}"')
                counted["done"] += 1
            except OperationalError as error:
                in_use = isinstance(error.__cause__, LockNotAvailable)  # somebody held it longer than WAIT
                if not in_use:
                    log.error("traces: %s was not written anew: %s", table, type(error.__cause__).__name__)
                counted["in use" if in_use else "failed"] += 1
    return counted


def _cut_log(alias: str) -> bool:
    """Let the server remove the segments that are older than this moment, and the files of tables that were written anew."""
    with _apart(alias) as cursor:
        try:
            cursor.execute("checkpoint")
        except ProgrammingError as error:
            if not isinstance(error.__cause__, InsufficientPrivilege):
                raise
            return False
    return True


@contextmanager
def _apart(alias: str) -> Iterator[Any]:
    """A connection of its own, outside every transaction, as these statements want it."""
    connection = connections[alias].copy()
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
