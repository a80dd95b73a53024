"""The mutation score of the rule engine: `./run mutation [--show]`

Breaks the engine in thousands of small ways and counts how many the engine's tests notice. Works on a copy in
.local/mutation/ without Django, services or plugins, and takes long: it is not part of `./run test`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from dev.services import LOCAL, ROOT

FOLDER = LOCAL / "mutation"
GOAL = 90.0  # per cent
ENGINE = "privacy_domain/protocols"
TESTS = ("tests/protocols", "tests/unit/protocols")
MUTMUT = [sys.executable, "-m", "mutmut"]

SETTINGS = f"""
[tool.mutmut]
source_paths = ["privacy_domain"]
also_copy = ["conftest.py"]
pytest_add_cli_args_test_selection = {list(TESTS)!r}

[tool.pytest.ini_options]
addopts = "-p no:django -p no:valkey --import-mode=importlib --strict-markers"
pythonpath = ["."]
markers = ["requirement(*ids): rows that a test carries"]
"""

# A mutant runs in a copy of a process that has imported the engine and answered every question once. Code that runs only
# once, at import or behind a cache, would keep its sound results there: such mutants start from a fresh import, and since
# no single test can be said to run that code, all tests count.
CONFTEST = """
import inspect
import json
import os
import sys
from pathlib import Path

TESTS = {tests!r}
ONCE = Path(__file__).with_name("once.json")


def pytest_configure(config):
    function = os.environ.get("MUTANT_UNDER_TEST", "").partition("__mutmut_")[0]
    if ONCE.exists() and function in json.loads(ONCE.read_text()):
        for name in [name for name in sys.modules if name.split(".")[0] in ("privacy_domain", "tests")]:
            del sys.modules[name]
        config.args = list(TESTS)


def pytest_collection_finish(session):
    from mutmut.state import state

    if os.environ.get("MUTANT_UNDER_TEST") == "stats":
        for name, module in list(sys.modules.items()):
            for value in vars(module).values() if name.startswith("privacy_domain") else ():
                if hasattr(value, "cache_clear") and not inspect.signature(value).parameters:
                    value()
        ONCE.write_text(json.dumps(sorted(state()._stats)))
""".replace("{tests!r}", repr(TESTS))


def prepare() -> None:
    """A fresh copy of the engine and its tests."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    for path in (ENGINE, *TESTS):
        shutil.copytree(ROOT / path, FOLDER / path, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ("privacy_domain/__init__.py", "tests/__init__.py", "tests/unit/__init__.py"):
        shutil.copy(ROOT / path, FOLDER / path)
    (FOLDER / "pyproject.toml").write_text(SETTINGS)
    (FOLDER / "conftest.py").write_text(CONFTEST)


def mutmut(*arguments: str, quiet: bool = False) -> str:
    """Run mutmut in the copy; returns what it printed when `quiet`. Raises SystemExit when it fails."""
    done = subprocess.run(
        [*MUTMUT, *arguments], cwd=FOLDER, env=os.environ | {"PYTHONPATH": ""}, stdout=subprocess.PIPE if quiet else None, text=True
    )
    if done.returncode:
        raise SystemExit(f"mutmut {arguments[0]} ended with exit status {done.returncode}.\n{done.stdout or ''}")
    return done.stdout or ""


def score(counted: dict[str, int]) -> float:
    """Per cent of the mutants that a test noticed; one without any test counts as not noticed."""
    tried = counted["total"] - counted.get("skipped", 0)
    return 100 * (counted["killed"] + counted["timeout"]) / tried if tried else 0.0


def main(arguments: list[str]) -> int:
    """Run all mutants; returns 1 when the score is below the goal."""
    parser = argparse.ArgumentParser(prog="./run mutation", description="The mutation score of the rule engine.")
    parser.add_argument("--show", action="store_true", help="only list who survived the last run")
    parser.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 2)), help="processes side by side")
    options = parser.parse_args(arguments)
    if not options.show:
        prepare()
        mutmut("run", "--max-children", str(options.workers))
    print(mutmut("results", quiet=True))
    mutmut("export-cicd-stats", quiet=True)
    counted = json.loads(Path(FOLDER, "mutants", "mutmut-cicd-stats.json").read_text())
    reached = score(counted)
    print(", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counted.items() if number))
    print(f"mutation score: {reached:.1f} %, goal {GOAL:.0f} %")
    return 0 if reached >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
