"""What no template may hold: inline script or style, what htmx would have to evaluate, addresses of others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
LETTERS = ROOT / "templates/letters"  # printed, never sent to a browser
PAGES = sorted(path for folder in ("templates", "dev/theme/showcase") for path in (ROOT / folder).rglob("*.html") if LETTERS not in path.parents)
CSS = "".join((ROOT / "static/css" / name).read_text() for name in ("app.css", "admin.css"))
SPRITE = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons.svg").read_text()))
FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "hx-on": re.compile(r"\bhx-on\b", re.I),
    "js: value": re.compile(r"""=\s*["'](?:js|javascript):""", re.I),
    "filter in a trigger": re.compile(r"""\bhx-trigger\s*=\s*["'][^"']*\["""),
    "address kept by the browser": re.compile(r"\bhx-(?:push-url|replace-url)\b"),
    "address elsewhere": re.compile(r"""(?:src|href|action|hx-get|hx-post)\s*=\s*["'](?:https?:)?//""", re.I),
    "browser storage": re.compile(r"\b(?:local|session)Storage\b"),
}


def faults(text: str) -> list[str]:
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<script>alert(1)</script>", "inline script"),
        ('<p style="color:red">', "inline style"),
        ("<style>p{}</style>", "inline style"),
        ('<button class="a" onclick="go()">', "event attribute"),
        ('<div hx-on:click="go()">', "hx-on"),
        ("<div hx-vals='js:{a: 1}'>", "js: value"),
        ('<a href="javascript:void(0)">', "js: value"),
        ("<input hx-trigger=\"keyup[key=='a']\">", "filter in a trigger"),
        ('<a hx-push-url="true">', "address kept by the browser"),
        ('<link href="https://example.org/a.css">', "address elsewhere"),
        ('<img src="//example.org/a.png">', "address elsewhere"),
        ("localStorage.setItem", "browser storage"),
    ],
)
def test_the_check_sees_each_fault(text: str, fault: str) -> None:
    assert fault in faults(text)


def test_the_check_passes_what_is_allowed() -> None:
    assert faults('<script src="{% static \'js/idle.js\' %}" defer></script><a href="/leek/">') == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_holds_what_the_content_policy_would_stop(page: Path) -> None:
    assert faults(page.read_text()) == []


@pytest.mark.parametrize("script", sorted((ROOT / "static/js").glob("*.js")), ids=lambda path: path.name)
def test_scripts_evaluate_nothing_and_store_nothing(script: Path) -> None:
    words = r"\beval\b|new Function|Storage\b|indexedDB|document\.cookie|innerHTML|setTimeout\(\s*[\"']|\bcaches\b"
    assert re.findall(words, script.read_text()) == []


def test_htmx_is_configured_without_evaluation_and_history() -> None:
    base = (ROOT / "templates/base.html").read_text()
    for setting in (
        '"allowEval":false',
        '"includeIndicatorStyles":false',
        '"historyCacheSize":0',
        '"allowScriptTags":false',
        '"selfRequestsOnly":true',
    ):
        assert setting in base


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    sources = [path.read_text() for path in PAGES]
    sources += [(ROOT / "privacy_domain/web/templatetags/domain.py").read_text()]
    named = {name for text in sources for name in re.findall(r'{% icon "([^"]+)"', text)}
    named |= set(re.findall(r'Look\("[a-z]+", "([a-z-]+)"\)', sources[-1]))
    assert named
    assert named - SPRITE == set()


def test_every_component_class_in_a_template_is_styled() -> None:
    """A class that begins with pd- and has no rule is a typing error."""
    styled = set(re.findall(r"\.(pd-[a-z_-]+[a-z])", CSS))
    unstyled = {}
    for page in PAGES:
        markup = re.sub(r"{%.*?%}|{{.*?}}", " ", page.read_text(), flags=re.S)
        for value in re.findall(r'class="([^"]*)"', markup):
            for name in value.split():
                if name.startswith("pd-") and not name.endswith("-") and name not in styled:
                    unstyled[name] = str(page.relative_to(ROOT))
    assert unstyled == {}
