"""The rehearsal: the return of a backup, by the same command, into databases and folders that exist for the occasion."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connections

from privacy_domain.upkeep.backup import postgres
from privacy_domain.upkeep.backup.manifest import DATA, KEYS, NotPossible, check
from privacy_domain.upkeep.backup.returning import Report

_NAMED = "rehearsal-"
_VARIABLES = {"default": "DATABASE_URL", "keys": "KEYS_DATABASE_URL"}


def rehearse(*, data: Path, keys_from: Path, report: Report) -> None:
    """Put both halves back beside what runs, look at it, and throw it away; what runs is not touched. Faults stand in the report.

    Raises NotPossible when the backup cannot be put back at all, and while another rehearsal runs.
    """
    check(data, DATA)
    check(keys_from, KEYS)
    with _scratch() as addresses, _folder() as place:
        environment = os.environ | addresses | {"MEDIA_ROOT": f"{place}/media"} | _outside(Path(place))
        for variable in _VARIABLES.values():
            environment.pop(f"{variable}_FILE", None)
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "restore", str(data), "--keys", str(keys_from)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
    for line in done.stdout.splitlines():
        report.tell(line)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("{")]
        raise NotPossible(said[-1].removeprefix("CommandError: ") if said else "Het terugzetten is niet gelukt.")


def _outside(place: Path) -> dict[str, str]:
    """Files outside the databases: the ledger is only read; checkpoints are a copy, because a return is signed for in them."""
    found = {
        "PG_BINDIR": str(settings.PG_BINDIR),
        "DESTRUCTION_LEDGER": str(settings.DESTRUCTION_LEDGER),
        "KEYS_MASTER_FILE": str(settings.KEYS_MASTER_FILE),
    }
    if settings.AUDIT_CHECKPOINTS and settings.AUDIT_SIGNING_KEY_FILE:
        copy = place / "checkpoints"
        shutil.copytree(settings.AUDIT_CHECKPOINTS, copy) if Path(settings.AUDIT_CHECKPOINTS).is_dir() else copy.mkdir()
        found |= {"AUDIT_CHECKPOINTS": str(copy), "AUDIT_SIGNING_KEY_FILE": str(settings.AUDIT_SIGNING_KEY_FILE)}
    return found


@contextmanager
def _folder() -> Iterator[str]:
    """A new folder below REHEARSAL_FOLDER, or where temporary files go; away with those of rehearsals that were killed."""
    below = settings.REHEARSAL_FOLDER or None
    if below and not Path(below).is_dir():
        raise NotPossible(f"De map {below} van REHEARSAL_FOLDER is er niet.")
    for left in Path(below).glob(f"{_NAMED}*") if below else ():
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_NAMED, dir=below) as place:
        yield place


@contextmanager
def _scratch() -> Iterator[dict[str, str]]:
    """Two new databases on the servers of both, and their addresses; dropped afterwards, with those of rehearsals that were killed.
    Raises NotPossible when this role may make none, or another rehearsal runs."""
    made: dict[str, str] = {}
    try:
        for alias in _VARIABLES:
            if not postgres.may_create(alias):
                raise NotPossible("De databaserol mag geen databases maken. Houd de oefening met de rol pd_owner.")
            if not postgres.only_one(alias):
                raise NotPossible("Er loopt al een oefening. Wacht tot die klaar is.")
            start = f"{postgres.name(alias)}_{_NAMED[:-1]}_"
            for left in postgres.beginning(alias, start):
                postgres.drop(alias, left)
            name = f"{start}{secrets.token_hex(4)}"
            with connections[alias].cursor() as cursor:
                cursor.execute(f'create database "{name}"')
            made[alias] = name
        yield {variable: _address(alias, made[alias]) for alias, variable in _VARIABLES.items()}
    finally:
        for alias, name in made.items():
            postgres.drop(alias, name)
            connections[alias].close()  # and with it what keeps others from rehearsing


def _address(alias: str, name: str) -> str:
    said = connections[alias].settings_dict
    login = f"{quote(str(said['USER']), safe='')}:{quote(str(said['PASSWORD']), safe='')}"
    return f"postgresql://{login}@{said['HOST']}:{said['PORT'] or 5432}/{name}?{urlencode(postgres.tls(alias))}".rstrip("?")
