"""Which requirements are carried by which passing tests.

    python -m dev.requirements [--area AREA] [--municipality MUNICIPALITY] [--json]

The matrix is docs/requirements.md: this module is its only parser. What the tests showed is the record that the
pytest plugin `dev.pytest_requirements` writes at the end of a complete run. Nothing here judges a test: a row counts as
carried when a test that names it passed in a complete run of the commit that is checked out.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MATRIX = ROOT / "docs" / "requirements.md"
PARTIAL = ROOT / "docs" / "requirements-partial.toml"
RECORD = ROOT / ".local" / "requirements.json"

MUNICIPALITIES = {
    "LEEK": "leek",
    "LAND": "landsmeer",
    "SITT": "sittard-geleen",
    "LEID": "leiden",
    "OPST": "opsterland",
    "ENG": "engine",
}
KINDS = ("data", "rule", "workflow", "deadline", "access", "letter", "log", "admin", "organisational-only")
AREAS = (
    "clients",
    "dossiers",
    "consent",
    "access",
    "disclosure",
    "signals",
    "requests",
    "retention",
    "complaints",
    "breaches",
    "protocol",
    "ui",
)
CAPABILITIES = (
    "the dossier",
    "sharing outside",
    "retention",
    "the rights desk",
    "the privacy officer's desk",
)
"""The parts of the application that may be named as completing a partial row."""

_ID = re.compile(rf"(?:{'|'.join(MUNICIPALITIES)})-\S+")
_TABLE_HEADING = "| ID |"
_INDEX_HEADING = "## Capability index"


class MatrixError(Exception):
    """The matrix, the list of partial rows or the record says something that cannot be: the message says where."""


class Status(StrEnum):
    """What can be said about one requirement at the commit that is checked out."""

    CARRIED = "carried"
    PARTIAL = "partial"
    ORGANISATIONAL = "organisational"
    OPEN = "open"


@dataclass(frozen=True)
class Requirement:
    """One row of the matrix."""

    id: str
    statement: str
    kind: str
    area: str

    @property
    def municipality(self) -> str:
        """Name of the municipality whose protocol the row comes from, or `engine`."""
        return MUNICIPALITIES[self.id.split("-", 1)[0]]


@dataclass(frozen=True)
class TestResult:
    """One test that names a requirement, and how it ended: passed, failed or skipped."""

    __test__ = False  # pytest must not take this class for a test

    test: str
    outcome: str


@dataclass(frozen=True)
class Record:
    """What one run of the tests showed, per requirement id."""

    commit: str | None
    complete: bool
    dirty: bool
    tests: Mapping[str, tuple[TestResult, ...]]


@dataclass(frozen=True)
class Row:
    """A requirement with its status, its passing and failing tests and, when partial, what will complete it."""

    requirement: Requirement
    status: Status
    tests: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    completed_by: str | None = None


def parse_matrix(text: str) -> dict[str, Requirement]:
    """Read the rows of the tables headed `ID`, in the order of the page.

    Raises MatrixError for an unknown kind, area or prefix of an id, a row with a wrong number of cells, or an id that occurs twice.
    """
    rows: dict[str, Requirement] = {}
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("|") or line.startswith(_TABLE_HEADING):
            inside = line.startswith(_TABLE_HEADING)
        elif inside and not line.startswith("|--"):
            requirement = _parse_row(line, number)
            if requirement.id in rows:
                raise MatrixError(f"line {number}: {requirement.id} occurs twice")
            rows[requirement.id] = requirement
    return rows


def _parse_row(line: str, number: int) -> Requirement:
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    if len(cells) != 4:
        raise MatrixError(f"line {number}: {len(cells)} cells instead of 4")
    id_, statement, kind, area = cells
    if _ID.fullmatch(id_) is None:
        raise MatrixError(f"line {number}: {id_!r} is not an id of this matrix")
    if kind not in KINDS:
        raise MatrixError(f"line {number}: {id_} has the unknown kind {kind!r}")
    if area not in AREAS:
        raise MatrixError(f"line {number}: {id_} has the unknown area {area!r}")
    return Requirement(id_, statement, kind, area)


def parse_index(text: str) -> dict[str, tuple[str, ...]]:
    """Read the capability index: name of the capability -> ids, in the order of the page."""
    _, _, index = text.partition(_INDEX_HEADING)
    capabilities: dict[str, tuple[str, ...]] = {}
    for line in index.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if line.startswith("| ") and len(cells) == 2 and cells[0] != "Capability":
            capabilities[cells[0]] = tuple(id_.strip() for id_ in cells[1].split(","))
    return capabilities


def load_matrix(path: Path = MATRIX) -> dict[str, Requirement]:
    """The rows of docs/requirements.md by id. Raises MatrixError when the page is malformed or has no rows."""
    rows = parse_matrix(path.read_text(encoding="utf-8"))
    if not rows:
        raise MatrixError(f"{path} has no rows")
    return rows


def parse_partial(text: str, known: Iterable[str]) -> dict[str, str]:
    """Read the list of partial rows: id -> the capability that completes it.

    Raises MatrixError for an id that the matrix does not know, an id listed twice, or a capability without a name in CAPABILITIES.
    """
    ids = set(known)
    partial: dict[str, str] = {}
    for capability, listed in tomllib.loads(text).get("completed-by", {}).items():
        if capability not in CAPABILITIES:
            raise MatrixError(f"partial rows: unknown capability {capability!r}; known are {', '.join(CAPABILITIES)}")
        for id_ in listed:
            if id_ not in ids:
                raise MatrixError(f"partial rows: {id_} is not in the matrix")
            if id_ in partial:
                raise MatrixError(f"partial rows: {id_} is listed twice")
            partial[id_] = capability
    return partial


def load_record(path: Path) -> Record | None:
    """The record of the last complete run, or None when there is none. Raises MatrixError when it cannot be read."""
    if not path.exists():
        return None
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        tests = {id_: tuple(TestResult(result["test"], result["outcome"]) for result in results) for id_, results in raw["tests"].items()}
        return Record(raw["commit"], raw["complete"] is True, raw["dirty"] is True, tests)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MatrixError(f"{path} is not a record of a test run: {error!r}") from error


def current_commit(root: Path = ROOT) -> str | None:
    """The hash of the commit that is checked out, or None outside version control."""
    return _git(root, "rev-parse", "--verify", "HEAD")


def has_uncommitted_changes(root: Path = ROOT) -> bool:
    """Whether a tracked file differs from the commit that is checked out."""
    return bool(_git(root, "status", "--porcelain", "--untracked-files=no"))


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def why_stale(record: Record | None, commit: str | None) -> str | None:
    """Why the record says nothing about this commit, as a sentence; None when it does."""
    if record is None:
        return "no complete test run is recorded: every tested row shows as open (./run test makes the record)"
    if not record.complete:
        return "the recorded test run was not complete: every tested row shows as open"
    if commit is None or record.commit is None:
        return "the commit is not known: every tested row shows as open"
    if record.commit != commit:
        return f"the recorded test run is of commit {record.commit[:12]}, checked out is {commit[:12]}: every tested row shows as open"
    return None


def judge(requirement: Requirement, results: Sequence[TestResult], *, stale: bool, completed_by: str | None = None) -> Row:
    """Give one requirement its status.

    A failing test opens the row, whatever else passes; a skipped test neither carries nor opens it.
    """
    if stale and results:
        return Row(requirement, Status.OPEN)
    passed = tuple(result.test for result in results if result.outcome == "passed")
    failing = tuple(result.test for result in results if result.outcome == "failed")
    if passed and not failing:
        status = Status.CARRIED if completed_by is None else Status.PARTIAL
        return Row(requirement, status, passed, completed_by=completed_by)
    if requirement.kind == "organisational-only" and not results:
        return Row(requirement, Status.ORGANISATIONAL)
    return Row(requirement, Status.OPEN, passed, failing)


def judge_all(matrix: Mapping[str, Requirement], partial: Mapping[str, str], record: Record | None, *, stale: bool) -> list[Row]:
    """Give every requirement its status, in the order of the matrix."""
    tests = record.tests if record is not None else {}
    return [judge(requirement, tests.get(id_, ()), stale=stale, completed_by=partial.get(id_)) for id_, requirement in matrix.items()]


def select(rows: Iterable[Row], area: str | None, municipality: str | None) -> list[Row]:
    """The rows of one area and one municipality; None selects all."""
    return [
        row
        for row in rows
        if (area is None or row.requirement.area == area) and (municipality is None or row.requirement.municipality == municipality)
    ]


def as_text(rows: Sequence[Row]) -> str:
    """The report for people: per area and municipality each row with its status and tests, and the sum as last line."""
    lines: list[str] = []
    for area in AREAS:
        for municipality in MUNICIPALITIES.values():
            group = select(rows, area, municipality)
            if group:
                lines.append(f"{area} / {municipality}: {_sum_of(group)}")
                lines.extend(line for row in group for line in _lines_of(row))
                lines.append("")
    lines.append(f"requirements: {_sum_of(rows)} of {len(rows)}")
    return "\n".join(lines)


def _lines_of(row: Row) -> list[str]:
    note = f" (completed by: {row.completed_by})" if row.completed_by else ""
    return [
        f"  {row.status:<15}{row.requirement.id}{note}",
        *(f"      {test}" for test in row.tests),
        *(f"      FAILED {test}" for test in row.failing),
    ]


def _sum_of(rows: Iterable[Row]) -> str:
    count = Counter(row.status for row in rows)
    return ", ".join(f"{count[status]} {status}" for status in Status)


def as_json(rows: Iterable[Row]) -> str:
    """The report for programs: a list of objects with id, status and tests."""
    return json.dumps([{"id": row.requirement.id, "status": str(row.status), "tests": list(row.tests)} for row in rows], indent=1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; returns the exit code: 0, or 2 when a source cannot be read."""
    parser = argparse.ArgumentParser(prog="./run requirements", description="Which requirements are carried by tests.")
    parser.add_argument("--area", choices=AREAS)
    parser.add_argument("--municipality", choices=tuple(MUNICIPALITIES.values()))
    parser.add_argument("--json", action="store_true", help="print only a list of id, status and tests")
    options = parser.parse_args(arguments)
    try:
        matrix = load_matrix(MATRIX)
        partial = parse_partial(PARTIAL.read_text(encoding="utf-8"), matrix)
        record = load_record(RECORD)
    except (MatrixError, OSError, tomllib.TOMLDecodeError) as error:
        print(f"requirements: {error}", file=sys.stderr)
        return 2
    reason = why_stale(record, current_commit())
    if reason is not None:
        print(f"requirements: {reason}", file=sys.stderr)
    elif record is not None and record.dirty:
        print("requirements: the recorded test run had uncommitted changes on top of this commit", file=sys.stderr)
    rows = select(judge_all(matrix, partial, record, stale=reason is not None), options.area, options.municipality)
    print(as_json(rows) if options.json else as_text(rows))
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `./run requirements | head` is no fault
    sys.exit(main())
