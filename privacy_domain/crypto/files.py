"""Files on disk, sealed: what was uploaded, signed or printed.

A file has a random name; its bytes name municipality, file and whatever the caller says they belong to (`aad`, such as
"consentform|<id of the row>"), and open nowhere else. A file is there completely or not at all.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from privacy_domain.crypto import keys
from privacy_domain.crypto.envelope import Unreadable, place, seal, unseal

_NAME = re.compile(r"[0-9a-f]{32}")
_BEING_WRITTEN = ".part"


class NoFile(Unreadable):
    """The file is not there."""


def store(content: bytes, *, kind: str, subject: UUID, aad: str) -> str:
    """Seal `content` with the key of a subject, for the row that `aad` names. Returns the file's name (32 characters).

    Store the file before its row is saved: a row without a file cannot arise, and a file without a row is swept away.
    Raises NoKey.
    """
    name = secrets.token_hex(16)
    sealed = seal(keys.key_for(kind, subject).cipher, content, _about(name, aad))
    path = _path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_suffix(_BEING_WRITTEN)
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(sealed)
            stream.flush()
            os.fsync(stream.fileno())
        beside.rename(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    _flush(path.parent)
    return name


def read(name: str, *, kind: str, subject: UUID, aad: str) -> bytes:
    """The content of the file. Raises NoFile, or Unreadable when key, `aad` or municipality is another one than at storing."""
    cipher = keys.key_for(kind, subject).cipher
    try:
        sealed = _path(name).read_bytes()
    except FileNotFoundError:
        raise NoFile(f"no file {name}") from None
    return unseal(cipher, sealed, _about(name, aad))


def exists(name: str) -> bool:
    """Whether the file is there."""
    return _path(name).exists()


def delete(name: str) -> bool:
    """Remove the file; returns whether it was there. Call it after the transaction that removed its row."""
    path = _path(name)
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    _flush(path.parent)
    return True


def stray(known: Iterable[str], *, before: datetime) -> Iterator[str]:
    """Names of files older than `before` that no row of any municipality knows; remains of a write cut short are removed."""
    rows = set(known)
    for path in sorted(Path(settings.MEDIA_ROOT).glob("??/*")):
        try:
            if path.stat().st_mtime >= before.timestamp():
                continue
            if path.suffix == _BEING_WRITTEN:
                path.unlink()
            elif _NAME.fullmatch(path.name) and path.name not in rows:
                yield path.name
        except FileNotFoundError:
            continue


def _about(name: str, aad: str) -> bytes:
    return place(keys.ring().municipality, "file", name, aad)


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise NoFile("not the name of a file")
    return Path(settings.MEDIA_ROOT) / name[:2] / name


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
