"""manage.py in the demo's environment: `./run manage ...` (the demo must be running; migrations run as the owner)."""

from __future__ import annotations

import os
import subprocess
import sys

from dev.demo import ENVIRONMENTS, is_running
from dev.services import ROOT

NEEDS_NO_SERVICES = {"protocol", "makemigrations", "help", "check"}
OWNER_COMMANDS = {"migrate", "sqlmigrate", "showmigrations", "restore", "rehearse"}


def environment(role: str) -> dict[str, str]:
    """The demo's environment for one role, as the running demo wrote it. Raises SystemExit when it is not running."""
    path = ENVIRONMENTS[role]
    if not is_running() or not path.exists():
        raise SystemExit("The demo is not running: start it with ./run demo in another window.")
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)


def main(arguments: list[str]) -> int:
    """Run manage.py with `arguments`; returns its exit status."""
    command = arguments[0] if arguments else "help"
    if command in NEEDS_NO_SERVICES:
        extra = {"TESTING": "1"}  # no secrets, no databases
    else:
        owner = command in OWNER_COMMANDS or arguments[:2] in (["audit", "drop-month"], ["audit", "drop-due"])
        extra = environment("pd_backup" if command == "backup" else "pd_owner" if owner else "pd_app")
    return subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=os.environ | extra).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
