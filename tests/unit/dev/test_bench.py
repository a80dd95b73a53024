"""The benchmark: what it refuses to compare, whom it invents, what it keeps and how it reports."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from stdnum.nl import bsn

from dev.bench import __main__ as bench
from dev.bench import harness, keeping, people, reporting
from dev.bench.harness import Result
from dev.bench.loader import Progress
from dev.bench.staffing import USERNAMES, UserClass


# ---------------------------------------------------------------- refusals
def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench.main(["run", "nonsense"])
    assert "no benchmark called nonsense" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["load", "10"], ["run", "door", "--at", "999"]])
def test_too_few_dossiers_tell_nothing(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench.main(arguments)
    assert "at least 1,000 dossiers" in capsys.readouterr().err


def test_variants_that_answer_differently_are_not_compared() -> None:
    harness.agree({"one": lambda n: n, "two": lambda n: n + 0}, range(3))
    with pytest.raises(SystemExit, match="'two' and 'one' answer question 2 differently"):
        harness.agree({"one": lambda n: n, "two": lambda n: 0 if n == 2 else n}, range(3))


def test_without_a_run_there_is_nothing_to_report(tmp_path: Path) -> None:
    assert reporting.write(tmp_path, tmp_path / "page.md") == 1
    assert not (tmp_path / "page.md").exists()


# ---------------------------------------------------------------- who is invented
def test_citizen_numbers_pass_the_eleven_test_and_are_each_of_one() -> None:
    numbers = list(islice(people.citizen_numbers(), 5000))
    assert all(bsn.is_valid(number) for number in numbers)
    assert len(set(numbers)) == 5000


def test_the_same_clients_are_invented_every_time() -> None:
    once, again = ([people.invented(Random("leek"), "123456782") for _ in range(2)] for _ in range(2))
    assert once == again
    assert len(people.SURNAMES) > 500


def test_every_class_of_user_has_an_account_of_its_own() -> None:
    assert len(UserClass) == 5
    assert USERNAMES.keys() == set(UserClass)
    assert len(set(USERNAMES.values())) == 5


def test_progress_says_each_tenth_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(100)
    for _ in range(50):
        progress.advance(2)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 10
    assert "100 of 100 dossiers, 0 s to go" in lines[-1]


# ---------------------------------------------------------------- measuring
def test_the_table_is_recorded_under_its_heading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harness, "recorded", {})
    samples = harness.compare({"floor": lambda _: None, "more": lambda _: sum(range(2000))}, 20)
    shown = harness.table(samples, "floor", "a heading")
    assert "a heading" in shown
    kept = harness.recorded["a heading"]
    assert kept.keys() == {"floor", "more"}
    assert kept["more"]["n"] == 20
    assert kept["more"]["python"] > kept["floor"]["python"]
    assert kept["more"]["cpu_p95"] >= kept["more"]["cpu"]


# ---------------------------------------------------------------- keeping and reporting
def part(*results: Result, **variants: dict[str, dict[str, float]]) -> dict[str, Any]:
    return {"results": [vars(one) | {"met": one.met} for one in results], "variants": variants, "seconds": 1.0}


def run_at(size: int, at: str, **parts: Any) -> dict[str, Any]:
    machine = {"processor": "a processor", "cores": 2, "memory_gib": 24, "system": "Linux"}
    return {"commit": f"c{size}{at}", "at": at, "python": "3.11", "machine": machine, "packages": {"Django": "5"}, "size": size, "parts": parts}


def test_what_is_kept_can_be_read_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(keeping, "FOLDER", tmp_path)
    result = Result("P5 gate", 3.0, 2.5, "x cpu")
    file = keeping.keep({"door": part(result)}, 1000)
    assert file is not None
    (run,) = keeping.runs()
    assert run["size"] == 1000
    assert run["machine"]["cores"]
    assert keeping.results_of(run["parts"]["door"]) == [result]
    assert keeping.keep({}, 1000) is None


def test_the_newest_run_of_each_part_and_size_counts() -> None:
    old, new = run_at(10, "2026-01-01", door=1, page=1), run_at(10, "2026-02-01", door=2)
    assert reporting.newest([new, old]) == {("door", 10): new, ("page", 10): old}


def test_growth_is_that_of_the_ratios_within_each_run() -> None:
    small, large = {"ours": {"cpu": 2.0}, "floor": {"cpu": 1.0}}, {"ours": {"cpu": 12.0}, "floor": {"cpu": 4.0}}
    assert reporting.growth(small, large, "ours", "floor") == 1.5


def test_the_page_shows_every_goal_and_what_was_missed(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"# Performance\n\nWritten by hand.\n\n{reporting.MARKER}\n\nold figures\n")
    variants = {"head": {"gate": {"cpu": 2.0}, "bare rows": {"cpu": 1.0}}}
    missed, met = Result("P5 head: against the bare rows", 3.0, 2.5, "x cpu"), Result("P8 cheaper", 9.0, 8, "x cpu", at_least=True)
    unknown = Result("P77 of nobody", 3.0, 2.5, "x cpu")
    for number, size in enumerate((10_000, 100_000)):
        kept = run_at(size, f"2026-02-0{number + 1}", door=part(missed, met, unknown, **variants))
        (tmp_path / f"run-{size}.json").write_text(json.dumps(kept))
    assert reporting.write(tmp_path, page) == 0
    text = page.read_text()
    assert "Written by hand." in text
    assert "old figures" not in text
    assert text.count("| P5 head: against the bare rows | 3 x cpu | <= 2.5 | **missed** |") == 2
    assert "| P8 cheaper | 9 x cpu | >= 8 | met |" in text
    assert "| door, head | 1 x | <= 1.2 | met |" in text
    assert "- **P77 of nobody**: nothing was tried yet." in text
    assert "1,000,000 dossiers: not run" in text
