"""The clock of age and authority: birthdays after which somebody else decides, and representations that end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from access.models import User
from dossiers.events import DossierEvent
from dossiers.models import Dossier, Relation
from dossiers.states import DECIDING_AGES, AgeTask, DossierState
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.people.models import Person, Representative
from privacy_domain.people.selectors import age_on, birthdays, persons
from privacy_domain.web.errors import Conflict
from privacy_domain.work import services as work
from privacy_domain.work.models import Task

LOOK_BACK = timedelta(days=7)  # a night without a worker is no birthday missed
WARN_AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Due:
    """A task that belongs to a day."""

    kind: str
    source_kind: str
    source: UUID
    day: date
    person: UUID
    dossier: Dossier
    event: DossierEvent


@transaction.atomic
def give_tasks_of_the_day(*, by: Actor) -> int:
    """A task for the team of each open dossier in which somebody turned 12, 16 or 18 in the last week, or in which a
    representation ends within a month. Each is given once; returns how many are new."""
    due = [*_birthdays(clock.today()), *_endings(clock.today())]
    known = set(Task.objects.filter(source_id__in=[one.source for one in due], kind__in=AgeTask.values).values_list("kind", "source_id"))
    fresh = [one for one in due if (one.kind, one.source) not in known]
    for one in fresh:
        work.add_task(
            kind=one.kind,
            title_key=one.kind,
            source_kind=one.source_kind,
            source_id=one.source,
            due_on=one.day,
            person_id=one.person,
            dossier_id=one.dossier.pk,
            team_id=one.dossier.team_id,
            by=by,
        )
        record(
            one.event, subject_kind=one.source_kind, subject_id=one.source, dossier_id=one.dossier.pk, person_id=one.person, reason=one.kind, by=by
        )
    return len(fresh)


def _birthdays(today: date) -> Iterator[_Due]:
    for back in range(LOOK_BACK.days):
        day = today - timedelta(days=back)
        for person in persons(birthdays(day)):
            age = age_on(person, day)
            if age in DECIDING_AGES and person.died_on is None:
                yield from _of_age(person, f"age_{age}", day)


def _of_age(person: Person, kind: str, day: date) -> Iterator[_Due]:
    for dossier in Dossier.objects.filter(person=person, state=DossierState.OPEN):
        yield _Due(kind, "dossier", dossier.pk, day, person.pk, dossier, DossierEvent.AGE_REACHED)
    involved = Relation.objects.filter(person=person, in_support=True, until__isnull=True, dossier__state=DossierState.OPEN)
    for relation in involved.select_related("dossier"):
        yield _Due(kind, "relation", relation.pk, day, person.pk, relation.dossier, DossierEvent.AGE_REACHED)


def _endings(today: date) -> Iterator[_Due]:
    ending = Representative.objects.filter(valid_until__range=(today - LOOK_BACK, today + WARN_AHEAD), limited_at__isnull=True)
    for row in ending:
        for dossier in Dossier.objects.filter(person_id=row.person_id, state=DossierState.OPEN):
            yield _Due(AgeTask.ENDS, "representative", row.pk, row.valid_until or today, row.person_id, dossier, DossierEvent.REPRESENTATION_ENDS)


@transaction.atomic
def finish_tasks(*, dossier: Dossier, tasks: list[Task], by: User) -> None:
    """Who decides from now on was looked at and arranged. Raises Conflict when that was said in another tab."""
    for task in tasks:
        try:
            work.complete_task(task_id=task.pk, by=by)
        except work.AlreadyClosed as closed:
            raise Conflict("Deze taak was al afgerond.") from closed
        record(
            DossierEvent.TASK_DONE, subject_kind="task", subject_id=task.pk, dossier_id=dossier.pk, person_id=task.person_id, reason=task.kind, by=by
        )
