"""The documents point at what exists: files in the project, pages of the application, pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dev.house_rules import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FOLDERS = ("access", "consent", "dev", "docs", "dossiers", "locale", "privacy_domain", "requests", "retention", "static", "templates", "tests")
# in the list of an old decision stands what was decided then
WRITTEN_FOR_EVIDENCE = ("accessibility", "asvs", "dpia-input", "monitoring", "security-design")


def links(text: str) -> list[str]:
    """Targets within the project of all links and pictures."""
    return [
        target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target and not target.startswith(("#", "mailto:"))
    ]


def paths(text: str) -> list[str]:
    """Every file or folder of the project that stands between backticks."""
    return [path for path in re.findall(r"`([\w./-]+)`", text) if path.split("/")[0] in FOLDERS and "/" in path]


def test_links_and_paths_are_found() -> None:
    text = "see [a](b.md#c) and ![d](e.png), [f](https://x.nl), `tests/unit/x.py`, `manage.py`, `/health/`"
    assert (links(text), paths(text)) == (["b.md", "e.png"], ["tests/unit/x.py"])


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [target for target in links(page.read_text(encoding="utf-8")) if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("name", WRITTEN_FOR_EVIDENCE)
def test_every_piece_of_evidence_is_there(name: str) -> None:
    named = paths((ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8"))
    assert named or name == "monitoring"  # which names modules: a test of its own
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_what_governs_is_found_from_the_readme() -> None:
    linked = links((ROOT / "README.md").read_text(encoding="utf-8"))
    assert [name for name in WRITTEN_FOR_EVIDENCE if f"docs/{name}.md" not in linked] == []
