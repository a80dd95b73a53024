"""Giving work, and closing it. Who gives or closes work records that in the audit log, which stands above this floor."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from privacy_domain import clock
from privacy_domain.operation import Actor
from privacy_domain.tenancy import scope
from privacy_domain.work.doorbell import ring_after_commit
from privacy_domain.work.models import Job, Task

_CODE = re.compile(r"[a-z][a-z0-9_.:-]{0,79}")
_ARGUMENT = re.compile(r"[A-Za-z0-9_.:+-]{1,120}")


class AlreadyClosed(Exception):
    """The task was done or waived before, perhaps in another tab."""


# ---------------------------------------------------------------- jobs
@transaction.atomic
def enqueue(*, kind: str, key: str, args: Mapping[str, Any], run_after: datetime | None = None, by: Actor) -> UUID:
    """Queue a job in the transaction that runs, and ring the doorbell when it commits. Returns the job's id.

    A job of this kind with this key that exists already, in whatever state, is left as it is and its id returned: choose a key
    that names the effect ("<letter id>", "<export id>:2"). `args` are ids and codes, because they are stored in plain text.
    `run_after` is an aware moment; left out: now. Raises ValueError for a kind or an argument that is no code or id.
    """
    values = {name: str(value) for name, value in args.items()}
    if not _CODE.fullmatch(kind) or not all(map(_ARGUMENT.fullmatch, (key, *values.values()))):
        raise ValueError("a job takes codes and ids, no text")
    here, now = scope.require(), clock.now()
    row = [uuid4(), here.id, kind, key, json.dumps(values), run_after or now, by.id, now]
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into work_job (id, municipality_id, kind, key, args, state, run_after, attempts, total, done, owner_id, message, made_at)
               values (%s, %s, %s, %s, %s, 'queued', %s, 0, 0, 0, %s, '', %s)
               on conflict (municipality_id, kind, key) do nothing returning id""",
            row,
        )
        made = cursor.fetchone()
    if made is None:
        existing: UUID = Job.objects.values_list("id", flat=True).get(kind=kind, key=key)
        return existing
    ring_after_commit(here.code)
    new: UUID = made[0]
    return new


def plan(*, kind: str, moment: datetime, by: Actor) -> UUID:
    """Queue the job of `kind` that belongs to this planned moment (aware); planned twice, it exists once."""
    local = moment.astimezone(clock.AMSTERDAM)
    return enqueue(kind=kind, key=local.strftime("%Y-%m-%dT%H:%M"), args={}, run_after=moment, by=by)


@transaction.atomic
def release_job(*, job_id: UUID, by: Actor) -> bool:
    """Queue a job again that was set apart, after its cause was taken away. False when it was not set apart (any more)."""
    released = Job.objects.filter(id=job_id, state=Job.State.QUARANTINED).update(
        state=Job.State.QUEUED, attempts=0, run_after=clock.now(), ended_at=None, message=""
    )
    if released:
        ring_after_commit(scope.require().code)
    return bool(released)


# ---------------------------------------------------------------- tasks
@transaction.atomic
def add_task(
    *,
    kind: str,
    title_key: str,
    source_kind: str,
    source_id: UUID,
    due_on: date | None = None,
    person_id: UUID | None = None,
    dossier_id: UUID | None = None,
    assignee_id: UUID | None = None,
    team_id: UUID | None = None,
    role: str = "",
    by: Actor,
) -> Task:
    """Give somebody something to do: an account, a team or a role. One task per source and kind: asked twice, it is there once.

    Raises ValueError when nobody is named, or when kind, title, source or role is text instead of a code.
    """
    if not (assignee_id or team_id or role):
        raise ValueError("a task is for somebody: an account, a team or a role")
    if not all(map(_CODE.fullmatch, filter(None, (kind, title_key, source_kind, role)))) or not (kind and title_key and source_kind):
        raise ValueError("a task takes codes and ids, no text")
    task: Task
    task, _ = Task.objects.get_or_create(
        kind=kind,
        source_kind=source_kind,
        source_id=source_id,
        defaults={
            "title_key": title_key,
            "due_on": due_on,
            "person_id": person_id,
            "dossier_id": dossier_id,
            "assignee_id": assignee_id,
            "team_id": team_id,
            "role": role,
            "made_at": clock.now(),
            "made_by": by.id,
        },
    )
    return task


