"""Finds canaries in anything: a response, a table, a file, whatever it is packed or written in.

Data are looked at as they are and in every reading that could hide a value: UTF-16, JSON and percent escapes, entities,
quoted-printable, hex, base64 at each offset, packed streams, ZIP, the text and metadata of a PDF; and readings of readings.
"""

from __future__ import annotations

import base64
import html
import io
import logging
import quopri
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pikepdf
import pypdf

from tests.harness.canaries import Canary, Nest

MAX_DEPTH = 3
MAX_UNPACKED = 64 * 1024 * 1024
_JSON_ESCAPE = re.compile(rb"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_TAG = re.compile(rb"<[^<>]{0,2000}>")
_HEX = re.compile(rb"[0-9a-fA-F]{12,}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-](?:[A-Za-z0-9+/_-]|\r?\n){11,}")
_CAPITAL = re.compile(rb"[A-Z]")
_PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_BREAKS = (re.compile(rb"\s+"), re.compile(rb"(?:-|\xc2\xad|\xe2\x80\x90)?\s+"))
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # broken files are the point


def find_canaries(what: bytes | str | Path, nest: Nest) -> set[Canary]:
    """Every canary of `nest` in the bytes, the text, the file, or the files below the folder (their names too)."""
    if isinstance(what, Path):
        files = [what] if what.is_file() else [path for path in what.rglob("*") if path.is_file()]
        found = {canary for path in files for canary in find_canaries(path.read_bytes(), nest)}
        return found | {canary for path in files for canary in find_canaries(str(path), nest)}
    data = what.encode("utf-8", "surrogatepass") if isinstance(what, str) else what
    return {canary for reading in readings(data) for canary in nest.spotted(reading.lower())}


def readings(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The data, and everything that can be read in them."""
    yield data
    as_text = _as_text(data)
    if as_text != data:
        yield as_text
    if b"<" in as_text:
        yield _TAG.sub(b"", as_text)
    if depth < MAX_DEPTH:
        for source in {data, as_text}:
            for inner in _unpacked(source):
                yield from readings(inner, depth + 1)


def _as_text(data: bytes) -> bytes:
    """With every escape of text undone: UTF-16 and -32, JSON, percent, quoted-printable, entities."""
    if b"\0" in data:
        data = data.replace(b"\0", b"")
    if b"\\" in data:
        data = _JSON_ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)).encode("utf-8", "replace"), data)
    if b"%" in data:
        data = unquote_to_bytes(data)
    if b"=\n" in data or b"=\r\n" in data or re.search(rb"=[0-9A-F]{2}", data):
        data = quopri.decodestring(data)
    if b"&" in data:
        data = html.unescape(data.decode("latin-1")).encode("utf-8", "surrogatepass")
    return data


def _unpacked(data: bytes) -> Iterator[bytes]:
    yield from _from_hex(data)
    yield from _from_base64(data)
    yield from _from_streams(data)
    if b"PK\x03\x04" in data:
        yield from _from_zip(data)
    if b"%PDF-" in data:
        yield from _from_pdf(data)


def _from_hex(data: bytes) -> Iterator[bytes]:
    out = []
    for run in _HEX.findall(data):
        for start in (0, 1):
            part = run[start:]
            out.append(bytes.fromhex(part[: len(part) // 2 * 2].decode()))
    if out:
        yield b"\n".join(out)


def _from_base64(data: bytes) -> Iterator[bytes]:
    out = []
    for run in _BASE64.findall(data):
        if _CAPITAL.search(run):
            run = re.sub(rb"\s", b"", run).translate(bytes.maketrans(b"-_", b"+/"))
            for start in range(4):
                part = run[start:]
                with suppress(ValueError):
                    out.append(base64.b64decode(part + b"A" * (-len(part) % 4)))
    if out:
        yield b"\n".join(out)


def _from_streams(data: bytes) -> Iterator[bytes]:
    for found in _PACKED.finditer(data):
        with suppress(zlib.error):
            # in a loop a broken end would hide what came before it
            unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
            out, rest = [], data[found.start() :]
            try:
                out.append(unpacker.decompress(rest, MAX_UNPACKED))
            except zlib.error:
                out.append(_as_far_as_possible(rest))
            yield b"".join(out)


def _as_far_as_possible(packed: bytes) -> bytes:
    unpacker, out = zlib.decompressobj(zlib.MAX_WBITS | 32), []
    with suppress(zlib.error):
        for start in range(0, len(packed), 256):
            out.append(unpacker.decompress(packed[start : start + 256]))
    return b"".join(out)


def _from_zip(data: bytes) -> Iterator[bytes]:
    broken = (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError)
    with suppress(*broken), zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            yield member.filename.encode()
            yield archive.read(member)[:MAX_UNPACKED]


def _from_pdf(data: bytes) -> Iterator[bytes]:
    content = data[data.index(b"%PDF-") :]
    with suppress(pikepdf.PdfError, ValueError), pikepdf.open(io.BytesIO(content)) as pdf:
        yield repr(dict(pdf.docinfo)).encode()
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                with suppress(pikepdf.PdfError):
                    yield thing.read_bytes()
    with suppress(pypdf.errors.PyPdfError, ValueError, KeyError, TypeError):
        for page in pypdf.PdfReader(io.BytesIO(content)).pages:
            text = page.extract_text().encode("utf-8", "surrogatepass")
            yield text
            yield from (joined.sub(b"", text) for joined in _BREAKS)  # words that were broken at the end of a line
