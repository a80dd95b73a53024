"""Making a backup: the data in one place, the keys in another, each whole or not there."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path

from django.conf import settings

from privacy_domain import clock
from privacy_domain.crypto.rotation import masters_in_use
from privacy_domain.erasure import ledger
from privacy_domain.upkeep.backup import postgres
from privacy_domain.upkeep.backup.manifest import DATA, KEYS, Manifest, NotPossible, Part, part_of, whole_ones, write

DATA_DUMP, KEYS_DUMP, MEDIA = "data.dump", "keys.dump", "media.tar"
_BEING_MADE = ".part"
_SPARE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Made:
    """Where the two halves stand, and how large they are."""

    data: Path
    keys: Path
    bytes: int


def folder_of(said: Path | str | None, setting: str) -> Path:
    """The folder said, or that of the setting. Raises NotPossible when neither names one."""
    found = said or getattr(settings, setting)
    if not found:
        raise NotPossible(f"Noem een map voor de back-up, of zet {setting}.")
    return Path(found).resolve()


def make_backup(*, into: Path, keys_into: Path) -> Made:
    """A backup of this moment in a new folder below each of both. Raises NotPossible, and then there is none.

    The keys come after the data, because a key is made before the first row that needs it.
    """
    _require_apart(into, keys_into)
    for alias in ("default", "keys"):
        postgres.require_all_rows(alias)
    _require_room(into, postgres.size("default") + sum(file.stat().st_size for file in _sealed_files()))
    _require_room(keys_into, postgres.size("keys"))
    stamp = clock.now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    with _whole(into / stamp) as data_folder, _whole(keys_into / stamp) as keys_folder:
        _write_data(data_folder)
        _write_keys(keys_folder)
    made = into / stamp, keys_into / stamp
    return Made(*made, sum(file.stat().st_size for folder in made for file in folder.iterdir()))


def prune_keys(folder: Path, *, days: int) -> int:
    """Away with backups of keys older than so many days, and with what was left half; returns how many. With the keys goes what
    an old backup of the data could still have shown of somebody who was destroyed."""
    before = clock.now() - timedelta(days=days)
    old = [place for place, manifest in whole_ones(folder, KEYS).items() if manifest.moment < before]
    half = [place for place in folder.glob(f"*{_BEING_MADE}") if place.stat().st_mtime < before.timestamp()]
    for place in old + half:
        shutil.rmtree(place)
    return len(old)


def _write_data(folder: Path) -> None:
    lines = sum(1 for _ in ledger.entries()) if settings.DESTRUCTION_LEDGER else 0
    with postgres.instant("default") as snapshot:
        postgres.dump("default", folder / DATA_DUMP, snapshot=snapshot)
        counted = postgres.rows("default")
    with tarfile.open(folder / MEDIA, "w") as archive:
        for file in _sealed_files():
            try:
                archive.add(file, arcname=str(file.relative_to(settings.MEDIA_ROOT)), recursive=False)
            except FileNotFoundError:
                continue  # destroyed meanwhile
    write(folder, Manifest(DATA, clock.now().isoformat(), _parts(folder), counted, lines))


def _write_keys(folder: Path) -> None:
    with postgres.instant("keys") as snapshot:
        postgres.dump("keys", folder / KEYS_DUMP, snapshot=snapshot)
        counted, masters = postgres.rows("keys"), tuple(sorted(masters_in_use()))
    write(folder, Manifest(KEYS, clock.now().isoformat(), _parts(folder), counted, masters=masters))


def _parts(folder: Path) -> dict[str, Part]:
    return {file.name: part_of(file) for file in sorted(folder.iterdir())}


def _sealed_files() -> Iterator[Path]:
    yield from (file for file in sorted(Path(settings.MEDIA_ROOT).glob("??/*")) if file.suffix != _BEING_MADE)


@contextmanager
def _whole(place: Path) -> Iterator[Path]:
    """A folder that gets its name when all of it is there; when something fails it is gone."""
    beside = place.with_name(place.name + _BEING_MADE)
    if place.exists() or beside.exists():
        raise NotPossible(f"{place} is er al. Wacht een tel, of ruim op wat er half staat.")
    try:
        beside.mkdir(mode=0o700)
        yield beside
        beside.rename(place)
    except OSError as error:
        raise NotPossible(f"De back-up is niet geschreven: {error.strerror} ({place}).") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _require_apart(into: Path, keys_into: Path) -> None:
    if into == keys_into or into in keys_into.parents or keys_into in into.parents:
        raise NotPossible("De sleutels horen niet bij de gegevens: noem twee mappen die niet in elkaar liggen.")
    outside = [Path(said).resolve() for said in (settings.DESTRUCTION_LEDGER, settings.KEYS_MASTER_FILE) if said]
    for folder in (into, keys_into):
        if any(folder in file.parents for file in outside):
            raise NotPossible(f"In {folder} liggen het register van vernietigingen of de hoofdsleutel; die horen buiten elke back-up.")


def _require_room(folder: Path, wanted: int) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise NotPossible(f"De map {folder} kan niet gemaakt worden: {error.strerror}.") from None
    require_free(folder, free, wanted)


def require_free(folder: Path, free: int, wanted: int) -> None:
    """Raises NotPossible when so many bytes do not fit."""
    if free < wanted + _SPARE:
        raise NotPossible(f"Er is te weinig ruimte in {folder}: nodig is ongeveer {wanted // 1_000_000 + 1} MB, vrij is {free // 1_000_000} MB.")
