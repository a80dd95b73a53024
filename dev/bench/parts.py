"""The parts of the benchmark; each runs in a process of its own, because each has its own database."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

from dev.bench import harness

# with True: on the loaded dossiers, whose number is given to its `run`
PARTS = {
    "engine": False,
    "audit": False,
    "gate": False,
    "worklist": True,
    "door": True,
    "register": True,
    "saving": True,
    "page": True,
    "memory": True,
    "destroying": True,
    "seal": False,
}
SMALLEST = 1000


def main(arguments: list[str]) -> int:
    """Run the part NAME at N dossiers and write its goals and figures to a file."""
    name, size, kept = arguments
    module = importlib.import_module(f"dev.bench.{name}")
    results = module.run(int(size)) if PARTS[name] else module.run()
    figures = {"results": [vars(one) | {"met": one.met} for one in results], "variants": harness.recorded}
    Path(kept).write_text(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
