"""Prints one letter in a process of its own, with little memory, little time and no way to fetch anything.

    python -m privacy_domain.letters.sandbox < order.json > letter.pdf

The order is JSON: html, css, title, and identifier (hex). The process knows neither the application's settings nor its
keys: it is started with an empty environment and imports nothing of Django. Exit status 0: the PDF stands on standard
output; 3: the letter is refused, with a code on standard error (too-large, forbidden-address, too-deep, no-memory).
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

import pikepdf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from privacy_domain.letters.limits import CPU_SECONDS, FILE, MAX_PAGES, MEMORY, REFUSED


class DataOnly(URLFetcher):  # type: ignore[misc]
    """Nothing but what stands in the letter itself; asking for anything else ends the printing."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        """The content of a data address. Raises FatalURLFetchingError for any other."""
        if not url.lower().startswith("data:"):
            raise FatalURLFetchingError("an address outside the letter")
        return super().fetch(url, headers)


def main() -> None:
    """Read the order, print the letter."""
    limit()
    order = json.load(sys.stdin)
    try:
        sys.stdout.buffer.write(produce(**order))
    except RecursionError:
        _refuse("too-deep")
    except MemoryError:
        _refuse("no-memory")


def limit() -> None:
    """Take away memory, processor time, files and core dumps before a letter is read."""
    for what, amount in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (amount, amount))
        except (ValueError, OSError):  # a system that knows no such limit still has the clock of the parent
            continue


def produce(*, html: str, css: str, title: str, identifier: str) -> bytes:
    """The letter as PDF/UA-1 bytes, the same for the same order. Ends the process when the letter must be refused."""
    fetcher = DataOnly(allowed_protocols=["data"], allow_redirects=False)
    fonts = FontConfiguration()
    try:
        style = CSS(string=css, url_fetcher=fetcher, font_config=fonts)
        page = HTML(string=html, url_fetcher=fetcher)
        document = page.render(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
        if len(document.pages) > MAX_PAGES:
            _refuse("too-large")
        raw = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=bytes.fromhex(identifier))
    except FatalURLFetchingError:  # a BaseException: `except Exception` would miss it
        _refuse("forbidden-address")
    return _cleaned(raw, title)


def _cleaned(raw: bytes, title: str) -> bytes:
    """Without author, producer and dates; only the title and the standard stay. Table heads say that they head a column."""
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        del pdf.docinfo
        pdf.docinfo["/Title"] = title
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            for name in list(metadata):
                del metadata[name]
            metadata["dc:title"] = title
            metadata["pdfuaid:part"] = "1"
        for node in _structure(pdf.Root.get("/StructTreeRoot"), 0):
            if node.get("/S") == "/TH":
                node.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Column)
        cleaned = io.BytesIO()
        pdf.save(cleaned, deterministic_id=True)
    return cleaned.getvalue()


def _structure(node: Any, depth: int) -> Iterator[Any]:
    if depth > 200 or node is None:
        return
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from _structure(child, depth + 1)


def _refuse(code: str) -> NoReturn:
    sys.stderr.write(code)
    sys.stderr.flush()
    raise SystemExit(REFUSED)


if __name__ == "__main__":
    main()
