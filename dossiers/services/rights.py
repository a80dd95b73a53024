"""The page of who may look into a dossier."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.http import Http404

from access import policies as gate
from access.models import User
from access.selectors import roles_of
from access.states import ADMINISTRATIVE_ROLES
from dossiers.events import DossierEvent
from dossiers.models import Dossier
from dossiers.policies import may_grant
from privacy_domain import clock
from privacy_domain.audit.record import look


@dataclass(frozen=True, slots=True)
class Rights:
    """The open page. `inside`: the dossier itself is open too; `grants`: rights are this person's to give and end."""

    dossier: Dossier
    inside: bool
    grants: bool


@transaction.atomic
def open_rights(*, ref: UUID, by: User) -> Rights:
    """The only way to the rights on a dossier: for whom the dossier is open, and for the administrative roles, who see no more of
    it than its number. Raises as `open_dossier`."""
    on = clock.today()
    passage = gate.consider(by, ref, on=on)
    desk = next((role for role in ADMINISTRATIVE_ROLES if role in roles_of(by)), None)
    if desk is None or passage.excluded:
        passage = gate.enter(by, ref, on=on)
    dossier: Dossier | None = Dossier.objects.select_related("person", "team").filter(pk=ref).first()
    if dossier is None:
        raise Http404
    look(
        DossierEvent.RIGHTS_SEEN,
        subject_kind="dossier",
        subject_id=dossier.pk,
        dossier_id=dossier.pk,
        person_id=dossier.person_id,
        role=str(passage.role) if passage.decision.allowed else str(desk),
        by=by,
    )
    return Rights(dossier, bool(passage.decision.allowed), may_grant(by, dossier, on))
