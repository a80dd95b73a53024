"""Who sits at the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from access.models import User
from dossiers.events import DossierEvent
from dossiers.models import Participant, Talk
from dossiers.policies import require_running
from dossiers.services.talk import mark_step, uncheck
from dossiers.states import Capacity, Step
from privacy_domain.audit.record import record
from privacy_domain.web.errors import Invalid


@dataclass(frozen=True, slots=True)
class Seat:
    """One person at the table. `language` is what an interpreter translates into."""

    name: str
    capacity: Capacity
    language: str = ""


@transaction.atomic
def record_table(*, talk: Talk, seats: Sequence[Seat], by: User) -> list[Participant]:
    """Who sits at the table, and in which capacity; replaces what was recorded before in this talk.

    Nobody sits twice under one name and capacity. Raises Invalid without anybody, and for a seat without a name.
    """
    require_running(talk)
    if not seats:
        raise Invalid("Zeg wie er aan tafel zit.", field="seats")
    if any(not seat.name.strip() for seat in seats):
        raise Invalid("Vul bij iedereen een naam in, of haal de regel weg.", field="seats")
    Participant.objects.filter(talk=talk).delete()
    seated = []
    for seat in dict.fromkeys(seats):
        participant = Participant(dossier_id=talk.dossier_id, talk=talk, capacity=seat.capacity, language=seat.language.strip())
        if seat.capacity == Capacity.CLIENT:
            participant.person_id = talk.person_id
        participant.name = seat.name.strip()
        participant.save()
        seated.append(participant)
    record(
        DossierEvent.TABLE_RECORDED,
        subject_kind="talk",
        subject_id=talk.pk,
        dossier_id=talk.dossier_id,
        person_id=talk.person_id,
        by=by,
    )
    uncheck(talk=talk, by=by)
    mark_step(talk=talk, step=Step.TABLE, by=by)
    return seated
