"""Every check of the project: `./run test`.

    python -m dev.check            everything that a change must pass
    python -m dev.check --fast     lint, types, contracts, engine, unit and architecture tests
    python -m dev.check --only NAME [--only NAME]

A check that fails does not stop the others: the summary at the end names each, and the exit status is then 1. The last
line is pytest's own count.
"""

from __future__ import annotations

import argparse
import codecs
import contextlib
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from dev.requirements import RECORD
from dev.services import LOCAL, ROOT

BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
CODE = ["privacy_domain", "access", "consent", "dossiers", "retention", "requests", "dev"]
FAST_TESTS = ["tests/protocols", "tests/unit", "tests/architecture"]
# no database is asked for its history: the files alone decide
NO_DATABASE = {"TESTING": "1", "PYTHONWARNINGS": "ignore::RuntimeWarning"}
WORKERS = str(max(2, min(4, os.cpu_count() or 2)))


def production() -> dict[str, str]:
    """The environment as a municipality would have it, with nothing that is made for demo or tests."""
    LOCAL.mkdir(parents=True, exist_ok=True)
    master, signing = LOCAL / "check.master", LOCAL / "check.audit"
    for key in (master, signing):
        if not key.exists():
            key.touch(mode=0o600)
            key.write_text(secrets.token_hex(32) + "\n")
    return {
        "TESTING": "0",
        "DEMO": "0",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "privacy.example.nl",
        "HTTPS": "1",
        "KEYS_MASTER_FILE": str(master),
        "DESTRUCTION_LEDGER": str(LOCAL / "check.ledger"),
        "AUDIT_CHECKPOINTS": str(LOCAL / "check.checkpoints"),
        "AUDIT_SIGNING_KEY_FILE": str(signing),
    }


@dataclass(frozen=True)
class Step:
    """One check: a command that exits with 0 when all is well.

    `fast`: also part of --fast. `live`: its output is shown while it runs. `timeout` in seconds.
    """

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str] = field(default_factory=dict)
    fast: bool = True
    live: bool = False
    timeout: float = 600


@dataclass(frozen=True)
class Outcome:
    """How a step ended; `seconds` of wall time, `output` as text."""

    step: Step
    passed: bool
    seconds: float
    output: str


def steps(*, fast: bool) -> list[Step]:
    """The checks: two at a time, the longest first, and pytest last."""
    pytest: list[str | Path] = [BIN / "pytest", "-q"]
    # in the order of the folders: browsers and harness first, so that no long file is left for one worker at the end
    in_parallel = ["-n", WORKERS, "--dist", "loadfile", "--no-loadscope-reorder"]
    known = [
        Step("mypy", [BIN / "mypy", *CODE], {"TESTING": "1"}),
        Step("ruff", [BIN / "ruff", "check", "."]),
        Step("format", [BIN / "ruff", "format", "--check", "."]),
        Step("contracts", [BIN / "lint-imports"]),
        Step("catalogue", [sys.executable, "-m", "dev.catalogue", "check"]),
        Step("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], NO_DATABASE),
        Step("system", [*MANAGE, "check", "--fail-level", "WARNING"], {"TESTING": "1"}),
        Step("deploy", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], production()),
        # without a browser its tests are skipped, and a skipped test proves nothing
        Step("browser", ["sh", "-c", "command -v chromium || { echo 'Chromium is not installed.'; exit 1; }"], fast=False),
        Step(
            "coverage",
            [*pytest, "--cov", "--cov-report=term-missing:skip-covered", "--cov-fail-under=100", "tests/protocols", "tests/unit/protocols"],
            {"TESTS_WITHOUT_SERVICES": "1", "COVERAGE_FILE": str(LOCAL / "coverage")},
            fast=False,
            timeout=1200,
        ),
    ]
    if fast:
        tests = Step("pytest", [*pytest, *in_parallel, *FAST_TESTS], live=True)
    else:
        record = {"REQUIREMENTS_RECORD": str(RECORD)}
        tests = Step("pytest", [*pytest, *in_parallel, "--durations=15"], record, fast=False, live=True, timeout=4200)
    return [*(step for step in known if step.fast or not fast), tests]


