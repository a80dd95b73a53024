"""What this floor does just before a dossier goes, so that nobody else loses what is his."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from dossiers.models import ColleagueQuestion, Plan, PlanDossier
from dossiers.services.colleague import wipe_question
from privacy_domain.operation import SYSTEM


def leave_others_whole(dossier: UUID) -> None:
    """A plan of the household gets another dossier to stand under; an answer out of this dossier is read by nobody any more."""
    for plan in Plan.objects.filter(dossier_id=dossier):
        other = PlanDossier.objects.filter(plan=plan).exclude(dossier_id=dossier).order_by("until", "since").first()
        if other is not None:
            Plan.objects.filter(pk=plan.pk).update(dossier=other.dossier_id)
    for question in ColleagueQuestion.objects.filter(Q(dossier_id=dossier) | Q(answered_from_id=dossier)):
        wipe_question(question=question, by=SYSTEM)
