"""A deployment without checkpoints, or with a key that others can read, is told so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from privacy_domain.audit.checks import checkpoints_are_kept


@pytest.fixture
def key(tmp_path: Path, settings: Any) -> Path:
    """A folder and a key file as they should be."""
    file = tmp_path / "audit.key"
    file.touch(mode=0o600)
    file.write_text("11" * 32)
    settings.AUDIT_CHECKPOINTS, settings.AUDIT_SIGNING_KEY_FILE = str(tmp_path), str(file)
    return file


def ids() -> list[str]:
    return [str(message.id) for message in checkpoints_are_kept()]


@pytest.mark.parametrize("name", ["AUDIT_CHECKPOINTS", "AUDIT_SIGNING_KEY_FILE"])
def test_without_checkpoints_it_warns(key: Path, settings: Any, name: str) -> None:
    setattr(settings, name, "")
    assert ids() == ["privacy_domain.W007"]


def test_a_key_that_is_none_or_that_others_read_is_an_error(key: Path) -> None:
    assert ids() == []
    key.chmod(0o640)
    assert ids() == ["privacy_domain.E007"]
    key.chmod(0o600)
    key.write_text("no key")
    assert ids() == ["privacy_domain.E007"]
    key.unlink()
    assert ids() == ["privacy_domain.E007"]
