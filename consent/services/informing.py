"""Telling the client."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from consent.events import ConsentEvent
from consent.models import Informing
from consent.states import AnswerForm
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.people.models import Person
from privacy_domain.web.errors import Invalid


@transaction.atomic
def record_informing(
    *,
    person: Person,
    matter_id: UUID,
    form: AnswerForm,
    cards: Sequence[dict[str, object]],
    items: Sequence[str],
    parties: Sequence[str],
    none_known_yet: bool,
    reaction: str = "",
    agreed: str = "",
    interpreter: str = "",
    informed_at: datetime | None = None,
    by: Actor,
) -> Informing:
    """The client was told, in one form, about `items` (content codes), with the versions of the texts that were used.

    `parties` are named as concretely as possible; without a name `none_known_yet` says so explicitly (Leek 4 lid 2,
    Landsmeer 4 lid 2), and a party added later asks for telling again. Raises Invalid when neither is there or both are.
    """
    if bool(parties) == none_known_yet:
        raise Invalid("Noem minstens één partij, of kies dat er nog geen partij bekend is.", field="parties")
    if not items:
        raise Invalid("Vink aan wat je hebt verteld.", field="items")
    told = Informing(
        person=person,
        matter_id=matter_id,
        form=form,
        informed_at=informed_at or clock.now(),
        informed_by_id=by.id,
        cards=list(cards),
        items=sorted(set(items)),
        parties=list(parties),
        none_known_yet=none_known_yet,
        reaction=reaction,
        agreed=agreed,
        interpreter=interpreter,
    )
    told.save()
    record(
        ConsentEvent.CLIENT_INFORMED,
        subject_kind="informing",
        subject_id=told.pk,
        person_id=person.pk,
        dossier_id=matter_id,
        reason=form,
        by=by,
    )
    return told
