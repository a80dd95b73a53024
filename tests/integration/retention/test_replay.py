"""An older backup is restored: what was destroyed since comes back unreadable, keeps everybody out, and goes again."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client

from dev.services import postgres_bin
from dossiers.models import Dossier
from privacy_domain.crypto import keys
from privacy_domain.erasure import ledger
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import Person
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from retention.models import Destruction
from retention.selectors.restored import brought_back
from retention.services import destruction as services
from retention.states import DestructionReason, DestructionState
from tests.conftest import _point_at, make_municipality
from tests.factories.access import logged_in
from tests.integration.dossiers.cast import World, build
from tests.integration.retention.carried import mark_for_destruction
from tests.integration.retention.test_destruction import another, closed, ground, rows_of


@pytest.fixture(autouse=True)
def outside(tmp_path_factory: pytest.TempPathFactory, settings: Any) -> None:
    """A ledger and files of this test."""
    folder = tmp_path_factory.mktemp("outside")
    settings.DESTRUCTION_LEDGER, settings.MEDIA_ROOT = str(folder / "destroyed.ledger"), folder / "media"


@pytest.fixture
def town(fresh_database: dict[str, str]) -> Municipality:
    return make_municipality("leiden")


@pytest.fixture
def world(town: Municipality) -> World:
    with entered(town.scope()):
        return build()


def tool(name: str, *arguments: str) -> None:
    subprocess.run([str(postgres_bin() / name), *arguments], check=True, capture_output=True)


@pytest.fixture
def restored(fresh_database: dict[str, str], tmp_path: Path) -> Iterator[Any]:
    """`dump()` makes a backup of the data; `restore()` puts it in a new database and points the application at it. The keys
    database is not in it: it is today's."""
    admin = os.environ["SUPERUSER_DATABASE_URL"]
    server, name = admin.rsplit("/", 1)[0], f"{fresh_database['default']}_restored"
    file = str(tmp_path / "data.dump")

    class Backup:
        before: dict[str, str] = {}

        def dump(self) -> None:
            tool("pg_dump", "--format=custom", f"--file={file}", f"{server}/{fresh_database['default']}")

        def restore(self) -> None:
            with psycopg.connect(admin, autocommit=True) as connection:
                connection.execute(f'create database "{name}" owner pd_owner')
            tool("pg_restore", f"--dbname={server}/{name}", file)
            self.before = _point_at({"default": name, "attempts": name})

    backup = Backup()
    yield backup
    connections.close_all()
    if backup.before:
        _point_at(backup.before)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')


def test_what_a_backup_brings_back_cannot_be_read_keeps_everybody_out_and_goes_again(town: Municipality, world: World, restored: Any) -> None:
    here = town.scope()
    with entered(here):
        neighbour = another(world).client
        gone = closed(world)
    restored.dump()
    with entered(here):
        marked = mark_for_destruction(dossier=gone, ground=ground(), decided_by=world.sanne, by=world.tom)
    for _ in range(2):
        with entered(here):
            services.advance(destruction_id=marked.pk, by=SYSTEM)
    assert logged_in(town, world.tom).get("/leiden/").status_code == 200

    restored.restore()
    with entered(here):
        assert rows_of(gone) > 0, "the backup holds nothing: this test proves nothing"
        assert [entry.subject for entry in brought_back()] == [gone.pk]
        with pytest.raises(keys.NoKey):
            str(Dossier.objects.get(pk=gone.pk).help_question)
        with pytest.raises(keys.NoKey):
            str(Person.objects.get(pk=gone.person_id).surname)
        assert Person.objects.get(pk=neighbour.pk).surname == "Vries"
    shut = Client().get("/leiden/")
    assert (shut.status_code, b"503" in shut.content) == (503, True)
    with pytest.raises(CommandError, match="replay"):
        call_command("ledger", "check")

    call_command("ledger", "replay")
    call_command("ledger", "replay")
    with entered(here):
        assert rows_of(gone) == 0
        assert Person.objects.get(pk=neighbour.pk).surname == "Vries"
        kept = Destruction.objects.get()
        assert (kept.reason, kept.subject, kept.laws, kept.state) == (DestructionReason.REPLAY, gone.pk, ["wmo"], DestructionState.DONE)
    assert [entry.subject for entry in ledger.entries()] == [gone.pk]
    call_command("ledger", "check")
    assert Client().get("/leiden/").status_code == 302  # to the page where one logs in


@pytest.mark.parametrize("content", ["no json\n", '{"subject": 1}\n'])
def test_while_the_ledger_cannot_be_read_nobody_comes_in(town: Municipality, settings: Any, content: str) -> None:
    Path(settings.DESTRUCTION_LEDGER).write_text(content)
    assert Client().get("/leiden/").status_code == 503
    Path(settings.DESTRUCTION_LEDGER).write_text("")
    assert Client().get("/leiden/").status_code == 302
