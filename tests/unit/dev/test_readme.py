"""The README names what there is, and nothing else."""

from __future__ import annotations

import ast
import re

from dev.house_rules import ROOT, sources

README = (ROOT / "README.md").read_text(encoding="utf-8")
READERS = {"text", "flag", "integer", "words", "secret", "database"}


def variables_read() -> set[str]:
    """Every environment variable that the application reads through privacy_domain/env.py."""
    found = set()
    for source in sources():
        if not source.is_business:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS and node.args:
                owner, name = node.func.value, node.args[0]
                if isinstance(owner, ast.Name) and owner.id == "env" and isinstance(name, ast.Constant):
                    found.add(str(name.value))
    return found


def test_every_environment_variable_is_explained_and_read() -> None:
    section = README.split("| variable | meaning |")[1].split("\n\n")[0]
    listed = {name for row in section.splitlines() for name in re.findall(r"`([A-Z][A-Z_]+)`", row.split("|")[1] if "|" in row else "")}
    assert listed == variables_read()


def test_every_command_is_one_of_the_run_script() -> None:
    named = set(re.findall(r"\./run ([a-z]+)", README))
    script = (ROOT / "run").read_text(encoding="utf-8")
    assert named
    assert [command for command in sorted(named) if not re.search(rf"^  (.*\| )?{command}( \|.*)?\)", script, re.MULTILINE)] == []


def test_every_page_it_links_to_is_there() -> None:
    targets = {target for target in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in target and not target.startswith("docs/images/")}
    assert len(targets) > 5
    assert [target for target in sorted(targets) if not (ROOT / target).exists()] == []
