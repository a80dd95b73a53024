"""Reading work: what there is to do for somebody, and how a job is getting on."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import F, Q, QuerySet

from privacy_domain.work.models import Job, Task


def open_tasks(*, assignee_id: UUID | None = None, team_ids: Collection[UUID] = (), roles: Collection[str] = ()) -> QuerySet[Task]:
    """Open tasks for this account, these teams and these roles together; the first due first, those without a date last."""
    for_whom = Q(team_id__in=team_ids) | Q(role__in=[role for role in roles if role])
    if assignee_id:
        for_whom |= Q(assignee_id=assignee_id)
    return _by_date(Task.objects.filter(for_whom, state=Task.State.OPEN))


def tasks_of_dossier(dossier_id: UUID) -> QuerySet[Task]:
    """Every task about this dossier, closed ones too; the first due first."""
    return _by_date(Task.objects.filter(dossier_id=dossier_id))


def tasks_about(person_id: UUID) -> QuerySet[Task]:
    """Every task about this person, closed ones too; the first due first."""
    return _by_date(Task.objects.filter(person_id=person_id))


def jobs_of(owner_id: UUID) -> QuerySet[Job]:
    """The jobs that this account asked for, newest first."""
    jobs: QuerySet[Job] = Job.objects.filter(owner_id=owner_id).order_by("-made_at", "id")
    return jobs


def job(job_id: UUID, *, owner_id: UUID) -> Job | None:
    """One job of this account, or None: a job of somebody else does not exist for him."""
    found: Job | None = Job.objects.filter(id=job_id, owner_id=owner_id).first()
    return found


def progress_of(job_id: UUID) -> Job | None:
    """How a job is getting on, whoever asked for it; for a page about what the job makes."""
    found: Job | None = Job.objects.filter(id=job_id).first()
    return found


def jobs_set_apart() -> QuerySet[Job]:
    """Jobs that failed too often and wait for a person, newest first."""
    jobs: QuerySet[Job] = Job.objects.filter(state=Job.State.QUARANTINED).order_by("-made_at", "id")
    return jobs


def _by_date(tasks: QuerySet[Task]) -> QuerySet[Task]:
    return tasks.order_by(F("due_on").asc(nulls_last=True), "made_at", "id")