def complete_task(*, task_id: UUID, by: Actor) -> Task:
    """The task is done. Raises AlreadyClosed when it is not open, Task.DoesNotExist when there is none."""
    return _close(task_id, Task.State.DONE, "", by)


def waive_task(*, task_id: UUID, reason: str, by: Actor) -> Task:
    """The task will not be done, for a reason; the explanation in words belongs in the record that the task is about.

    Raises ValueError when `reason` is empty or no code; otherwise as `complete_task`.
    """
    if not _CODE.fullmatch(reason):
        raise ValueError("a task is waived for a reason, named by a code")
    return _close(task_id, Task.State.WAIVED, reason, by)


@transaction.atomic
def complete_tasks_of(*, source_kind: str, source_id: UUID, by: Actor) -> int:
    """What the source asked for has been done by itself: complete every task of it that is open. Returns how many."""
    return Task.objects.filter(source_kind=source_kind, source_id=source_id, state=Task.State.OPEN).update(
        state=Task.State.DONE, closed_at=clock.now(), closed_by=by.id
    )


@transaction.atomic
def set_tasks_aside(*, source_kind: str, source_ids: Collection[UUID], reason: str, by: Actor) -> int:
    """What the sources asked for cannot be done as long as `reason` (a code) holds: waive every task of them that is open. Returns how
    many. ValueError without a reason."""
    if not reason:
        raise ValueError("a task is set aside for a reason")
    here = Task.objects.filter(source_kind=source_kind, source_id__in=source_ids, state=Task.State.OPEN)
    return here.update(state=Task.State.WAIVED, reason=reason, closed_at=clock.now(), closed_by=by.id)


@transaction.atomic
def take_tasks_up_again(*, source_kind: str, source_ids: Collection[UUID], reason: str, by: Actor) -> int:
    """The reason for which they were set aside is gone: every task of the sources that was waived for it is open again. Returns how many."""
    here = Task.objects.filter(source_kind=source_kind, source_id__in=source_ids, state=Task.State.WAIVED, reason=reason)
    return here.update(state=Task.State.OPEN, reason="", closed_at=None, closed_by=None)


@transaction.atomic
def assign_task(*, task_id: UUID, assignee_id: UUID | None = None, team_id: UUID | None = None, role: str = "", by: Actor) -> Task:
    """Hand an open task to another account, team or role. Errors as `complete_task`, ValueError when nobody is named."""
    if not (assignee_id or team_id or role):
        raise ValueError("a task is for somebody: an account, a team or a role")
    moved = Task.objects.filter(id=task_id, state=Task.State.OPEN).update(assignee_id=assignee_id, team_id=team_id, role=role)
    return _task_if(task_id, moved)


@transaction.atomic
def postpone_task(*, task_id: UUID, due_on: date | None, by: Actor) -> Task:
    """Give an open task another day. Errors as `complete_task`."""
    moved = Task.objects.filter(id=task_id, state=Task.State.OPEN).update(due_on=due_on)
    return _task_if(task_id, moved)


@transaction.atomic
def _close(task_id: UUID, state: Task.State, reason: str, by: Actor) -> Task:
    """Claim, then act: of two that close at once, one finds the task open."""
    closed = Task.objects.filter(id=task_id, state=Task.State.OPEN).update(state=state, reason=reason, closed_at=clock.now(), closed_by=by.id)
    return _task_if(task_id, closed)


def _task_if(task_id: UUID, changed: int) -> Task:
    task: Task = Task.objects.get(id=task_id)
    if not changed:
        raise AlreadyClosed(task.state)
    return task
