"""A PDF, made anew from what its pages show: scripts, actions, attachments, forms and metadata stay behind."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf

from privacy_domain.uploads.refusal import NotTaken, Reason

START = b"%PDF-"
MAX_PAGES = 40
MAX_UNPACKED = 300_000_000  # bytes, all streams of the file together
MAX_IMAGE_PIXELS = 100_000_000
_CHUNK = 1 << 20

_OF_A_PAGE = {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit"}
# doors to the outside or to code, wherever in the drawing they stand
_NEVER = (
    *("/JS", "/JavaScript", "/AA", "/OpenAction", "/Launch", "/SubmitForm", "/ImportData", "/URI", "/RichMedia"),
    *("/EF", "/AF", "/EmbeddedFiles", "/XFA", "/Metadata", "/PieceInfo", "/LastModified", "/OPI", "/Alternates", "/PS"),
)
_NEVER_IN_A_STREAM = ("/F", "/FFilter", "/FDecodeParms", "/Ref")  # the content stands in another file
_NEVER_AN_OBJECT = {"/Filespec", "/EmbeddedFile", "/Action", "/Sig"}


def rebuild(content: bytes) -> bytes:
    """The pages as a new PDF: contents, fonts and pictures; what an annotation or form field shows is drawn into its page.

    Raises NotTaken: encrypted, no pages or more than MAX_PAGES, unpacking to more than MAX_UNPACKED, or damaged.
    """
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as offered:
            return _rebuilt(offered)
    except NotTaken:
        raise
    except pikepdf.PasswordError as error:
        raise NotTaken(Reason.ENCRYPTED) from error
    except (
        pikepdf.PdfError,
        ValueError,
        TypeError,
        LookupError,
        RuntimeError,
        OSError,
        ArithmeticError,
        zlib.error,
    ) as error:
        raise NotTaken(Reason.DAMAGED) from error


def _rebuilt(offered: pikepdf.Pdf) -> bytes:
    if offered.is_encrypted:
        raise NotTaken(Reason.ENCRYPTED)
    if not 0 < len(offered.pages) <= MAX_PAGES:
        raise NotTaken(Reason.PAGES if len(offered.pages) else Reason.DAMAGED)
    _check_sizes(offered)
    offered.flatten_annotations("all")  # a signature set with a phone's marker is an annotation
    with pikepdf.new() as fresh:
        for page in offered.pages:
            fresh.pages.append(page)
        for page in fresh.pages:
            _keep_only_the_drawing(page.obj)
        _close_doors(fresh)
        out = io.BytesIO()
        fresh.save(out, deterministic_id=True)
        return out.getvalue()


def _keep_only_the_drawing(page: pikepdf.Object) -> None:
    for key in set(page.keys()) - _OF_A_PAGE:
        del page[key]


def _close_doors(pdf: pikepdf.Pdf) -> None:
    for thing in _objects(pdf):
        for key in (*_NEVER, *(_NEVER_IN_A_STREAM if isinstance(thing, pikepdf.Stream) else ())):
            if key in thing:
                del thing[key]
        for key in [key for key, value in thing.items() if _is_never(value)]:
            del thing[key]


def _is_never(value: object) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Stream) and value.get("/Type") in _NEVER_AN_OBJECT


def _objects(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary and stream of the file, also those that stand inside another."""
    for thing in pdf.objects:
        yield from _inside(thing, depth=0)


def _inside(thing: object, depth: int) -> Iterator[pikepdf.Object]:
    if depth > 50:
        raise NotTaken(Reason.DAMAGED)
    if isinstance(thing, pikepdf.Array):
        for item in thing:
            if not getattr(item, "is_indirect", False):
                yield from _inside(item, depth + 1)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        for _, item in thing.items():
            if not getattr(item, "is_indirect", False):
                yield from _inside(item, depth + 1)


def _check_sizes(pdf: pikepdf.Pdf) -> None:
    total = 0
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            if int(thing.get("/Width", 0)) * int(thing.get("/Height", 0)) > MAX_IMAGE_PIXELS:
                raise NotTaken(Reason.LARGE)
            total += _unpacked_size(thing, MAX_UNPACKED - total)


def _unpacked_size(stream: pikepdf.Stream, room: int) -> int:
    """Bytes that a viewer would unpack, counted without keeping them. Raises NotTaken beyond `room`."""
    filters: Any = stream.get("/Filter", [])
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(name) for name in filters]
    raw = stream.read_raw_bytes()
    packed = [name for name in names if name in ("/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL")]
    if not packed:
        return len(raw)
    if names[0] in ("/FlateDecode", "/Fl"):
        size = _inflated_size(raw, room)
        if len(packed) == 1:
            return size
    size = len(stream.read_bytes()) if len(packed) == len(names) else len(raw)
    if size > room:
        raise NotTaken(Reason.LARGE)
    return size


def _inflated_size(raw: bytes, room: int) -> int:
    unpacker = zlib.decompressobj()
    size, rest = 0, raw
    while rest and not unpacker.eof:
        size += len(unpacker.decompress(rest, _CHUNK))
        rest = unpacker.unconsumed_tail
        if size > room:
            raise NotTaken(Reason.LARGE)
    return size
