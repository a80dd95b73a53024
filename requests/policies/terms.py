"""When a request must be answered: protocol, law and the day that comes first, with every step of the calculation.

Pure: facts go in, days come out, and the same facts always give the same days. Nothing here knows what day it is, except that a
clock which stands still is counted up to the day that is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from privacy_domain.protocols import book, catalogue
from privacy_domain.protocols.calendar import roll_forward
from privacy_domain.protocols.facts import TermFacts
from privacy_domain.protocols.protocol import Protocol
from privacy_domain.protocols.rules import terms
from privacy_domain.protocols.rules.terms import end_of
from privacy_domain.protocols.types import Right
from privacy_domain.protocols.values import Item, Period


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood still from a day until the day on which it went on; None: it stands still now."""

    stopped_on: date
    restarted_on: date | None

    def days(self, on: date) -> int:
        """How long, seen from a day."""
        return max(((self.restarted_on or on) - self.stopped_on).days, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFacts:
    """What a term is counted from. `extended`: the letter on the extension went out inside the term."""

    right: Right
    received: date
    pauses: tuple[Pause, ...] = ()
    extended: bool = False


class StepKind(StrEnum):
    """One step of the calculation."""

    RECEIVED = "received"
    PROTOCOL = "protocol"
    LAW = "law"
    ROLLED = "rolled"
    STOOD_STILL = "stood_still"
    EXTENDED = "extended"
    EXECUTE = "execute"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class TermStep:
    """A step: its day, a number that belongs to it (days or months), and the articles behind it."""

    kind: StepKind
    day: date
    number: int = 0
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTerm:
    """The days of a request. `protocol_by` and `law_by` are what the engine says of the receipt alone, and never move; `decide_by` is
    the last day to decide with stops and extension counted; `execute_by` the second clock, where the protocol has one (R19)."""

    version: str
    protocol_by: date | None
    law_by: date | None
    stood_still: int
    extended_to: date | None
    decide_by: date | None
    execute_by: date | None
    steps: tuple[TermStep, ...]
    citations: tuple[str, ...]
    explanation: str


def term_of(facts: ClockFacts, protocol: Protocol | None, on: date) -> RequestTerm:
    """The term of a request under the protocol that was in force on the day of receipt, seen from `on`.

    A stop moves the days of protocol and law by as many days as it lasted. The protocols know no extension: it rests on the law
    (avg art. 12 lid 3), and moves the day to decide to the third month, but never behind the day on which it must have been carried out.
    """
    said = terms.decide(TermFacts(right=facts.right, received=facts.received), protocol, book.law(), facts.received)
    protocol_by, law_by = said.values["protocol_decide_by"], said.values["law_decide_by"]
    still = _stood_still(facts.pauses, on)
    moved = [day for day in (_later(protocol_by, still), _law_end(facts.received, still)) if day]
    execute_by = _later(said.values["protocol_execute_by"], still)
    extended_to = _extended(facts.received, still) if facts.extended else None
    if extended_to and execute_by:
        extended_to = min(extended_to, execute_by)
    decide_by = extended_to or min(moved, default=None)
    return RequestTerm(
        version=protocol.id if protocol else "",
        protocol_by=protocol_by,
        law_by=law_by,
        stood_still=still,
        extended_to=extended_to,
        decide_by=decide_by,
        execute_by=execute_by,
        steps=tuple(_steps(facts, protocol, protocol_by, law_by, still, extended_to, execute_by, decide_by)),
        citations=tuple(str(place) for place in said.citations),
        explanation=said.explanation,
    )


def _stood_still(pauses: Iterable[Pause], on: date) -> int:
    return sum(pause.days(on) for pause in pauses)


def _later(day: date | None, days: int) -> date | None:
    return day + timedelta(days=days) if day else None


def _law_period(received: date) -> Period | None:
    return book.law().value(catalogue.LAW_TERM, received)


def _law_end(received: date, still: int) -> date | None:
    period = _law_period(received)
    return roll_forward(end_of(received, period) + timedelta(days=still)) if period else None


def _extended(received: date, still: int) -> date | None:
    """The end of the law's term with the extension added: counted as one period, so that 31 January gives 30 April."""
    first, more = _law_period(received), book.law().value(catalogue.LAW_TERM_EXTENSION, received)
    if first is None or more is None or first.unit is not more.unit:
        return None
    return roll_forward(end_of(received, replace(first, amount=first.amount + more.amount)) + timedelta(days=still))


def _steps(
    facts: ClockFacts,
    protocol: Protocol | None,
    protocol_by: date | None,
    law_by: date | None,
    still: int,
    extended_to: date | None,
    execute_by: date | None,
    decide_by: date | None,
) -> Iterable[TermStep]:
    own = protocol.value(catalogue.TERMS[facts.right]) if protocol else None
    legal = _law_period(facts.received)
    yield TermStep(StepKind.RECEIVED, facts.received)
    if protocol_by and own and own.decide:
        yield TermStep(StepKind.PROTOCOL, protocol_by, own.decide.amount, places(own.decide))
    if law_by and legal:
        unmoved = end_of(facts.received, legal)
        yield TermStep(StepKind.LAW, unmoved, legal.amount, places(legal))
        if unmoved != law_by:
            rolls = book.law().required_value(catalogue.LAW_TERM_ROLL_FORWARD, facts.received)
            yield TermStep(StepKind.ROLLED, law_by, (law_by - unmoved).days, tuple(str(place) for place in rolls))
    if still:
        yield TermStep(StepKind.STOOD_STILL, decide_by or facts.received, still)
    extension = book.law().value(catalogue.LAW_TERM_EXTENSION, facts.received)
    if extended_to and extension:
        yield TermStep(StepKind.EXTENDED, extended_to, extension.amount, places(extension))
    if decide_by:
        yield TermStep(StepKind.TARGET, decide_by)
    if execute_by and own and own.execute:
        yield TermStep(StepKind.EXECUTE, execute_by, own.execute.amount, places(own.execute))


def places(period: Period) -> tuple[str, ...]:
    """The articles that set a period."""
    return tuple(str(place) for place in period.articles)


def stop_grounds(received: date) -> tuple[Item, ...]:
    """On what grounds the clock of a request may stand still, with the articles; the law of the day of receipt."""
    return book.law().value(catalogue.LAW_TERM_STOPS, received) or ()


def reminders_due(last_day: date, on: date, marks: Iterable[int]) -> tuple[int, ...]:
    """The marks (days before the last day) that have been reached on a day, the largest first. What was missed is still due."""
    return tuple(sorted((mark for mark in marks if last_day - timedelta(days=mark) <= on), reverse=True))
