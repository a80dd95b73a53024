"""A dossier that is being destroyed: nobody sees it from the first moment, and nobody else loses what is his."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from access import services as access
from dossiers.events import DossierEvent
from dossiers.models import ColleagueQuestion, Dossier, Plan, PlanDossier
from dossiers.services.colleague import wipe_question
from dossiers.states import DossierState
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.web.errors import Conflict
from privacy_domain.work import services as work
from privacy_domain.work.models import Task


@transaction.atomic
def hide_dossier(*, dossier: Dossier, by: Actor) -> None:
    """From this moment the dossier is there for nobody: no door, no list, no search, no task. There is no way back.

    Raises Conflict when it is not closed, or is going already.
    """
    if Dossier.objects.filter(pk=dossier.pk, state=DossierState.CLOSED).update(state=DossierState.GOING) != 1:
        raise Conflict("Alleen een dossier dat is afgesloten, kan worden vernietigd.")
    access.close_subject(subject=dossier.pk, by=by)
    for task in Task.objects.filter(dossier_id=dossier.pk, state=Task.State.OPEN):
        work.waive_task(task_id=task.pk, reason="destroyed", by=by)
    record(DossierEvent.GOING, subject_kind="dossier", subject_id=dossier.pk, dossier_id=dossier.pk, by=by)


def leave_others_whole(*, subject: UUID, by: Actor) -> None:
    """A plan of the household gets another dossier to stand under; an answer out of this dossier is read by nobody any more."""
    for plan in Plan.objects.filter(dossier_id=subject):
        other = PlanDossier.objects.filter(plan=plan).exclude(dossier_id=subject).order_by("until", "since").first()
        if other is not None:
            Plan.objects.filter(pk=plan.pk).update(dossier=other.dossier_id)
    for question in ColleagueQuestion.objects.filter(Q(dossier_id=subject) | Q(answered_from_id=subject)):
        wipe_question(question=question, by=by)
