"""After an older backup is restored nothing runs: no worker, no beat, no task of a worker that was there; until the ledger is replayed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections
from django.test import Client

import privacy_domain.audit.tasks  # noqa: F401 - the worker imports it
from dev.services import ROOT
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from privacy_domain.upkeep import guard
from privacy_domain.work import services as work
from privacy_domain.work import tasks
from privacy_domain.work.models import Job
from retention.middleware import why_shut
from retention.services import destruction as services
from tests.integration.retention.carried import mark_for_destruction
from tests.integration.retention.test_destruction import closed, ground
from tests.integration.retention.test_replay import outside, restored, town, world  # noqa: F401 - fixtures


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    """As in a process that has just begun."""
    guard._in_order = False
    yield
    guard._in_order = False


def environment(settings: Any) -> dict[str, str]:
    """What a worker is started with: the databases and the ledger of this test."""
    server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    names = {variable: connections[alias].settings_dict["NAME"] for alias, variable in (("default", "DATABASE_URL"), ("keys", "KEYS_DATABASE_URL"))}
    addresses = {variable: f"{server}/{name}" for variable, name in names.items()}
    return os.environ | addresses | {"DESTRUCTION_LEDGER": settings.DESTRUCTION_LEDGER, "MEDIA_ROOT": str(settings.MEDIA_ROOT)}


def celery(settings: Any, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "privacy_domain", *arguments]


def refused(settings: Any, tmp_path: Path, *arguments: str) -> str:
    """Start it, expect that it ends by itself with the status of a fault of set-up; what it said."""
    done = subprocess.run(
        celery(settings, *arguments), cwd=ROOT, env=environment(settings), capture_output=True, text=True, timeout=60, start_new_session=True
    )
    assert done.returncode == guard.EX_CONFIG, done.stderr[-2000:]
    return done.stderr


def ring() -> None:
    """As a worker does when the bell rings."""
    tasks.ring("leiden")


def waiting(town: Municipality, key: str) -> str:  # noqa: F811
    with entered(town.scope()):
        return str(Job.objects.get(key=key).state)


def asked(town: Municipality) -> str:  # noqa: F811
    """A job that is due."""
    key = str(uuid4())
    with entered(town.scope()):
        work.enqueue(kind="audit.partitions", key=key, args={}, by=SYSTEM)
    return key


def test_nothing_runs_until_the_ledger_is_replayed(
    town: Municipality,  # noqa: F811
    world: Any,  # noqa: F811
    restored: Any,  # noqa: F811
    settings: Any,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with entered(town.scope()):
        gone = closed(world)
    restored.dump()
    with entered(town.scope()):
        marked = mark_for_destruction(dossier=gone, ground=ground(), decided_by=world.sanne, by=world.tom)
    for _ in range(2):
        with entered(town.scope()):
            services.advance(destruction_id=marked.pk, by=SYSTEM)
    ring()  # in order: this process is open from here on
    restored.restore()
    guard._in_order = False

    key = asked(town)
    ring()
    assert waiting(town, key) == "queued"
    assert "does not run: leiden: a restored backup" in caplog.text
    health = Client().get("/health/")
    assert (health.status_code, json.loads(health.content)) == (503, {"ok": False, "database": True, "keys": True, "ledger": False})
    for arguments in (("worker", "--pool", "solo"), ("beat", "--schedule", str(tmp_path / "beat"), "--pidfile", "")):
        said = refused(settings, tmp_path, *arguments)
        assert "does not start: leiden: a restored backup" in said
        assert "manage.py ledger replay" in said

    call_command("ledger", "replay")
    assert Client().get("/health/").status_code == 200
    runs = subprocess.Popen(
        celery(settings, "worker", "--pool", "solo", "--queues", f"celery,{key}"), cwd=ROOT, env=environment(settings), start_new_session=True
    )
    try:
        end = time.monotonic() + 60
        while waiting(town, key) != "done" and time.monotonic() < end and runs.poll() is None:
            work.ring_after_commit("leiden")
            time.sleep(0.2)
        assert waiting(town, key) == "done"
    finally:
        os.killpg(runs.pid, signal.SIGKILL)
        runs.wait(10)
    while_the_ledger_cannot_be_had_nothing_runs(town, Path(settings.DESTRUCTION_LEDGER))


def while_the_ledger_cannot_be_had_nothing_runs(town: Municipality, file: Path) -> None:  # noqa: F811
    """Lost though something was destroyed, no ledger, no text."""
    kept = file.read_bytes()
    for content in (None, b"no json\n", b"\xff\xfe\n"):
        file.unlink() if content is None else file.write_bytes(content)
        guard._in_order = False
        assert "DESTRUCTION_LEDGER" in why_shut()
        key = asked(town)
        ring()
        assert waiting(town, key) == "queued"
        assert Client().get("/leiden/").status_code == 503
        assert Client().get("/health/").status_code == 503
        with pytest.raises(SystemExit) as ended:
            guard.refuse_to_start()
        assert ended.value.code == guard.EX_CONFIG
        file.write_bytes(kept)
        ring()
        assert waiting(town, key) == "done"


def test_while_the_database_does_not_answer_it_starts_and_each_task_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> str:
        raise OperationalError

    monkeypatch.setattr(guard, "watched", lambda: {"ledger": silent})
    guard.refuse_to_start()
    with pytest.raises(OperationalError):
        ring()
