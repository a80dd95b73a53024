"""Comply or explain: whether the policy knows a departure in one case, and what it then asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dossiers.states import RecordGround
from privacy_domain.protocols import catalogue
from privacy_domain.protocols.protocol import Protocol
from privacy_domain.protocols.types import Citation
from privacy_domain.protocols.values import Item
from privacy_domain.tenancy.selectors import protocol_on

# the grounds of AVG 6 on which a municipality can process; a departure is none of them
BASES = (RecordGround.PUBLIC_TASK, RecordGround.LEGAL_DUTY, RecordGround.VITAL_INTEREST, RecordGround.CONSENT)


@dataclass(frozen=True, slots=True)
class DepartureRules:
    """What the policy of the day says: the parts of the motivation, in its order, and where it says so."""

    protocol: Protocol
    explanation: str
    parts: tuple[Item, ...]
    citations: tuple[Citation, ...]


def departure_rules(on: date) -> DepartureRules | None:
    """The rules; None where no text lets anybody depart (only sittard-geleen-2018 par. 1 and 4 does)."""
    protocol = protocol_on(on)
    known = protocol.get(catalogue.DEPARTURE) if protocol else None
    if protocol is None or known is None or not known.value:
        return None
    return DepartureRules(protocol, known.explanation, tuple(known.value), known.citations)
