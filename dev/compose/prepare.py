"""Prepares docker-compose.yml: the first master key, and in the two clusters roles, databases, migrations. Safe to run at every start.

python -m dev.compose.prepare --empty        without the migrations: databases in which a backup can be put back
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from dev.roles import DATABASES, ROLES, grant_roles

SECRETS = Path("/run/secrets")
MAIN, KEYS = DATABASES
COMMANDS = (
    ("migrate", "--noinput"),
    ("migrate", "--noinput", "--database", "keys"),
)


def secret(name: str) -> str:
    """The content of one mounted secret."""
    return (SECRETS / name).read_text(encoding="utf-8").strip()


def begin_master_key(file: Path, first: str) -> bool:
    """Put the first master key where the worker renews it every night; one that is there already stays. Returns whether it was put."""
    if file.exists():
        return False
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(f"{first}\n")
    return True


def main(arguments: Sequence[str] = ()) -> None:
    """Begin the master key, make roles and databases as superuser, then migrate as owner unless they are to stay empty. Raises when a step
    fails, so that nothing starts."""
    begin_master_key(Path(os.environ["KEYS_MASTER_FILE"]), secret("keys_master"))
    passwords = {role: secret(role) for role in ROLES}
    for host, password, database in (("db", secret("db_super"), MAIN), ("keysdb", secret("keysdb_super"), KEYS)):
        grant_roles(f"postgresql://super:{password}@{host}:5432/postgres", passwords, (database,))
    for command in () if "--empty" in arguments else COMMANDS:
        subprocess.run([sys.executable, "manage.py", *command], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
