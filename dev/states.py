"""Draw the state machines: `python -m dev.states check | update`.

Each table `<NAME>_TRANSITIONS` in a `states` module or package is one machine; docs/states.md shows all of them as diagrams, and a test
says when the page and the tables differ.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from pathlib import Path

import django

from dev.services import ROOT

PAGE = ROOT / "docs" / "states.md"
FLOORS = ("access", "consent", "dossiers", "retention", "requests", "privacy_domain")
SUFFIX = "_TRANSITIONS"
HEAD = """# States

What can become what. Drawn from the tables in the `states` modules by `python -m dev.states update`.
"""

Table = Mapping[Enum, Collection[Enum]]


def machines() -> Iterator[tuple[str, Table]]:
    """The name of each machine (`dossiers.states.TALK_TRANSITIONS`) and its table."""
    for floor in FLOORS:
        for path in sorted([*Path(ROOT, floor).rglob("states.py"), *Path(ROOT, floor).rglob("states/*.py")]):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            module = importlib.import_module(name)
            yield from ((f"{name}.{each}", getattr(module, each)) for each in vars(module) if each.endswith(SUFFIX))


def diagram(table: Table) -> str:
    """One machine in Mermaid: it starts in the first state that the table names; a state without a way out is the end."""
    lines = ["stateDiagram-v2", f"    [*] --> {next(iter(table)).value}"]
    for state, following in table.items():
        lines += [f"    {state.value} --> {each.value}" for each in sorted(following, key=list(table).index)]
        lines += [f"    {state.value} --> [*]"] if not following else []
    return "\n".join(lines)


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for name, table in machines():
        enum = type(next(iter(table)))
        summary = (enum.__doc__ or "").split("\n\n")[0]
        parts.append(f"## {enum.__name__}\n\n{' '.join(summary.split())}\n\n`{name}`\n\n```mermaid\n{diagram(table)}\n```\n")
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    """Write the page, or say whether it still shows what the tables say."""
    parser = argparse.ArgumentParser(prog="python -m dev.states", description="The diagrams of the state machines.")
    parser.add_argument("act", choices=["check", "update"])
    act = parser.parse_args(arguments).act
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacy_domain.settings")
    django.setup()
    if act == "update":
        PAGE.write_text(page())
    elif PAGE.read_text() != page():
        print("docs/states.md does not show what the tables say; run: python -m dev.states update")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
