"""Checkpoints: signed statements about the chain of seals, in a folder outside the database.

One file per municipality, one JSON object a line, appended and synced to disk before anybody counts on it. Who can change the
database should not be able to change this folder too: mount it from another machine, write-once, or copy it away each day.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from privacy_domain import clock
from privacy_domain.audit.canonical import moment
from privacy_domain.audit.signing import signed
from privacy_domain.audit.verifier import ALGORITHM, NOTHING

_TAIL = 4096  # bytes; a statement is shorter


def configured() -> bool:
    """Whether checkpoints are kept: a folder and a key are named."""
    return bool(settings.AUDIT_CHECKPOINTS and settings.AUDIT_SIGNING_KEY_FILE)


def file_of(municipality: UUID, folder: Path | None = None) -> Path:
    """The file of one municipality."""
    return (folder or Path(settings.AUDIT_CHECKPOINTS)) / f"{municipality}.jsonl"


def read(municipality: UUID, folder: Path | None = None) -> bytes:
    """The whole file; empty when there is none yet. Raises OSError when it cannot be read."""
    file = file_of(municipality, folder)
    return file.read_bytes() if file.exists() else b""


def last(municipality: UUID) -> tuple[int, bytes] | None:
    """Number and hash of the seal that the last statement is about; None when there is no statement.

    Raises ValueError when the last line is not a statement: somebody wrote in the file.
    """
    file = file_of(municipality)
    if not file.exists():
        return None
    with file.open("rb") as stream:
        line = _last_line(stream.fileno())
    if not line:
        return None
    statement = json.loads(line)
    return int(statement["number"]), bytes.fromhex(statement["hash"])


def append(municipality: UUID, *, kind: str, number: int, digest: bytes, **more: Any) -> None:
    """Sign and add one statement: `seal` (this seal has this hash), `dropped` (with `month` and `segments`: the lines of that
    month's seals up to this one were removed) or `restored` (later seals than this one were lost with a backup).

    On disk when this returns. A line that a loss of power cut short is taken away first. Raises OSError and SigningKeyMissing.
    """
    file = file_of(municipality)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o640)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        _mend(descriptor)
        before = _last_line(descriptor)
        statement = more | {
            "algorithm": ALGORITHM,
            "municipality": str(municipality),
            "kind": kind,
            "number": number,
            "hash": digest.hex(),
            "at": moment(clock.now()),
            "previous": hashlib.sha256(before).hexdigest() if before else NOTHING.hex(),
        }
        os.write(descriptor, signed(statement) + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _last_line(descriptor: int) -> bytes:
    size = os.fstat(descriptor).st_size
    return os.pread(descriptor, _TAIL, max(0, size - _TAIL)).removesuffix(b"\n").rpartition(b"\n")[2]


def _mend(descriptor: int) -> None:
    size = os.fstat(descriptor).st_size
    tail = os.pread(descriptor, _TAIL, max(0, size - _TAIL))
    os.ftruncate(descriptor, size - len(tail) + tail.rfind(b"\n") + 1)
