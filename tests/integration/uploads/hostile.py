"""Files as an attacker, a careless phone or a bad connection would offer them; all made here."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from PIL import Image, PngImagePlugin

SECRET = b"PLANTED-IN-THE-FILE"


def photo(form: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: object) -> bytes:
    """A red picture."""
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode in ("RGB", "RGBA") else 1).save(out, form, **options)
    return out.getvalue()


def photo_with_place() -> bytes:
    """A photo taken on its side, that tells where and with what."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 9.0, 30.0), 3: "E", 4: (4.0, 29.0, 30.0), 29: SECRET.decode()})
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + SECRET
    return photo(exif=exif, comment=SECRET)


def png_with_texts() -> bytes:
    """Texts in three kinds of chunks."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", SECRET.decode())
    info.add_text("Comment", SECRET.decode(), zip=True)
    info.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return photo("PNG", pnginfo=info)


def png_bomb(side: int = 60_000) -> bytes:
    """A few kilobytes that say they are thousands of millions of pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b"")


def png_text_bomb() -> bytes:
    """A text chunk that unpacks to 200 MB."""
    body = b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9)
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    whole = photo("PNG")
    return whole[:33] + chunk + whole[33:]


def zip_file() -> bytes:
    """A ZIP whose member names a path outside its folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../etc/passwd", SECRET)
    return out.getvalue()


def pdf(change: Callable[[pikepdf.Pdf, pikepdf.Page], None] | None = None, pages: int = 1, **options: object) -> bytes:
    """A PDF with a line of text on each page, changed by `change`."""
    with pikepdf.new() as made:
        for _ in range(pages):
            page = made.add_blank_page(page_size=(595, 842))
            page.Contents = made.make_stream(b"BT /F1 12 Tf 72 720 Td (Ik geef toestemming) Tj ET")
            page.Resources = pikepdf.Dictionary(
                Font=pikepdf.Dictionary(F1=pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica))
            )
        if change:
            change(made, made.pages[0])
        out = io.BytesIO()
        made.save(out, **options)
        return out.getvalue()


def _script(text: str = "app.alert('PLANTED-IN-THE-FILE')") -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(text))


def opens_with_script(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """JavaScript when the document opens."""
    made.Root.OpenAction = _script()


def script_in_names(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """JavaScript in the name tree."""
    tree = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), made.make_indirect(_script())]))
    made.Root.Names = pikepdf.Dictionary(JavaScript=tree)


def script_on_page(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """JavaScript when a page opens."""
    page.obj.AA = pikepdf.Dictionary(O=_script())


def launch_link(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """A link that starts a program."""
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe /c PLANTED-IN-THE-FILE"))
    _annotate(made, page, Subtype=pikepdf.Name.Link, A=action)


def web_link(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """A link that leads outside."""
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("http://127.0.0.1/PLANTED-IN-THE-FILE"))
    _annotate(made, page, Subtype=pikepdf.Name.Link, A=action)


def submits_a_form(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """A form field that sends what was typed."""
    action = pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F=pikepdf.String("http://127.0.0.1/PLANTED-IN-THE-FILE"))
    _annotate(
        made,
        page,
        Subtype=pikepdf.Name.Widget,
        FT=pikepdf.Name.Tx,
        T=pikepdf.String("PLANTED-IN-THE-FILE"),
        AA=pikepdf.Dictionary(K=action),
    )
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([page.obj.Annots[0]]), XFA=pikepdf.String("PLANTED-IN-THE-FILE"))


def _annotate(made: pikepdf.Pdf, page: pikepdf.Page, **entries: object) -> None:
    annotation = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Rect=[0, 0, 100, 20], **entries)
    page.obj.Annots = pikepdf.Array([made.make_indirect(annotation)])


def attachment(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """A program as attachment."""
    made.attachments["../../start.exe"] = pikepdf.AttachedFileSpec(made, SECRET, filename="../../start.exe")


def attachment_on_page(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """A file behind a pin on the page."""
    spec = pikepdf.AttachedFileSpec(made, SECRET, filename="start.exe")
    _annotate(made, page, Subtype=pikepdf.Name.FileAttachment, FS=spec.obj)


def metadata(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Who made it, in both kinds of metadata and in the private part of a page."""
    made.docinfo["/Author"] = SECRET.decode()
    with made.open_metadata() as xmp:
        xmp["dc:creator"] = [SECRET.decode()]
    page.obj.PieceInfo = pikepdf.Dictionary(Word=pikepdf.Dictionary(Private=pikepdf.String(SECRET)))
    page.obj.Metadata = made.make_stream(SECRET)


def outside_stream(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """A picture whose content stands in a file of the server, with a script hidden in its entry."""
    picture = made.make_stream(b"")
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width, picture.Height, picture.BitsPerComponent = 1, 1, 8
    picture.ColorSpace = pikepdf.Name.DeviceGray
    picture.F = pikepdf.String("/etc/PLANTED-IN-THE-FILE")
    picture.Alternates = pikepdf.Array([pikepdf.Dictionary(Image=pikepdf.Dictionary(OPI=_script()))])
    page.Resources.XObject = pikepdf.Dictionary(Im0=picture)


def bomb(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """A page whose content unpacks to 400 MB."""
    packed = zlib.compress(bytes(400_000_000), 9)
    page.Contents = pikepdf.Stream(made, packed, Filter=pikepdf.Name.FlateDecode)


def bomb_in_bomb(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """The same, packed twice: two kilobytes."""
    packed = zlib.compress(zlib.compress(bytes(400_000_000), 9), 9)
    page.Contents = pikepdf.Stream(made, packed, Filter=[pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])


def giant_picture(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """A picture that says it has thousands of millions of pixels."""
    picture = made.make_stream(bytes(10))
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width, picture.Height, picture.BitsPerComponent = 100_000, 100_000, 8
    picture.ColorSpace = pikepdf.Name.DeviceGray
    page.Resources.XObject = pikepdf.Dictionary(Im0=picture)


def pages_in_a_circle(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """A page tree that holds itself."""
    made.Root.Pages.Kids.append(made.Root.Pages)


def marked_with_a_pen(made: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """A signature set with a phone: an annotation with a picture of its own."""
    look = made.make_stream(b"1 0 0 RG 0 0 m 100 20 l S")
    look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 100, 20])
    _annotate(made, page, Subtype=pikepdf.Name.Ink, F=4, AP=pikepdf.Dictionary(N=look), Contents=pikepdf.String(SECRET))
