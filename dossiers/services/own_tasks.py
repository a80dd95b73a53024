"""Tasks that somebody gives himself or a colleague in a dossier: with a day, done, moved."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from access.models import User
from access.policies import may_open
from dossiers.events import DossierEvent
from dossiers.models import Dossier, OwnTask
from dossiers.selectors.life import OWN_TASK, OWN_TASK_SOURCE, place_of
from dossiers.selectors.once import made_before
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import time_ordered_id
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work


@transaction.atomic
def add_own_task(*, dossier: Dossier, text: str, due_on: date, user: User, key: UUID | None = None, by: User) -> OwnTask:
    """Something to do in this dossier before a day, by `user`. Raises Invalid without words, for a day that is past, and for who
    may not open the dossier. `key`: as `made_before`."""
    found = made_before(OwnTask, key, dossier_id=dossier.pk)
    if found is not None:
        return found
    if not text.strip():
        raise Invalid("Schrijf op wat er moet gebeuren.", field="text")
    _check(dossier, due_on, user)
    task = OwnTask(id=key or time_ordered_id(), dossier=dossier, text=text.strip(), made_at=clock.now(), made_by=by)
    task.save(force_insert=True)
    work.add_task(
        kind=OWN_TASK, title_key=OWN_TASK, source_kind=OWN_TASK_SOURCE, source_id=task.pk, due_on=due_on, dossier_id=dossier.pk,
        person_id=dossier.person_id, assignee_id=user.pk, by=by,
    )  # fmt: skip
    _log(DossierEvent.OWN_TASK_ADDED, task, user, by)
    return task


@transaction.atomic
def move_own_task(*, task: OwnTask, due_on: date, user: User, by: User) -> OwnTask:
    """Another day, another colleague, or both. Raises as `add_own_task`, Conflict when it is done."""
    _check(task.dossier, due_on, user)
    place = place_of(task)
    try:
        work.postpone_task(task_id=place.pk if place else task.pk, due_on=due_on, by=by)
        work.assign_task(task_id=place.pk if place else task.pk, assignee_id=user.pk, by=by)
    except work.AlreadyClosed as closed:
        raise Conflict("Deze taak is al klaar.") from closed
    _log(DossierEvent.OWN_TASK_MOVED, task, user, by)
    return task


@transaction.atomic
def finish_own_task(*, task: OwnTask, by: User) -> OwnTask:
    """It is done. Twice: Conflict."""
    if work.complete_tasks_of(source_kind=OWN_TASK_SOURCE, source_id=task.pk, by=by) == 0:
        raise Conflict("Deze taak is al klaar.")
    _log(DossierEvent.OWN_TASK_DONE, task, by, by)
    return task


def _check(dossier: Dossier, due_on: date, user: User) -> None:
    if due_on < clock.today():
        raise Invalid("Kies een dag vanaf vandaag.", field="due_on")
    if not may_open(user, dossier.pk, on=clock.today()).allowed:
        raise Invalid("Deze collega mag dit dossier niet openen. Betrek hem eerst.", field="colleague")


def _log(event: DossierEvent, task: OwnTask, user: User, by: User) -> None:
    record(
        event, subject_kind="own_task", subject_id=task.pk, dossier_id=task.dossier_id, person_id=task.dossier.person_id, on_behalf_of=user.pk, by=by
    )
