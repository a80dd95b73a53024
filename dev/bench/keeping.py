"""What was measured, kept as one JSON file for each run, with the commit and the machine that it belongs to."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dev.bench.harness import Result
from dev.requirements import current_commit
from dev.services import LOCAL

FOLDER = LOCAL / "bench"
_PACKAGES = ("Django", "psycopg", "django-guardian", "django-auditlog", "django-simple-history", "cryptography", "granian", "celery")


def results_of(part: Mapping[str, Any]) -> list[Result]:
    """The goals of a kept part."""
    names = {one.name for one in fields(Result)}
    return [Result(**{name: value for name, value in one.items() if name in names}) for one in part["results"]]


def machine() -> dict[str, Any]:
    """What the run ran on."""
    cpu = next((line.partition(":")[2].strip() for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")), platform.processor())
    memory = next((line.split()[1] for line in _lines(Path("/proc/meminfo")) if line.startswith("MemTotal")), "0")
    return {"processor": cpu or platform.machine(), "cores": os.cpu_count(), "memory_gib": round(int(memory) / 2**20), "system": platform.system()}


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def keep(parts: Mapping[str, Any], size: int) -> Path | None:
    """Write a run; returns its file, None when there is nothing to keep."""
    if not parts:
        return None
    FOLDER.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    document = {
        "commit": current_commit() or "unknown",
        "at": now.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": machine(),
        "packages": {name: importlib.metadata.version(name) for name in _PACKAGES},
        "size": size,
        "parts": dict(parts),
    }
    file = FOLDER / f"run-{now:%Y%m%d-%H%M%S}-{size}.json"
    file.write_text(json.dumps(document, indent=1) + "\n")
    return file


def runs(folder: Path | None = None) -> list[dict[str, Any]]:
    """Every run that was kept, the newest first."""
    kept = [json.loads(path.read_text()) for path in (folder or FOLDER).glob("run-*.json")]
    return sorted(kept, key=lambda run: str(run["at"]), reverse=True)
