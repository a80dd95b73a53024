"""What every decision carries besides its JSON: the question and the version, for those who store it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from privacy_domain.protocols import book
from privacy_domain.protocols.ask import RULES
from privacy_domain.protocols.facts import read_facts
from privacy_domain.protocols.types import Question

FACTS: dict[Question, dict[str, Any]] = {
    Question.SPECIAL_DATA: {},
    Question.RECORD: {},
    Question.ACCESS: {"role": "professional"},
    Question.DISCLOSE: {"recipient": "colleague"},
    Question.POSTPONE_INFORMING: {"after": "veilig_thuis_request", "ground": "safety"},
    Question.RIGHTS_HOLDER: {"birth_date": "2000-01-01"},
    Question.TERM: {"right": "erasure", "received": "2018-10-01"},
    Question.RETENTION: {"law": "wmo", "received": "2018-10-01", "last_change": "2018-10-01"},
    Question.VERWIJSINDEX: {"birth_date": "2000-01-01", "ground": "a"},
    Question.BREACH: {"discovered": "2018-10-01T10:00:00Z"},
}


@pytest.mark.requirement("ENG-2")
@pytest.mark.parametrize("version", [None, "leek-2018"])
@pytest.mark.parametrize("question", list(Question))
def test_a_decision_carries_its_question_and_version(question: Question, version: str | None) -> None:
    protocol = book.version(version) if version else None
    decision = RULES[question](read_facts(question, FACTS[question]), protocol, book.law(), date(2018, 10, 1))
    assert decision.question is question
    assert decision.protocol == version
    assert (decision.source == "law") or version
