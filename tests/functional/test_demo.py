"""`./run demo` as somebody types it: it starts, answers, stops without a trace, keeps its data, and dies whole."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.house_rules import ROOT
from dev.services import free_port
from privacy_domain.management.demo.cast import CAST

MINUTES = 60


class Running:
    """A demo in a place of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        clean = {name: value for name, value in os.environ.items() if not name.endswith(("DATABASE_URL", "_FILE"))}
        self.environment = clean | {"LOCAL_FOLDER": str(folder), "PORT": str(self.port)}
        self.output = folder / "output"
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        with open(self.output, "wb") as output:
            return subprocess.Popen([sys.executable, "-m", "dev.demo"], cwd=ROOT, env=self.environment, stdout=output, stderr=output)

    def wait_until_ready(self, seconds: float) -> str:
        """What it said. Fails when it ends or takes too long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            said = self.output.read_text(errors="replace")
            if "Ready after" in said:
                return said
            assert self.process.poll() is None, said
            time.sleep(0.2)
        pytest.fail(f"not ready within {seconds} seconds:\n{self.output.read_text(errors='replace')}")

    def page(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()

    def family(self) -> set[int]:
        """Everything that it started, and what that started."""
        parents: dict[int, int] = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
        found, new = set(), {self.process.pid}
        while new:
            found |= new
            new = {child for child, parent in parents.items() if parent in new} - found
        return found - {self.process.pid}


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"}


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    folder = Path(tempfile.mkdtemp(prefix="privacy-domain-demo-", dir="/var/tmp"))
    folder.chmod(0o755)
    demo = Running(folder)
    yield demo
    if demo.process.poll() is None:
        demo.process.kill()
        demo.process.wait()
    time.sleep(1)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.skipif(sys.platform != "linux", reason="the family of a process is read from /proc")
def test_the_demo_starts_answers_stops_and_dies(running: Running) -> None:
    said = running.wait_until_ready(8 * MINUTES)
    assert all(persona.display_name in said for cast in CAST.values() for persona in cast.personas)
    assert json.loads(running.page("/health/")[1])["ok"] is True
    assert running.page("/")[1].count('class="pd-task__name"') == len(CAST)
    for code, cast in CAST.items():
        status, login = running.page(f"/{code}/")
        assert status == 200
        assert all(persona.display_name in login for persona in cast.personas)

    second = subprocess.run([sys.executable, "-m", "dev.demo"], cwd=ROOT, env=running.environment, capture_output=True, text=True)
    assert second.returncode == 1
    assert f"running already: http://127.0.0.1:{running.port}" in second.stderr

    family = running.family()
    assert len(family) > 5
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(2 * MINUTES) == 0
    assert alive(family) == set()
    assert not list(running.folder.glob("*.env")), "addresses and passwords of a demo that is gone"

    running.process = running.start()
    again = running.wait_until_ready(4 * MINUTES)
    assert "throwing away" not in again
    family = running.family()
    running.process.kill()
    running.process.wait()
    deadline = time.monotonic() + MINUTES
    while alive(family) and time.monotonic() < deadline:
        time.sleep(0.5)
    assert alive(family) == set(), "a killed supervisor leaves processes behind"
