"""Make the pictures of the manual and of the README anew: `./run pictures`.

The browser tests visit the pages anyhow; here they also photograph them. Afterwards each picture gets a palette, which makes it
three to four times smaller and looks the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

from dev.services import ROOT

FOLDER = ROOT / "docs" / "images" / "manual"
TESTS = ("tests/functional/test_pictures.py", "tests/functional/test_manual.py")
WIDTH = 820  # pixels: the tablet
COLOURS = 64


def width_of(picture: Path) -> int:
    """Width in pixels, as the head of a PNG says it. Raises FileNotFoundError."""
    return int.from_bytes(picture.read_bytes()[16:20], "big")


def shrink(picture: Path) -> None:
    """Give the picture a palette of COLOURS, unless it has one."""
    with Image.open(picture) as opened:
        if opened.mode == "P":
            return
        small = opened.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(picture, optimize=True)


def main() -> int:
    """Photograph, and shrink. Returns the exit status of the tests."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", *TESTS], cwd=ROOT, env=os.environ | {"WRITE_PICTURES": "1"}, check=False)
    for picture in sorted(FOLDER.parent.rglob("*.png")):
        shrink(picture)
        print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size // 1024} kB")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
