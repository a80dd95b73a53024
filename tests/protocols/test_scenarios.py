"""Every scenario line of every protocol version: the question is asked as a line of text and the answer compared.

The lines are written from the protocol texts by people who had not seen the engine. In ``expect``, ``citations``
must be among those of the answer, ``error_field`` is the place of a fault, and any other key must be equal.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from privacy_domain.protocols.ask import ask

FOLDER = Path(__file__).parent
MOMENTS = ("internal_by", "regulator_by")


def scenarios() -> Iterator[Any]:
    """One test a line, with the requirements that the line names as markers."""
    for file in sorted(FOLDER.glob("*/*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            scenario = json.loads(line)
            marks = [pytest.mark.requirement(*scenario["requirement"])] if scenario["requirement"] else []
            yield pytest.param(scenario, id=scenario["id"], marks=marks)


def expected(answer: dict[str, Any], name: str) -> Any:
    """A field of the answer; moments are compared as moments, whatever their offset."""
    value = answer.get(name, "no such field")
    return datetime.fromisoformat(value) if name in MOMENTS and value else value


@pytest.mark.parametrize("scenario", list(scenarios()))
def test_scenario(scenario: dict[str, Any]) -> None:
    line = scenario["raw"] if "raw" in scenario else json.dumps(scenario["ask"])
    expect = dict(scenario["expect"])
    answer = ask(line)
    if "error_field" in expect:
        assert answer.get("field") == expect["error_field"], (scenario["why"], answer)
        assert answer["error"].endswith(".")
        return
    assert "error" not in answer, (scenario["why"], answer)
    assert set(expect.pop("citations", ())) <= set(answer["citations"]), (scenario["why"], answer)
    for name, value in expect.items():
        wanted = datetime.fromisoformat(value) if name in MOMENTS and value else value
        assert expected(answer, name) == wanted, (scenario["why"], name, answer)


def test_the_ids_of_scenarios_are_unique() -> None:
    ids = [scenario.id for scenario in scenarios()]
    assert len(ids) == len(set(ids))
