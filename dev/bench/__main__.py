"""`./run bench [NAME ...]`: run the benchmarks, print each goal, keep the figures in .local/bench/.

The exit status is 1 when a goal was missed.
"""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import sys
import time

from dev.bench.harness import Result
from dev.requirements import current_commit
from dev.services import LOCAL

# name -> module; those that need a database start one of their own
BENCHMARKS = {name: f"dev.bench.{name}" for name in ("engine", "audit", "gate", "page", "seal")}


def run_one(name: str) -> list[Result]:
    """Run one benchmark and print its goals."""
    print(f"» {name}", flush=True)
    started = time.monotonic()
    results: list[Result] = importlib.import_module(BENCHMARKS[name]).run()
    for one in results:
        sign = ">=" if one.at_least else "<="
        remark = f"  ({one.remark})" if one.remark else ""
        print(f"  {'met   ' if one.met else 'MISSED'} {one.goal}: {one.measured:.3g} {one.unit}, goal {sign} {one.limit:g}{remark}")
    print(f"  {time.monotonic() - started:.1f} s\n", flush=True)
    return results


def keep(results: dict[str, list[Result]]) -> None:
    """Write the figures with the commit and the machine they belong to."""
    folder = LOCAL / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    commit = current_commit() or "unknown"
    figures = {name: [vars(one) | {"met": one.met} for one in found] for name, found in results.items()}
    document = {"commit": commit, "python": platform.python_version(), "machine": platform.machine(), "results": figures}
    (folder / f"{commit[:12]}.json").write_text(json.dumps(document, indent=1) + "\n")


def main(arguments: list[str]) -> int:
    """Run the named benchmarks, or all; returns 1 when a goal was missed."""
    parser = argparse.ArgumentParser(prog="./run bench", description="Ratios between two ways of doing the same.")
    parser.add_argument("name", nargs="*", help=f"which of {', '.join(BENCHMARKS)}; all when left out")
    names = parser.parse_args(arguments).name or list(BENCHMARKS)
    if unknown := set(names) - set(BENCHMARKS):
        parser.error(f"no benchmark called {', '.join(sorted(unknown))}; there are: {', '.join(BENCHMARKS)}")
    results = {name: run_one(name) for name in names}
    keep(results)
    missed = [one.goal for found in results.values() for one in found if not one.met]
    total = sum(len(found) for found in results.values())
    print(f"bench: {total - len(missed)} of {total} goals met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
