"""PostgreSQL clusters with many dossiers, kept between runs of the benchmark in .local/bench: one for each size."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django

from dev.bench.database import Database, backends_of
from dev.services import Postgres, state_dir

os.environ["TESTS_WITHOUT_SERVICES"] = "1"  # the plugin would start its own at import
from dev.pytest_services import TEST_SETTINGS, fingerprint, migrated_cluster

_LOADED_BY = ("loader.py", "people.py", "staffing.py")


def _version() -> str:
    """Changes when the tables or the loader change: what was loaded before is then loaded again."""
    sources = b"".join((Path(__file__).parent / name).read_bytes() for name in _LOADED_BY)
    return f"{fingerprint()}-{hashlib.sha256(sources).hexdigest()[:16]}"


def folder_of(size: int) -> Path:
    """Where the cluster with `size` dossiers is kept."""
    return state_dir("bench") / str(size)


def _is_loaded(folder: Path) -> bool:
    note = folder / "loaded.json"
    return note.exists() and json.loads(note.read_text())["version"] == _version()


@contextmanager
def loaded(size: int) -> Iterator[Database]:
    """A running cluster with `size` dossiers, Django on top of it; it is loaded first when that was not done yet."""
    folder = folder_of(size)
    with _alone(folder):
        yield from _running(folder, size)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait for another run on the same cluster: a second server on the same files would stop the first."""
    with open(folder.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _running(folder: Path, size: int) -> Iterator[Database]:
    fresh = not _is_loaded(folder)
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        folder.chmod(0o755)
        subprocess.run(["cp", "-a", f"{migrated_cluster()}/.", str(folder)], check=True)
        (folder / "keys.master").write_bytes(os.urandom(32).hex().encode())
    cluster = Postgres(folder, durable=False).start()
    try:
        os.environ.update(TEST_SETTINGS)
        os.environ.update(cluster.environment("pd_app"))
        os.environ["SUPERUSER_DATABASE_URL"] = cluster.superuser_url()
        os.environ["OWNER_DATABASE_URL"] = cluster.url("privacy_domain", "pd_owner")
        os.environ["KEYS_MASTER_FILE"] = str(folder / "keys.master")
        os.environ["MEDIA_ROOT"] = str(folder / "media")
        os.environ["REDIS_URL"] = "redis://127.0.0.1:1/0"  # nobody listens: the parts that need a queue start one
        django.setup()
        from django.db import connections

        if fresh:
            from dev.bench.loader import load

            seconds = load(size)
            (folder / "loaded.json").write_text(json.dumps({"version": _version(), "size": size, "seconds": round(seconds, 1)}))
        from privacy_domain.tenancy.models import Municipality

        _without_row_security(connections)
        backends = backends_of(connections, ("default", "keys", "bare"))
        yield Database(Municipality.objects.get(code="leek").scope(), backends)
        connections.close_all()
    finally:
        cluster.stop()


def _without_row_security(connections: Any) -> None:
    """A connection `bare` that sees every municipality: the floor is what the same rows cost without any of our rules."""
    url = urlsplit(os.environ["SUPERUSER_DATABASE_URL"])
    connections.settings["bare"] = connections.settings["default"] | {"USER": url.username, "PASSWORD": url.password, "ATOMIC_REQUESTS": False}
