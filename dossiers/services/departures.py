"""A departure from the rules is looked at by the privacy officer, who sees why and not what the item says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.http import Http404

from access.models import User
from access.selectors import excluded_among, has_role
from access.states import MunicipalRole
from dossiers.events import DossierEvent
from dossiers.models import Departure, PolicyDeparture
from dossiers.selectors.items import departure_by_id
from privacy_domain.audit.record import look, record
from privacy_domain.web.errors import Conflict
from privacy_domain.work.services import complete_tasks_of

AnyDeparture = TypeVar("AnyDeparture", Departure, PolicyDeparture)


@transaction.atomic
def open_departure(*, departure_id: UUID, by: User) -> Departure:
    """The departure, for the privacy officer who is not kept away from the dossier; Http404 for everybody else."""
    return open_for_officer(find=lambda: departure_by_id(departure_id), event=DossierEvent.DEPARTURE_SEEN, by=by)


def open_for_officer(*, find: Callable[[], AnyDeparture | None], event: DossierEvent, by: User) -> AnyDeparture:
    """What only the privacy officer sees of a dossier, and not when he is kept away from it; Http404 for everybody else."""
    row = find() if has_role(by, MunicipalRole.PRIVACY_OFFICER) else None
    if row is None or excluded_among(by, [row.dossier_id]):
        raise Http404
    officer = str(MunicipalRole.PRIVACY_OFFICER)
    look(event, subject_kind="departure", subject_id=row.pk, dossier_id=row.dossier_id, role=officer, by=by)
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
