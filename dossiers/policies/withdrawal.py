"""What a withdrawal does: which exchanges that did not leave yet rest on it, and what stays and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from consent.models import Consent
from dossiers.models import Disclosure, Dossier
from dossiers.policies.envelope import EDITABLE, envelope_of
from dossiers.states import DisclosureState
from privacy_domain.protocols import book, facts
from privacy_domain.protocols.rules import retention
from privacy_domain.protocols.types import Decision, SectorLaw
from privacy_domain.tenancy.selectors import protocol_on

LAWFUL_BEFORE = ("avg art. 7 lid 3",)
"""What was shared before stays lawful; withdrawing is as easy as agreeing."""
_UNSENT = (*EDITABLE, DisclosureState.WAITING, DisclosureState.APPROVED)
_WITH = ("dossier__person", "dossier__team", "dossier__municipality", "partner", "relation__person", "prepared_by", "sealed_by")


@dataclass(frozen=True, slots=True)
class Affected:
    """What did not leave yet: `stops` rests on this consent; `other_ground` rests on it for a part, and needs another ground for that."""

    stops: tuple[Disclosure, ...] = ()
    other_ground: tuple[Disclosure, ...] = ()


def affected_by(consent: Consent, on: date) -> Affected:
    """Which envelopes that did not leave rest on this consent: they could go as it stands, and cannot once it is withdrawn."""
    rows = Disclosure.objects.filter(dossier_id=consent.matter_id, state__in=_UNSENT).select_related(*_WITH).order_by("prepared_at", "pk")
    stops: list[Disclosure] = []
    other: list[Disclosure] = []
    for row in rows:
        if row.state not in EDITABLE and consent.pk in row.consent_ids:
            stops.append(row)
        elif not envelope_of(row, on).blocked:
            then = envelope_of(row, on, without=consent.pk)
            if then.blocked:
                partly = row.state in EDITABLE and then.found is not None and bool(then.found.consents)
                (other if partly else stops).append(row)
    return Affected(tuple(stops), tuple(other))


def what_stays(dossier: Dossier, on: date) -> Decision:
    """How long the dossier itself is kept, whatever is withdrawn: the rule of the protocol or the law."""
    law = SectorLaw(dossier.law_tags[0]) if dossier.law_tags and dossier.law_tags[0] in set(SectorLaw) else SectorLaw.OTHER
    asked = facts.RetentionFacts(law=law, received=dossier.opened_on, closed=dossier.closed_on, last_change=dossier.closed_on or on)
    return retention.decide(asked, protocol_on(on), book.law(), on)
