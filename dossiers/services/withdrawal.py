"""Withdrawing, and what rested on it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from access.models import User
from consent import services as consent
from consent.models import Consent
from dossiers.events import DossierEvent
from dossiers.models import Dossier, PartnerChoice
from dossiers.services.documents import withdrawal_letter
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.web.errors import Conflict
from privacy_domain.work import services as work

STOP_WITHIN = timedelta(days=1)


@transaction.atomic
def withdraw_consent(*, dossier: Dossier, consent_given: Consent, said_by: str, by: User) -> list[PartnerChoice]:
    """The client takes a consent back: it holds no more from this moment, and each exchange that rested on it becomes a task
    to stop it; the client gets a letter that confirms it. Returns those exchanges. Raises as `consent.services.withdraw`.
    """
    consent.withdraw(consent=consent_given, said_by=said_by, by=by)
    resting = list(PartnerChoice.objects.filter(consent=consent_given).select_related("partner"))
    for choice in resting:
        work.add_task(
            kind="stop_exchange",
            title_key="stop_exchange",
            source_kind="partner_choice",
            source_id=choice.pk,
            due_on=clock.today() + STOP_WITHIN,
            person_id=dossier.person_id,
            dossier_id=dossier.pk,
            assignee_id=by.pk,
            by=by,
        )
    withdrawal_letter(dossier=dossier, consent=consent_given, told_to=[choice.partner.name for choice in resting], by=by)
    record(
        DossierEvent.CONSENT_WITHDRAWN,
        subject_kind="consent",
        subject_id=consent_given.pk,
        dossier_id=dossier.pk,
        person_id=dossier.person_id,
        object_ids=[choice.partner_id for choice in resting],
        by=by,
    )
    return resting


@transaction.atomic
def stop_exchange(*, choice: PartnerChoice, by: User) -> None:
    """The exchange with this partner was really stopped: the task is done. Twice: Conflict."""
    if work.complete_tasks_of(source_kind="partner_choice", source_id=choice.pk, by=by) == 0:
        raise Conflict("Dit is al gestopt.")
    record(
        DossierEvent.EXCHANGE_STOPPED,
        subject_kind="partner",
        subject_id=choice.partner_id,
        dossier_id=choice.dossier_id,
        person_id=choice.dossier.person_id,
        by=by,
    )
