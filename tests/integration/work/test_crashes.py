"""Workers that die and workers side by side, on a database that really commits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import connections

from privacy_domain import clock
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from privacy_domain.work import registry, runner, services
from privacy_domain.work.models import Job, Task
from tests.conftest import make_municipality
from tests.crash import points
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


@pytest.fixture(autouse=True)
def _only_what_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_daily", {})
    monkeypatch.setattr("privacy_domain.work.doorbell.ring", lambda code: None)


def ask(municipality: Municipality, kind: str) -> UUID:
    """A job, committed."""
    with entered(municipality.scope()):
        return services.enqueue(kind=kind, key=str(uuid4()), args={}, by=JELLE)


def effects(municipality: Municipality, job: UUID) -> int:
    """How many effects the job had."""
    with entered(municipality.scope()):
        return Task.objects.filter(dossier_id=job).count()


@pytest.mark.parametrize(("kind", "wanted"), [("test.effect", 1), ("test.steps", 3)])
def test_killed_at_every_statement_nothing_is_lost_half_or_double(municipality: Municipality, kind: str, wanted: int) -> None:
    """Kill the worker before operation 1, 2, 3, ... until it gets through; after each kill one sweep repairs everything."""
    jobs: list[UUID] = []

    def one_more(point: int) -> Callable[[], object]:
        jobs.append(ask(municipality, kind))
        return lambda: runner.run_next(municipality.scope())

    for point, crashed in points(one_more):
        job = jobs[-1]
        assert effects(municipality, job) in (range(wanted + 1) if crashed else {wanted})
        with clock.standing_at(clock.now() + 2 * runner.LEASE):
            runner.work_off("leek")
        with entered(municipality.scope()):
            done = Job.objects.get(id=job)
        assert (done.state, effects(municipality, job)) == ("done", wanted), f"killed before operation {point}"
        assert done.attempts <= 2

    assert len(jobs) > 8, "so few statements: the kill did not happen where the work is done"


def test_workers_side_by_side_do_each_job_once(municipality: Municipality) -> None:
    jobs = [ask(municipality, "test.meet") for _ in range(24)]
    done: list[int] = []

    def work() -> None:
        try:
            done.append(runner.work_off("leek"))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    assert [effects(municipality, job) for job in jobs] == [1] * 24
    assert sum(done) == 24
    assert sum(1 for count in done if count) > 1, "one worker did everything: nothing was side by side"
    with entered(municipality.scope()):
        assert set(Job.objects.filter(id__in=jobs).values_list("state", "attempts")) == {("done", 1)}


def test_a_job_that_takes_longer_than_its_lease_is_not_taken_over(municipality: Municipality) -> None:
    """The row stays locked while the work runs, so that a lease only decides about workers that are dead."""
    job = ask(municipality, "test.effect")
    lease = uuid4()
    assert runner._claim(municipality.scope(), lease) is not None
    inside, leave, found = threading.Event(), threading.Event(), []

    def slow() -> None:
        with entered(municipality.scope()):
            Job.objects.select_for_update().get(id=job)
            inside.set()
            leave.wait(10)
        connections.close_all()

    worker = threading.Thread(target=slow)
    worker.start()
    inside.wait(10)
    with clock.standing_at(clock.now() + 10 * runner.LEASE):
        found.append(runner.run_next(municipality.scope()))
        leave.set()
        worker.join(10)
        found.append(runner.run_next(municipality.scope()))

    assert found == [False, True]
    assert effects(municipality, job) == 1


def test_two_that_ask_at_once_make_one_job(municipality: Municipality) -> None:
    key, made, together = str(uuid4()), [], threading.Barrier(4, timeout=10)

    def request() -> None:
        try:
            with entered(municipality.scope()):
                together.wait()
                made.append(services.enqueue(kind="test.effect", key=key, args={}, by=JELLE))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=request) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    runner.work_off("leek")

    assert len(made) == 4
    assert len(set(made)) == 1
    assert effects(municipality, made[0]) == 1
