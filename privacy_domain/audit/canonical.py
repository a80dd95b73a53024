"""The bytes of a line that are sealed: the same line always gives the same bytes, on every machine and in every version.

First byte: the version of this form. Then one JSON object in UTF-8 with sorted keys and no white space; ids as text, moments
in UTC with microseconds. No floats, so that no two libraries can disagree.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

VERSION = 1


def encode(values: Mapping[str, Any]) -> bytes:
    """The canonical bytes of a line's columns. Raises TypeError for a type that has no canonical form."""
    text = json.dumps(
        {name: _plain(value) for name, value in values.items()},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return bytes([VERSION]) + text.encode()


def decode(canonical: bytes) -> dict[str, Any]:
    """The columns of a line as plain JSON values. Raises ValueError for bytes that are not of a known version."""
    if not canonical or canonical[0] != VERSION:
        raise ValueError("canonical bytes of an unknown version")
    columns: dict[str, Any] = json.loads(canonical[1:])
    return columns


def entry(line_id: UUID, canonical: bytes) -> bytes:
    """How a line stands in the list of its segment: 16 bytes id, 32 bytes SHA-256 of its canonical bytes."""
    return line_id.bytes + hashlib.sha256(canonical).digest()


def moment(at: datetime) -> str:
    """A moment in lines, seals and checkpoints."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, list | tuple):
        return [_plain(element) for element in value]
    if isinstance(value, Mapping):
        return {str(name): _plain(element) for name, element in value.items()}
    raise TypeError(f"no canonical form for {type(value).__name__}")
