"""The ledger of what was destroyed: random ids in a file outside every database, so that no restored backup brings it back.

Each line is one JSON object with the municipality, the kind of subject, its id and the moment. A line is written and on the disk
before the first row goes, so what is in the ledger is gone or about to be. Lines are added and never changed.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from privacy_domain import clock


class Destroyed(StrEnum):
    """What was destroyed as a whole."""

    DOSSIER = "dossier"
    ITEM = "item"  # an item of a dossier that stayed, by its series


class NoLedger(ImproperlyConfigured):
    """There is no place for the ledger: then nothing is destroyed, because a backup could bring it back."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One subject that was destroyed."""

    municipality: UUID
    kind: Destroyed
    subject: UUID
    at: datetime


def enter(municipality: UUID, kind: Destroyed, subject: UUID) -> None:
    """Write one line, and have it on the disk before returning. Written twice, it stands there twice, which does no harm.

    Raises NoLedger when the file cannot be written.
    """
    line = {"municipality": str(municipality), "kind": str(kind), "subject": str(subject), "at": clock.now().isoformat()}
    file = _path()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="ascii") as stream:
            stream.write(json.dumps(line) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise NoLedger(f"DESTRUCTION_LEDGER: {file} cannot be written ({error.strerror}); nothing was destroyed.") from None


_read: dict[Path, tuple[tuple[int, int, int], Mapping[UUID, Mapping[UUID, Entry]]]] = {}


def of_municipality(municipality: UUID) -> Mapping[UUID, Entry]:
    """What the ledger says of one municipality, by subject; the file is read again only when it changed. Raises NoLedger as `entries`."""
    file = _path()
    try:
        stat = file.stat()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise NoLedger(f"DESTRUCTION_LEDGER: {file} cannot be read ({type(error).__name__}).") from None
    version = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    known = _read.get(file)
    if known is None or known[0] != version:
        known = _read[file] = (version, _by_municipality())
    return known[1].get(municipality, {})


def _by_municipality() -> Mapping[UUID, Mapping[UUID, Entry]]:
    found: dict[UUID, dict[UUID, Entry]] = defaultdict(dict)
    for entry in entries():
        found[entry.municipality][entry.subject] = entry
    return dict(found)


def entries() -> Iterator[Entry]:
    """Everything in the ledger, oldest first. A last line cut short by a crash is passed by: nothing had gone yet.

    Raises NoLedger when the file, or a line before the last, cannot be read.
    """
    file = _path()
    try:
        lines = file.read_text(encoding="ascii").splitlines(keepends=True) if file.exists() else []
    except (OSError, UnicodeError) as error:
        raise NoLedger(f"DESTRUCTION_LEDGER: {file} cannot be read ({type(error).__name__}).") from None
    for number, line in enumerate(lines, start=1):
        try:
            read = json.loads(line)
            yield Entry(UUID(read["municipality"]), Destroyed(read["kind"]), UUID(read["subject"]), datetime.fromisoformat(read["at"]))
        except (ValueError, KeyError, TypeError):
            if number < len(lines) or line.endswith("\n"):
                raise NoLedger(f"DESTRUCTION_LEDGER: line {number} of {file} cannot be read.") from None


def is_there() -> bool:
    """Whether there is a ledger: without one, nothing was ever destroyed, or the file was lost. Raises NoLedger when none is named."""
    return _path().exists()


def _path() -> Path:
    if not settings.DESTRUCTION_LEDGER:
        raise NoLedger("DESTRUCTION_LEDGER is not set: name a file outside the databases and their backups.")
    return Path(settings.DESTRUCTION_LEDGER)
