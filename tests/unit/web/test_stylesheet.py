"""The stylesheet: built from its sources, every token known, small, and readable for every municipality."""

from __future__ import annotations

import gzip
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
CSS = (ROOT / "static/css/app.css").read_text()
SOURCES = "".join(source.read_text() for source in sorted((ROOT / "dev/theme/css").glob("*.css")))
CODES = ("leek", "landsmeer", "sittard-geleen", "leiden", "opsterland")
KILOBYTE = 1024


def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("theme_build", ROOT / "dev/theme/build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def tokens(selector: str) -> dict[str, str]:
    """The custom properties of the first rule with this selector."""
    rule = re.search(re.escape(selector) + r"\s*\{(.*?)\}", CSS, flags=re.S)
    assert rule, f"no rule for {selector}"
    return dict(re.findall(r"(--[a-z0-9-]+):([^;]+)", rule[1]))


def palette(code: str | None) -> dict[str, str]:
    """The colours as they stand on the body of one municipality."""
    return tokens("body") | (tokens(f".gemeente-{code}") if code else {})


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two #rgb or #rrggbb colours, as WCAG 2 defines it."""

    def luminance(colour: str) -> float:
        digits = colour.lstrip("#")
        digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


def test_committed_file_is_what_the_sources_give() -> None:
    assert build().stylesheet() == CSS, "run `python dev/theme/build.py` and commit static/css/app.css"


def test_every_token_that_is_used_is_defined() -> None:
    used = set(re.findall(r"var\((--[a-z0-9-]+)", CSS))
    defined = set(re.findall(r"[{;](--[a-z0-9-]+):", CSS))
    assert used
    assert used - defined == set()


def test_no_token_is_defined_for_nothing() -> None:
    used = set(re.findall(r"var\((--[a-z0-9-]+)", CSS))
    defined = set(re.findall(r"[{;](--[a-z0-9-]+):", CSS))
    assert defined - used == set()


def test_everything_the_stylesheet_fetches_is_ours_and_is_there() -> None:
    addresses = re.findall(r'url\("?([^")]+)"?\)', CSS)
    assert addresses
    for address in addresses:
        assert (ROOT / "static/css" / address).resolve().is_file(), address


def test_the_stylesheet_stays_within_its_budget() -> None:
    assert compressed(ROOT / "static/css/app.css") <= 25 * KILOBYTE


@pytest.mark.parametrize("script", sorted((ROOT / "static/js").glob("*.js")), ids=lambda path: path.name)
def test_each_script_stays_under_two_kilobytes(script: Path) -> None:
    assert compressed(script) < 2 * KILOBYTE


def test_a_page_of_the_talk_stays_within_its_budget() -> None:
    files = [ROOT / "static/css/app.css", *(ROOT / "static/js").glob("*.js"), ROOT / "static/icons.svg"]
    files += [ROOT / "static/vendor/signature_pad.js"]
    fonts = sum((ROOT / "static/css" / name).stat().st_size for name in re.findall(r'url\("([^"]+latin-\d+[^"]+)"\)', CSS))
    assert fonts
    assert sum(map(compressed, files)) + fonts <= 60 * KILOBYTE


@pytest.mark.parametrize("code", [None, *CODES])
def test_text_is_readable_in_every_identity(code: str | None) -> None:
    colours = palette(code)
    primary, strong, subtle = (colours[f"--gemeente-primary{part}"] for part in ("", "-strong", "-subtle"))
    white, ink, muted = "#fff", colours["--pd-ink"], colours["--pd-muted"]
    for background in (primary, strong):
        assert contrast(white, background) >= 7
    for text in (primary, ink, muted, colours["--pd-info"]):
        assert contrast(text, subtle) >= 4.5
        assert contrast(text, white) >= 4.5
    # the marker of the current page and the edge of a choice are not text: 3 to 1
    assert contrast(primary, white) >= 3


@pytest.mark.parametrize("kind", ["ok", "warn", "error", "info"])
def test_statuses_are_readable(kind: str) -> None:
    colours = palette(None)
    assert contrast(colours[f"--pd-{kind}"], colours[f"--pd-{kind}-bg"]) >= 4.5
    assert contrast(colours["--pd-ink"], colours[f"--pd-{kind}-bg"]) >= 7
    assert contrast(colours[f"--pd-{kind}-line"], "#fff") >= 3


def test_edges_of_fields_and_text_on_grey_are_visible() -> None:
    colours = palette(None)
    assert contrast(colours["--pd-line-strong"], "#fff") >= 3
    assert contrast(colours["--pd-muted"], colours["--pd-subtle"]) >= 4.5
    assert contrast(colours["--pd-disabled"], colours["--pd-subtle-strong"]) >= 4.5
    assert contrast(colours["--pd-ink"], colours["--pd-focus"]) >= 3


def test_each_municipality_has_its_own_identity() -> None:
    assert len({palette(code)["--gemeente-primary"] for code in (None, *CODES)}) == len(CODES) + 1


def test_nothing_is_set_aside_for_one_browser_with_important() -> None:
    """`!important` only where it must win from everything: hidden, print and reduced motion."""
    assert SOURCES.count("!important") == 5
