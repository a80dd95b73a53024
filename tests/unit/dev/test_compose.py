"""The start of the production-like composition."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Any

import pytest

from dev.compose import prepare
from dev.compose.make_secrets import make
from dev.compose.prepare import begin_master_key
from dev.services import ROOT

COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


def service(name: str) -> str:
    """What a service says."""
    found = re.search(rf"^  {name}:.*?(?=^  \w+:|^\w)", COMPOSE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[0]


def test_the_first_master_key_is_put_once_and_a_renewed_one_stays(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    assert begin_master_key(file, "a" * 64)
    assert file.read_text() == "a" * 64 + "\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("b" * 64 + "\n")
    assert not begin_master_key(file, "a" * 64)
    assert file.read_text() == "b" * 64 + "\n"


def test_the_worker_can_renew_the_master_key_and_the_others_only_read_it() -> None:
    assert '"master:/data/master"' in service("worker")
    assert '"master:/data/master"' in service("prepare")
    for name in ("web", "sealer", "beat"):
        assert '"master:/data/master:ro"' in service(name), name


def test_whoever_runs_sees_what_was_destroyed() -> None:
    shared = COMPOSE[COMPOSE.index("x-environment") : COMPOSE.index("x-postgres")]
    assert "DESTRUCTION_LEDGER: /data/checkpoints/destroyed.ledger" in shared
    for name in ("web", "beat"):
        assert '"checkpoints:/data/checkpoints:ro"' in service(name), name
    for name in ("worker", "sealer"):
        assert '"checkpoints:/data/checkpoints"' in service(name), name


def test_data_and_keys_are_backed_up_apart_and_the_worker_throws_old_keys_away() -> None:
    said = service("backup")
    assert "backup:/data/backup\n" in said and "backup_of_keys:/data/backup_of_keys\n" in said
    assert "/run/secrets/backup_url" in said and "/run/secrets/backup_keys_url" in said
    assert '"backup_of_keys:/data/backup_of_keys"' in service("worker")
    for name in ("web", "beat", "sealer"):
        assert "backup" not in service(name), name
    assert "/run/secrets/owner_url" in service("rehearse")


def test_a_backup_is_put_back_in_databases_that_nobody_filled_first() -> None:
    said = service("rehearse")
    assert "prepare:" not in said.split("depends_on:")[1].split("environment:")[0] and "keysdb:\n        condition: service_healthy" in said


def test_a_rehearsal_unpacks_the_files_on_disk_and_not_in_memory() -> None:
    assert "REHEARSAL_FOLDER: /data/rehearsal" in service("rehearse") and "- rehearsal:/data/rehearsal" in service("rehearse")
    assert "/data/rehearsal" in (ROOT / "dev" / "Dockerfile").read_text(encoding="utf-8")


@pytest.mark.parametrize(("said", "runs"), [((), 2), (("--empty",), 0)])
def test_asked_to_leave_the_databases_empty_it_makes_no_tables(said: tuple[str, ...], runs: int, tmp_path: Path, monkeypatch: Any) -> None:
    done: list[str] = []
    monkeypatch.setenv("KEYS_MASTER_FILE", str(tmp_path / "keys"))
    monkeypatch.setattr(prepare, "secret", lambda name: "0" * 64)
    monkeypatch.setattr(prepare, "grant_roles", lambda *given: done.append("roles"))
    monkeypatch.setattr(prepare.subprocess, "run", lambda command, check: done.append(command[2]))
    prepare.main(said)
    assert done == ["roles"] * 2 + ["migrate"] * runs


def test_every_secret_that_is_named_is_made(tmp_path: Path) -> None:
    named = set(re.findall(r"^  (\w+): { file:", COMPOSE, re.MULTILINE))
    assert named == set(make(tmp_path))
