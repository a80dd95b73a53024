"""Which consents cover what would be shared: exactly these data, with exactly this recipient, on this occasion, today."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from consent.models import Consent
from consent.policies import STATUS
from consent.states import OPEN_STATES, ConsentState, FormState, Scope
from dossiers.models import Dossier
from dossiers.policies.disclosure import Known
from privacy_domain.protocols import facts
from privacy_domain.protocols.types import Category, ConsentStatus, Form, Occasion, Recipient, Told


@dataclass(frozen=True, slots=True)
class Covering:
    """What the client agreed to. `consents` cover the items that were asked; `uncovered` are items that no consent names."""

    known: Known
    consents: tuple[Consent, ...]
    uncovered: tuple[Category, ...]


def covering(
    dossier: Dossier,
    recipient: Recipient,
    items: Collection[Category],
    *,
    occasion: Occasion | None,
    partner_id: UUID | None = None,
    without: UUID | None = None,
    on: date,
) -> Covering:
    """Look up the consents of this dossier, as if the consent `without` was withdrawn; one statement.

    A consent covers what it names: these data, this partner (or this kind of recipient when nobody of the register is meant),
    this occasion or none in particular, until its last day. When one item is refused, all together are not agreed.
    """
    every = list(
        Consent.objects.filter(person_id=dossier.person_id, matter_id=dossier.pk).select_related("informing", "consent_form").order_by("asked_at")
    )
    for one in every:
        if one.pk == without:
            one.state = ConsentState.WITHDRAWN  # in this look only
    asked = [c for c in every if c.scope == Scope.SHARING and _same(c, recipient, partner_id) and c.occasion in ("", str(occasion or ""))]
    found = {item: _latest(asked, item) for item in items}
    given = {item: consent for item, consent in found.items() if consent is not None and _status(consent, on) is ConsentStatus.GIVEN}
    consents = tuple(dict.fromkeys(given.values()))
    known = Known(
        consent=facts.Consent(status=_together(list(found.values()), on), form=_form(consents) if len(given) == len(found) else None),
        told_before=_told(consents),
        signature=bool(consents) and all(c.consent_form is not None and c.consent_form.state == FormState.SIGNED for c in consents),
        special_agreed=_agreed_inside(every, items, on),
    )
    return Covering(known, consents, tuple(sorted(set(items) - given.keys())))


def _same(consent: Consent, recipient: Recipient, partner_id: UUID | None) -> bool:
    return consent.partner_id == partner_id if partner_id else consent.recipient_code == recipient


def _latest(consents: Sequence[Consent], item: Category) -> Consent | None:
    """The newest that names this item; a question that waits does not replace an answer."""
    named = [c for c in consents if item in c.categories]
    answered = [c for c in named if c.state not in OPEN_STATES]
    return max(answered or named, key=lambda c: c.asked_at, default=None)


def _status(consent: Consent | None, on: date) -> ConsentStatus:
    if consent is None or (consent.state == ConsentState.GIVEN and consent.valid_until is not None and consent.valid_until < on):
        return ConsentStatus.NOT_ASKED
    return STATUS[ConsentState(consent.state)]


def _together(consents: Sequence[Consent | None], on: date) -> ConsentStatus:
    """One status for all items: the worst of them."""
    order = (ConsentStatus.REFUSED, ConsentStatus.WITHDRAWN, ConsentStatus.NOT_ASKED, ConsentStatus.GIVEN)
    return min((_status(consent, on) for consent in consents), key=order.index, default=ConsentStatus.NOT_ASKED)


def _form(consents: Sequence[Consent]) -> Form:
    return Form.WRITTEN if all(c.form_given == Form.WRITTEN for c in consents) else Form.ORAL


def _told(consents: Sequence[Consent]) -> frozenset[Told]:
    """What was told before every one of them."""
    each = [frozenset(Told(item) for item in c.informing.items if item in frozenset(Told)) for c in consents]
    return frozenset.intersection(*each) if each else frozenset()


def _agreed_inside(consents: Sequence[Consent], items: Collection[Category], on: date) -> frozenset[Category]:
    special = [c for c in consents if c.scope == Scope.SPECIAL]
    return frozenset(item for item in items if _status(_latest(special, item), on) is ConsentStatus.GIVEN)
