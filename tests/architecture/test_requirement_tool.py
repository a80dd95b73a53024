"""The requirement matrix, the tool that reads it and the plugin that ties tests to it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from dev import requirements
from dev.requirements import MatrixError, Record, Requirement, Status, TestResult

ROOT = requirements.ROOT
MATRIX = requirements.MATRIX.read_text(encoding="utf-8")

HEAD = "| ID | What | Kind | Area |\n|---|---|---|---|\n"
RULE = Requirement("LEEK-4.3", "Agreement is asked.", "rule", "consent")
DUTY = Requirement("LEEK-3.1", "People answer for it.", "organisational-only", "access")


def passed(name: str) -> TestResult:
    return TestResult(name, "passed")


def record(commit: str | None = "abc", *, complete: bool = True, tests: dict | None = None) -> Record:
    return Record(commit, complete, False, tests or {})


# --- the page -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("| LEEK-1 | text | law | consent |", "unknown kind 'law'"),
        ("| LEEK-1 | text | rule | kitchen |", "unknown area 'kitchen'"),
        ("| LEEK-1 | text | rule |", "3 cells instead of 4"),
        ("| GRON-1 | text | rule | consent |", "'GRON-1' is not an id"),
        ("| LEEK-1 | text | rule | consent |\n| LEEK-1 | text | rule | consent |", "LEEK-1 occurs twice"),
    ],
)
def test_malformed_row_is_refused_with_its_line(row: str, message: str) -> None:
    with pytest.raises(MatrixError, match=rf"line \d+: .*{re.escape(message)}"):
        requirements.parse_matrix(HEAD + row)


def test_page_without_rows_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "requirements.md"
    page.write_text("# Nothing here\n")
    with pytest.raises(MatrixError, match="has no rows"):
        requirements.load_matrix(page)


def test_page_holds_the_rows_that_it_says_it_holds() -> None:
    matrix = requirements.load_matrix()
    said = re.search(r"^Rows: (\d+) \((.*)\)\.$", MATRIX, re.MULTILINE)
    assert said is not None
    per_source = Counter(id_.split("-", 1)[0] for id_ in matrix)
    assert int(said[1]) == len(matrix) == 345
    assert said[2] == ", ".join(f"{source} {count}" for source, count in per_source.items())


def test_capability_index_names_every_row_once() -> None:
    matrix = requirements.load_matrix()
    named = Counter(id_ for ids in requirements.parse_index(MATRIX).values() for id_ in ids)
    assert [id_ for id_, count in named.items() if count > 1] == []
    assert set(named) == set(matrix)


def test_readings_named_in_rows_exist() -> None:
    readings = set(re.findall(r"^\| (R\d+) \|", MATRIX, re.MULTILINE))
    used = {name for row in requirements.load_matrix().values() for name in re.findall(r"\bR\d+\b", row.statement)}
    assert used and used <= readings


# --- the list of partial rows -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[completed-by]\n"the dossier" = ["LEEK-99"]', "LEEK-99 is not in the matrix"),
        ('[completed-by]\n"the dossier" = ["LEEK-4.3"]\n"retention" = ["LEEK-4.3"]', "LEEK-4.3 is listed twice"),
        ('[completed-by]\n"somebody" = ["LEEK-4.3"]', "unknown capability 'somebody'"),
    ],
)
def test_wrong_list_of_partial_rows_is_refused(text: str, message: str) -> None:
    with pytest.raises(MatrixError, match=message):
        requirements.parse_partial(text, ["LEEK-4.3"])


def test_list_of_partial_rows_is_valid() -> None:
    text = requirements.PARTIAL.read_text(encoding="utf-8")
    assert requirements.parse_partial(text, requirements.load_matrix())


# --- statuses -----------------------------------------------------------------------------------------------------


def test_untested_row_is_open() -> None:
    assert requirements.judge(RULE, (), stale=False).status is Status.OPEN


def test_failing_test_opens_the_row_whatever_passes() -> None:
    row = requirements.judge(RULE, (passed("a"), TestResult("b", "failed")), stale=False)
    assert (row.status, row.tests, row.failing) == (Status.OPEN, ("a",), ("b",))


def test_failing_test_opens_a_partial_and_an_organisational_row() -> None:
    failed = (TestResult("a", "failed"),)
    assert requirements.judge(RULE, failed, stale=False, completed_by="the dossier").status is Status.OPEN
    assert requirements.judge(DUTY, failed, stale=False).status is Status.OPEN


def test_skipped_test_alone_does_not_carry() -> None:
    assert requirements.judge(RULE, (TestResult("a", "skipped"),), stale=False).status is Status.OPEN


def test_partial_row_without_a_test_is_open() -> None:
    assert requirements.judge(RULE, (), stale=False, completed_by="the dossier").status is Status.OPEN


def test_passing_test_carries() -> None:
    row = requirements.judge(RULE, (passed("a"), TestResult("b", "skipped")), stale=False)
    assert (row.status, row.tests) == (Status.CARRIED, ("a",))


def test_listed_row_with_a_passing_test_is_partial() -> None:
    row = requirements.judge(RULE, (passed("a"),), stale=False, completed_by="the dossier")
    assert (row.status, row.completed_by) == (Status.PARTIAL, "the dossier")


def test_organisational_row_is_organisational_until_a_test_carries_it() -> None:
    assert requirements.judge(DUTY, (), stale=False).status is Status.ORGANISATIONAL
    assert requirements.judge(DUTY, (passed("a"),), stale=False).status is Status.CARRIED


def test_stale_run_opens_every_tested_row_and_leaves_the_untested() -> None:
    rows = requirements.judge_all({"LEEK-4.3": RULE, "LEEK-3.1": DUTY}, {}, record(tests={"LEEK-4.3": (passed("a"),)}), stale=True)
    assert [(row.status, row.tests) for row in rows] == [(Status.OPEN, ()), (Status.ORGANISATIONAL, ())]


@pytest.mark.parametrize(
    ("recorded", "commit", "reason"),
    [
        (None, "abc", "no complete test run"),
        (record("abc", complete=False), "abc", "was not complete"),
        (record("old"), "abc", "is of commit old, checked out is abc"),
        (record("abc"), None, "commit is not known"),
        (record(None), None, "commit is not known"),
    ],
)
def test_stale_record_says_why(recorded: Record | None, commit: str | None, reason: str) -> None:
    assert reason in (requirements.why_stale(recorded, commit) or "")


def test_complete_record_of_this_commit_is_not_stale() -> None:
    assert requirements.why_stale(record("abc"), "abc") is None


def test_damaged_record_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "requirements.json"
    path.write_text('{"commit": "abc"}')
    with pytest.raises(MatrixError, match="is not a record of a test run"):
        requirements.load_record(path)


# --- the report ---------------------------------------------------------------------------------------------------


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A complete record of the commit that is checked out, in which one row is carried and one has a failing test."""
    path = tmp_path / "requirements.json"
    tests = {
        "LEEK-4.3": [{"test": "tests/a.py::test_a", "outcome": "passed"}],
        "LEEK-4.4": [{"test": "tests/a.py::test_b", "outcome": "failed"}],
    }
    path.write_text(json.dumps({"commit": "abc", "complete": True, "dirty": False, "tests": tests}))
    monkeypatch.setattr(requirements, "current_commit", lambda: "abc")
    monkeypatch.setattr(requirements, "RECORD", path)
    return path


