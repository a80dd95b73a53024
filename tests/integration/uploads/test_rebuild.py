"""What comes in is refused or made anew; the limits of the closed process hold."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from privacy_domain.uploads import rebuild as room
from privacy_domain.uploads.rebuild import Rebuilt, rebuild, rebuild_uploaded
from privacy_domain.web.errors import Invalid
from tests.integration.uploads import hostile

REFUSED: dict[str, Callable[[], bytes]] = {  # made when its test runs
    "nothing": lambda: b"",
    "only zero bytes": lambda: bytes(5000),
    "text": lambda: b"Ik geef toestemming.",
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "svg behind an xml line": lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "html": lambda: b"<!doctype html><script>alert(1)</script>",
    "html that says it is a gif": lambda: b"GIF89a/*<script>*/=1;alert(1)",
    "gif": lambda: hostile.photo("GIF", mode="P"),
    "webp": lambda: hostile.photo("WEBP"),
    "tiff": lambda: hostile.photo("TIFF"),
    "bmp": lambda: hostile.photo("BMP"),
    "zip": lambda: hostile.zip_file(),
    "program": lambda: b"\x7fELF" + bytes(500),
    "postscript": lambda: b"%!PS-Adobe-3.0\n(/etc/passwd) run",
    "pdf behind other bytes": lambda: b"MZ" + bytes(200) + hostile.pdf(),
    "only the first bytes of a jpeg": lambda: b"\xff\xd8\xff\xe0",
    "jpeg start before html": lambda: b"\xff\xd8\xff<script>alert(1)</script>",
    "png start before php": lambda: b"\x89PNG\r\n\x1a\n<?php system($_GET[0]); ?>",
    "cut jpeg": lambda: hostile.photo(size=(400, 400))[:-600],
    "cut png": lambda: hostile.photo("PNG", size=(400, 400))[:-40],
    "png bomb": lambda: hostile.png_bomb(),
    "png bomb just over the limit": lambda: hostile.png_bomb(7_800),
    "png text bomb": lambda: hostile.png_text_bomb(),
    "only the first line of a pdf": lambda: b"%PDF-1.7\n",
    "pdf that is text": lambda: b"%PDF-1.7\n<script>alert(1)</script>",
    "pdf without pages": lambda: hostile.pdf(pages=0),
    "pdf with too many pages": lambda: hostile.pdf(pages=41),
    "pdf with 20,000 pages": lambda: hostile.pdf(pages=20_000),
    "pdf with a password": lambda: hostile.pdf(encryption=pikepdf.Encryption(user="geheim", owner="geheim")),
    "pdf locked for changes": lambda: hostile.pdf(encryption=pikepdf.Encryption(user="", owner="geheim")),
    "pdf bomb": lambda: hostile.pdf(hostile.bomb, compress_streams=False),
    "pdf bomb in a bomb": lambda: hostile.pdf(hostile.bomb_in_bomb, compress_streams=False),
    "pdf whose pages go in a circle": lambda: hostile.pdf(hostile.pages_in_a_circle),
    "pdf with a giant picture": lambda: hostile.pdf(hostile.giant_picture),
}
WHAT_TO_DO = re.compile(r"(foto|formulier|scan|wachtwoord|bestand|photo|form|password|file)")


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_file_is_refused_with_a_sentence(name: str) -> None:
    offered = REFUSED[name]()
    began = time.monotonic()
    with pytest.raises(Invalid) as refusal:
        rebuild(offered)
    assert WHAT_TO_DO.search(str(refusal.value))
    assert "Error" not in str(refusal.value)
    assert time.monotonic() - began < room.TIMEOUT


MADE_ANEW: dict[str, Callable[[], bytes]] = {  # made when its test runs
    "photo with place and camera": lambda: hostile.photo_with_place(),
    "png with texts": lambda: hostile.png_with_texts(),
    "jpeg with a zip behind it": lambda: hostile.photo() + hostile.zip_file(),
    "jpeg with html behind it": lambda: hostile.photo() + b"<script>PLANTED-IN-THE-FILE</script>",
    "png with a pdf behind it": lambda: hostile.photo("PNG") + hostile.pdf(hostile.metadata),
    "pdf with a zip behind it": lambda: hostile.pdf() + hostile.zip_file(),
    "pdf that opens with a script": lambda: hostile.pdf(hostile.opens_with_script),
    "pdf with a script among its names": lambda: hostile.pdf(hostile.script_in_names),
    "pdf with a script on a page": lambda: hostile.pdf(hostile.script_on_page),
    "pdf that starts a program": lambda: hostile.pdf(hostile.launch_link),
    "pdf with a link": lambda: hostile.pdf(hostile.web_link),
    "pdf that sends a form": lambda: hostile.pdf(hostile.submits_a_form),
    "pdf with an attachment": lambda: hostile.pdf(hostile.attachment),
    "pdf with a file behind a pin": lambda: hostile.pdf(hostile.attachment_on_page),
    "pdf with metadata": lambda: hostile.pdf(hostile.metadata),
    "pdf with a picture elsewhere": lambda: hostile.pdf(hostile.outside_stream),
    "pdf signed with a phone": lambda: hostile.pdf(hostile.marked_with_a_pen),
}
FORBIDDEN_IN_PDF = (
    b"/JS",
    b"/JavaScript",
    b"/Launch",
    b"/EmbeddedFile",
    b"/OpenAction",
    b"/AA",
    b"/URI",
    b"/SubmitForm",
    b"/Annots",
)


def unpacked(content: bytes) -> bytes:
    """The file and all that is packed in it."""
    if not content.startswith(b"%PDF"):
        return content
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as made:
        made.save(
            out,
            qdf=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return out.getvalue()


@pytest.mark.parametrize("name", MADE_ANEW)
def test_hostile_part_is_gone_after_rebuilding(name: str) -> None:
    offered = MADE_ANEW[name]()
    made = rebuild(offered)
    assert made.content != offered
    whole = unpacked(made.content)
    assert hostile.SECRET not in whole
    assert hostile.SECRET.decode().encode("utf-16-be") not in whole
    assert b"PK\x03\x04" not in whole
    assert b"<script" not in whole
    if made.media_type == "application/pdf":
        assert not [key for key in FORBIDDEN_IN_PDF if re.search(key + rb"\b", whole)]
        read = pypdf.PdfReader(io.BytesIO(made.content))
        assert not read.metadata
        assert not read.attachments
        assert "Ik geef toestemming" in read.pages[0].extract_text()


def test_planted_parts_were_really_there() -> None:
    for name, make in MADE_ANEW.items():
        offered = make()
        if not any(word in name for word in ("zip", "elsewhere")):
            assert hostile.SECRET in unpacked(offered) or hostile.SECRET in offered or b"zTXt" in offered, name


def opened(made: Rebuilt) -> Image.Image:
    assert made.media_type == "image/jpeg"
    return Image.open(io.BytesIO(made.content), formats=["JPEG"])


def test_photo_stands_upright_without_a_word_about_where() -> None:
    picture = opened(rebuild(hostile.photo_with_place()))
    assert picture.size == (20, 40), "it lay on its side"
    assert dict(picture.getexif()) == {}
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("PNG", "1"), ("PNG", "I;16"), ("JPEG", "CMYK"), ("JPEG", "L")],
)
def test_every_kind_of_photo_becomes_a_jpeg(form: str, mode: str) -> None:
    assert opened(rebuild(hostile.photo(form, mode=mode))).mode == "RGB"


def test_transparent_paper_is_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(rebuild(out.getvalue())).getpixel((5, 5)) == (255, 255, 255)


def test_large_photo_is_made_smaller_within_the_limits() -> None:
    picture = opened(rebuild(hostile.photo(size=(8000, 6000))))
    assert picture.size == (3508, 2631)


def test_signature_that_is_an_annotation_stays_visible() -> None:
    whole = unpacked(rebuild(MADE_ANEW["pdf signed with a phone"]()).content)
    assert b"0 0 m 100 20 l S" in whole
    assert b"/Annots" not in whole


def test_rebuilding_gives_the_same_file_each_time() -> None:
    for offered in (hostile.photo(), hostile.pdf()):
        assert rebuild(offered) == rebuild(offered)


def test_too_large_is_said_with_the_limit(settings) -> None:
    settings.UPLOAD_MAX_BYTES = 2 * 1024 * 1024
    with pytest.raises(Invalid, match="2 MB"):
        rebuild(hostile.photo() + bytes(2 * 1024 * 1024))


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\naam.jpg", "a\0b.jpg", "x" * 5000 + ".jpg", "Jan de Vries 123456782.php"])
def test_name_and_said_type_do_not_matter(name: str) -> None:
    file = SimpleUploadedFile("x", hostile.photo(), content_type="text/html")
    file._name = name
    assert rebuild_uploaded(file) == rebuild(hostile.photo())


def test_file_cut_by_the_upload_handler_is_too_large(settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    file = SimpleUploadedFile("x.jpg", hostile.photo())
    file.size = 3 * 1024 * 1024
    with pytest.raises(Invalid, match="1 MB"):
        rebuild_uploaded(file)


def test_closed_process_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "TIMEOUT", 0.01)
    began = time.monotonic()
    with pytest.raises(Invalid):
        rebuild(hostile.photo())
    assert time.monotonic() - began < 5


def in_the_closed_process(line: str) -> subprocess.CompletedProcess[str]:
    script = f"import os, sys\nfrom privacy_domain.uploads import sandbox\nsandbox.limit()\n{line}"
    return subprocess.run([sys.executable, "-B", "-c", script], cwd=settings.BASE_DIR, env={}, capture_output=True, text=True, timeout=60)


def test_closed_process_gets_no_memory_beyond_its_limit() -> None:
    done = in_the_closed_process("bytearray(600 * 1024 * 1024)")
    assert "MemoryError" in done.stderr


def test_closed_process_can_write_no_file(tmp_path: Path) -> None:
    done = in_the_closed_process(f"open({str(tmp_path / 'x')!r}, 'wb', buffering=0).write(b'x')")
    assert done.returncode != 0
    assert not (tmp_path / "x").exists() or (tmp_path / "x").stat().st_size == 0


def test_closed_process_knows_no_secret() -> None:
    done = in_the_closed_process("print(sorted(os.environ), 'django' in sys.modules)")
    assert "SECRET_KEY" not in done.stdout
    assert "DATABASE" not in done.stdout
    assert "False" in done.stdout


def test_no_temporary_file_is_left() -> None:
    before = set(Path(tempfile.gettempdir()).iterdir())
    for offered in (hostile.photo(), hostile.pdf(), REFUSED["png bomb"](), REFUSED["pdf bomb in a bomb"]()):
        try:
            rebuild(offered)
        except Invalid:
            continue
    new = set(Path(tempfile.gettempdir()).iterdir()) - before
    assert not [path for path in new if path.is_file() and path.suffix in {".jpg", ".png", ".pdf", ".tmp", ".upload"}]


def test_bomb_really_is_one() -> None:
    assert len(REFUSED["pdf bomb in a bomb"]()) < 10_000
    assert len(zlib.compress(bytes(1000))) < 100
