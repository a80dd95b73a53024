"""Dossiers and lists whose term has passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.integration.dossiers.cast import World
from tests.integration.dossiers.written import consenting
from tests.integration.retention.carried import Staff, approved, old_item, staff
from tests.integration.retention.pasts import counted, world_since


@pytest.fixture(autouse=True)
def outside(tmp_path: Path, settings: Any) -> None:
    """A ledger and files of this test."""
    settings.DESTRUCTION_LEDGER, settings.MEDIA_ROOT = str(tmp_path / "destroyed.ledger"), tmp_path / "media"


@pytest.fixture
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Printing takes seconds, and is looked at where the declaration is."""
    monkeypatch.setattr("retention.services.certificates.print_html", lambda html, **_: b"%PDF-")


@pytest.fixture
def long_in_leek() -> Iterator[World]:
    """Leek, where each item has a term of its own; the dossier is open."""
    with world_since("leek", date(2019, 2, 4)) as world:
        consenting(world)
        yield world


@pytest.fixture
def long_in_leiden() -> Iterator[World]:
    """Leiden: a dossier under two laws of which only the Wmo has passed, a year before the other."""
    with world_since("leiden", date(2019, 2, 4)) as world:
        yield world


@pytest.fixture
def several(long_in_leek: World) -> Staff:
    """Three items that have passed, on a list that was approved."""
    for number in range(3):
        old_item(long_in_leek, f"Nummer {number}")
    counted(long_in_leek)
    by = staff()
    approved(by)
    return by
