"""Error pages: one message, one next step, and nothing needed to show them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
PAGES = sorted([path.name for path in TEMPLATES.glob("[45][0-9][0-9].html")] + ["errors/csrf.html", "errors/refused.html", "errors/signed-out.html"])


def test_the_pages_are_there() -> None:
    assert {"400.html", "403.html", "404.html", "409.html", "429.html", "500.html", "503.html"} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_without_any_context_there_is_one_message_and_one_next_step(page: str) -> None:
    html = render_to_string(page, {})
    assert html.count("<h1") == 1
    assert len(re.findall(r"utrecht-button--primary-action", html)) == 1
    assert not re.search(r"Traceback|Exception|\{[{%]", html)


def test_a_refusal_shows_sentence_articles_and_what_is_missing() -> None:
    decision = {
        "citations": ["leek-2018 art. 4 lid 3", "avg art. 9 lid 2 onder a"],
        "missing": [["consent_written"], ["exception", "note"]],
    }
    html = render_to_string("errors/refused.html", {"explanation": "Dit mag <niet>.", "decision": decision})
    assert "Dit mag &lt;niet&gt;." in html
    assert "artikel 4 lid 3" in html
    assert "artikel 9 lid 2 onder a AVG" in html
    assert len(re.findall("<li>", html)) == 3
    assert "consent_written" not in html


def test_a_conflict_says_what_happened() -> None:
    assert "Iemand anders was eerst." in render_to_string("409.html", {"explanation": "Iemand anders was eerst."})
