"""A photo, made anew from its pixels: what else the file held (place, camera, a second file behind it) is not copied."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from privacy_domain.uploads.refusal import NotTaken, Reason

STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
MAX_PIXELS = 60_000_000
LONGEST_SIDE = 3508  # A4 at 300 dots per inch: a signature on a photographed form stays readable
QUALITY = 85


def rebuild(content: bytes) -> bytes:
    """The picture as JPEG, upright, at most LONGEST_SIDE pixels long, without metadata.

    Raises NotTaken: not a JPEG or PNG, more than MAX_PIXELS, or damaged.
    """
    Image.MAX_IMAGE_PIXELS = None  # ours is the limit: the library's own only warns between one and two times its figure
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as offered:
            return _encoded(_upright(offered))
    except NotTaken:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError) as error:
        raise NotTaken(Reason.DAMAGED) from error


def _upright(offered: Image.Image) -> Image.Image:
    width, height = offered.size
    if not 0 < width * height <= MAX_PIXELS:
        raise NotTaken(Reason.LARGE)
    offered.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is decoded at a half or a quarter
    offered.load()
    offered.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return _on_white(ImageOps.exif_transpose(offered))


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layers = image.convert("RGBA")
        paper = Image.new("RGB", layers.size, "white")
        paper.paste(layers, mask=layers.getchannel("A"))
        return paper
    return image.convert("RGB")


def _encoded(image: Image.Image) -> bytes:
    clean = Image.new("RGB", image.size)
    clean.paste(image)  # a new picture has no information but its pixels
    out = io.BytesIO()
    clean.save(out, format="JPEG", quality=QUALITY)
    return out.getvalue()
