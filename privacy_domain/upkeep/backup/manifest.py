"""The manifest beside the parts of a backup: what there is, how large, with which digest; checked before anything is put back."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

NAME = "manifest.json"
FORMAT = 1
DATA, KEYS = "data", "keys"
_BLOCK = 1024 * 1024


class NotPossible(Exception):
    """It cannot be done and nothing was changed; the message is a Dutch sentence that says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a backup."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `kind` is DATA or KEYS; `rows` are counted in the same instant as the dump; `ledger` is the number of
    lines that the ledger of destruction had; `masters` are the ids of the master keys under which the keys rest."""

    kind: str
    made_at: str
    parts: Mapping[str, Part]
    rows: Mapping[str, int] = field(default_factory=dict)
    ledger: int = 0
    masters: tuple[str, ...] = ()

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made_at)


def part_of(file: Path) -> Part:
    """Size and digest of a file."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return Part(file.stat().st_size, digest.hexdigest())


def write(folder: Path, manifest: Manifest) -> None:
    """Put the manifest in the folder, on the disk before returning."""
    with open(os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        json.dump({"format": FORMAT} | asdict(manifest), stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())


def read(folder: Path, kind: str) -> Manifest:
    """The manifest of a backup of this kind. Raises NotPossible."""
    file = folder / NAME
    if not folder.is_dir():
        raise NotPossible(f"De map {folder} is er niet.")
    if not file.exists():
        raise NotPossible(f"In {folder} staat geen {NAME}: dit is geen (hele) back-up.")
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        found = _as_manifest(said)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise NotPossible(f"{file} is niet te lezen. Neem een andere back-up.") from None
    if said.get("format") != FORMAT or found.kind != kind:
        wanted = {DATA: "de gegevens", KEYS: "de sleutels"}[kind]
        raise NotPossible(f"{folder} is geen back-up van {wanted} die deze versie kent.")
    return found


def check(folder: Path, kind: str) -> Manifest:
    """The manifest, after every part was found to be what it says. Raises NotPossible."""
    manifest = read(folder, kind)
    for name, part in manifest.parts.items():
        file = folder / name
        if not file.is_file():
            raise NotPossible(f"{file} ontbreekt. Neem een andere back-up.")
        if part_of(file) != part:
            raise NotPossible(f"{file} is veranderd of beschadigd: de controlesom klopt niet. Neem een andere back-up.")
    return manifest


def newest(folder: Path, kind: str) -> Path:
    """The newest whole backup of this kind below `folder`. Raises NotPossible when there is none."""
    found = whole_ones(folder, kind)
    if not found:
        raise NotPossible(f"In {folder} staat geen back-up.")
    return max(found, key=lambda one: found[one].moment)


def whole_ones(folder: Path, kind: str) -> dict[Path, Manifest]:
    """Every backup of this kind below `folder`, with its manifest; what cannot be read is no backup."""
    found = {}
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        if place.suffix != ".part" and (place / NAME).is_file():
            try:
                found[place] = read(place, kind)
            except NotPossible:
                continue
    return found


def _as_manifest(said: Mapping[str, Any]) -> Manifest:
    parts = {_plain(name): Part(int(part["bytes"]), str(part["sha256"])) for name, part in said["parts"].items()}
    rows = {str(table): int(number) for table, number in said["rows"].items()}
    manifest = Manifest(str(said["kind"]), str(said["made_at"]), parts, rows, int(said["ledger"]), tuple(map(str, said["masters"])))
    if manifest.moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return manifest


def _plain(name: str) -> str:
    """The name of a file in the folder itself. Raises ValueError for a way out of it."""
    if Path(name).name != name:
        raise ValueError(name)
    return name
