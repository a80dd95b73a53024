"""Debian's Chromium, as every browser test uses it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from playwright.sync_api import Browser, sync_playwright


@contextmanager
def chromium_running(**options: Any) -> Iterator[Browser]:
    """A browser; `options` are Playwright's for launching it."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), **options)
        yield browser
        browser.close()
        connections.close_all()  # while Playwright's loop runs, this thread has database connections of its own
