"""What is said about monitoring is what the application says."""

from __future__ import annotations

import re

from dev.house_rules import ROOT, sources
from privacy_domain.web.watching import watched

PAGE = (ROOT / "docs" / "monitoring.md").read_text(encoding="utf-8")


def speaking() -> set[str]:
    """Modules of the application that write log lines."""
    named = (source.path.removesuffix(".py").replace("/", ".") for source in sources() if source.is_business and "getLogger(__name__)" in source.text)
    return {name for name in named if not name.startswith("tests.")}


def test_every_module_that_logs_is_explained_and_no_other() -> None:
    told = set(re.findall(r"^\| `((?:privacy_domain|access|consent|dossiers|retention|requests)\.[\w.]+)` \|", PAGE, re.MULTILINE))
    assert told == speaking()


def test_every_field_of_the_health_page_is_explained() -> None:
    table = PAGE.split("## The health page")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == {"database", "keys", *watched()}


def test_alarms_begin_as_the_log_lines_do() -> None:
    lines = re.findall(r"^\| `([\w.]+)` \| (?:ERROR|WARNING|INFO), ([^|…]+?)(?: …[^|]*)? \|", PAGE, re.MULTILINE)
    assert len(lines) > 5
    for module, beginning in lines:
        text = (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
        assert f'"{beginning}' in text, beginning
