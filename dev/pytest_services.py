"""Pytest plugin: a PostgreSQL with migrated templates, and a Valkey, before Django reads its settings.

Every run gets a cluster of its own, copied from one that was migrated once for exactly these migrations; runs side by
side never meet. Workers of pytest-xdist inherit the addresses.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from dev.services import ROOT, Postgres, Valkey, state_dir

TEST_SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "privacy_domain.settings",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright's loop runs in the test process
    "TESTING": "1",
    "DEMO": "0",
    "SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests-0",
}
PLACE = Path("/var/tmp")
PREFIX = "privacy-domain-test-"


def fingerprint() -> str:
    """Changes when the migrations, what they are written with, the roles or the packages change."""
    digest = hashlib.sha256()
    beside = ("dev/lock.txt", "dev/roles.py", "privacy_domain/tenancy/rls.py")
    sources = [*sorted(ROOT.glob("**/migrations/*.py")), *(ROOT / name for name in beside)]
    for path in sources:
        if ".venv" not in path.parts:
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def migrated_cluster() -> Path:
    """Folder of a stopped cluster whose two databases are migrated; made when there is none for these migrations."""
    folder = state_dir("test-templates")
    folder.mkdir(parents=True, exist_ok=True)
    template = folder / fingerprint()
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (template / ".complete").exists():
            shutil.rmtree(template, ignore_errors=True)
            template.mkdir(mode=0o755)
            _migrate(template)
            (template / ".complete").touch()
            for old in sorted((p for p in folder.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime)[:-4]:
                shutil.rmtree(old, ignore_errors=True)
    return template


def _migrate(folder: Path) -> None:
    cluster = Postgres(folder, durable=False).start()
    try:
        environment = os.environ | TEST_SETTINGS | cluster.environment("pd_owner") | {"REDIS_URL": "redis://127.0.0.1:1/0"}
        for database in ("default", "keys"):
            done = subprocess.run(
                [sys.executable, "manage.py", "migrate", "-v0", "--skip-checks", "--database", database],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
            )
            if done.returncode:
                raise pytest.UsageError(f"the migrations of {database} failed:\n{done.stderr[-4000:]}")
    finally:
        cluster.stop()


def _remove_what_dead_runs_left() -> None:
    """The folders of runs that were killed before they could tidy up: their process is gone."""
    for folder in PLACE.glob(f"{PREFIX}*"):
        pid = folder / "pid"
        try:
            if folder.stat().st_uid == os.geteuid() and pid.exists() and not Path(f"/proc/{pid.read_text()}").exists():
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # tidied up by its own run meanwhile
            continue


class Services:
    """What this run started."""

    def __init__(self) -> None:
        _remove_what_dead_runs_left()
        template = migrated_cluster()
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=PLACE))
        self.folder.chmod(0o755)
        (self.folder / "pid").write_text(str(os.getpid()))
        subprocess.run(["cp", "-a", f"{template}/.", str(self.folder)], check=True)
        self.postgres = Postgres(self.folder, durable=False).start()
        self.valkey = Valkey(self.folder / "valkey").start()
        os.environ.update(TEST_SETTINGS)
        os.environ.update(self.postgres.environment("pd_app"))
        os.environ["OWNER_DATABASE_URL"] = self.postgres.url("privacy_domain", "pd_owner")
        os.environ["SUPERUSER_DATABASE_URL"] = self.postgres.superuser_url()
        os.environ["REDIS_URL"] = self.valkey.url()
        os.environ["MEDIA_ROOT"] = str(self.folder / "media")
        master = self.folder / "keys.master"
        master.write_bytes(os.urandom(32).hex().encode())
        os.environ["KEYS_MASTER_FILE"] = str(master)

    def stop(self) -> None:
        """Stop both servers and remove their folder."""
        self.valkey.stop()
        self.postgres.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


_services: Services | None = None


def _wanted() -> bool:
    return not os.environ.get("PYTEST_XDIST_WORKER") and not os.environ.get("TESTS_WITHOUT_SERVICES") and "--collect-only" not in sys.argv


if _wanted():
    _services = Services()
elif not os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ.update(TEST_SETTINGS)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this run started."""
    if _services:
        _services.stop()
