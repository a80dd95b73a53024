"""Prepares the two clusters of docker-compose.yml: roles, databases, migrations. Safe to run at every start."""

from __future__ import annotations

import subprocess
import sys
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


def main() -> None:
    """Make roles and databases as superuser, then migrate as owner. Raises when a step fails, so that nothing starts."""
    passwords = {role: secret(role) for role in ROLES}
    for host, password, database in (("db", secret("db_super"), MAIN), ("keysdb", secret("keysdb_super"), KEYS)):
        grant_roles(f"postgresql://super:{password}@{host}:5432/postgres", passwords, (database,))
    for command in COMMANDS:
        subprocess.run([sys.executable, "manage.py", *command], check=True)


if __name__ == "__main__":
    main()
