"""The command that runs all checks: it may not say that all is well when something is not."""

from __future__ import annotations

import sys
import threading
import time

import pytest

from dev import check
from dev.check import Outcome, Step


def step(code: str, **more: object) -> Step:
    return Step(str(more.pop("name", "step")), [sys.executable, "-c", code], **more)  # type: ignore[arg-type]


def test_a_failing_step_is_named_shown_and_does_not_stop_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = check.run_all([step("print('broken'); exit(3)", name="first"), step("print('quiet')", name="second")])
    assert [one.passed for one in outcomes] == [False, True]
    shown = capsys.readouterr().out
    assert "broken" in shown
    assert "quiet" not in shown
    assert "1 of 2 checks passed; failed: first" in check.summary(outcomes)


@pytest.mark.parametrize(("code", "status"), [("exit(1)", 1), ("exit(0)", 0)])
def test_the_exit_status_is_that_of_the_worst_step(code: str, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "steps", lambda *, fast: [step("", name="good"), step(code, name="other")])
    assert check.main([]) == status


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(SystemExit) as stopped:
        check.main(["--only", "nothing-of-that-name"])
    assert stopped.value.code == 2


def test_a_step_that_hangs_is_stopped_with_what_it_started() -> None:
    started = time.monotonic()
    outcome = check.run_step(step("import subprocess; subprocess.run(['sleep', '60'])", timeout=0.5))
    assert time.monotonic() - started < 40
    assert not outcome.passed
    assert "Stopped after" in outcome.output


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("===== 31 passed, 1 warning in 1.03s =====", {"passed": 31}),
        ("2 failed, 10 passed, 3 skipped in 61.50s (0:01:01)", {"passed": 10, "failed": 2, "skipped": 3}),
        ("1 passed, 2 errors in 0.50s", {"passed": 1, "error": 2}),
        ("no tests ran in 0.01s", None),
        ("INTERNALERROR> 5 passed the gate", None),
    ],
)
def test_the_count_is_read_from_the_closing_line(line: str, expected: dict[str, int] | None) -> None:
    assert check.counts(f"something\n{line}\n") == expected


def test_the_last_line_is_the_count_of_the_tests() -> None:
    tests = Step("pytest", ["pytest"])
    said = check.summary([Outcome(tests, False, 1.0, "1 failed, 4 passed, 2 errors in 1.00s\n")])
    assert said.splitlines()[-1] == "4 passed, 3 failed"
    said = check.summary([Outcome(tests, False, 1.0, "crashed")])
    assert said.splitlines()[-1] == "pytest ended without a count"


def test_the_fast_run_is_a_part_of_the_full_run() -> None:
    fast, full = ({one.name for one in check.steps(fast=value)} for value in (True, False))
    assert fast < full
    assert {"ruff", "format", "contracts", "catalogue", "migrations", "system", "deploy", "mypy", "pytest"} <= fast


def test_an_interrupted_run_stops_what_it_started() -> None:
    code, over = "import time; time.sleep(60)", threading.Event()

    def interrupt() -> None:  # until it takes: on a busy machine the step may not have begun the first time
        while not over.wait(0.5):
            check.stop_all()

    threading.Thread(target=interrupt, daemon=True).start()
    started = time.monotonic()
    outcome = check.run_step(step(code))
    over.set()
    assert time.monotonic() - started < 40
    assert not outcome.passed
