"""An envelope because of a signal: to whom and what for comes from the signal, what goes is chosen as for any other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import transaction

from access.models import User
from dossiers.models import Disclosure, DisclosureOrigin, FraudInquiry, IndexEntry, MeldcodeDecision, VeiligThuisQuestion
from dossiers.selectors.outside import envelopes_from, kind_of, on_the_way
from dossiers.services.disclosure import leave_unshared, open_disclosure, withdraw_disclosure
from dossiers.states import DisclosureState
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Occasion, Recipient
from privacy_domain.web.errors import Conflict, Invalid

State = DisclosureState
S = TypeVar("S", VeiligThuisQuestion, MeldcodeDecision, FraudInquiry, IndexEntry)


@transaction.atomic
def open_from(
    *,
    source: S,
    still: Callable[[S], None],
    partner: Partner,
    purpose: str,
    occasion: Occasion,
    safety: bool,
    only_to: Recipient | None = None,
    told_beforehand: str = "",
    by: User,
) -> Disclosure:
    """Begin an envelope because of `source`, which is locked until the end, so that two never begin the same; `still` is asked of it
    as it is then, and raises Conflict when it is over.

    Raises Invalid for somebody of another kind than `only_to`, Conflict when one is on its way already, and what
    `open_disclosure` raises.
    """
    if only_to is not None and partner.code != only_to:
        raise Invalid("Kies de ontvanger die hierbij hoort in het register.", field="partner")
    still(type(source).objects.select_for_update(of=("self",)).get(pk=source.pk))
    if on_the_way(envelopes_from(source)):
        raise Conflict("Hiervoor loopt al een verstrekking. Ga daarmee verder, of trek die eerst terug.")
    made = open_disclosure(dossier=source.dossier, partner=partner, purpose=purpose, occasion=occasion, safety=safety, by=by)
    if told_beforehand:
        made.told_beforehand = told_beforehand
        made.save(update_fields=["told_beforehand"])
    DisclosureOrigin(dossier=source.dossier, disclosure=made, **{kind_of(source): source}).save(force_insert=True)
    return made


def stop_on_the_way(*, envelopes: Iterable[Disclosure], because: str, by: User) -> None:
    """What could still leave does not: taken back where it was sealed, deliberately not shared where it was being prepared."""
    for row in on_the_way(envelopes):
        stop = withdraw_disclosure if row.state in (State.WAITING, State.APPROVED) else leave_unshared
        stop(disclosure=row, reason=because, by=by)
