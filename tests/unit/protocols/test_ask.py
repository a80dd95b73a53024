"""The order in which faults are found, and what the door takes for a question."""

from __future__ import annotations

import json
from typing import Any

import pytest

from privacy_domain.protocols.ask import RULES, ask
from privacy_domain.protocols.types import Question

GOOD: dict[str, Any] = {"municipality": "leek", "on": "2018-09-01", "question": "access", "facts": {"role": "other"}}


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in GOOD.items() if key != name}


FAULTS: list[tuple[Any, str]] = [
    (without("municipality"), "municipality"),
    (without("on"), "on"),
    (without("question"), "question"),
    (without("facts"), "facts.role"),
    (GOOD | {"municipality": None}, "municipality"),
    (GOOD | {"municipality": "Leek"}, "municipality"),
    (GOOD | {"on": "2018-02-30"}, "on"),
    (GOOD | {"on": 20180901}, "on"),
    (GOOD | {"question": "weather"}, "question"),
    (GOOD | {"facts": None}, "facts"),
    (GOOD | {"facts": "role"}, "facts"),
    (GOOD | {"colour": "red"}, "colour"),
    (GOOD | {"facts": {"role": "king"}}, "facts.role"),
    # the first fault counts: municipality, on, question, unknown facts, facts
    ({"municipality": "x", "on": "x", "question": "x", "facts": {"x": 1}}, "municipality"),
    (GOOD | {"on": "x", "question": "x", "facts": {"x": 1}}, "on"),
    (GOOD | {"question": "x", "facts": {"x": 1}, "colour": 1}, "question"),
    (GOOD | {"facts": {"role": "king", "x": 1}, "colour": 1}, "colour"),
    (GOOD | {"facts": {"role": "king", "x": 1}}, "facts.x"),
    ([], ""),
    ("leek", ""),
    (None, ""),
    (12, ""),
]


@pytest.mark.parametrize(("asked", "field"), FAULTS)
def test_the_first_fault_is_named_by_its_place(asked: Any, field: str) -> None:
    answer = ask(json.dumps(asked))
    assert answer["field"] == field
    assert answer["error"].endswith(".")
    assert set(answer) == {"error", "field"}


@pytest.mark.parametrize("line", ["", "   ", "\n", "{", "nope", "{}{}", "[" * 100_000, '{"on": ' + "9" * 5000 + "}"])
def test_a_line_that_is_no_json_object_has_no_place(line: str) -> None:
    assert ask(line)["field"] == ""


def test_facts_left_out_are_no_facts() -> None:
    asked = GOOD | {"question": "special_data"}
    del asked["facts"]
    assert ask(json.dumps(asked))["protocol"] == "leek-2018"


def test_space_around_a_question_does_not_matter() -> None:
    assert ask(f"  {json.dumps(GOOD)}\r\n") == ask(json.dumps(GOOD))


def test_every_question_has_a_rule() -> None:
    assert set(RULES) == set(Question)
