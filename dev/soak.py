"""The large figures: `./run soak [--part NAME]`

What `./run test` does in small, here in large and with a seed; each part within half an hour. The figures are written to
docs/soak.md with date, commit and seed. A part that fails leaves its last figures where they were and the exit status is 1.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from dev.check import counts
from dev.requirements import current_commit, has_uncommitted_changes
from dev.services import ROOT

PAGE = ROOT / "docs" / "soak.md"
LIMIT = 30 * 60  # seconds per part
SEED = 20150101
HEAD = """# Large figures

Written by `./run soak`; each part names the commit that it ran on. `./run test` runs the same tests with smaller figures.

| part | what | figures | seed | seconds | date | commit |
|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Part:
    """Tests to run with large figures: `examples` for each property, `environment` for tests that read their size there,
    with `sizes` to say so on the page."""

    what: str
    tests: Sequence[str]
    examples: int
    environment: Mapping[str, str] = field(default_factory=dict)
    sizes: str = ""


PARTS = {
    "engine": Part(
        "random questions to the rule engine: always an answer, the same answer, what is missing is sufficient and minimal",
        ["tests/unit/protocols", "tests/protocols"],
        20_000,
        {"TESTS_WITHOUT_SERVICES": "1"},
    ),
    "audit": Part(
        "tampering with the sealed log in ten ways: each is found and located; of clean logs nothing is said",
        ["tests/integration/audit/test_tampering.py"],
        1,
        {"AUDIT_MUTATIONS": "250", "AUDIT_CLEAN_LOGS": "500"},
        "10 ways x 250 times, 500 clean logs",
    ),
    "terms": Part(
        "terms of requests, 2018-2045, with stops and extensions, against a calculation of their own, in three time zones",
        ["tests/unit/requests/test_terms.py"],
        1,
        {"TESTS_WITHOUT_SERVICES": "1", "TERMS": "100000"},
        "100,000 terms in each of three time zones",
    ),
    "oversight": Part(
        "a week of normal looks with planted ones in it: at least nine in ten on the weekly list, and at most thirty lines for a team",
        ["tests/integration/dossiers/test_oversight_measured.py"],
        1,
        {"OVERSIGHT_READS": "100000", "OVERSIGHT_PLANTED": "50", "OVERSIGHT_TEAMS": "60"},
        "50 planted in 100,000 looks of 240 employees in 60 teams",
    ),
    "destruction": Part(
        "killing the worker at every statement, commit and file operation of one destruction: afterwards whole or gone, with one line",
        ["tests/integration/retention/test_destruction.py"],
        1,
        {"CRASH_EVERY": "1"},
        "every operation",
    ),
    "full": Part(
        "the disk full from some statement of a destruction on: nothing half, taken up when there is room",
        ["tests/integration/retention/test_disk_full.py"],
        1,
        {"FULL_EVERY": "1"},
        "every statement",
    ),
}


@dataclass(frozen=True)
class Row:
    """One line of the page."""

    part: str
    what: str
    figures: str
    seed: int
    seconds: int
    day: str
    commit: str

    def __str__(self) -> str:
        return f"| {self.part} | {self.what} | {self.figures} | {self.seed} | {self.seconds} | {self.day} | {self.commit} |"


def run_part(name: str, seed: int) -> Row | None:
    """Run one part; None when it failed or took too long (then its output says why)."""
    part = PARTS[name]
    started = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "dev.pytest_soak", f"--hypothesis-seed={seed}", *part.tests]
    environment = os.environ | {"SOAK_EXAMPLES": str(part.examples)} | dict(part.environment)
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        print(line, end="", flush=True)
        lines.append(line)
    status = process.wait()
    seconds = int(time.monotonic() - started)
    counted = counts("".join(lines)) or {}
    if status or not counted.get("passed") or seconds > LIMIT:
        print(f"soak: {name} {'took longer than half an hour' if seconds > LIMIT else 'failed'}", file=sys.stderr)
        return None
    properties = sum(int(number) for number in re.findall(r"^soak: (\d+) properties", "".join(lines), re.MULTILINE))
    figures = f"{counted['passed']} tests, " + (part.sizes or f"{properties} properties x {part.examples:,} examples")
    commit = (current_commit() or "unknown")[:12] + ("+" if has_uncommitted_changes() else "")
    return Row(name, part.what, figures, seed, seconds, date.today().isoformat(), commit)


def write(rows: Sequence[Row], path: Path = PAGE) -> None:
    """Put the new rows in the page, in the place of older ones of the same part."""
    kept = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 7 and cells[0] not in ("part", "---"):
            kept[cells[0]] = line
    kept |= {row.part: str(row) for row in rows}
    path.write_text(HEAD + "\n".join(kept[name] for name in sorted(kept)) + "\n", encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Run the chosen parts, or all; returns 1 when one failed."""
    parser = argparse.ArgumentParser(prog="./run soak", description="The large figures.")
    parser.add_argument("--part", action="append", choices=sorted(PARTS), help="only this part; may be given more than once")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(arguments)
    names = options.part or sorted(PARTS)
    rows = [row for name in names if (row := run_part(name, options.seed))]
    if rows:
        write(rows)
    return 0 if len(rows) == len(names) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
