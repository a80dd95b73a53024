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
from urllib.parse import quote

from django.conf import settings
from django.db import connections

from privacy_domain.upkeep.backup import postgres
from privacy_domain.upkeep.backup.manifest import DATA, KEYS, NotPossible, check
from privacy_domain.upkeep.backup.returning import Report

_VARIABLES = {"default": "DATABASE_URL", "keys": "KEYS_DATABASE_URL"}


def rehearse(*, data: Path, keys_from: Path, report: Report) -> None:
    """Put both halves back beside what runs, look at it, and throw it away; what runs is not touched. Faults stand in the report.

    Raises NotPossible when the backup cannot be put back at all.
    """
    check(data, DATA)
    check(keys_from, KEYS)
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as place, _scratch() as addresses:
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
def _scratch() -> Iterator[dict[str, str]]:
    """Two new databases on the servers of both, and their addresses; dropped afterwards. Raises NotPossible when this role may make none."""
    made: dict[str, str] = {}
    try:
        for alias in _VARIABLES:
            if not postgres.may_create(alias):
                raise NotPossible("De databaserol mag geen databases maken. Houd de oefening met de rol pd_owner.")
            name = f"{postgres.name(alias)}_rehearsal_{secrets.token_hex(4)}"
            with connections[alias].cursor() as cursor:
                cursor.execute(f'create database "{name}"')
            made[alias] = name
        yield {variable: _address(alias, made[alias]) for alias, variable in _VARIABLES.items()}
    finally:
        for alias, name in made.items():
            with connections[alias].cursor() as cursor:
                cursor.execute(f'drop database if exists "{name}" with (force)')


def _address(alias: str, name: str) -> str:
    said = connections[alias].settings_dict
    login = f"{quote(str(said['USER']), safe='')}:{quote(str(said['PASSWORD']), safe='')}"
    return f"postgresql://{login}@{said['HOST']}:{said['PORT'] or 5432}/{name}"
