"""Keeping one account away from one subject. The floor above calls these in the transaction of its own act, which knows why."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from access.events import AccessEvent
from access.models import Exclusion, User
from access.policies import another_person_decides
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.web.errors import Conflict


@transaction.atomic
def exclude(*, subject: UUID, user: User, source_kind: str, source: UUID, by: Actor) -> Exclusion:
    """From now on `user` sees nothing of this subject, unless a duty in law lets him. Raises Conflict when that is so already."""
    if Exclusion.objects.filter(subject=subject, user=user, ended_at__isnull=True).exists():
        raise Conflict("Deze collega is al uitgesloten van dit dossier.")
    exclusion: Exclusion = Exclusion.objects.create(subject=subject, user=user, source_kind=source_kind, source=source, placed_by=by.id)
    _record(AccessEvent.EXCLUDED, exclusion, by)
    return exclusion


@transaction.atomic
def end_exclusions_of(*, source_kind: str, source: UUID, by: Actor) -> int:
    """End the living exclusions of this cause. Returns how many; a second time it is 0. Raises NotYourOwnRights for one's own."""
    ended = 0
    for exclusion in Exclusion.objects.select_for_update().filter(source_kind=source_kind, source=source, ended_at__isnull=True):
        another_person_decides(exclusion.user_id, by)
        exclusion.ended_at, exclusion.ended_by = clock.now(), by.id
        exclusion.save(update_fields=["ended_at", "ended_by"])
        _record(AccessEvent.EXCLUSION_ENDED, exclusion, by)
        ended += 1
    return ended


def _record(event: AccessEvent, exclusion: Exclusion, by: Actor) -> None:
    record(event, by=by, subject_kind="exclusion", subject_id=exclusion.pk, dossier_id=exclusion.subject, on_behalf_of=exclusion.user_id)
