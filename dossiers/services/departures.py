"""A departure from the rules is looked at by the privacy officer, who sees why and not what the item says."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404

from access.models import User
from access.selectors import has_role
from access.states import MunicipalRole
from dossiers.events import DossierEvent
from dossiers.models import Departure
from dossiers.selectors.items import departure_by_id
from privacy_domain.audit.record import look, record
from privacy_domain.web.errors import Conflict
from privacy_domain.work.services import complete_tasks_of


@transaction.atomic
def open_departure(*, departure_id: UUID, by: User) -> Departure:
    """The departure, for the privacy officer; Http404 for everybody else."""
    row = departure_by_id(departure_id) if has_role(by, MunicipalRole.PRIVACY_OFFICER) else None
    if row is None:
        raise Http404
    look(
        DossierEvent.DEPARTURE_SEEN,
        subject_kind="departure",
        subject_id=row.pk,
        dossier_id=row.dossier_id,
        role=str(MunicipalRole.PRIVACY_OFFICER),
        by=by,
    )
    return row


@transaction.atomic
def judge_departure(*, departure: Departure, by: User) -> None:
    """The privacy officer looked at it: his task is done. Twice: Conflict."""
    if not complete_tasks_of(source_kind="departure", source_id=departure.pk, by=by):
        raise Conflict("Naar deze afwijking is al gekeken.")
    record(
        DossierEvent.DEPARTURE_JUDGED,
        subject_kind="departure",
        subject_id=departure.pk,
        dossier_id=departure.dossier_id,
        role=str(MunicipalRole.PRIVACY_OFFICER),
        by=by,
    )
