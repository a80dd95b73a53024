"""Photograph rendered pages at the three widths of the design: `python dev/theme/photograph.py PAGE.html ...`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDTHS = (320, 820, 1366)


def main() -> None:
    """Write PAGE-WIDTH.png beside each page; print how far a page scrolls sideways when it does."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--allow-file-access-from-files"])
        for page in map(Path, sys.argv[1:]):
            for width in WIDTHS:
                tab = browser.new_page(viewport={"width": width, "height": 900 if width > 1000 else 1100})
                tab.on("console", lambda message: print("console:", message.text))
                tab.on("pageerror", lambda error: print("error:", error))
                tab.goto(page.resolve().as_uri())
                sideways = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                if sideways > 0:
                    print(f"{page.name} at {width}: {sideways} px too wide")
                tab.screenshot(path=str(page.with_name(f"{page.stem}-{width}.png")), full_page=True)
                tab.close()
        browser.close()


if __name__ == "__main__":
    main()
