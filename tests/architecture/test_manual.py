"""The manual names pictures, pages and words on the screen that exist."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from dev.house_rules import ROOT
from dev.pictures import FOLDER, WIDTH, shrink, width_of

PAGES = sorted((ROOT / "docs" / "manual").glob("*.md"))
ROLES = ("professional", "teamcoach", "privacy-officer", "functioneel-beheerder", "beheerder-techniek")
LARGEST = 60_000  # bytes of a picture
SCREENS = [page for page in PAGES if page.stem != "beheerder-techniek"]  # who runs the machines sees none


def names(patterns: list[URLPattern | URLResolver], before: str = "") -> set[str]:
    """The names of all addresses, with their namespace."""
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= names(pattern.url_patterns, f"{before}{pattern.namespace}:" if pattern.namespace else before)
        elif pattern.name:
            found.add(before + pattern.name)
    return found


def words_on_screen(text: str) -> list[str]:
    """What stands in bold, but for the first words of a paragraph, which end with a full stop."""
    return [words for words in re.findall(r"\*\*([^*]+)\*\*", text) if not words.endswith(".")]


@pytest.fixture(scope="module")
def dutch() -> set[str]:
    """Every text of the screens, in small letters."""
    catalogue = polib.pofile(str(ROOT / "locale" / "nl" / "LC_MESSAGES" / "django.po"))
    return {entry.msgstr.casefold() for entry in catalogue if entry.msgstr}


def test_every_role_has_its_page_and_is_found_from_the_first() -> None:
    assert {page.stem for page in PAGES} == {"README", *ROLES}
    first = (ROOT / "docs" / "manual" / "README.md").read_text(encoding="utf-8")
    assert [role for role in ROLES if f"({role}.md)" not in first] == []


def test_words_in_bold_are_told_apart() -> None:
    assert words_on_screen("**Inloggen.** Kies **Opslaan** of **Klaar?**") == ["Opslaan", "Klaar?"]


@pytest.mark.parametrize("page", SCREENS, ids=lambda page: page.stem)
def test_every_word_in_bold_stands_on_a_screen(page: Path, dutch: set[str]) -> None:
    assert [words for words in words_on_screen(page.read_text(encoding="utf-8")) if words.casefold() not in dutch] == []


@pytest.mark.parametrize("page", SCREENS, ids=lambda page: page.stem)
def test_every_page_that_a_task_needs_exists(page: Path) -> None:
    named = " ".join(re.findall(r"<!-- pagina: (.*?) -->", page.read_text(encoding="utf-8"))).split()
    assert named
    assert [name for name in named if name not in names(get_resolver().url_patterns)] == []


def test_pictures_are_those_of_the_manual_made_at_one_width_and_small() -> None:
    shown = {name for page in PAGES for name in re.findall(r"\]\(\.\./images/manual/([\w-]+)\.png\)", page.read_text(encoding="utf-8"))}
    assert {picture.stem for picture in FOLDER.glob("*.png")} == shown
    assert [picture.name for picture in FOLDER.glob("*.png") if width_of(picture) != WIDTH or picture.stat().st_size > LARGEST] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_picture_says_in_words_what_it_shows(page: Path) -> None:
    assert [found for found in re.findall(r"!\[(.*?)\]", page.read_text(encoding="utf-8")) if len(found) < 5] == []


def test_picture_that_is_made_smaller_keeps_its_size_and_its_looks(tmp_path: Path) -> None:
    from_paint = tmp_path / "x.png"
    image = Image.new("RGB", (WIDTH, 40), "white")
    image.paste((20, 80, 90), (0, 0, 400, 40))
    image.save(from_paint)
    shrink(from_paint)
    before = from_paint.read_bytes()
    shrink(from_paint)
    assert (width_of(from_paint), from_paint.read_bytes()) == (WIDTH, before)
