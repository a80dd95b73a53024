"""A professional hands his dossier over to a colleague."""

from __future__ import annotations

from django.db import transaction

from access.models import User
from access.policies import may_open
from dossiers.events import DossierEvent
from dossiers.models import Dossier, Involvement
from dossiers.services.dossier import end_involvement, involve
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.web.errors import Invalid
from privacy_domain.work.models import Task
from privacy_domain.work.services import assign_task


@transaction.atomic
def pass_on(*, dossier: Dossier, user: User, reason: str, by: User) -> Involvement:
    """`user` goes on instead of `by`: he is involved, `by` no longer, and the open tasks of `by` in this dossier are his.

    Raises Invalid without a reason, for oneself, for who is not involved himself, and for a colleague to whom the protocol does
    not open the dossier even when he is involved.
    """
    if user.pk == by.pk:
        raise Invalid("Kies een andere collega.", field="colleague")
    mine = Involvement.objects.filter(dossier=dossier, user=by, until__isnull=True).first()
    if mine is None:
        raise Invalid("Je bent zelf niet betrokken bij dit dossier. Je kunt het niet overdragen.", field="colleague")
    theirs = Involvement.objects.filter(dossier=dossier, user=user, until__isnull=True).first()
    theirs = theirs or involve(dossier=dossier, user=user, reason=reason, by=by)
    if not may_open(user, dossier.pk, on=clock.today()).allowed:
        raise Invalid("Deze collega mag dit dossier niet openen. Kies iemand uit het team.", field="colleague")
    for task in Task.objects.filter(dossier_id=dossier.pk, assignee_id=by.pk, state=Task.State.OPEN):
        assign_task(task_id=task.pk, assignee_id=user.pk, by=by)
    end_involvement(involvement=mine, by=by)
    record(
        DossierEvent.HANDED_OVER,
        subject_kind="user",
        subject_id=user.pk,
        dossier_id=dossier.pk,
        person_id=dossier.person_id,
        on_behalf_of=by.pk,
        by=by,
    )
    return theirs
