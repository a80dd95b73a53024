"""Builds the decision on a permission from settled ways, with its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from privacy_domain.protocols.protocol import Law, Protocol
from privacy_domain.protocols.rules.ways import Settled
from privacy_domain.protocols.types import Decision, Obligation, Question, Source, freeze
from privacy_domain.protocols.wording import (
    citations_in_words,
    conditions_in_words,
    list_of,
    phrase,
    phrases,
    sentence,
    ways_in_words,
    who_speaks,
)


def permission(
    question: Question,
    settled: Settled,
    protocol: Protocol | None,
    law: Law,
    *,
    by_law: bool,
    obligations: Iterable[Obligation] = (),
    values: Mapping[str, Any] | None = None,
) -> Decision:
    """The decision on an act: allowed or what is missing, what comes with it, and the sentence that says so."""
    duties = tuple(sorted(obligations))
    return Decision(
        question=question,
        protocol=protocol.id if protocol else None,
        source=Source.LAW if by_law else Source.PROTOCOL,
        allowed=settled.allowed,
        missing=settled.missing,
        obligations=duties,
        citations=settled.citations,
        explanation=sentence(_explain(question, settled, protocol, law, by_law, duties)),
        values=freeze(values or {}),
    )


def _explain(
    question: Question,
    settled: Settled,
    protocol: Protocol | None,
    law: Law,
    by_law: bool,
    duties: tuple[Obligation, ...],
) -> str:
    """What may or may not be done, on which provisions, and why or with what still to do."""
    act = phrases()["act"][question]
    speaks = protocol is not None and any(citation.source == protocol.id for citation in settled.citations)
    opening = who_speaks(protocol, by_law and not speaks)
    behind = citations_in_words(settled.citations, protocol, law)
    if settled.missing:
        return f"{opening}{act['refused']}: nodig is nog {ways_in_words(settled.missing, protocol)}, volgens {behind}"
    if not settled.allowed:
        return f"{opening}{act['closed']}, volgens {behind}"
    met = list(dict.fromkeys(condition for way in settled.chosen for condition in way.conditions))
    reason = f", omdat {conditions_in_words(met, protocol)}" if met else ""
    then = f"; {list_of([phrase('obligation', duty, protocol) for duty in duties])}" if duties else ""
    return f"{opening}{act['allowed']} op grond van {behind}{reason}{then}"
