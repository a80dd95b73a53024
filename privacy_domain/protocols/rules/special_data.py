"""Which personal data are special (Leek 1b; Landsmeer 1; Leiden 1; Opsterland 1e; by law AVG 9 and 10)."""

from __future__ import annotations

from datetime import date

from privacy_domain.protocols import catalogue
from privacy_domain.protocols.facts import SpecialDataFacts
from privacy_domain.protocols.protocol import Law, Protocol
from privacy_domain.protocols.types import Category, Decision, Parameter, Question, Source, freeze
from privacy_domain.protocols.wording import citations_in_words, list_of, phrase, sentence, who_speaks


def special_categories(protocol: Protocol | None, law: Law, on: date) -> Parameter[frozenset[Category]]:
    """The parameter that lists the special categories: that of the protocol, or of the law where it is silent."""
    if protocol and not protocol.is_silent(catalogue.SPECIAL_CATEGORIES):
        return protocol.get(catalogue.SPECIAL_CATEGORIES)
    return law.required(catalogue.LAW_SPECIAL_CATEGORIES, on)


def decide(facts: SpecialDataFacts, protocol: Protocol | None, law: Law, on: date) -> Decision:
    """The special categories, sorted, under ``categories``."""
    found = special_categories(protocol, law, on)
    categories = tuple(sorted(found.value or ()))
    by_law = not (protocol and found is protocol.get(catalogue.SPECIAL_CATEGORIES))
    behind = citations_in_words(found.citations, protocol, law)
    names = list_of([phrase("category", category) for category in categories])
    return Decision(
        question=Question.SPECIAL_DATA,
        protocol=protocol.id if protocol else None,
        source=Source.LAW if by_law else Source.PROTOCOL,
        citations=found.citations,
        explanation=sentence(f"{who_speaks(protocol, by_law)}volgens {behind} zijn dit bijzondere gegevens: {names}"),
        values=freeze({"categories": categories}),
    )
