"""Protocol and law side by side: who answered, and one sentence for both."""

from __future__ import annotations

from privacy_domain.protocols.reading import Citations
from privacy_domain.protocols.types import Source


def source_of(protocol_rule: Citations, law_rule: Citations) -> Source:
    """Who has a rule for this answer: both, one of them, or neither (then it is left to the law)."""
    if protocol_rule and law_rule:
        return Source.BOTH
    return Source.PROTOCOL if protocol_rule else Source.LAW


def both_sides(protocol_says: str, law_says: str, *, nothing: str) -> str:
    """One clause out of what protocol and law say; either may be empty."""
    return "; ".join(part for part in (protocol_says, law_says) if part) or nothing
