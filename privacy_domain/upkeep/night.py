"""What the night does: a new master key, and away with keys and files that belong to nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from django.conf import settings

from privacy_domain import clock
from privacy_domain.crypto import files, keys, stored
from privacy_domain.crypto.fields import owner_of
from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.crypto.master import path
from privacy_domain.crypto.rotation import rotate_master
from privacy_domain.privacy import every_row
from privacy_domain.tenancy import scope
from privacy_domain.upkeep.backup.making import prune_keys
from privacy_domain.upkeep.traces import clear_traces

NIGHT = time(2, 30)  # in Amsterdam: from then on it is due, and what was missed is made up for by the first ring that follows
QUIET = timedelta(hours=4)  # after NIGHT: only then tables are closed to others
TRACES = timedelta(days=8)  # what was destroyed in this time; nights that were missed are made up for by the next
LEFT_ALONE = timedelta(hours=24)  # younger remains may belong to something that still runs
MOST_AT_ONCE = 200  # files; more strays than this in one night is not litter but a fault

log = logging.getLogger(__name__)


class TooMuch(Exception):
    """So many files seem to belong to nothing that something else must be wrong: nothing was removed."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a night removed or renewed, in numbers."""

    rewrapped: int
    keys: int
    files: int
    backups: int


def upkeep_when_due() -> Swept | None:
    """Rotate the master key and sweep, when the key is older than this night; otherwise nothing, and None. In the night itself also what
    the disk still holds of what was destroyed is cleared, whether the sweep came to its end or not.

    Rung often, and by more than one bell, it is done once a day. Raises MasterKeyMissing and TooMuch.
    """
    night = _this_night()
    if datetime.fromtimestamp(path().stat().st_mtime, tz=UTC) >= night:
        return None
    rewrapped = rotate_master().rewrapped
    try:
        done = _sweep(rewrapped)
    finally:
        if clock.now() < night + QUIET:
            clear_traces(since=clock.now() - TRACES)
    log.info("upkeep: %d keys rewrapped, %d keys, %d files and %d backups of keys removed", done.rewrapped, done.keys, done.files, done.backups)
    return done


def _this_night() -> datetime:
    """The moment at which the last night's work was due."""
    today = datetime.combine(clock.today(), NIGHT, clock.AMSTERDAM)
    return today if today <= clock.now() else datetime.combine(clock.today() - timedelta(days=1), NIGHT, clock.AMSTERDAM)


def _sweep(rewrapped: int) -> Swept:
    before = clock.now() - LEFT_ALONE
    pruned = prune_keys(Path(settings.BACKUP_KEYS_FOLDER), days=settings.BACKUP_KEYS_DAYS) if settings.BACKUP_KEYS_FOLDER else 0
    return Swept(rewrapped, sum(number for _, _, number in sweep_keys(before=before)), sweep_files(before=before), pruned)


def sweep_keys(*, before: datetime) -> Iterator[tuple[str, KeyKind, int]]:
    """Destroy the keys made before `before` whose subject has no row: of a creation rolled back, or a destruction cut short.

    Yields municipality, kind and number, also when it is nothing.
    """
    for municipality in scope.all_scopes(closed=True):
        with scope.entered(municipality):
            for kind in KeyKind:
                owner = owner_of(kind)
                if owner is not None:  # otherwise nobody can say who lives, and nobody is dead
                    living = every_row(owner).values_list("pk", flat=True)
                    yield municipality.code, kind, keys.sweep_orphans(kind, living, before=before)


def sweep_files(*, before: datetime, most: int = MOST_AT_ONCE) -> int:
    """Remove the files older than `before` that no row of any municipality knows, at most `most`; returns how many.

    Raises TooMuch, and removes nothing, when there are more: then a table was not read, or not restored.
    """
    known: set[str] = set()
    for municipality in scope.all_scopes(closed=True):
        with scope.entered(municipality):
            known.update(stored.names_in_scope())
    strays = list(files.stray(known, before=before))
    if len(strays) > most:
        raise TooMuch(f"{len(strays)} files belong to no row, and at most {most} go at once: look first why")
    return sum(files.delete(name) for name in strays)
