"""Withdrawing, and what rested on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from access.models import User
from consent import services as consent
from consent.models import Consent
from dossiers.events import DossierEvent
from dossiers.models import Disclosure, Dossier, PartnerChoice
from dossiers.policies.life import may_reopen
from dossiers.policies.withdrawal import affected_by
from dossiers.selectors.disclosure import received_on
from dossiers.services.disclosure import withdraw_disclosure
from dossiers.services.documents import withdrawal_letter
from dossiers.services.dossier import open_dossier
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.letters.models import Letter
from privacy_domain.web.errors import Conflict
from privacy_domain.work import services as work

STOP_WITHIN = timedelta(days=1)
WITHDREW = "De cliënt trok de toestemming in waarop dit rustte."


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal did: exchanges to be stopped with a partner, envelopes that stopped, those that need another ground for a
    part, and the letter that confirms it."""

    resting: tuple[PartnerChoice, ...]
    stopped: tuple[Disclosure, ...]
    other_ground: tuple[Disclosure, ...]
    letter: Letter


@transaction.atomic
def open_to_withdraw(*, ref: UUID, write: bool = False, by: User) -> Dossier:
    """The dossier, for taking a consent back: as `open_dossier`; and a closed one, without opening it again, for who may open it
    again. Raises as `open_dossier`."""
    dossier: Dossier | None = Dossier.objects.select_related("person", "team").filter(pk=ref).first()
    if dossier is None or not may_reopen(by, dossier):
        return open_dossier(ref=ref, write=write, by=by)
    look(
        DossierEvent.CONSENTS_SEEN, subject_kind="dossier", subject_id=dossier.pk, dossier_id=dossier.pk, person_id=dossier.person_id, by=by
    )  # fmt: skip
    return dossier


@transaction.atomic
def withdraw_consent(*, dossier: Dossier, consent_given: Consent, said_by: str, by: User) -> Withdrawn:
    """The client takes a consent back, also after the dossier was closed: it holds no more from this moment. What rests on it and
    did not leave yet stops in the same transaction; each exchange with a partner becomes a task to stop it; the client gets a
    letter that confirms it and says who received what. Raises as `consent.services.withdraw`.
    """
    affected = affected_by(consent_given, clock.today())
    consent.withdraw(consent=consent_given, said_by=said_by, by=by)
    for row in affected.stops:
        withdraw_disclosure(disclosure=row, reason=WITHDREW, by=by)
    resting = tuple(PartnerChoice.objects.filter(consent=consent_given).select_related("partner"))
    for choice in resting:
        work.add_task(
            kind="stop_exchange",
            title_key="stop_exchange",
            source_kind="partner_choice",
            source_id=choice.pk,
            due_on=clock.today() + STOP_WITHIN,
            person_id=consent_given.person_id,
            dossier_id=dossier.pk,
            assignee_id=by.pk,
            by=by,
        )
    letter = withdrawal_letter(
        dossier=dossier, consent=consent_given, told_to=[choice.partner.name for choice in resting], received=received_on(consent_given), by=by
    )  # fmt: skip
    record(
        DossierEvent.CONSENT_WITHDRAWN,
        subject_kind="consent",
        subject_id=consent_given.pk,
        dossier_id=dossier.pk,
        person_id=consent_given.person_id,
        object_ids=[*(choice.partner_id for choice in resting), *(row.pk for row in affected.stops)],
        by=by,
    )
    return Withdrawn(resting, affected.stops, affected.other_ground, letter)


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