def test_unknown_area_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        requirements.main(["--area", "kitchen"])
    assert stop.value.code == 2
    assert "kitchen" in capsys.readouterr().err


def test_missing_record_shows_open_rows_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(requirements, "RECORD", tmp_path / "nothing.json")
    assert requirements.main([]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "requirements: 0 carried, 0 partial, 10 organisational, 335 open of 345"
    assert "no complete test run is recorded" in err


@pytest.mark.usefixtures("recorded")
def test_report_of_an_area_and_municipality(capsys: pytest.CaptureFixture[str]) -> None:
    assert requirements.main(["--area", "consent", "--municipality", "leek"]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert err == ""
    assert lines[0] == "consent / leek: 1 carried, 0 partial, 0 organisational, 8 open"
    assert lines[lines.index("  carried        LEEK-4.3") + 1] == "      tests/a.py::test_a"
    assert lines[lines.index("  open           LEEK-4.4") + 1] == "      FAILED tests/a.py::test_b"
    assert lines[-1] == "requirements: 1 carried, 0 partial, 0 organisational, 8 open of 9"


@pytest.mark.usefixtures("recorded")
def test_json_report_is_only_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    requirements.main(["--json", "--municipality", "engine"])
    rows = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in rows] == [f"ENG-{number}" for number in range(1, 12)]
    assert all(set(row) == {"id", "status", "tests"} for row in rows)


def test_stale_record_is_told_on_stderr(recorded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(requirements, "current_commit", lambda: "def")
    requirements.main([])
    out, err = capsys.readouterr()
    assert "  open           LEEK-4.3" in out.splitlines()
    assert "is of commit abc, checked out is def" in err


def test_uncommitted_changes_of_the_recorded_run_are_told(recorded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorded.write_text(recorded.read_text().replace('"dirty": false', '"dirty": true'))
    requirements.main([])
    assert "had uncommitted changes" in capsys.readouterr().err


def test_commit_and_uncommitted_changes_are_read_from_version_control(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=Test", "-c", "user.email=test@example.nl")
        subprocess.run(["git", "-C", str(tmp_path), *identity, *arguments], check=True, capture_output=True)

    assert requirements.current_commit(tmp_path) is None
    git("init")
    (tmp_path / "file").write_text("before")
    git("add", "file")
    git("commit", "-m", "First")
    assert re.fullmatch(r"[0-9a-f]{40}", requirements.current_commit(tmp_path) or "")
    assert not requirements.has_uncommitted_changes(tmp_path)
    (tmp_path / "file").write_text("after")
    assert requirements.has_uncommitted_changes(tmp_path)


# --- the plugin ---------------------------------------------------------------------------------------------------

TESTS = """
import pytest

@pytest.mark.requirement("LEEK-4.3", "LAND-4.3")
def test_passes():
    pass

@pytest.mark.requirement("LEEK-4.4")
def test_fails():
    assert False

@pytest.mark.parametrize("n", [pytest.param(1, marks=pytest.mark.requirement("LEEK-4.5"))])
def test_scenario(n):
    pass

@pytest.fixture
def broken():
    yield
    raise RuntimeError

@pytest.mark.requirement("LAND-4.4")
def test_tear_down_fails(broken):
    pass

@pytest.mark.requirement("LAND-4.5")
@pytest.mark.xfail
def test_expected_to_fail():
    assert False

@pytest.mark.requirement("LAND-4.6")
@pytest.mark.skip
def test_skipped():
    pass
"""


def run_pytest(folder: Path, source: str, *arguments: str) -> tuple[subprocess.CompletedProcess[str], dict | None]:
    """Run pytest with only our plugin and xdist in a folder of its own; returns the process and the record."""
    (folder / "pytest.ini").write_text("[pytest]\ntestpaths = .\n")
    (folder / "test_sample.py").write_text(source)
    path = folder / "record.json"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    environment |= {
        "REQUIREMENTS_RECORD": str(path),
        "PYTHONPATH": str(ROOT),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "xdist.plugin", "-p", "dev.pytest_requirements", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done, json.loads(path.read_text()) if path.exists() else None


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "xdist"])
def test_unknown_id_ends_the_run(tmp_path: Path, workers: tuple[str, ...]) -> None:
    source = "import pytest\n@pytest.mark.requirement('LEEK-99')\ndef test_it(): pass\n"
    done, written = run_pytest(tmp_path, source, *workers)
    assert done.returncode in (1, 2)
    assert "test_sample.py::test_it names the unknown requirement LEEK-99" in done.stdout
    assert "passed" not in done.stdout
    assert written is None or written["complete"] is False


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_complete_run_records_outcomes_and_commit(tmp_path: Path, workers: tuple[str, ...]) -> None:
    _, written = run_pytest(tmp_path, TESTS, *workers)
    assert written is not None
    assert written["complete"] is True, written["incomplete"]
    assert written["commit"] == requirements.current_commit()
    assert {id_: [test["outcome"] for test in tests] for id_, tests in written["tests"].items()} == {
        "LAND-4.3": ["passed"],
        "LAND-4.4": ["failed"],
        "LAND-4.5": ["skipped"],
        "LAND-4.6": ["skipped"],
        "LEEK-4.3": ["passed"],
        "LEEK-4.4": ["failed"],
        "LEEK-4.5": ["passed"],
    }
    assert written["tests"]["LEEK-4.5"][0]["test"] == "test_sample.py::test_scenario[1]"


@pytest.mark.parametrize(
    "arguments",
    [
        ("-k", "passes"),
        ("-n", "1", "-k", "passes"),
        ("test_sample.py::test_passes",),
        ("--deselect", "test_sample.py::test_fails"),
        ("-x",),
        ("--collect-only",),
    ],
    ids=" ".join,
)
def test_part_of_the_tests_is_not_a_complete_run(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    _, written = run_pytest(tmp_path, TESTS, *arguments)
    assert written is not None
    assert written["complete"] is False


def test_module_that_cannot_be_collected_makes_the_run_incomplete(tmp_path: Path) -> None:
    (tmp_path / "test_broken.py").write_text("import nothing_of_that_name\n")
    _, written = run_pytest(tmp_path, TESTS, "--continue-on-collection-errors")
    assert written is not None
    assert written["complete"] is False


def test_the_whole_folder_named_on_the_command_line_is_complete(tmp_path: Path) -> None:
    _, written = run_pytest(tmp_path, TESTS, ".")
    assert written is not None
    assert written["complete"] is True, written["incomplete"]


def test_lost_worker_makes_the_run_incomplete(tmp_path: Path) -> None:
    _, written = run_pytest(tmp_path, TESTS + "\ndef test_dies():\n    import os\n    os._exit(1)\n", "-n", "1")
    assert written is not None
    assert written["complete"] is False
