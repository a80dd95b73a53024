"""Real workers that are killed (kill -9) at any moment of a destruction: nothing is ever half, and after one sweep all of it is gone."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.db import connections

import retention.tasks  # noqa: F401 - the worker imports it
from dev.services import ROOT, Valkey
from dossiers.models import Dossier
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.celery import app
from privacy_domain.erasure import ledger
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import Person
from privacy_domain.tenancy.scope import Scope, entered
from privacy_domain.work import runner
from privacy_domain.work import services as work
from privacy_domain.work.models import Job
from retention.models import Destruction
from retention.services import destruction as services
from retention.states import DestructionState
from tests.conftest import make_municipality
from tests.integration.dossiers.cast import World, build
from tests.integration.retention.test_destruction import another, closed, ground, rows_of

KILLS = int(os.environ.get("KILLS", "4"))
SEED = 20150101
WAITING = 4  # destructions that wait at any time
EVERY_PARENT = 20  # each so-manyth kill takes the whole worker, the others one of its processes
LONGEST = 1.2  # seconds into a destruction


@pytest.fixture(autouse=True)
def frozen() -> None:
    """The workers have the real clock, and so has this one."""


@pytest.fixture
def town(fresh_database: dict[str, str], tmp_path_factory: pytest.TempPathFactory, settings: Any) -> Scope:
    place = tmp_path_factory.mktemp("kills")
    settings.DESTRUCTION_LEDGER, settings.MEDIA_ROOT = str(place / "destroyed.ledger"), place / "media"
    return make_municipality("leiden").scope()  # type: ignore[no-any-return]


class Workers:
    """A Celery worker with two processes, started again when it is gone."""

    def __init__(self, broker: Valkey) -> None:
        server = os.environ["OWNER_DATABASE_URL"].rsplit("@", 1)[1].rsplit("/", 1)[0]
        password = (Path(os.environ["KEYS_MASTER_FILE"]).parent / "pd_worker.password").read_text()
        named = {"DATABASE_URL": connections["default"], "KEYS_DATABASE_URL": connections["keys"]}
        addresses = {name: f"postgresql://pd_worker:{password}@{server}/{one.settings_dict['NAME']}" for name, one in named.items()}
        outside = {"DESTRUCTION_LEDGER": str(django_settings.DESTRUCTION_LEDGER), "MEDIA_ROOT": str(django_settings.MEDIA_ROOT)}
        self.environment = os.environ | addresses | outside | {"REDIS_URL": broker.url()}
        self.broker = broker
        self.parent: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Start it when it does not run."""
        if self.parent is None or self.parent.poll() is not None:
            command = [
                sys.executable,
                "-m",
                "celery",
                "-A",
                "tests.integration.retention.worker",
                "worker",
                "--pool",
                "prefork",
                "-c",
                "2",
                "-l",
                "CRITICAL",
            ]
            self.parent = subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True, stderr=subprocess.DEVNULL)

    def children(self) -> list[int]:
        """The processes that do the work."""
        assert self.parent is not None
        with suppress(FileNotFoundError):
            return [int(pid) for pid in Path(f"/proc/{self.parent.pid}/task/{self.parent.pid}/children").read_text().split()]
        return []

    def kill(self, chance: random.Random, *, whole: bool) -> bool:
        """kill -9; True when there was something to kill."""
        assert self.parent is not None
        if whole:
            os.killpg(self.parent.pid, signal.SIGKILL)
            self.parent.wait(10)
            return True
        children = self.children()
        with suppress(ProcessLookupError, IndexError):
            os.kill(chance.choice(children), signal.SIGKILL)
            return True
        return False

    def stop(self) -> None:
        """For good."""
        if self.parent is not None and self.parent.poll() is None:
            os.killpg(self.parent.pid, signal.SIGKILL)
            self.parent.wait(10)


@pytest.fixture
def workers(town: Scope, tmp_path: Path) -> Iterator[Workers]:
    broker = Valkey(tmp_path / "valkey").start()
    found = Workers(broker)
    yield found
    found.stop()
    broker.stop()


def ring(workers: Workers, times: int = 1) -> None:
    """As beat and every commit do."""
    with app.connection_for_write(workers.broker.url()) as connection:
        for _ in range(times):
            app.send_task("privacy_domain.work.tasks.ring", args=["leiden"], connection=connection, retry=False)


def marked(here: Scope, cast: World) -> UUID:
    """One more that waits for its destruction."""
    with entered(here):
        world = another(cast)
        return services.mark_for_destruction(dossier=closed(world), ground=ground(), decided_by=world.sanne, by=world.tom).pk  # type: ignore[no-any-return]


def running(here: Scope) -> int:
    with entered(here):
        return Job.objects.filter(kind=services.JOB, state=Job.State.RUNNING, lease_until__gt=clock.now()).count()


def until_one_runs(here: Scope, workers: Workers) -> None:
    end = time.monotonic() + 120
    while not running(here):
        assert time.monotonic() < end, "no worker takes anything up"
        workers.run()
        release(here)
        ring(workers)
        time.sleep(0.05)


def release(here: Scope) -> None:
    """What was set apart because its worker was lost three times is queued again, as a person would after looking."""
    with entered(here):
        for job in Job.objects.filter(kind=services.JOB, state=Job.State.QUARANTINED):
            work.release_job(job_id=job.pk, by=SYSTEM)


def none_is_half(here: Scope, made: list[UUID]) -> None:
    """In one instant: rows, or the line that says they are gone."""
    for number in made:
        with entered(here):
            destruction = Destruction.objects.select_for_update().get(pk=number)
            there = rows_of(Dossier(pk=destruction.subject)) > 0
            assert there == (destruction.state == DestructionState.MARKED), f"half: {destruction.state}"


def test_killed_at_random_moments_everything_goes_once_and_whole(town: Scope, workers: Workers) -> None:
    chance, made, killed = random.Random(SEED), [], 0
    with entered(town):
        cast = build()
        neighbour = another(cast).client
    while killed < KILLS:
        with entered(town):
            waiting = Destruction.objects.exclude(state=DestructionState.DONE).count()
        made += [marked(town, cast) for _ in range(WAITING - waiting)]
        workers.run()
        until_one_runs(town, workers)
        time.sleep(chance.uniform(0, LONGEST))
        killed += workers.kill(chance, whole=killed % EVERY_PARENT == EVERY_PARENT - 1)
        none_is_half(town, made[-WAITING:])
    workers.stop()

    release(town)
    with clock.standing_at(clock.now() + 10 * runner.LEASE):
        runner.work_off("leiden")
    with entered(town):
        lines = [entry.subject for entry in ledger.entries()]
        for destruction in Destruction.objects.all():
            assert destruction.state == DestructionState.DONE
            assert rows_of(Dossier(pk=destruction.subject)) == 0
            assert destruction.subject in lines
            assert AuditEvent.objects.filter(event="retention:destruction:destroyed", subject_id=destruction.pk).count() == 1
        assert Destruction.objects.count() == len(made)
        assert Person.objects.get(pk=neighbour.pk).surname == "Vries"
