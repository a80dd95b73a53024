"""Interleaved measuring: in each round every variant runs once, so that whatever else the machine does hits all alike.

Processor time counts (this process plus the database's backends), wall time is shown beside it: on a shared machine wall
times of two runs differ by far more than the variants do.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Variant = Callable[[int], object]


_TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
# what `table` showed, for the file that is kept of a run
recorded: dict[str, dict[str, dict[str, float]]] = {}


@dataclass
class Samples:
    """What one variant took, per call, in milliseconds."""

    wall: list[float] = field(default_factory=list)
    python: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)

    @property
    def cpu(self) -> float:
        """Median of Python's and the server's processor time together."""
        return statistics.median(a + b for a, b in zip(self.python, self.server, strict=True))

    def cpu_percentile(self, percent: int) -> float:
        """Processor time that `percent` of the calls stay below."""
        return _percentile([a + b for a, b in zip(self.python, self.server, strict=True)], percent)

    def percentile(self, percent: int) -> float:
        """Wall time that `percent` of the calls stay below."""
        return _percentile(self.wall, percent)

    def summary(self) -> dict[str, float]:
        """The figures that are kept, in milliseconds for each call."""
        medians = {"wall": statistics.median(self.wall), "python": statistics.median(self.python), "server": statistics.median(self.server)}
        return medians | {"p95": self.percentile(95), "cpu": self.cpu, "cpu_p95": self.cpu_percentile(95), "n": len(self.wall)}


def _percentile(values: list[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


@dataclass(frozen=True)
class Result:
    """One goal and what was measured against it; `limit` is the most that is allowed, or the least where `at_least`."""

    goal: str
    measured: float
    limit: float
    unit: str
    at_least: bool = False
    remark: str = ""

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


def server_milliseconds(backends: Iterable[int]) -> float:
    """Processor time so far of these server processes; 0 where the system does not tell."""
    total = 0
    for backend in backends:
        path = Path(f"/proc/{backend}/schedstat")
        total += int(path.read_text().split()[0]) if path.exists() else 0
    return total / 1e6


def compare(variants: Mapping[str, Variant], rounds: int, *, backends: Iterable[int] = (), warm_up: int = 5) -> dict[str, Samples]:
    """Call every variant once per round, in turn, with the number of the round; the order turns with the rounds.

    The first `warm_up` rounds are not counted.
    """
    backends = tuple(backends)
    samples = {name: Samples() for name in variants}
    names = list(variants)
    gc.collect()
    for number in range(-warm_up, rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            server, python, wall = server_milliseconds(backends), time.process_time(), time.perf_counter()
            variants[name](number + warm_up)
            wall, python = time.perf_counter() - wall, time.process_time() - python
            server = server_milliseconds(backends) - server
            if number >= 0:
                samples[name].wall.append(wall * 1000)
                samples[name].python.append(python * 1000)
                samples[name].server.append(server)
    return samples


def table(samples: Mapping[str, Samples], floor: str, heading: str = "") -> str:
    """The variants as text: medians in milliseconds, and how many times the processor time of `floor` each takes.

    What it shows is recorded under `heading` too.
    """
    recorded[heading] = {name: one.summary() for name, one in samples.items()}
    lines = [f"    {heading or 'variant':<34}{'wall':>9}{'p95':>9}{'python':>9}{'server':>9}{'x cpu':>8}"]
    for name, one in samples.items():
        ratio = one.cpu / samples[floor].cpu if samples[floor].cpu else float("nan")
        columns = (statistics.median(one.wall), one.percentile(95), statistics.median(one.python), statistics.median(one.server))
        lines.append(f"    {name:<34}" + "".join(f"{value:9.3f}" for value in columns) + f"{ratio:8.2f}")
    return "\n".join(lines)


def agree(variants: Mapping[str, Variant], numbers: Iterable[int]) -> None:
    """Raise SystemExit unless every variant gives the same answer: what answers something else cannot be compared."""
    for number in numbers:
        answers: dict[str, Any] = {name: call(number) for name, call in variants.items()}
        first, expected = next(iter(answers.items()))
        for name, answer in answers.items():
            if answer != expected:
                raise SystemExit(f"{name!r} and {first!r} answer question {number} differently: their times mean nothing")


def statements_of(call: Callable[[], object]) -> int:
    """How many statements a call sends to the databases of a request; beginning and ending transactions is no statement."""
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connections["default"]) as main, CaptureQueriesContext(connections["keys"]) as keys:
        call()
    return sum(not str(one["sql"]).startswith(_TRANSACTION) for one in [*main, *keys])
