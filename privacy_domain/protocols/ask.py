"""The door for JSON: one question as a line of text in, one answer as plain values out.

Only the command line uses it; the application calls the rules from its policies.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from privacy_domain.protocols import book
from privacy_domain.protocols.facts import FactFault, Facts, read_code, read_date, read_facts
from privacy_domain.protocols.rules import (
    access,
    breach,
    disclosure,
    informing,
    record,
    retention,
    rights,
    special_data,
    terms,
    verwijsindex,
)
from privacy_domain.protocols.types import Decision, Municipality, Question

E = TypeVar("E", bound=StrEnum)

RULES: Mapping[Question, Callable[..., Decision]] = {
    Question.SPECIAL_DATA: special_data.decide,
    Question.RECORD: record.decide,
    Question.ACCESS: access.decide,
    Question.DISCLOSE: disclosure.decide,
    Question.POSTPONE_INFORMING: informing.decide,
    Question.RIGHTS_HOLDER: rights.decide,
    Question.TERM: terms.decide,
    Question.RETENTION: retention.decide,
    Question.VERWIJSINDEX: verwijsindex.decide,
    Question.BREACH: breach.decide,
}
"""The rule that answers each question."""

_KEYS = ("municipality", "on", "question", "facts")


def ask(line: str) -> dict[str, Any]:
    """The answer to one line, or ``{"error": ..., "field": ...}`` with a Dutch sentence and the place of the fault.

    Never raises for what stands in the line.
    """
    try:
        municipality, on, question, facts = _read(line)
    except FactFault as fault:
        return {"error": str(fault), "field": fault.path}
    return RULES[question](facts, book.in_force(municipality, on), book.law(), on).as_json()


def _read(line: str) -> tuple[Municipality, date, Question, Facts]:
    """The parts of a question; the first fault in the order of the decision interface counts."""
    asked = _object(line)
    municipality = read_code(Municipality)(_required(asked, "municipality"), "municipality")
    on = read_date(_required(asked, "on"), "on")
    question = read_code(Question)(_required(asked, "question"), "question")
    for name in asked:
        if name not in _KEYS:
            raise FactFault(name, "Deze sleutel hoort niet in een vraag.")
    return municipality, on, question, read_facts(question, asked.get("facts", {}))


def _object(line: str) -> Mapping[str, object]:
    """The JSON object in a line."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise FactFault("", "Deze regel is geen geldige JSON.") from None
    if not isinstance(found, dict):
        raise FactFault("", "Deze regel is geen JSON-object met een vraag.")
    return found


def _required(asked: Mapping[str, object], name: str) -> object:
    """A part that every question must have."""
    if name not in asked:
        raise FactFault(name, "Dit deel van de vraag ontbreekt.")
    return asked[name]
