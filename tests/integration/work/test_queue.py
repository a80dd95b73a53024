"""The queue of record: what is asked once is done once, whatever happens to workers and messages."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import NoMunicipality, entered
from privacy_domain.work import registry, runner, selectors, services
from privacy_domain.work.models import Job, Task
from tests.integration.work import handlers
from tests.integration.work.cast import Jelle

JELLE = Jelle()


def ask(municipality: Municipality, kind: str = "test.effect", key: str = "", **given: Any) -> UUID:
    """A job of this kind."""
    with entered(municipality.scope()):
        return services.enqueue(kind=kind, key=key or str(uuid4()), args=given.pop("args", {}), by=JELLE, **given)


def look(municipality: Municipality, job: UUID) -> Job:
    """The job as it stands."""
    with entered(municipality.scope()):
        return Job.objects.get(id=job)


def effects(municipality: Municipality, job: UUID) -> int:
    """How many effects the job had."""
    with entered(municipality.scope()):
        return Task.objects.filter(dossier_id=job).count()


@pytest.fixture(autouse=True)
def _only_what_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_daily", {})


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "Render brief"},
        {"key": "mevrouw Jansen"},
        {"args": {"name": "Willeke Jansen"}},
        {"args": {"note": "x" * 121}},
        {"args": {"empty": ""}},
    ],
)
def test_a_job_with_text_is_refused(leek: Municipality, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no text"):
        ask(leek, **wrong)
    with entered(leek.scope()):
        assert not Job.objects.exists()


def test_outside_a_municipality_nothing_is_queued() -> None:
    with pytest.raises(NoMunicipality):
        services.enqueue(kind="test.effect", key="1", args={}, by=SYSTEM)


@pytest.mark.requirement("ENG-8")
def test_jobs_of_another_municipality_do_not_exist(leek: Municipality, leiden: Municipality) -> None:
    job = ask(leek)
    with entered(leiden.scope()):
        assert not Job.objects.filter(id=job).exists()
        assert selectors.job(job, owner_id=JELLE.id) is None
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from work_job")
            assert cursor.fetchone() == (0,)
    assert not runner.run_next(leiden.scope())
    assert runner.run_next(leek.scope())


def test_a_job_that_is_not_due_is_not_done(leek: Municipality) -> None:
    job = ask(leek, run_after=clock.now() + timedelta(minutes=5))

    assert not runner.run_next(leek.scope())
    with clock.standing_at(clock.now() + timedelta(minutes=5)):
        assert runner.run_next(leek.scope())
    assert look(leek, job).state == "done"


def test_asked_twice_done_once(leek: Municipality) -> None:
    first, again = ask(leek, key="letter"), ask(leek, key="letter")
    runner.work_off("leek")
    afterwards = ask(leek, key="letter")
    runner.work_off("leek")

    assert first == again == afterwards
    assert effects(leek, first) == 1


def test_the_same_key_in_another_municipality_is_another_job(leek: Municipality, leiden: Municipality) -> None:
    jobs = {ask(leek, key="letter"), ask(leiden, key="letter")}

    assert runner.work_off() == 2
    assert len(jobs) == 2


def test_a_job_that_was_rolled_back_was_never_asked(leek: Municipality) -> None:
    with entered(leek.scope()):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            services.enqueue(kind="test.effect", key="x", args={}, by=JELLE)
            raise ZeroDivisionError
        assert not Job.objects.exists()


def test_what_a_finished_job_says(leek: Municipality) -> None:
    dossier = uuid4()
    job = ask(leek, args={"dossier": dossier})
    assert runner.work_off("leek") == 1

    done = look(leek, job)
    assert (done.state, done.attempts, done.message, done.result_id) == ("done", 1, "made", job)
    assert (done.started_at, done.ended_at, done.lease_id, done.lease_until) == (clock.now(), clock.now(), None, None)
    assert done.args == {"dossier": str(dossier)}
    with entered(leek.scope()):
        assert [found.id for found in selectors.jobs_of(JELLE.id)] == [job]
        assert selectors.job(job, owner_id=uuid4()) is None
        assert selectors.job(job, owner_id=JELLE.id) == done


def test_a_long_job_commits_each_step_and_shows_its_progress(leek: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    note = runner._note
    monkeypatch.setattr(runner, "_note", lambda job, answer: (note(job, answer), seen.append((job.done, job.total, job.state))))
    job = ask(leek, kind="test.steps")

    assert runner.work_off("leek") == 1
    assert seen == [(1, 3, "running"), (2, 3, "running"), (3, 3, "done")]
    assert effects(leek, job) == 3


def test_a_poison_job_is_set_apart_and_leaves_no_half_work(leek: Municipality, caplog: pytest.LogCaptureFixture) -> None:
    job, healthy = ask(leek, kind="test.poison"), [ask(leek) for _ in range(5)]
    with caplog.at_level(logging.WARNING):
        for minutes in range(6):
            with clock.standing_at(clock.now() + timedelta(minutes=2 * minutes)):
                runner.work_off("leek")

    apart = look(leek, job)
    assert (apart.state, apart.attempts, apart.message) == ("quarantined", 3, "error:zerodivisionerror")
    assert effects(leek, job) == 0
    assert [effects(leek, other) for other in healthy] == [1] * 5
    assert [(record.levelname, "set apart" in record.message) for record in caplog.records] == [
        ("WARNING", False), ("WARNING", False), ("ERROR", True)
    ]  # fmt: skip
    assert not [record for record in caplog.records if "Willeke" in record.getMessage()]


def test_a_poison_job_waits_longer_after_each_attempt_and_holds_up_nobody(leek: Municipality) -> None:
    job = ask(leek, kind="test.poison")
    runner.work_off("leek")
    first = look(leek, job).run_after - clock.now()
    other = ask(leek)
    runner.work_off("leek")

    assert first == timedelta(seconds=30)
    assert effects(leek, other) == 1


def test_a_kind_without_a_handler_is_set_apart(leek: Municipality) -> None:
    job = ask(leek, kind="test.nobody")
    for minutes in range(4):
        with clock.standing_at(clock.now() + timedelta(minutes=2 * minutes)):
            runner.work_off("leek")

    assert (look(leek, job).state, look(leek, job).message) == ("quarantined", "error:lookuperror")


def test_a_job_set_apart_is_released_once(leek: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    job = ask(leek, kind="test.poison")
    for minutes in range(4):
        with clock.standing_at(clock.now() + timedelta(minutes=2 * minutes)):
            runner.work_off("leek")
    monkeypatch.setitem(registry._handlers, "test.poison", handlers.once)
    with entered(leek.scope()):
        assert [found.id for found in selectors.jobs_set_apart()] == [job]
        assert services.release_job(job_id=job, by=JELLE)
        assert not services.release_job(job_id=job, by=JELLE)
    runner.work_off("leek")

    assert (look(leek, job).state, effects(leek, job)) == ("done", 1)


def test_a_worker_that_is_lost_each_time_is_counted_although_it_never_said_anything(leek: Municipality) -> None:
    job = ask(leek)
    for minutes in range(3):
        with clock.standing_at(clock.now() + timedelta(minutes=2 * minutes)):
            assert runner._claim(leek.scope(), uuid4()) is not None  # and then it was killed
    with clock.standing_at(clock.now() + timedelta(minutes=10)):
        assert runner.run_next(leek.scope())

    assert (look(leek, job).state, look(leek, job).message) == ("quarantined", "error:worker_lost")
    assert effects(leek, job) == 0


def test_a_claimed_job_is_left_alone_until_its_lease_has_run_out(leek: Municipality) -> None:
    job = ask(leek)
    lease = uuid4()
    assert runner._claim(leek.scope(), lease) is not None

    assert not runner.run_next(leek.scope())
    with clock.standing_at(clock.now() + runner.LEASE + timedelta(seconds=1)):
        assert runner.run_next(leek.scope())
    runner._step(leek.scope(), job, "test.effect", lease)  # the first worker wakes up: no longer its job
    runner._failed(leek.scope(), job, "test.effect", lease, ZeroDivisionError())
    assert (look(leek, job).state, effects(leek, job)) == ("done", 1)
    assert look(leek, job).attempts == 2


def test_the_bell_may_ring_as_often_as_it_likes(leek: Municipality) -> None:
    jobs = [ask(leek) for _ in range(3)]
    assert [runner.work_off("leek") for _ in range(4)] == [3, 0, 0, 0]

    assert [effects(leek, job) for job in jobs] == [1, 1, 1]


def test_a_ring_for_a_municipality_that_is_not_there_does_nothing(leek: Municipality) -> None:
    ask(leek)

    assert runner.work_off("nergenshuizen") == 0


def test_one_call_does_not_last_for_ever(leek: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr(runner, "ring", rung.append)
    for _ in range(5):
        ask(leek)

    assert runner.work_off("leek", most=2) == 2
    assert rung == ["leek"]


def test_two_beats_plan_a_day_once(leek: Municipality, leiden: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_daily", {"test.daily": time(3, 30)})
    for _ in range(2):
        runner.work_off()

    for municipality in (leek, leiden):
        with entered(municipality.scope()):
            assert [(job.key, job.state) for job in Job.objects.all()] == [("2026-11-24T03:30", "done")]


def test_before_its_moment_a_day_is_not_planned(leek: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_daily", {"test.daily": time(3, 30)})
    with clock.standing_at(datetime(2026, 11, 24, 2, 29, tzinfo=UTC)):
        assert runner.work_off("leek") == 0
    with clock.standing_at(datetime(2026, 11, 24, 2, 30, tzinfo=UTC)):
        assert runner.work_off("leek") == 1


@pytest.mark.parametrize("first", [date(2026, 3, 27), date(2026, 10, 23), date(2027, 12, 30), date(2028, 2, 27)])
def test_each_day_exactly_once_over_clock_changes_year_ends_and_leap_days(leek: Municipality, monkeypatch: pytest.MonkeyPatch, first: date) -> None:
    monkeypatch.setattr(registry, "_daily", {"test.daily": time(3, 30)})
    moment = datetime(first.year, first.month, first.day, 12, 0, tzinfo=UTC)
    for hour in range(4 * 24):
        with clock.standing_at(moment + timedelta(hours=hour)):
            runner.plan_today(leek.scope())

    with entered(leek.scope()):
        days = sorted(job.key[:10] for job in Job.objects.all())
    assert days == [str(first + timedelta(days=day)) for day in range(5)]


@pytest.mark.parametrize("wrong", [{"state": "running"}, {"lease_until": clock.now()}, {"done": 3, "total": 2}])
def test_the_database_keeps_the_pairs(leek: Municipality, wrong: dict[str, Any]) -> None:
    job = ask(leek)
    with entered(leek.scope()), pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(id=job).update(**wrong)


def test_planned_by_moment(leek: Municipality) -> None:
    moment = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    with entered(leek.scope()):
        jobs = {services.plan(kind="test.effect", moment=moment, by=SYSTEM) for _ in range(2)}
        (job,) = jobs
        assert Job.objects.get(id=job).key == "2026-12-01T09:00"
        assert Job.objects.get(id=job).run_after == moment
