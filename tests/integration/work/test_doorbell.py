"""The broker is a doorbell: with a real one, without one, and with a real worker that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from celery import current_app
from django.conf import settings
from kombu import pools
from redis import Redis

from dev.services import ROOT, Valkey
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from privacy_domain.work import doorbell, runner, services
from privacy_domain.work.models import Job, Task
from tests.conftest import make_municipality
from tests.integration.work import handlers  # noqa: F401 - registers
from tests.integration.work.cast import Jelle

JELLE = Jelle()


@pytest.fixture(autouse=True)
def frozen() -> None:
    """Other threads and processes have the real clock, and so has this one."""


@pytest.fixture(scope="module")
def municipality(fresh_database: dict[str, str]) -> Municipality:
    """Leek, committed."""
    return make_municipality("leek")


@pytest.fixture
def broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Valkey]:
    """A broker of our own, that may be stopped and emptied."""
    server = Valkey(tmp_path / "valkey").start()
    before = current_app.conf.broker_url
    _point_celery_at(server.url())
    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)
    yield server
    server.stop()
    _point_celery_at(before)


def _point_celery_at(url: str) -> None:
    current_app.conf.broker_url = current_app.conf.broker_read_url = current_app.conf.broker_write_url = url
    pools.reset()
    current_app._pool = None
    current_app.amqp._producer_pool = None


def ask(municipality: Municipality, kind: str = "test.effect", jobs: int = 1) -> list[UUID]:
    """Jobs, committed in one transaction."""
    with entered(municipality.scope()):
        return [services.enqueue(kind=kind, key=str(uuid4()), args={}, by=JELLE) for _ in range(jobs)]


def states(municipality: Municipality, jobs: list[UUID]) -> set[str]:
    """In which states these jobs are."""
    with entered(municipality.scope()):
        return set(Job.objects.filter(id__in=jobs).values_list("state", flat=True))


def effects(municipality: Municipality, jobs: list[UUID]) -> int:
    """How many effects they had together."""
    with entered(municipality.scope()):
        return Task.objects.filter(dossier_id__in=jobs).count()


def messages(broker: Valkey) -> int:
    """How often the bell rang and nobody came."""
    with Redis.from_url(broker.url()) as redis:
        return redis.llen("celery")


def until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait for it, at most so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return condition()


def test_the_bell_rings_once_when_the_transaction_commits(municipality: Municipality, broker: Valkey) -> None:
    ask(municipality, jobs=5)

    assert messages(broker) == 1
    runner.work_off("leek")


def test_what_is_rolled_back_rings_no_bell(municipality: Municipality, broker: Valkey) -> None:
    with pytest.raises(ZeroDivisionError), entered(municipality.scope()):
        services.enqueue(kind="test.effect", key=str(uuid4()), args={}, by=JELLE)
        raise ZeroDivisionError

    assert messages(broker) == 0


def test_with_the_broker_stopped_the_work_is_accepted_and_done_later(municipality: Municipality, broker: Valkey) -> None:
    broker.stop()
    began = time.monotonic()
    jobs = ask(municipality) + ask(municipality) + ask(municipality)

    assert time.monotonic() - began < 5, "a page must not wait for a broker that is not there"
    assert states(municipality, jobs) == {"queued"}
    runner.work_off()  # what beat asks for every twenty seconds
    assert (states(municipality, jobs), effects(municipality, jobs)) == ({"done"}, 3)


def test_after_a_broker_that_did_not_answer_the_next_page_does_not_wait(
    municipality: Municipality, broker: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker.stop()
    ask(municipality)
    sent: list[Any] = []
    monkeypatch.setattr(current_app, "send_task", lambda *args, **kwargs: sent.append(args))
    ask(municipality)
    assert sent == []
    monkeypatch.setattr(doorbell, "_quiet_until", time.monotonic() - 1)
    ask(municipality)
    assert len(sent) == 1
    runner.work_off("leek")


def test_with_the_broker_emptied_nothing_is_lost(municipality: Municipality, broker: Valkey) -> None:
    jobs = ask(municipality, jobs=3)
    with Redis.from_url(broker.url()) as redis:
        redis.flushall()

    runner.work_off()
    assert (states(municipality, jobs), effects(municipality, jobs)) == ({"done"}, 3)


@pytest.fixture
def worker(broker: Valkey, fresh_database: dict[str, str]) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts a real worker with the worker's database role; all are ended afterwards."""
    owner = os.environ["OWNER_DATABASE_URL"]
    password = (Path(os.environ["KEYS_MASTER_FILE"]).parent / "pd_worker.password").read_text()
    host = owner.rsplit("@", 1)[1].rsplit("/", 1)[0]
    url = f"postgresql://pd_worker:{password}@{host}/{settings.DATABASES['default']['NAME']}"
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "tests.integration.work.worker",
            "worker",
            "--pool",
            "prefork",
            "-c",
            "2",
            "-l",
            "WARNING",
        ]
        environment = os.environ | {"DATABASE_URL": url, "REDIS_URL": broker.url()}
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def test_a_real_worker_hears_the_bell_and_a_killed_one_loses_nothing(
    municipality: Municipality, broker: Valkey, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    first = worker()
    jobs = ask(municipality, jobs=5) + ask(municipality, kind="audit.partitions")
    assert until(lambda: states(municipality, jobs) == {"done"}, 30), "the worker does not hear the bell"
    assert effects(municipality, jobs) == 5

    slow = ask(municipality, kind="test.slow")
    assert until(lambda: states(municipality, slow) == {"running"}, 10)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait(10)
    assert effects(municipality, slow) == 0

    worker()
    ask(municipality)  # the bell for a new job brings the worker to the lost one too, once its lease has run out
    assert until(lambda: _ring_and_see(municipality, slow), 30)
    assert effects(municipality, slow) == 1


def _ring_and_see(municipality: Municipality, jobs: list[UUID]) -> bool:
    doorbell.ring("leek")
    return states(municipality, jobs) == {"done"}
