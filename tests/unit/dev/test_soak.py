"""The large figures are really large, and the page keeps what was measured."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from dev import soak
from dev.house_rules import ROOT
from dev.soak import Row

PROPERTY = """
from pathlib import Path
from hypothesis import given, settings, strategies

@settings(max_examples=5)
@given(strategies.integers())
def test_something(number):
    with open(Path(__file__).with_name("calls"), "a") as calls:
        calls.write(".")

def test_plain():
    pass
"""


def test_every_property_gets_the_large_figure(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(PROPERTY)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "dev.pytest_soak", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path)]
    command += ["-c", os.devnull, "-p", "no:django"]
    environment = os.environ | {"SOAK_EXAMPLES": "137", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "soak: 1 properties with 137 examples" in done.stdout
    assert len((tmp_path / "calls").read_text()) == 137


def row(part: str, day: str) -> Row:
    return Row(part, "what", "3 tests", 7, 12, day, "abcdef")


def test_the_page_keeps_other_parts_and_replaces_the_same_one(tmp_path: Path) -> None:
    page = tmp_path / "soak.md"
    soak.write([row("engine", "2026-01-01"), row("queue", "2026-01-02")], page)
    soak.write([row("engine", "2026-02-01")], page)
    lines = [line for line in page.read_text().splitlines() if line.startswith("| ")][1:]
    assert [line.split("|")[1].strip() + line.split("|")[6].strip() for line in lines] == ["engine2026-02-01", "queue2026-01-02"]


def test_a_failing_part_writes_nothing_and_says_so(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(soak, "run_part", lambda name, seed: None)
    monkeypatch.setattr(soak, "PAGE", tmp_path / "soak.md")
    assert soak.main(["--part", "engine"]) == 1
    assert not (tmp_path / "soak.md").exists()
