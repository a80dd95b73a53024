"""What the processes hold in memory that serve pages and that work off the queue, after some use."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dev.bench.cluster import loaded
from dev.bench.harness import Result, recorded
from dev.demo import BIN
from dev.services import HOST, ROOT, Valkey, free_port

REQUESTS = 300
READY_SECONDS = 60
# no goal of the issue says how much; these say when something grew that should not have
WEB, WORKER = 260, 200


def run(size: int) -> list[Result]:
    """Start one web process and one worker as the demo does, ask for pages, and read what the kernel counts."""
    with loaded(size):
        valkey = Valkey(Path(os.environ["MEDIA_ROOT"]).parent / "valkey").start()
        try:
            os.environ["REDIS_URL"] = valkey.url()
            web, growth = _web()
            worker = _worker()
        finally:
            valkey.stop()
    recorded["memory, in MiB"] = {"web": {"resident": web, "grown": growth}, "worker": {"resident": worker}}
    print(f"    web {web:.0f} MiB (grown {growth:.1f} in {REQUESTS} requests), worker {worker:.0f} MiB")
    return [
        Result("memory of a web process", web, WEB, "MiB", remark="no goal; a bar against growth"),
        Result("memory of a process of the worker", worker, WORKER, "MiB", remark="no goal; a bar against growth"),
    ]


def resident(pid: int) -> float:
    """Resident memory of a process and of those it started, in MiB: the largest of them, for what they share counts in each."""
    return max(_resident(one) for one in _family(pid))


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


@contextmanager
def _running(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([str(BIN / command[0]), *command[1:]], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _web() -> tuple[float, float]:
    """Resident MiB after use, and how much of it came with the requests after the first."""
    port = free_port()
    options = ("--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", "1", "--blocking-threads", "4", "--log-level", "warning")
    with _running("granian", *options, "privacy_domain.wsgi:application") as process:
        _wait(process, f"http://{HOST}:{port}/leek/account/inloggen/")
        before = resident(process.pid)
        for _ in range(REQUESTS):
            _get(f"http://{HOST}:{port}/leek/account/inloggen/")
        after = resident(process.pid)
    return after, after - before


def _get(address: str) -> int:
    with urllib.request.urlopen(address, timeout=10) as answer:
        answer.read()
        return int(answer.status)


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            _get(address)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the web process did not answer: its memory means nothing")


def _worker() -> float:
    """Resident MiB of a worker that is ready."""
    with _running("celery", "-A", "privacy_domain", "worker", "--concurrency", "1", "--loglevel", "WARNING", "--without-gossip") as process:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline and process.poll() is None and len(_family(process.pid)) < 2:
            time.sleep(0.2)
        time.sleep(2)  # the process that was started last still loads
        if process.poll() is not None:
            raise SystemExit("the worker stopped: its memory means nothing")
        return resident(process.pid)
