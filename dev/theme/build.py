"""Build the files in static/ from their sources: one stylesheet, one icon sprite, the fonts, the signature script.

    python dev/theme/build.py            # the stylesheet only; needs nothing but Python
    npm install --no-package-lock --prefix dev/theme && python dev/theme/build.py --vendor    # also font, icons and signature script

The results are committed, so whoever installs the application needs neither this script nor Node.
"""

from __future__ import annotations

import gzip
import re
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent.parent / "static"
MODULES = HERE / "node_modules"

# What an icon is called here -> the drawing it is made from (outline set).
ICONS = {
    "alert": "alert-triangle",
    "arrow-back": "arrow-back-up",
    "arrow-left": "arrow-left",
    "arrow-right": "arrow-right",
    "ban": "ban",
    "book": "book-2",
    "building": "building-community",
    "calendar": "calendar-event",
    "check": "check",
    "chevron-down": "chevron-down",
    "circle-check": "circle-check",
    "clock": "clock",
    "cloud-off": "cloud-off",
    "download": "download",
    "eye": "eye",
    "eye-off": "eye-off",
    "file": "file-text",
    "folder": "folder",
    "help": "help-circle",
    "home": "home-2",
    "info": "info-circle",
    "list": "list-check",
    "lock": "lock",
    "logout": "logout",
    "mail": "mail",
    "message": "message-circle",
    "pencil": "pencil",
    "phone": "phone",
    "plus": "plus",
    "printer": "printer",
    "scale": "scale",
    "search": "search",
    "settings": "settings",
    "share": "share",
    "shield": "shield-check",
    "signature": "writing-sign",
    "trash": "trash",
    "upload": "upload",
    "user": "user",
    "users": "users",
    "volume": "volume",
    "x": "x",
}
FONTS = tuple(f"noto-sans-{part}-{weight}-normal.woff2" for part in ("latin", "latin-ext") for weight in (400, 700))


def minify(css: str) -> str:
    """Drop comments and spaces that carry no meaning. Strings with braces or double spaces are not used in our CSS."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,])\s*", r"\1", css)
    return css.replace(";}", "}").strip()


def stylesheet() -> str:
    """The whole stylesheet: the sources in css/ in the order of their numbers."""
    return "".join(minify(source.read_text()) for source in sorted((HERE / "css").glob("*.css"))) + "\n"


def sprite() -> str:
    """One SVG with a symbol per icon; colour and stroke come from the stylesheet."""
    symbols = []
    for name, drawing in sorted(ICONS.items()):
        source = (MODULES / "@tabler/icons/icons/outline" / f"{drawing}.svg").read_text()
        shapes = re.findall(r"<(?:path|circle|rect|line|polyline)\b[^>]*/>", source)
        drawn = "".join(shape.replace(" />", "/>") for shape in shapes if 'stroke="none"' not in shape)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{drawn}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def vendor() -> None:
    """Renew what is taken over from others: fonts, icons, signature script, each with its licence."""
    for folder in ("fonts", "vendor"):
        (STATIC / folder).mkdir(parents=True, exist_ok=True)
    for font in FONTS:
        shutil.copyfile(MODULES / "@fontsource/noto-sans/files" / font, STATIC / "fonts" / font)
    shutil.copyfile(MODULES / "@fontsource/noto-sans/LICENSE", STATIC / "fonts/LICENSE-noto-sans.txt")
    (STATIC / "icons.svg").write_text(sprite())
    shutil.copyfile(MODULES / "@tabler/icons/LICENSE", STATIC / "vendor/LICENSE-tabler-icons.txt")
    script = (MODULES / "signature_pad/dist/signature_pad.umd.min.js").read_text()
    (STATIC / "vendor/signature_pad.js").write_text(re.sub(r"\n?//# sourceMappingURL=\S+", "", script))
    shutil.copyfile(MODULES / "signature_pad/LICENSE", STATIC / "vendor/LICENSE-signature_pad.txt")


def main() -> None:
    """Write the files and print the size of the stylesheet."""
    if "--vendor" in sys.argv[1:]:
        vendor()
    target = STATIC / "css/app.css"
    target.parent.mkdir(parents=True, exist_ok=True)
    css = stylesheet()
    target.write_text(css)
    print(f"{target.name}: {len(css.encode())} bytes, {len(gzip.compress(css.encode(), 9))} compressed")


if __name__ == "__main__":
    main()
