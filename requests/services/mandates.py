"""The register of mandates: given and ended, by somebody else than who gets it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from access.models import User
from access.policies import NotYourOwnRights, another_person_decides
from privacy_domain import clock
from privacy_domain.audit.record import record, refused
from privacy_domain.operation import Actor
from privacy_domain.web.errors import Conflict, Invalid
from requests.events import RequestEvent
from requests.models import Mandate
from requests.states import MandateAct


@transaction.atomic
def give_mandate(
    *, user: User, act: MandateAct, capacity: str, document: str, since: date | None = None, until: date | None = None, by: Actor
) -> Mandate:
    """Write down that the college gave `user` a mandate, by which decision (opsterland-2015 art. 21; awb art. 10:3, 10:5).

    Raises NotYourOwnRights, Invalid without the function or the written decision, and Conflict when he has one for it already.
    """
    _not_own(user, by)
    if not document.strip():
        raise Invalid("Schrijf op met welk besluit het college dit mandaat gaf.", field="document")
    if not capacity.strip():
        raise Invalid("Schrijf op in welke functie dit mandaat is gegeven.", field="capacity")
    if Mandate.objects.filter(user=user, act=act, until__isnull=True, ended_at__isnull=True).exists():
        raise Conflict(f"{user} heeft dit mandaat al.")
    mandate: Mandate = Mandate.objects.create(
        user=user, act=act, capacity=capacity.strip(), document=document.strip(), since=since or clock.today(), until=until, given_by=by.id
    )
    record(RequestEvent.MANDATE_GIVEN, by=by, subject_kind="mandate", subject_id=mandate.pk, on_behalf_of=user.pk, reason=str(act))
    return mandate


@transaction.atomic
def end_mandate(*, mandate: UUID, by: Actor) -> Mandate:
    """It ends at once. Raises NotYourOwnRights, Conflict when it ended before: that moment stands."""
    held: Mandate = Mandate.objects.select_for_update(of=("self",)).select_related("user").get(pk=mandate)
    _not_own(held.user, by)
    if held.ended_at is not None:
        raise Conflict("Dit mandaat is al beëindigd. Ververs de pagina.")
    held.ended_at = clock.now()
    held.save(update_fields=["ended_at"])
    record(RequestEvent.MANDATE_ENDED, by=by, subject_kind="mandate", subject_id=held.pk, on_behalf_of=held.user_id, reason=held.act)
    return held


def _not_own(user: User, by: Actor) -> None:
    try:
        another_person_decides(user.pk, by)
    except NotYourOwnRights as refusal:
        raise refused(refusal, RequestEvent.SIGNING_REFUSED, by=by, on_behalf_of=user.pk) from None
