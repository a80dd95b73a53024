"""The demo supervisor's small parts; tests/functional starts the whole."""

from __future__ import annotations

import socket
import stat
from pathlib import Path

import pytest

from dev import demo
from dev.demo import Failed
from privacy_domain.management.demo.cast import CAST


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of a real demo is touched."""
    monkeypatch.setattr(demo, "FOLDER", tmp_path)
    monkeypatch.setattr(demo, "LOCAL", tmp_path)
    monkeypatch.setattr(demo, "LOCK", tmp_path / "demo.lock")
    monkeypatch.delenv("PORT", raising=False)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80a", "http"])
def test_a_port_that_cannot_be_is_refused(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(Failed, match="PORT must be"):
        demo.choose_port()


def test_a_port_in_use_is_refused_when_asked_for_and_avoided_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (demo.FOLDER / "port").write_text(str(port))
        assert demo.choose_port() != port
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(Failed, match="in use"):
            demo.choose_port()


def test_the_port_of_the_last_time_is_kept() -> None:
    first = demo.choose_port()
    assert demo.choose_port() == first


def test_a_second_demo_of_the_same_checkout_is_refused() -> None:
    with demo.hold_lock() as lock:
        lock.write("http://127.0.0.1:1234")
        lock.flush()
        assert demo.is_running()
        with pytest.raises(Failed, match=r"running already: http://127\.0\.0\.1:1234"):
            demo.hold_lock()
    assert not demo.is_running()


def test_secrets_are_made_once_and_readable_by_their_owner_only() -> None:
    path = demo.secret("keys.master")
    first = path.read_text()
    assert len(first) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert demo.secret("keys.master").read_text() == first
    assert demo.secret("secret_key").read_text() != first


def test_settings_of_another_project_do_not_reach_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL_FILE", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "AUDIT_CHECKPOINTS", "GRANIAN_WORKERS", "HTTPS", "PYTHONPATH"):
        monkeypatch.setenv(name, "another")
    monkeypatch.setenv("TESTING", "1")
    environment = demo.base_environment()
    assert "another" not in environment.values()
    assert environment["AUDIT_SIGNING_KEY_FILE"] == str(demo.FOLDER / "audit.key")
    assert environment["DJANGO_SETTINGS_MODULE"] == "privacy_domain.settings"
    assert environment["TESTING"] == "0"


def test_the_welcome_names_everybody_and_how_to_stop() -> None:
    said = demo.welcome("http://127.0.0.1:8000", 3.2)
    assert all(persona.display_name in said for cast in CAST.values() for persona in cast.personas)
    assert "http://127.0.0.1:8000/leek/" in said
    assert "Ctrl-C" in said