def run_step(step: Step) -> Outcome:
    """Run one step to its end, or until its timeout; what it started is stopped with it."""
    started = time.monotonic()
    process = subprocess.Popen(
        [str(part) for part in step.command],
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"} | dict(step.environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    chunks: list[str] = []
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    assert process.stdout is not None
    with _running(process), _Deadline(process, step.timeout) as deadline:
        while data := os.read(process.stdout.fileno(), 65536):
            chunks.append(decode(data))
            if step.live:
                print(chunks[-1], end="", flush=True)
        status = process.wait()
    if deadline.passed:
        chunks.append(f"\nStopped after {step.timeout:.0f} seconds.\n")
    return Outcome(step, status == 0 and not deadline.passed, time.monotonic() - started, "".join(chunks))


_processes: set[subprocess.Popen[bytes]] = set()


@contextlib.contextmanager
def _running(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """While the block runs `stop_all` finds the process; an exception stops it."""
    _processes.add(process)
    try:
        yield
    except BaseException:
        _send(process, signal.SIGKILL)
        raise
    finally:
        _processes.discard(process)


def stop_all() -> None:
    """Stop every step that runs, with what it started."""
    for process in list(_processes):
        _send(process, signal.SIGINT)


class _Deadline:
    """Stops the process group when the block takes longer than `seconds`: first politely, ten seconds later for good."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.process, self.seconds, self.passed = process, seconds, False
        self.over = threading.Event()

    def __enter__(self) -> _Deadline:
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.over.set()

    def _watch(self) -> None:
        for seconds, number in ((self.seconds, signal.SIGINT), (10, signal.SIGKILL)):
            if self.over.wait(seconds):
                return
            self.passed = True
            _send(self.process, number)


def _send(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def counts(output: str) -> dict[str, int] | None:
    """What pytest counted on its last line (`passed`, `failed`, `skipped`, ...); None when it did not come that far."""
    for line in reversed(output.splitlines()):
        if re.search(r"\bin [\d.]+s\b", line) and (found := re.findall(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)", line)):
            return {kind.rstrip("s") if kind.startswith("error") else kind: int(number) for number, kind in found}
    return None


def run_all(chosen: Iterable[Step]) -> list[Outcome]:
    """Run the quiet steps two at a time, then those that show their output; what failed is shown at once."""
    chosen = list(chosen)
    quiet, live = [step for step in chosen if not step.live], [step for step in chosen if step.live]
    if quiet:
        print(f"» {', '.join(step.name for step in quiet)}", flush=True)
    outcomes = []
    with ThreadPoolExecutor(2) as pool:
        try:
            for done in as_completed([pool.submit(run_step, step) for step in quiet]):
                outcomes.append(_told(done.result()))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            stop_all()
            raise
    for step in live:
        print(f"» {step.name}", flush=True)
        outcomes.append(_told(run_step(step)))
    return sorted(outcomes, key=lambda outcome: chosen.index(outcome.step))


def _told(outcome: Outcome) -> Outcome:
    print(f"  {'ok    ' if outcome.passed else 'FAILED'} {outcome.step.name} ({outcome.seconds:.1f} s)", flush=True)
    if not outcome.passed and not outcome.step.live:
        print(outcome.output.rstrip() + "\n", flush=True)
    return outcome


def summary(outcomes: Sequence[Outcome], seconds: float = 0) -> str:
    """One line per step, how long all of it took, and, last, the count of the tests."""
    lines = [f"  {'ok    ' if one.passed else 'FAILED'} {one.step.name:<12}{one.seconds:7.1f} s" for one in outcomes]
    failed = [one.step.name for one in outcomes if not one.passed]
    checks = f"{len(outcomes) - len(failed)} of {len(outcomes)} checks passed" + (f"; failed: {', '.join(failed)}" if failed else "")
    lines.append(f"{checks}; {seconds:.0f} s")
    for one in outcomes:
        if one.step.name == "pytest":
            found = counts(one.output)
            lines.append("pytest ended without a count" if found is None else _count_line(found))
    return "\n".join(lines)


def _count_line(found: Mapping[str, int]) -> str:
    bad = found.get("failed", 0) + found.get("error", 0)
    parts = [f"{found.get('passed', 0)} passed", f"{bad} failed"]
    return ", ".join(parts + [f"{found[kind]} {kind}" for kind in ("skipped", "xfailed", "xpassed") if found.get(kind)])


def main(arguments: Sequence[str]) -> int:
    """Run the chosen checks; returns 0 when all passed, 1 when any failed."""
    parser = argparse.ArgumentParser(prog="./run test", description="Every check of the project.")
    parser.add_argument("--fast", action="store_true", help="without integration, browser and harness tests")
    parser.add_argument("--only", action="append", metavar="NAME", help="only this check; may be given more than once")
    options = parser.parse_args(arguments)
    chosen = steps(fast=options.fast)
    if options.only:
        unknown = set(options.only) - {step.name for step in chosen}
        if unknown:
            parser.error(f"no check called {', '.join(sorted(unknown))}; there are: {', '.join(step.name for step in chosen)}")
        chosen = [step for step in chosen if step.name in options.only]
    started = time.monotonic()
    try:
        outcomes = run_all(chosen)
    except KeyboardInterrupt:
        print("\nstopped")
        return 130
    print("\n" + summary(outcomes, time.monotonic() - started), flush=True)
    return 0 if all(one.passed for one in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
