"""By when is a breach reported? (Leek 3.3: 48 hours inside the house; by law AVG 33: 72 hours to the regulator.)

Real hours from the discovery, through weekends and holidays.
"""

from __future__ import annotations

from datetime import date, datetime

from privacy_domain.protocols import catalogue
from privacy_domain.protocols.calendar import add_hours
from privacy_domain.protocols.facts import BreachFacts
from privacy_domain.protocols.protocol import Law, Protocol
from privacy_domain.protocols.rules.sides import both_sides, source_of
from privacy_domain.protocols.types import Decision, Question, freeze
from privacy_domain.protocols.values import Period
from privacy_domain.protocols.wording import citations_in_words, moment_in_words, sentence


def decide(facts: BreachFacts, protocol: Protocol | None, law: Law, on: date) -> Decision:
    """The last moments to report internally and to the regulator, or None where nobody sets one."""
    own = protocol.value(catalogue.BREACH_INTERNAL) if protocol else None
    legal = law.value(catalogue.LAW_BREACH_REGULATOR, on)
    internal_by, regulator_by = _end(facts.discovered, own), _end(facts.discovered, legal)
    behind = own.articles if own else ()
    by_law = legal.articles if legal else ()
    return Decision(
        question=Question.BREACH,
        protocol=protocol.id if protocol else None,
        source=source_of(behind, by_law),
        citations=behind + by_law,
        explanation=sentence(
            both_sides(
                _say("intern", internal_by, citations_in_words(behind, protocol, law)),
                _say("aan de toezichthouder", regulator_by, citations_in_words(by_law, protocol, law)),
                nothing="voor het melden van een datalek geldt op deze dag geen termijn uit een protocol of de wet",
            )
        ),
        values=freeze({"internal_by": internal_by, "regulator_by": regulator_by}),
    )


def _end(discovered: datetime, period: Period | None) -> datetime | None:
    return add_hours(discovered, period.amount) if period else None


def _say(to_whom: str, by: datetime | None, behind: str) -> str:
    """To whom and by when, or nothing."""
    return f"meld dit {to_whom} uiterlijk op {moment_in_words(by)} volgens {behind}" if by else ""
