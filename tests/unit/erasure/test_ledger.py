"""The ledger is read once for all municipalities, and again when a line was added or the file replaced; without one a deployment is told so."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest

from privacy_domain import checks
from privacy_domain.erasure import ledger
from privacy_domain.erasure.ledger import Destroyed


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    settings.DESTRUCTION_LEDGER = str(tmp_path / "destroyed.ledger")
    return tmp_path / "destroyed.ledger"


def test_each_municipality_is_told_its_own_and_the_file_is_read_once(file: Path) -> None:
    here, there, first, second = (uuid4() for _ in range(4))
    assert ledger.of_municipality(here) == {}
    ledger.enter(here, Destroyed.DOSSIER, first)
    ledger.enter(there, Destroyed.ITEM, second)
    with patch.object(ledger, "entries", side_effect=ledger.entries) as reading:
        assert [set(ledger.of_municipality(one)) for one in (here, there, uuid4(), here)] == [{first}, {second}, set(), {first}]
        assert reading.call_count == 1
        third = uuid4()
        ledger.enter(here, Destroyed.DOSSIER, third)
        assert set(ledger.of_municipality(here)) == {first, third}
        assert reading.call_count == 2


def test_what_cannot_be_read_is_not_remembered(file: Path) -> None:
    here = uuid4()
    file.write_text("no json\n")
    for _ in range(2):
        with pytest.raises(ledger.NoLedger):
            ledger.of_municipality(here)
    file.unlink()
    assert ledger.of_municipality(here) == {}


def test_a_deployment_without_a_ledger_is_an_error(file: Path, settings: Any) -> None:
    assert checks.the_ledger_has_a_place() == []
    settings.DESTRUCTION_LEDGER = ""
    assert [error.id for error in checks.the_ledger_has_a_place()] == ["privacy_domain.E008"]
