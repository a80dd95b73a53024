"""Keeping a colleague away from a dossier, and letting him near it again."""

from __future__ import annotations

from django.db import transaction

from access import services as access
from access.models import User
from access.policies import another_person_decides
from access.states import MunicipalRole
from dossiers.events import DossierEvent
from dossiers.models import Dossier, Exclusion
from dossiers.states import ExclusionGround
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.services import add_task


@transaction.atomic
def exclude_colleague(*, dossier: Dossier, user: User, ground: ExclusionGround, reason: str, by: User) -> Exclusion:
    """From now on `user` does not see this dossier and cannot find it, unless a duty in law compels. One may exclude oneself.

    The privacy officer gets a task to look at it: an exclusion may not keep a supervisor out. Raises Invalid without a reason,
    Conflict when it stands already.
    """
    if not reason.strip():
        raise Invalid("Schrijf op waarom deze collega het dossier niet mag zien.", field="reason")
    exclusion = Exclusion(dossier=dossier, user=user, ground=ExclusionGround(ground), placed_at=clock.now(), placed_by=by)
    exclusion.reason = reason.strip()
    access.exclude(subject=dossier.pk, user=user, source_kind="exclusion", source=exclusion.pk, by=by)
    exclusion.save(force_insert=True)
    _log(DossierEvent.EXCLUDED, exclusion, by)
    add_task(
        kind="review_exclusion", title_key="review_exclusion", source_kind="dossier.exclusion", source_id=exclusion.pk,
        dossier_id=dossier.pk, role=str(MunicipalRole.PRIVACY_OFFICER), by=by,
    )  # fmt: skip
    return exclusion


@transaction.atomic
def end_exclusion(*, exclusion: Exclusion, by: User) -> Exclusion:
    """The colleague may see the dossier again where another way lets him. Raises NotYourOwnRights for one's own, Conflict twice."""
    another_person_decides(exclusion.user_id, by)
    moment = clock.now()
    if Exclusion.objects.filter(pk=exclusion.pk, ended_at__isnull=True).update(ended_at=moment, ended_by=by) != 1:
        raise Conflict("Deze uitsluiting was al beëindigd.")
    exclusion.ended_at, exclusion.ended_by = moment, by
    access.end_exclusions_of(source_kind="exclusion", source=exclusion.pk, by=by)
    _log(DossierEvent.EXCLUSION_ENDED, exclusion, by)
    return exclusion


def _log(event: DossierEvent, exclusion: Exclusion, by: User) -> None:
    record(
        event,
        subject_kind="user",
        subject_id=exclusion.user_id,
        dossier_id=exclusion.dossier_id,
        person_id=exclusion.dossier.person_id,
        reason=str(exclusion.ground),
        by=by,
    )
