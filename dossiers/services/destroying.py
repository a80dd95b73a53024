"""A dossier, or items of one, that are being destroyed: nobody sees them from the first moment, and nobody else loses what is his."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from access import services as access
from dossiers.events import DossierEvent
from dossiers.models import ColleagueQuestion, Departure, Dossier, Item, ItemDraft, Plan, PlanDossier
from dossiers.presenters.items import correction_page, statement_page
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


@transaction.atomic
def hide_items(*, dossier: Dossier, series: Collection[UUID], by: Actor) -> None:
    """From this moment these items of a dossier that stays are there for nobody; what somebody was writing about them goes at once.
    There is no way back. A statement of the client that stood beside one of them stays, by itself: it has a term of its own.

    Raises Conflict when one of them is not there (any more).
    """
    versions = list(Item.kept.select_for_update().filter(dossier=dossier, series__in=series))
    if {row.series for row in versions} != set(series):
        raise Conflict("Een van deze stukken staat niet meer in dit dossier.")
    Item.kept.filter(beside__in=versions).exclude(series__in=series).update(beside=None)
    Item.kept.filter(pk__in=[row.pk for row in versions]).update(going=True)
    pages = [page(row) for row in versions for page in (correction_page, statement_page)]
    ItemDraft.objects.filter(dossier=dossier, page__in=pages).delete()
    departures = Departure.objects.filter(item__in=versions).values_list("pk", flat=True)
    for task in Task.objects.filter(source_kind="departure", source_id__in=list(departures), state=Task.State.OPEN):
        work.waive_task(task_id=task.pk, reason="destroyed", by=by)
    record(DossierEvent.ITEMS_GOING, subject_kind="dossier", subject_id=dossier.pk, dossier_id=dossier.pk, object_ids=set(series), by=by)


@transaction.atomic
def drop_law(*, dossier: Dossier, law: str, by: Actor) -> bool:
    """What the dossier held under this law has gone: it falls under its other laws alone, or under those of the items that are left.
    False, and nothing changes, when it holds something under it again, when it is its last law, or when it did not fall under it."""
    held = set(Item.kept.filter(dossier=dossier, superseded_at__isnull=True).values_list("law", flat=True))
    left = [tag for tag in dossier.law_tags if tag != law] or sorted(held)
    if law in held or law not in dossier.law_tags or not left:
        return False
    Dossier.objects.filter(pk=dossier.pk).update(law_tags=left)
    dossier.law_tags = left
    record(DossierEvent.LAW_DROPPED, subject_kind="dossier", subject_id=dossier.pk, dossier_id=dossier.pk, by=by)
    return True
