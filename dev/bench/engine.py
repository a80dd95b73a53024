"""The rule engine: questions per second, over the scenario lines of all municipalities."""

from __future__ import annotations

import json

from dev.bench.harness import Result, compare, table
from dev.services import ROOT
from privacy_domain.protocols import ask

QUESTIONS = 1000
SCENARIOS = ROOT / "tests" / "protocols"


def questions() -> list[str]:
    """A thousand lines as `manage.py protocol ask` gets them: the valid scenario lines, over and over."""
    lines = []
    for path in sorted(SCENARIOS.glob("*/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            scenario = json.loads(line) if line.strip() else {}
            if isinstance(scenario.get("ask"), dict) and not any(key.startswith(("error", "field")) for key in scenario.get("expect", {})):
                lines.append(json.dumps(scenario["ask"], ensure_ascii=False))
    return (lines * (QUESTIONS // len(lines) + 1))[:QUESTIONS]


def run() -> list[Result]:
    """1,000 questions, read from JSON and answered, in under a second."""
    lines = questions()
    faulty = [line for line in lines if "error" in ask.ask(line)]
    if faulty:
        raise SystemExit(f"this question has no answer, so its time means nothing: {faulty[0]}")
    samples = compare(
        {
            "read the JSON only": lambda _: [json.loads(line) for line in lines],
            "1,000 questions answered": lambda _: [ask.ask(line) for line in lines],
        },
        rounds=7,
        warm_up=1,
    )
    print(table(samples, "read the JSON only"))
    answered = samples["1,000 questions answered"]
    return [Result("1,000 questions answered", answered.cpu / 1000, 1.0, "s cpu")]
