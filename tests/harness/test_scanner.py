"""The scanner finds every canary in every place and writing in which it could hide; and nothing else."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import quopri
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pikepdf
import pytest
import weasyprint

from tests.harness.canaries import MONTHS, Canary, Nest
from tests.harness.scanner import find_canaries


@pytest.fixture(scope="module")
def nest() -> Nest:
    made = Nest()
    for owner in ("person 1", "person 2"):
        for field in ("surname", "street", "notes"):
            made.word("leek", owner, field)
        made.email("leek", owner)
        made.bsn("leek", owner)
        made.phone("leek", owner)
        made.postcode("leek", owner)
        made.birth_date("leek", owner, date(2010, 5, 4))
    return made


def every_character(write: Callable[[int], str]) -> Callable[[str], bytes]:
    return lambda text: "".join(write(ord(letter)) for letter in text).encode()


def wrapped(text: str) -> bytes:
    return f"Er was iemand ({text}), zei de buurman.".encode()


def base64_at(offset: int, encode: Callable[[bytes], bytes] = base64.b64encode) -> Callable[[str], bytes]:
    return lambda text: b"data:;base64," + encode(b" " * (9 + offset) + text.encode() + b" " * 5)


def zipped(text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:t>{text}</w:t>" * 3)
    return out.getvalue()


def as_pdf(body: str, title: str = "Brief") -> bytes:
    return weasyprint.HTML(string=f"<html lang=nl><title>{title}</title><body style='font-family: serif'>{body}").write_pdf()


def pdf_attachment(text: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.attachments["a.txt"] = pikepdf.AttachedFileSpec(made, text.encode(), filename="a.txt")
        made.save(out)
    return out.getvalue()


HIDING_PLACES: dict[str, Callable[[str], bytes]] = {
    "utf-8": wrapped,
    "upper case": lambda text: wrapped(text.upper()),
    "utf-16 little end": lambda text: wrapped(text).decode().encode("utf-16-le"),
    "utf-16 big end": lambda text: wrapped(text).decode().encode("utf-16-be"),
    "utf-16 with mark": lambda text: wrapped(text).decode().encode("utf-16"),
    "utf-32": lambda text: wrapped(text).decode().encode("utf-32"),
    "utf-16 in an odd place": lambda text: b"(" + text.encode("utf-16-le"),
    "hex": lambda text: wrapped(text).hex().encode(),
    "hex, upper case": lambda text: text.encode().hex().upper().encode(),
    "hex as postgresql writes bytea": lambda text: b"\\x" + b"0a" + text.encode().hex().encode(),
    "hex, odd": lambda text: b"f" + text.encode().hex().encode(),
    "base64, offset 0": base64_at(0),
    "base64, offset 1": base64_at(1),
    "base64, offset 2": base64_at(2),
    "base64 for urls": base64_at(1, base64.urlsafe_b64encode),
    "base64 in lines": base64_at(2, lambda data: base64.encodebytes(b" " * 50 + data)),
    "base64 behind other letters": lambda text: b"Xyz" + base64.b64encode(wrapped(text)),
    "json escapes": every_character(lambda code: f"\\u{code:04x}"),
    "json escapes, upper case": every_character(lambda code: f"\\u{code:04X}"),
    "json": lambda text: json.dumps({"naam": f"é {text}"}).encode(),
    "escapes of bytes": every_character(lambda code: f"\\x{code:02x}"),
    "percent, each character": every_character(lambda code: f"%{code:02X}"),
    "percent": lambda text: b"/zoek?q=" + quote(f"é {text}").encode(),
    "entities, decimal": every_character(lambda code: f"&#{code};"),
    "entities, hexadecimal": every_character(lambda code: f"&#x{code:x};"),
    "escaped html": lambda text: html.escape(f"<b>{text}</b>").encode(),
    "cut by mark-up": lambda text: f"{text[:4]}<wbr>{text[4:]}".encode(),
    "marked hit": lambda text: f"<mark>{text[:3]}</mark>{text[3:]}".encode(),
    "quoted-printable": lambda text: quopri.encodestring((f"é {'x' * 65} {text}").encode()),
    "zlib": lambda text: b"start" + zlib.compress(wrapped(text) * 3) + b"end",
    "zlib, hardly packed": lambda text: zlib.compress(wrapped(text), 1),
    "zlib, cut": lambda text: zlib.compress(wrapped(text) + bytes(range(256)) * 40)[:-30],
    "gzip": lambda text: gzip.compress(wrapped(text)),
    "zip": zipped,
    "pdf text": lambda text: as_pdf(f"<p>Beste {text},"),
    "pdf text broken at the end of a line": lambda text: as_pdf(f"<p lang=nl style='width: 2em; overflow-wrap: anywhere'>{text}"),
    "pdf title": lambda text: as_pdf("<p>Beste", title=text),
    "pdf attachment": pdf_attachment,
    "zlib in base64, as a session": lambda text: b".eJx" + base64.urlsafe_b64encode(zlib.compress(wrapped(text))),
    "zlib in base64": lambda text: base64.urlsafe_b64encode(zlib.compress(wrapped(text))),
    "base64 in json": lambda text: json.dumps({"pdf": base64.b64encode(wrapped(text)).decode()}).encode(),
    "pdf in base64": lambda text: base64.b64encode(as_pdf(f"<p>{text}")),
    "hex in html": lambda text: f"<td>\\x{text.encode().hex()}</td>".encode(),
}


@pytest.mark.parametrize("place", HIDING_PLACES)
def test_every_canary_is_found_in(place: str, nest: Nest) -> None:
    hide = HIDING_PLACES[place]
    missed = [canary for canary in nest.known.values() if canary not in find_canaries(hide(canary.text), nest)]
    assert missed == []


@pytest.mark.parametrize("place", ["utf-8", "zlib", "pdf text"])
def test_only_the_planted_canary_is_found_in(place: str, nest: Nest) -> None:
    for canary in nest.known.values():
        assert find_canaries(HIDING_PLACES[place](canary.text), nest) == {canary}


def spelled(nest: Nest, field: str, change: Callable[[str], str]) -> None:
    for canary in nest.known.values():
        if canary.field == field:
            assert find_canaries(f"<p>{change(canary.text)}</p>", nest) == {canary}


def test_date_is_found_as_pages_write_it(nest: Nest) -> None:
    spelled(nest, "birth_date", lambda iso: "{2:02}-{1:02}-{0}".format(*map(int, iso.split("-"))))
    spelled(nest, "birth_date", lambda iso: "{2}-{1}-{0}".format(*map(int, iso.split("-"))))
    spelled(nest, "birth_date", lambda iso: f"{int(iso[8:])} {MONTHS[int(iso[5:7]) - 1]} {iso[:4]}")


def test_numbers_are_found_with_separators(nest: Nest) -> None:
    spelled(nest, "bsn", lambda number: f"{number[:4]}.{number[4:6]}.{number[6:]}")
    spelled(nest, "phone", lambda number: f"{number[:2]}-{number[2:]}")
    spelled(nest, "phone", lambda number: f"+31 {number[1:2]} {number[2:4]} {number[4:]}")
    spelled(nest, "postcode", lambda code: code.upper())
    spelled(nest, "postcode", lambda code: f"{code[:4]} {code[4:].upper()}")


def test_folder_is_searched_with_the_names_of_its_files(nest: Nest, tmp_path: Path) -> None:
    one, two = list(nest.known.values())[:2]
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "letter.pdf").write_bytes(as_pdf(f"<p>{one.text}"))
    (tmp_path / f"scan-{two.text}.jpg").write_bytes(b"")
    assert find_canaries(tmp_path, nest) == {one, two}


def test_what_was_not_planted_is_not_found(nest: Nest) -> None:
    ordinary = "Kanarie in de kooi, 4 mei 1999, 9351 AB Leek, 0591-234567, 06-12345678, BSN 123456782, 99912."
    assert find_canaries(ordinary, nest) == set()
    assert find_canaries(Path(__file__), nest) == set()
    assert find_canaries(bytes(range(256)) * 200, nest) == set()


def test_another_nest_does_not_know_the_canary(nest: Nest) -> None:
    assert find_canaries(" ".join(nest.known), Nest()) == set()


def test_canaries_are_unique_and_say_whose_they_are(nest: Nest) -> None:
    assert len(nest.known) == 16
    assert {canary.owner for canary in nest.of("person 2")} == {"person 2"}
    assert nest.foreign_to("leek") == set()
    assert len(nest.foreign_to("leiden")) == 16
    with pytest.raises(AssertionError):
        nest.word("leek", "person 1", "surname")


def test_sentence_carries_a_canary_through_escaping() -> None:
    own = Nest()
    text = own.sentence("leek", "talk", "notes")
    (canary,) = own.known.values()
    assert canary == Canary("leek", "talk", "notes", canary.text)
    assert find_canaries(html.escape(text), own) == {canary}
    assert find_canaries(json.dumps(text), own) == {canary}
