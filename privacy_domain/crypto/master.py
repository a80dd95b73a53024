"""The master keys: a file outside both databases, the current key on its first line and earlier ones below it.

Each line is 64 hexadecimal digits; empty lines and lines that start with # do not count. A key is known by the start of its
digest, so that nothing but the keys has to be written down.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from privacy_domain.crypto.envelope import KEY_BYTES, new_key


class MasterKeyMissing(ImproperlyConfigured):
    """There is no usable master key: without it nothing personal can be read or written."""


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """The master keys of the file, the current one first."""

    keys: tuple[bytes, ...]

    @property
    def current(self) -> str:
        """Id of the key under which new data keys are wrapped."""
        return identify(self.keys[0])

    def cipher(self, master: str) -> AESGCM:
        """The key with the id `master`. Raises MasterKeyMissing when the file does not hold it."""
        for key in self.keys:
            if identify(key) == master:
                return AESGCM(key)
        raise MasterKeyMissing(
            f"The file of KEYS_MASTER_FILE does not hold master key {master}; put back the file that goes with this keys database."
        )


def identify(key: bytes) -> str:
    """The id of a master key: 16 hexadecimal digits that do not give the key away."""
    return hashlib.sha256(b"privacy_domain master key" + key).hexdigest()[:16]


def path() -> Path:
    """Where the file stands. Raises MasterKeyMissing when the setting is empty."""
    if not settings.KEYS_MASTER_FILE:
        raise MasterKeyMissing("KEYS_MASTER_FILE is not set: name a file outside both databases that holds the master key.")
    return Path(settings.KEYS_MASTER_FILE)


_read: dict[Path, tuple[tuple[int, int, int], MasterKeys]] = {}


def masters() -> MasterKeys:
    """The master keys, read again when the file was replaced. Raises MasterKeyMissing."""
    file = path()
    try:
        stat = file.stat()
    except OSError as error:
        raise MasterKeyMissing(f"KEYS_MASTER_FILE: {file} cannot be read ({error.strerror}).") from None
    version = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    known = _read.get(file)
    if known is None or known[0] != version:
        known = _read[file] = (version, _parse(file))
    return known[1]


def _parse(file: Path) -> MasterKeys:
    try:
        lines = [line.strip() for line in file.read_text(encoding="ascii").splitlines()]
        keys = tuple(bytes.fromhex(line) for line in lines if line and not line.startswith("#"))
    except (OSError, ValueError):
        keys = ()
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise MasterKeyMissing(f"KEYS_MASTER_FILE: {file} must hold one or more lines of {KEY_BYTES * 2} hexadecimal digits.")
    return MasterKeys(keys)


def write(keys: tuple[bytes, ...]) -> MasterKeys:
    """Replace the file in one step by one with these keys, readable by its owner only. Raises MasterKeyMissing when it cannot."""
    file = path()
    beside = file.with_name(f"{file.name}.{os.urandom(4).hex()}.part")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write("".join(f"{key.hex()}\n" for key in keys))
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise MasterKeyMissing(f"KEYS_MASTER_FILE: {file} cannot be written ({error.strerror}); the master key was not changed.") from None
    return masters()


def put_new_in_front() -> MasterKeys:
    """A new current master key; the earlier ones stay in the file. Makes the file when there is none yet."""
    earlier = masters().keys if path().exists() else ()
    return write((new_key(), *earlier))


def keep_only(wanted: frozenset[str]) -> MasterKeys:
    """Drop every master key but the current one and those with the ids `wanted`."""
    keys = masters().keys
    return write((keys[0], *(key for key in keys[1:] if identify(key) in wanted)))
