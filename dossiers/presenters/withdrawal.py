"""Before and after a withdrawal: who received what, what stops, what needs another ground, and what stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from consent.models import Consent
from consent.states import ConsentState
from dossiers.models import Disclosure, Dossier, PartnerChoice
from dossiers.policies.withdrawal import LAWFUL_BEFORE, affected_by, what_stays
from dossiers.presenters.envelope import recipient_name
from dossiers.presenters.receipt import gone
from dossiers.selectors.disclosure import received_on
from privacy_domain.letters.contexts import Gone


def before_page(dossier: Dossier, consent: Consent, on: date) -> dict[str, Any]:
    """What a withdrawal would do now; nothing of it for a consent that does not stand."""
    if consent.state != ConsentState.GIVEN:
        return {"received": [], "stops": [], "other_ground": [], "partners": [], "stays": None}
    affected = affected_by(consent, on)
    partners = PartnerChoice.objects.filter(consent=consent).select_related("partner")
    return _page(dossier, on, _received(consent), affected.stops, affected.other_ground, [row.partner.name for row in partners])


def done_page(
    dossier: Dossier,
    consent: Consent,
    *,
    stopped: Iterable[Disclosure],
    other_ground: Iterable[Disclosure],
    resting: Iterable[PartnerChoice],
    on: date,
) -> dict[str, Any]:
    """What it did, and the letter."""
    page = _page(dossier, on, _received(consent), stopped, other_ground, [row.partner.name for row in resting])
    return page | {"letter_url": reverse("dossiers:withdrawal_letter", args=[dossier.pk, consent.pk])}


def _received(consent: Consent) -> list[Gone]:
    return list(gone(received_on(consent)))


def _page(
    dossier: Dossier, on: date, received: Sequence[Gone], stops: Iterable[Disclosure], other: Iterable[Disclosure], partners: Sequence[str]
) -> dict[str, Any]:  # fmt: skip
    return {
        "received": received,
        "stops": [_line(row) for row in stops],
        "other_ground": [_line(row) for row in other],
        "partners": partners,
        "stays": what_stays(dossier, on),
        "lawful_before": LAWFUL_BEFORE,
    }


def _line(row: Disclosure) -> dict[str, Any]:
    return {
        "name": recipient_name(row),
        "purpose": row.purpose,
        "url": reverse("dossiers:disclosure", args=[row.dossier_id, row.pk]),
    }
