"""How long is an item kept?

Leek 6 (15 years from receipt of the item); Landsmeer 6 (5), Leiden 10.2 (15, Wmo) and Opsterland 9.2 (15), from
the year of closing; by law Wmo 5.3.4 and Jeugdwet 7.3.8. A statutory minimum wins over a shorter protocol term.
"""

from __future__ import annotations

from datetime import date

from privacy_domain.protocols import catalogue
from privacy_domain.protocols.calendar import add_years, end_of_year, next_day
from privacy_domain.protocols.facts import RetentionFacts
from privacy_domain.protocols.protocol import Law, Protocol
from privacy_domain.protocols.rules.sides import both_sides, source_of
from privacy_domain.protocols.types import Decision, Question, SectorLaw, freeze
from privacy_domain.protocols.values import Retention, RetentionStart
from privacy_domain.protocols.wording import citations_in_words, day_in_words, sentence

_OF_LAW = {
    SectorLaw.WMO: catalogue.LAW_RETENTION_WMO,
    SectorLaw.JEUGDWET: catalogue.LAW_RETENTION_JEUGDWET,
}


def decide(facts: RetentionFacts, protocol: Protocol | None, law: Law, on: date) -> Decision:
    """The last day kept by protocol and by law, and the first day on which destruction is lawful."""
    own = _own_rule(facts, protocol)
    key = _OF_LAW.get(facts.law)
    legal = law.value(key, on) if key else None
    protocol_until = last_day(facts, own) if own else None
    law_until = last_day(facts, legal) if legal else None
    started = own is None or protocol_until is not None
    latest = max((day for day in (protocol_until, law_until) if day), default=None)
    behind = own.articles if own else ()
    by_law = legal.articles if legal else ()
    return Decision(
        question=Question.RETENTION,
        protocol=protocol.id if protocol else None,
        source=source_of(behind, by_law),
        citations=behind + by_law,
        explanation=sentence(
            both_sides(
                f"{_kept(protocol_until)} volgens {citations_in_words(behind, protocol, law)}" if own else "",
                f"{_kept(law_until)} volgens {citations_in_words(by_law, protocol, law)}" if legal else "",
                nothing="noch een protocol noch een sectorwet noemt voor dit gegeven een bewaartermijn",
            )
        ),
        values=freeze(
            {
                "protocol_until": protocol_until,
                "law_until": law_until,
                "destroy_from": next_day(latest) if latest and started else None,
            }
        ),
    )


def _own_rule(facts: RetentionFacts, protocol: Protocol | None) -> Retention | None:
    """The retention rule of the protocol, if it has one for items under this law."""
    rule = protocol.value(catalogue.RETENTION) if protocol else None
    return rule if rule and (not rule.laws or facts.law in rule.laws) else None


def last_day(facts: RetentionFacts, rule: Retention) -> date | None:
    """The last day on which an item is kept, or None while the clock has not started."""
    if rule.start is RetentionStart.RECEIPT:
        return add_years(facts.received, rule.years)
    if rule.start is RetentionStart.LAST_CHANGE:
        return add_years(facts.last_change, rule.years)
    if facts.closed is None:
        return None
    if rule.start is RetentionStart.CLOSING_DATE:
        return add_years(facts.closed, rule.years)
    if rule.start is RetentionStart.CLOSING_YEAR_COUNTS:
        return add_years(end_of_year(facts.closed), rule.years - 1)
    return add_years(end_of_year(facts.closed), rule.years)


def _kept(until: date | None) -> str:
    """How long, in words."""
    return f"bewaar dit tot en met {day_in_words(until)}" if until else "de termijn begint pas na afsluiting"
