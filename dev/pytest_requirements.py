"""pytest plugin: ties tests to rows of the requirement matrix.

    @pytest.mark.requirement("LEEK-4.3", "LAND-4.3")

An id that the matrix does not know ends the run at collection. When the environment variable REQUIREMENTS_RECORD holds
a path, the run writes there per requirement which tests name it and how each ended, with the commit, and whether the run
was complete: nothing selected, deselected, interrupted or lost. Works alone and with pytest-xdist: the ids travel
with the reports.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from dev.requirements import current_commit, has_uncommitted_changes, load_matrix

PROPERTY = "requirement"
MARKER_HELP = "requirement(id, ...): breaking a rule of these rows of docs/requirements.md makes this test fail"
_WORSE = {"passed": 0, "skipped": 1, "failed": 2}


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker and, where a record is asked for, the recorder (not in workers: they only report)."""
    config.addinivalue_line("markers", MARKER_HELP)
    collector = Collector(known=frozenset(load_matrix()))
    config.pluginmanager.register(collector, "requirement-collector")
    path = os.environ.get("REQUIREMENTS_RECORD")
    if path and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(config, collector, Path(path)), "requirement-recorder")


class Collector:
    """Checks the ids at collection and lets them travel with each test's reports."""

    def __init__(self, known: frozenset[str]) -> None:
        self.known = known
        self.deselected = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Attach the ids to the items before anything is deselected; an unknown one is a collection error."""
        faults: dict[str, list[str]] = {}
        for item in items:
            ids = sorted({id_ for marker in item.iter_markers(PROPERTY) for id_ in marker.args})
            item.user_properties.extend((PROPERTY, id_) for id_ in ids)
            unknown = [str(id_) for id_ in ids if id_ not in self.known]
            if unknown:
                faults[item.nodeid] = unknown
        for nodeid, unknown in faults.items():
            message = f"{nodeid} names the unknown requirement {', '.join(unknown)}; the ids stand in docs/requirements.md"
            config.hook.pytest_collectreport(report=pytest.CollectReport(nodeid, "failed", message, []))
        if faults and hasattr(config, "workerinput"):
            items.clear()  # pytest itself stops after a collection error; a worker of pytest-xdist would go on

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Count what will not run, whatever deselected it."""
        self.deselected += len(items)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """In a worker: tell the controller how many tests were deselected."""
        output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["requirement_deselected"] = self.deselected


class Recorder:
    """Gathers outcomes in the main process and writes the record at the end."""

    def __init__(self, config: pytest.Config, collector: Collector, path: Path) -> None:
        self.collector = collector
        self.path = path
        self.commit = current_commit()
        self.dirty = has_uncommitted_changes()
        self.outcomes: dict[str, str] = {}
        self.ids: dict[str, set[str]] = {}
        self.incomplete: list[str] = _selection(config)
        path.unlink(missing_ok=True)  # a run that dies leaves no record of an earlier one

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst outcome of set-up, call and tear-down. An expected failure is no pass."""
        outcome: str = report.outcome
        if hasattr(report, "wasxfail"):
            outcome = "skipped"
        if report.when == "call" or outcome != "passed":
            before = self.outcomes.get(report.nodeid, "passed")
            self.outcomes[report.nodeid] = max(before, outcome, key=lambda name: _WORSE.get(name, 2))
        for name, value in report.user_properties:
            if name == PROPERTY:
                self.ids.setdefault(str(value), set()).add(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A module that could not be collected hides its tests."""
        if report.failed:
            self.incomplete.append(f"could not collect {report.nodeid}")

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """pytest-xdist: a worker is done, or lost."""
        if error:
            self.incomplete.append("a worker was lost")
        self._note_deselected(getattr(node, "workeroutput", {}).get("requirement_deselected", 0))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write the record."""
        self._note_deselected(self.collector.deselected)
        if session.shouldstop or session.shouldfail:
            self.incomplete.append("stopped early")
        if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            self.incomplete.append(f"ended with exit status {int(exitstatus)}")
        self._write()

    def _note_deselected(self, count: int) -> None:
        if count:
            self.incomplete.append(f"{count} tests deselected")

    def _write(self) -> None:
        record = {
            "commit": self.commit,
            "dirty": self.dirty,
            "complete": not self.incomplete,
            "incomplete": sorted(set(self.incomplete)),
            "tests": {
                id_: [{"test": test, "outcome": self.outcomes.get(test, "skipped")} for test in sorted(tests)]
                for id_, tests in sorted(self.ids.items())
            },
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def _selection(config: pytest.Config) -> list[str]:
    """What on the command line makes the run less than the whole."""
    reasons = [] if _covers_everything(config) else ["started with chosen paths"]
    for option, name in (("keyword", "-k"), ("markexpr", "-m"), ("lf", "--lf"), ("collectonly", "--collect-only")):
        if config.getoption(option, default=None):
            reasons.append(f"started with {name}")
    for option, name in (("ignore", "--ignore"), ("ignore_glob", "--ignore-glob"), ("deselect", "--deselect")):
        if config.getoption(option, default=None):
            reasons.append(f"started with {name}")
    return reasons


def _covers_everything(config: pytest.Config) -> bool:
    """Whether the paths on the command line contain all of the configured test folders."""
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        return True
    chosen = [(config.invocation_params.dir / argument).resolve() for argument in config.args]
    wanted = [(config.rootpath / folder).resolve() for folder in config.getini("testpaths") or ["."]]
    return all(any(folder == path or path in folder.parents for path in chosen) for folder in wanted)
