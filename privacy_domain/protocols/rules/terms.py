"""By when is a request of a data subject decided and carried out?

Leek 11.5; Landsmeer 11.5; Leiden 15.2, 17.2, 18.1; Opsterland 18.2, 19.3, 20.2; by law AVG 12.3 with Regulation
1182/71. The protocol date is a promise and never moves; the date of the law moves off weekends and holidays.
"""

from __future__ import annotations

from datetime import date

from privacy_domain.protocols import catalogue
from privacy_domain.protocols.calendar import add_months, add_weeks, add_years, roll_forward
from privacy_domain.protocols.facts import TermFacts
from privacy_domain.protocols.protocol import Law, Protocol
from privacy_domain.protocols.reading import Citations
from privacy_domain.protocols.rules.sides import both_sides, source_of
from privacy_domain.protocols.types import Decision, Question, freeze
from privacy_domain.protocols.values import Period, Term, Unit
from privacy_domain.protocols.wording import citations_in_words, day_in_words, sentence

_ADD = {Unit.WEEKS: add_weeks, Unit.MONTHS: add_months, Unit.YEARS: add_years}


def decide(facts: TermFacts, protocol: Protocol | None, law: Law, on: date) -> Decision:
    """The dates of protocol and law; ``target`` is the earlier to decide by."""
    own = (protocol.value(catalogue.TERMS[facts.right]) if protocol else None) or Term()
    legal = law.value(catalogue.LAW_TERM, on)
    decide_by = _end(facts.received, own.decide)
    unmoved = _end(facts.received, legal)
    law_decide_by = roll_forward(unmoved) if unmoved else None
    moved = law_decide_by != unmoved
    values = {
        "protocol_decide_by": decide_by,
        "protocol_execute_by": _end(facts.received, own.execute),
        "law_decide_by": law_decide_by,
        "target": min((day for day in (decide_by, law_decide_by) if day), default=None),
        "roll_forward": moved,
    }
    behind = _places(own.decide) + _places(own.execute)
    by_law = _places(legal) + (law.required_value(catalogue.LAW_TERM_ROLL_FORWARD, on) if moved else ())
    return Decision(
        question=Question.TERM,
        protocol=protocol.id if protocol else None,
        source=source_of(behind, by_law),
        citations=behind + by_law,
        explanation=_explain(values, behind, by_law, protocol, law),
        values=freeze(values),
    )


def end_of(received: date, period: Period) -> date:
    """The last day of a period that starts on the day after receipt."""
    return _ADD[period.unit](received, period.amount)


def _end(received: date, period: Period | None) -> date | None:
    return end_of(received, period) if period else None


def _places(period: Period | None) -> Citations:
    return period.articles if period else ()


def _explain(values: dict[str, date | bool | None], behind: Citations, by_law: Citations, protocol: Protocol | None, law: Law) -> str:
    """The dates and where they come from."""
    parts = {
        "protocol": _dates(values["protocol_decide_by"], values["protocol_execute_by"]),
        "law": _dates(values["law_decide_by"], None),
    }
    return sentence(
        both_sides(
            parts["protocol"] and f"{parts['protocol']} volgens {citations_in_words(behind, protocol, law)}",
            parts["law"] and f"{parts['law']} volgens {citations_in_words(by_law, protocol, law)}",
            nothing="voor dit verzoek geldt op deze dag geen termijn uit een protocol of de wet",
        )
    )


def _dates(decide_by: date | bool | None, execute_by: date | bool | None) -> str:
    """Decide by and carry out by, as far as there is a date."""
    parts = []
    if isinstance(decide_by, date):
        parts.append(f"beslis uiterlijk op {day_in_words(decide_by)}")
    if isinstance(execute_by, date):
        parts.append(f"voer het uit uiterlijk op {day_in_words(execute_by)}")
    return " en ".join(parts)
