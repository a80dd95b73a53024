"""The benchmarks.

    ./run bench                       everything, at 10,000 dossiers
    ./run bench run [NAME ...] [--at N]
    ./run bench load N                load N dossiers and keep them for later runs (they are loaded when needed otherwise)
    ./run bench report                write what was kept of the runs into docs/performance.md

Each goal is printed as met or missed, and the figures are kept in .local/bench/. The exit status is 1 when a goal was missed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dev.bench import keeping, parts, reporting
from dev.bench.harness import Result
from dev.services import ROOT

SIZE = 10_000


def run_one(name: str, size: int) -> dict[str, object] | None:
    """One part in a process of its own, so that each has its own database and settings; None when it failed."""
    print(f"» {name}", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "part.json"
        done = subprocess.run([sys.executable, "-m", "dev.bench.parts", name, str(size), str(kept)], cwd=ROOT, env=os.environ, check=False)
        if done.returncode or not kept.exists():
            print(f"  {name} failed; nothing of it is kept\n", flush=True)
            return None
        part: dict[str, object] = json.loads(kept.read_text())
    for one in keeping.results_of(part):
        print(line_of(one))
    part["seconds"] = round(time.monotonic() - started, 1)
    print(f"  {part['seconds']} s\n", flush=True)
    return part


def line_of(one: Result) -> str:
    """One goal as the terminal shows it."""
    sign = ">=" if one.at_least else "<="
    remark = f"  ({one.remark})" if one.remark else ""
    return f"  {'met   ' if one.met else 'MISSED'} {one.goal}: {one.measured:.3g} {one.unit}, goal {sign} {one.limit:g}{remark}"


def run(names: list[str], size: int) -> int:
    """Run the named parts, or all, and keep the figures; 1 when a goal was missed or a part failed."""
    found = {name: run_one(name, size) for name in names or list(parts.PARTS)}
    made = {name: part for name, part in found.items() if part is not None}
    keeping.keep(made, size)
    results = [one for part in made.values() for one in keeping.results_of(part)]
    missed = [one for one in results if not one.met]
    print(f"bench: {len(results) - len(missed)} of {len(results)} goals met at {size:,} dossiers")
    return 1 if missed or len(made) < len(found) else 0


def load(size: int) -> int:
    """Load so many dossiers, unless they are there."""
    from dev.bench.cluster import folder_of, loaded

    with loaded(size):
        print(f"{size:,} dossiers are in {folder_of(size)}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    running = commands.add_parser("run", help="run parts of the benchmark")
    running.add_argument("name", nargs="*", help=f"which of {', '.join(parts.PARTS)}; all when left out")
    running.add_argument("--at", type=int, default=SIZE, metavar="N", help=f"at how many dossiers (left out: {SIZE:,})")
    loading = commands.add_parser("load", help="load dossiers and keep them")
    loading.add_argument("size", type=int, metavar="N", help="how many dossiers, 1,000 or more")
    commands.add_parser("report", help="write docs/performance.md from the runs that were kept")
    return parser


def main(arguments: list[str]) -> int:
    """Do what was asked; names of parts alone mean `run`."""
    parser = _parser()
    if not arguments or arguments[0] in parts.PARTS:
        arguments = ["run", *arguments]
    asked = parser.parse_args(arguments)
    if asked.command == "report":
        return reporting.write()
    size = asked.at if asked.command == "run" else asked.size
    if size < parts.SMALLEST:
        parser.error(f"at least {parts.SMALLEST:,} dossiers: with fewer there is nothing to tell apart")
    if asked.command == "load":
        return load(size)
    if unknown := set(asked.name) - set(parts.PARTS):
        parser.error(f"no benchmark called {', '.join(sorted(unknown))}; there are: {', '.join(parts.PARTS)}")
    return run(asked.name, size)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
