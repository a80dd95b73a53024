"""Lines as a file: CSV, a spreadsheet, a document to print. Each cell is text, and no program that opens the file finds a formula in it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from django.template.loader import render_to_string
from django.utils import translation

from privacy_domain.letters.render import print_html

MOST_PRINTED = 400  # lines; paper that nobody reads is not made

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what XML cannot hold
_MOMENT = (1980, 1, 1, 0, 0, 0)  # of the parts of a spreadsheet: the same lines give the same bytes
_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lines with a heading, and what is said about them: `facts` are pairs such as who asked for it, and when."""

    title: str
    about: str
    facts: Sequence[tuple[str, str]]
    columns: Sequence[str]
    lines: Sequence[Sequence[str]]


def as_csv(sheet: Sheet) -> bytes:
    """A semicolon between cells, as programs expect in the Netherlands; what could be taken for a formula begins with an apostrophe."""
    written = io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\r\n")
    table.writerow([_harmless(cell) for cell in sheet.columns])
    table.writerows([_harmless(cell) for cell in line] for line in sheet.lines)
    return f"\ufeff{written.getvalue()}".encode()


def as_ods(sheet: Sheet) -> bytes:
    """A spreadsheet (ISO/IEC 26300) with one table of lines and one that says what they are. Every cell is of the type text."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (("mimetype", _TYPE), ("content.xml", _content(sheet)), ("META-INF/manifest.xml", _manifest())):
            part = zipfile.ZipInfo(name, _MOMENT)
            part.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(part, content)
    return written.getvalue()


def as_pdf(sheet: Sheet, *, seed: str) -> bytes:
    """A document in landscape, in Dutch. Raises letters' LetterRefused."""
    with translation.override("nl"):
        return print_html(render_to_string("desk/register_print.html", {"sheet": sheet}), title=sheet.title, seed=seed)


def _harmless(cell: str) -> str:
    text = _NO_TEXT.sub("", cell)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _content(sheet: Sheet) -> str:
    about = [[sheet.title], [sheet.about], *([name, value] for name, value in sheet.facts)]
    tables = _table("Register", [sheet.columns, *sheet.lines], heading=True) + _table("Toelichting", about)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{_NAMES}:office:1.0" xmlns:table="{_NAMES}:table:1.0" '
        f'xmlns:text="{_NAMES}:text:1.0" office:version="1.3"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>'
        "</office:document-content>"
    )


def _table(name: str, rows: Iterable[Sequence[str]], *, heading: bool = False) -> str:
    written = [f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows]
    if heading:
        written[0] = f"<table:table-header-rows>{written[0]}</table:table-header-rows>"
    return f'<table:table table:name="{name}">{"".join(written)}</table:table>'


def _cell(text: str) -> str:
    paragraphs = "".join(f"<text:p>{escape(_NO_TEXT.sub('', line))}</text:p>" for line in text.splitlines() or [""])
    return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'


def _manifest() -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", _TYPE), ("content.xml", "text/xml"))
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{_NAMES}:manifest:1.0" manifest:version="1.3">{entries}</manifest:manifest>'
