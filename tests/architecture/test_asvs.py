"""The ledger of the security standard leaves no requirement out, and names evidence that exists."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from dev.house_rules import ROOT

PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
LEVELS = dict(line.split() for line in (ROOT / "docs" / "asvs-5.0.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
STATUSES = ("met", "not met", "not applicable")


@dataclass(frozen=True)
class Row:
    """One requirement as the page tells it."""

    id: str
    level: str
    subject: str
    status: str
    why: str
    evidence: tuple[str, ...]


def rows(page: str) -> list[Row]:
    """Every row that begins with a number of the standard."""
    found = (re.split(r"\s*\|\s*", line.strip().strip("|").strip()) for line in page.splitlines() if re.match(r"\| V\d+\.", line))
    cells = ([*cells, "", ""][:6] for cells in found)
    return [Row(*five, evidence=tuple(re.findall(r"`([^`]+)`", last))) for *five, last in cells]  # type: ignore[arg-type]


def faults(row: Row) -> list[str]:
    """What is wrong with a row."""
    wrong = [] if row.status in STATUSES else [f"{row.id}: status {row.status!r}"]
    if row.level != LEVELS.get(row.id):
        wrong.append(f"{row.id}: level {row.level}")
    if row.status == "met" and not row.evidence:
        wrong.append(f"{row.id}: met without evidence")
    if row.status != "met" and not row.why:
        wrong.append(f"{row.id}: {row.status} without a reason")
    if row.status == "not met" and not re.search(r"needed (is|are)|municipality's to|on purpose|nobody has", row.why):
        wrong.append(f"{row.id}: not met without what is needed")
    return wrong + [f"{row.id}: {path} is not there" for path in row.evidence if not (ROOT / path).exists()]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("| V1.1.1 | 2 | x | met | | |", "met without evidence"),
        ("| V1.1.1 | 2 | x | not applicable | | |", "without a reason"),
        ("| V1.1.1 | 2 | x | not met | we are busy | |", "without what is needed"),
        ("| V1.1.1 | 1 | x | met | | `README.md` |", "level 1"),
        ("| V1.1.1 | 2 | x | met | | `tests/nowhere.py` |", "is not there"),
        ("| V1.1.1 | 2 | x | nearly | | `README.md` |", "status"),
    ],
)
def test_wrong_row_is_noticed(line: str, fault: str) -> None:
    (row,) = rows(line)
    assert [said for said in faults(row) if fault in said]


def test_all_of_level_one_and_two_are_there_once() -> None:
    named = [row.id for row in rows(PAGE)]
    assert len(LEVELS) == 253
    assert sorted(named) == sorted(LEVELS)


def test_every_row_says_how_it_stands_and_points_at_what_exists() -> None:
    assert [fault for row in rows(PAGE) for fault in faults(row)] == []


def test_sums_on_the_page_are_those_of_its_rows() -> None:
    counted = [sum(row.status == status for row in rows(PAGE)) for status in STATUSES]
    assert f"| {' | '.join(map(str, counted))} |" in PAGE
