"""What is asked of a connection about TLS is asked of PostgreSQL's own tools and of a rehearsal too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from privacy_domain import env
from privacy_domain.upkeep.backup import postgres, rehearsal

ASKED = {"sslmode": "verify-full", "sslrootcert": "/etc/tls/our root.pem", "sslcert": "/etc/tls/us.pem", "sslkey": "/etc/tls/us.key"}
LOGIN = {"HOST": "db.example.nl", "PORT": "5433", "USER": "pd owner", "PASSWORD": "a/b:c@d?e"}


@pytest.fixture(params=["default", "keys"])
def alias(request: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    settings = connections[request.param].settings_dict
    for name, value in LOGIN.items():
        monkeypatch.setitem(settings, name, value)
    monkeypatch.setitem(settings, "OPTIONS", settings["OPTIONS"] | ASKED)
    return str(request.param)


def test_every_tool_is_told(alias: str, tmp_path: Path, settings: Any) -> None:
    for tool in ("pg_dump", "pg_restore"):
        (tmp_path / tool).write_text(f"#!/bin/sh\nenv > {tmp_path}/{tool}.env\n")
        (tmp_path / tool).chmod(0o755)
    settings.PG_BINDIR = str(tmp_path)
    postgres.dump(alias, tmp_path / "some.dump")
    postgres.restore(alias, tmp_path / "some.dump")
    for tool in ("pg_dump", "pg_restore"):
        told = dict(line.split("=", 1) for line in (tmp_path / f"{tool}.env").read_text().splitlines() if line.startswith("PG"))
        assert {name: told.get(f"PG{name.upper()}") for name in ASKED} == ASKED
        assert told["PGHOST"] == LOGIN["HOST"] and told["PGPASSWORD"] == LOGIN["PASSWORD"]


def test_the_address_of_a_rehearsal_says_it_too(alias: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_URL", rehearsal._address(alias, "of_the_occasion"))
    read = env.database("SOME_URL", "")
    assert read["OPTIONS"].items() >= ASKED.items()  # type: ignore[attr-defined]
    assert {name: read[name] for name in LOGIN} == LOGIN and read["NAME"] == "of_the_occasion"


def test_without_tls_the_address_asks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_URL", rehearsal._address("default", "of_the_occasion"))
    assert not env.TLS_OPTIONS & set(env.database("SOME_URL", "")["OPTIONS"])  # type: ignore[call-overload]
