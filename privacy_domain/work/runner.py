"""Doing the jobs: claim one, do it in one transaction with its own row, say what came of it.

Claiming is a transaction of its own: the attempt is counted and committed before the work starts. While the work runs, its
transaction holds the row locked, and whoever looks for work passes locked rows by; so no job runs twice at once, however long
it takes. When the worker dies its lock dies with it, and after the lease the job is anybody's.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from privacy_domain import clock, operation
from privacy_domain.operation import SYSTEM, Operation
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.scope import Scope
from privacy_domain.work import registry, services
from privacy_domain.work.doorbell import ring
from privacy_domain.work.models import Job
from privacy_domain.work.registry import Assignment, Finished, More

MAX_ATTEMPTS = 3
LEASE = timedelta(seconds=60)
PAUSE = timedelta(seconds=30)  # before the next attempt, times the number of attempts
JOBS_PER_RING = 200

_log = logging.getLogger(__name__)

_CLAIM = """
with due as (
    select id from work_job
    where municipality_id = %(municipality)s and state in ('queued', 'running')
      and (state = 'queued' and run_after <= %(now)s or state = 'running' and lease_until < %(now)s)
    order by run_after, id limit 1 for update skip locked
)
update work_job j set attempts = j.attempts + 1, started_at = coalesce(j.started_at, %(now)s),
    state = case when j.attempts >= %(most)s then 'quarantined' else 'running' end,
    lease_id = %(lease)s, lease_until = case when j.attempts >= %(most)s then null else %(until)s::timestamptz end,
    ended_at = case when j.attempts >= %(most)s then %(now)s::timestamptz end,
    message = case when j.attempts >= %(most)s then 'error:worker_lost' else j.message end
from due where j.id = due.id returning j.id, j.kind, j.state
"""


def work_off(code: str | None = None, *, most: int = JOBS_PER_RING) -> int:
    """Plan what is planned today and do the jobs that are due, in one municipality or in all by turns. Returns how many.

    After `most` jobs the bell is rung for what is left, so that no call lasts for ever.
    """
    scopes = [found for found in [scope.find(code)] if found] if code else scope.all_scopes()
    for here in scopes:
        plan_today(here)
    count = 0
    while scopes:
        if count >= most:
            for here in scopes:
                ring(here.code)
            break
        scopes = [here for here in scopes if run_next(here)]
        count += len(scopes)
    return count


def plan_today(here: Scope) -> None:
    """Queue today's daily jobs whose moment has come, once. A day on which no worker ran is not made up for: daily jobs look
    for what is due, not for what became due that day."""
    now = clock.now()
    with scope.entered(here):
        for kind, at in registry.planned_daily().items():
            moment = datetime.combine(clock.today(), at, clock.AMSTERDAM)
            if moment <= now:
                services.plan(kind=kind, moment=moment, by=SYSTEM)


def run_next(here: Scope) -> bool:
    """Claim one job that is due and do it. False when there is none that nobody else is doing."""
    lease = uuid4()
    claimed = _claim(here, lease)
    if claimed is None:
        return False
    job_id, kind, state = claimed
    if state == Job.State.QUARANTINED:
        _log.error(f"job set apart: {kind} {job_id}, its worker was lost {MAX_ATTEMPTS} times")
        return True
    try:
        while _step(here, job_id, kind, lease):
            pass
    except Exception as error:  # whatever a handler raises is its job's failure, not the queue's
        _failed(here, job_id, kind, lease, error)
    return True


def _claim(here: Scope, lease: UUID) -> tuple[UUID, str, str] | None:
    now = clock.now()
    values: dict[str, Any] = {
        "municipality": here.id,
        "now": now,
        "until": now + LEASE,
        "lease": lease,
        "most": MAX_ATTEMPTS,
    }
    with scope.entered(here), connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        row: tuple[UUID, str, str] | None = cursor.fetchone()
    return row


def _step(here: Scope, job_id: UUID, kind: str, lease: UUID) -> bool:
    """One step in one transaction; True when there is more. Nothing is done when the lease is no longer ours."""
    with scope.entered(here), operation.begun(Operation(origin=f"job:{kind}", acting=lambda: SYSTEM)):
        job: Job | None = Job.objects.select_for_update().filter(id=job_id, lease_id=lease, state=Job.State.RUNNING).first()
        if job is None:
            return False
        answer = registry.handler_of(kind)(_assignment(job))
        _note(job, answer)
    return isinstance(answer, More)


def _assignment(job: Job) -> Assignment:
    return Assignment(job.id, job.kind, job.key, job.args, job.owner_id, job.done, job.total)


def _note(job: Job, answer: More | Finished | None) -> None:
    """Progress counts as success: only attempts in a row without any lead to quarantine."""
    if isinstance(answer, More):
        job.done, job.total, job.attempts, job.lease_until = answer.done, answer.total, 0, clock.now() + LEASE
        job.save(update_fields=["done", "total", "attempts", "lease_until"])
        return
    ready = answer or Finished()
    job.state, job.ended_at, job.lease_until, job.lease_id = Job.State.DONE, clock.now(), None, None
    job.done, job.result_id, job.message = job.total, ready.result_id, ready.message
    job.save(update_fields=["state", "ended_at", "lease_until", "lease_id", "done", "result_id", "message"])


def _failed(here: Scope, job_id: UUID, kind: str, lease: UUID, error: Exception) -> None:
    """Queue it again after a pause, or set it apart after the last attempt. The error's text could hold anything: only its
    type is kept."""
    with scope.entered(here):
        job: Job | None = Job.objects.select_for_update().filter(id=job_id, lease_id=lease, state=Job.State.RUNNING).first()
        if job is None:
            return
        last = job.attempts >= MAX_ATTEMPTS
        job.state = Job.State.QUARANTINED if last else Job.State.QUEUED
        job.lease_id = job.lease_until = None
        job.message = f"error:{type(error).__name__.lower()}"[:80]
        job.run_after = clock.now() + PAUSE * job.attempts
        job.ended_at = clock.now() if last else None
        job.save(update_fields=["state", "lease_id", "lease_until", "message", "run_after", "ended_at"])
    if last:
        _log.error(f"job set apart: {kind} {job_id}, failed {MAX_ATTEMPTS} times", exc_info=error)
    else:
        _log.warning(f"job failed and waits: {kind} {job_id}, attempt {job.attempts}", exc_info=error)
