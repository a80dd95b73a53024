"""From a frozen letter to HTML, and from HTML to a PDF that was printed in the sandbox."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from privacy_domain.letters.frozen import FrozenLetter
from privacy_domain.letters.limits import MAX_HTML, REFUSED, TIMEOUT

_FONTS = (
    ("Noto Sans", 400, "noto-sans-latin-400-normal.woff2"),
    ("Noto Sans", 700, "noto-sans-latin-700-normal.woff2"),
)
_MORE_FONTS = (
    ("Noto Sans Extended", 400, "noto-sans-latin-ext-400-normal.woff2"),
    ("Noto Sans Extended", 700, "noto-sans-latin-ext-700-normal.woff2"),
)
_PATHS = ("PATH", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "FONTCONFIG_FILE")
_SENTENCES = {
    "too-large": "Deze brief is te lang om te maken. Maak de brief korter, of verdeel hem over meer brieven.",
    "too-deep": "Deze brief kan niet worden gemaakt. Haal opmaak weg uit de ingevulde tekst.",
    "no-memory": "Deze brief is te groot om te maken. Maak de brief korter.",
    "forbidden-address": "In deze brief staat een verwijzing naar iets buiten de brief. Die is niet toegestaan.",
    "timeout": "Het maken van deze brief duurde te lang. Maak de brief korter.",
}
_BEYOND_LATIN_1 = re.compile(r"[\u0100-\u024f\u1e00-\u1eff]")
_UNKNOWN = "De brief kon niet worden gemaakt. Probeer het later opnieuw, of meld het bij de beheerder."


class LetterRefused(Exception):
    """The letter cannot be printed. `code` says why; the message is a Dutch sentence that says what to do."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(_SENTENCES.get(code, _UNKNOWN))


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed letter: the PDF, its SHA-256 in hex and its number of pages."""

    pdf: bytes
    digest: str
    pages: int


def html_of(letter: FrozenLetter) -> str:
    """The letter as one HTML document, in its own language. Everything in it is escaped text or made of numbers."""
    with translation.override(letter.language):
        return render_to_string(f"letters/{letter.kind}.html", {"letter": letter, "facts": letter.facts, "title": title_of(letter)})


def printed(letter: FrozenLetter) -> Printed:
    """The letter as PDF. Raises LetterRefused when it is too large, takes too long or reaches outside itself."""
    html = html_of(letter)
    if len(html) > MAX_HTML:
        raise LetterRefused("too-large")
    pdf = print_html(html, title=title_of(letter), seed=f"{letter.letterhead.code}/{letter.reference}")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return Printed(pdf, hashlib.sha256(pdf).hexdigest(), len(document.pages))


def title_of(letter: FrozenLetter) -> str:
    """The title of the document: what it is and from whom, never about whom."""
    key = {"consent_form": "form", "protocol_summary": "summary"}.get(letter.kind, letter.kind)
    return f"{letter.phrases[f'letter.{key}'].heading} - gemeente {letter.letterhead.name}"


def print_html(html: str, *, title: str, seed: str) -> bytes:
    """Print in a process of its own, without the application's environment. `seed` names the document. Raises LetterRefused."""
    identifier = hashlib.sha256(seed.encode()).hexdigest()[:32]
    order = json.dumps(
        {
            "html": html,
            "css": stylesheet(extended=bool(_BEYOND_LATIN_1.search(html))),
            "title": title,
            "identifier": identifier,
        }
    ).encode()
    with tempfile.TemporaryDirectory(prefix="letter-") as folder:
        done = _run(order, folder)
    if done.returncode == 0:
        return done.stdout
    raise LetterRefused(_code(done))


def _run(order: bytes, folder: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            [sys.executable, "-m", "privacy_domain.letters.sandbox"],
            input=order,
            capture_output=True,
            timeout=TIMEOUT,
            cwd=folder,
            env=_environment(folder),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise LetterRefused("timeout") from None


def _code(done: subprocess.CompletedProcess[bytes]) -> str:
    if done.returncode == REFUSED:
        return done.stderr.decode(errors="replace").rpartition("\n")[2]
    if done.returncode < 0:  # ended by the system: out of processor time
        return "timeout"
    return "no-memory" if b"MemoryError" in done.stderr or b"bad_alloc" in done.stderr else "failed"


def _environment(folder: str) -> dict[str, str]:
    """What the sandbox may know: where the code and the system's libraries are, nothing of databases or keys."""
    known = {name: os.environ[name] for name in _PATHS if name in os.environ}
    return known | {
        "PYTHONPATH": str(settings.BASE_DIR),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
        "SOURCE_DATE_EPOCH": "0",
        "HOME": folder,
        "TMPDIR": folder,
    }


@cache
def stylesheet(*, extended: bool = False) -> str:
    """The style of letters with its fonts inside: nothing is fetched while printing. `extended`: also for letters such as ł and ş."""
    faces = "".join(_face(*font) for font in (_FONTS + _MORE_FONTS if extended else _FONTS))
    return faces + (Path(__file__).parent / "letter.css").read_text(encoding="utf-8")


def _face(family: str, weight: int, file: str) -> str:
    data = base64.b64encode((Path(settings.BASE_DIR) / "static" / "fonts" / file).read_bytes()).decode()
    return f'@font-face{{font-family:"{family}";font-weight:{weight};src:url(data:font/woff2;base64,{data}) format("woff2")}}\n'


@cache
def template_version() -> str:
    """Changes when a template or the style of letters changes; stored with each letter."""
    digest = hashlib.sha256((Path(__file__).parent / "letter.css").read_bytes())
    for path in sorted((Path(settings.BASE_DIR) / "templates" / "letters").glob("*.html")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
