"""Backup, return and rehearsal, by the commands that an operator uses: complete, checked, and with nobody in it who was destroyed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client

from dev.services import postgres_bin
from privacy_domain import clock
from privacy_domain.audit import sealing
from privacy_domain.crypto import files, keys, master
from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import Person
from privacy_domain.tenancy.scope import entered
from privacy_domain.upkeep.backup import making, rehearsal
from privacy_domain.upkeep.backup.manifest import KEYS, whole_ones
from privacy_domain.upkeep.night import upkeep_when_due
from retention.services import destruction as services
from tests.conftest import _point_at, make_municipality
from tests.integration.audit.sealed import keep_checkpoints
from tests.integration.dossiers.cast import build
from tests.integration.retention.carried import mark_for_destruction
from tests.integration.retention.test_destruction import another, closed, ground, rows_of
from tests.roles import as_role

OUTSIDE = ("DESTRUCTION_LEDGER", "MEDIA_ROOT", "KEYS_MASTER_FILE", "PG_BINDIR", "BACKUP_FOLDER", "BACKUP_KEYS_FOLDER", "AUDIT_CHECKPOINTS")


@pytest.fixture(autouse=True)
def frozen() -> None:
    """The rehearsal is a process of its own and has the real clock, and so has this one."""


def run(command: str, *arguments: object, role: str = "pd_owner") -> str:
    """What the command says; raises CommandError."""
    out = StringIO()
    with as_role(role):
        call_command(command, *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def made(fresh_database: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """Leiden with a client who is going and one who stays, backed up; then the first is destroyed."""
    place = tmp_path_factory.mktemp("backup")
    before = {name: getattr(django_settings, name) for name in (*OUTSIDE, "AUDIT_SIGNING_KEY_FILE")}
    django_settings.DESTRUCTION_LEDGER, django_settings.MEDIA_ROOT = str(place / "outside" / "destroyed.ledger"), place / "media"
    django_settings.PG_BINDIR = str(postgres_bin())
    django_settings.BACKUP_FOLDER, django_settings.BACKUP_KEYS_FOLDER = str(place / "data"), str(place / "keys")
    keep_checkpoints(place)
    town = make_municipality("leiden")
    here = town.scope()
    with entered(here):
        world = build()
        neighbour = another(world).client
        gone = closed(world)
        kept = files.store(b"%PDF- een brief", kind="person", subject=neighbour.pk, aad="test|1")
    sealing.look_after(here)
    said = run("backup", role="pd_backup")
    with entered(here):
        marked = mark_for_destruction(dossier=gone, ground=ground(), decided_by=world.sanne, by=world.tom)
    for _ in range(2):
        with entered(here):
            services.advance(destruction_id=marked.pk, by=SYSTEM)
    sealing.look_after(here)
    (data,), (of_keys,) = (place / "data").iterdir(), (place / "keys").iterdir()
    yield SimpleNamespace(
        town=town, here=here, gone=gone, neighbour=neighbour, file=kept, said=said, data=data, keys=of_keys, place=place, databases=fresh_database
    )
    for name, value in before.items():
        setattr(django_settings, name, value)


@contextmanager
def empty_databases(*, new_keys: bool = False) -> Iterator[None]:
    """The application points at new databases, as after the loss of both; with `new_keys` that of the keys has its tables and nothing else."""
    admin, names = os.environ["SUPERUSER_DATABASE_URL"], {"data": f"return_{uuid4().hex[:8]}", "keys": f"return_keys_{uuid4().hex[:8]}"}
    with psycopg.connect(admin, autocommit=True) as connection:
        for name in names.values():
            template = 'template "privacy_domain_keys"' if new_keys and name == names["keys"] else ""
            connection.execute(f'create database "{name}" {template} owner pd_owner')
    before = _point_at({"default": names["data"], "attempts": names["data"], "keys": names["keys"]})
    try:
        yield
    finally:
        connections.close_all()
        _point_at(before)
        with psycopg.connect(admin, autocommit=True) as connection:
            for name in names.values():
                connection.execute(f'drop database "{name}" with (force)')


def databases() -> set[str]:
    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"]) as connection:
        every = {name for (name,) in connection.execute("select datname from pg_database")}
    return {name for name in every if "_rehearsal_" in name}  # other tests make and drop their own in the same cluster


# ---------------------------------------------------------------- refusals
def refused(match: str, command: str, *arguments: object, role: str = "pd_owner") -> None:
    with pytest.raises(CommandError, match=match):
        run(command, *arguments, role=role)


def test_no_backup_by_who_does_not_see_all_or_where_it_does_not_belong(made: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    refused("ziet niet elke rij", "backup", role="pd_app")
    refused("ziet niet elke rij", "backup", role="pd_owner")
    refused("niet in elkaar", "backup", "--into", made.place / "a", "--keys-into", made.place / "a" / "keys", role="pd_backup")
    refused("horen buiten elke back-up", "backup", "--into", made.place / "outside", role="pd_backup")
    (made.place / "a file").write_text("")
    refused("kan niet gemaakt worden", "backup", "--into", made.place / "a file" / "below", role="pd_backup")
    settings.BACKUP_FOLDER = ""
    refused("BACKUP_FOLDER", "backup", role="pd_backup")
    refused("BACKUP_FOLDER", "rehearse")
    # where the fixture's own backup, maybe of this very second, is not in the way
    settings.BACKUP_FOLDER, settings.BACKUP_KEYS_FOLDER = str(made.place / "elsewhere"), str(made.place / "elsewhere keys")
    refused("staat geen back-up", "rehearse")
    settings.PG_BINDIR = str(made.place)
    refused("pg_dump is niet gevonden", "backup", role="pd_backup")
    monkeypatch.setattr(making.shutil, "disk_usage", lambda folder: SimpleNamespace(free=1_000_000))
    refused("te weinig ruimte.*vrij is 1 MB", "backup", role="pd_backup")
    assert [place for name in ("elsewhere", "a") for place in (made.place / name).rglob("*") if place.is_file()] == []


def without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def said(text: str) -> Callable[[Path], None]:
    return lambda folder: (folder / "manifest.json").write_text(text) and None


def flipped(at: float) -> Callable[[Path], None]:
    """One bit of the dump, at this fraction of it, is another."""

    def spoil(folder: Path) -> None:
        content = bytearray((folder / "data.dump").read_bytes())
        content[int(at * (len(content) - 1))] ^= 1
        (folder / "data.dump").write_bytes(content)

    return spoil


def shortened(folder: Path) -> None:
    (folder / "data.dump").write_bytes((folder / "data.dump").read_bytes()[:-1])


def escaping(folder: Path) -> None:
    file = folder / "manifest.json"
    file.write_text(file.read_text().replace('"media.tar"', '"../media.tar"'))


SPOILT: tuple[tuple[Any, str], ...] = (
    (shutil.rmtree, "De map .* is er niet"),
    (without("manifest.json"), "geen manifest.json"),
    (without("data.dump"), "data.dump ontbreekt"),
    (said("no json"), "niet te lezen"),
    (said("[]"), "niet te lezen"),
    (said('{"format": 1}'), "niet te lezen"),
    (escaping, "niet te lezen"),
    (shortened, "controlesom"),
    *((flipped(at / 9), "controlesom") for at in range(10)),
)


def test_a_backup_that_is_not_whole_is_not_put_back(made: Any, tmp_path: Path) -> None:
    for number, (spoil, match) in enumerate(SPOILT):
        copy = tmp_path / str(number)
        shutil.copytree(made.data, copy)
        spoil(copy)
        for command in (("restore", copy, "--keys", made.keys), ("rehearse", "--data", copy)):
            refused(match, *command)


def test_nothing_is_overwritten_and_nothing_put_back_that_does_not_fit(
    made: Any, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = ("restore", made.data, "--keys", made.keys)
    refused("is niet leeg", *back)
    refused("geen back-up van de gegevens", "restore", made.keys)
    refused("geen back-up van de sleutels", "restore", made.data, "--keys", made.data)
    with empty_databases():
        refused("mag in .* geen tabellen maken", *back, role="pd_app")
        refused("is niet leeg", *back)  # the folder of the files
        settings.MEDIA_ROOT = tmp_path / "media"
        ledger = Path(settings.DESTRUCTION_LEDGER)
        for content, match in ((b"", "heeft 0 regels en had er"), (b"no json\n", "Zonder het register")):
            whole = ledger.read_bytes()
            ledger.write_bytes(content)
            manifest = (made.data / "manifest.json").read_text()
            (made.data / "manifest.json").write_text(manifest.replace('"ledger": 0', '"ledger": 1'))
            refused(match, *back)
            (made.data / "manifest.json").write_text(manifest)
            ledger.write_bytes(whole)
        settings.DESTRUCTION_LEDGER = ""
        refused("Zonder het register", *back)
        settings.DESTRUCTION_LEDGER = str(ledger)
        settings.KEYS_MASTER_FILE = str(tmp_path / "another.master")
        master.put_new_in_front()
        refused("hoofdsleutel past niet", *back)
        settings.KEYS_MASTER_FILE = os.environ["KEYS_MASTER_FILE"]
        monkeypatch.setattr(making.shutil, "disk_usage", lambda folder: SimpleNamespace(free=0))
        refused("te weinig ruimte", *back)
        with as_role("pd_owner"):
            assert connections["default"].introspection.table_names() == []
            assert connections["keys"].introspection.table_names() == []
    there = databases()
    refused("mag geen databases maken", "rehearse", role="pd_app")
    assert databases() == there


# ---------------------------------------------------------------- what happens
def test_a_rehearsal_tells_what_it_saw_and_leaves_everything_as_it_was(made: Any) -> None:
    there, lines = databases(), Path(django_settings.DESTRUCTION_LEDGER).read_bytes()
    checkpoints = sorted((file.name, file.read_bytes()) for file in Path(django_settings.AUDIT_CHECKPOINTS).iterdir())
    report = run("rehearse")
    assert "FOUT" not in report, report
    for sentence in (
        "De back-up is heel en past bij dit systeem",
        "Geteld: ",
        "had 1 vernietigde dossiers of onderdelen teruggebracht",
        "Van 1 vernietigde dossiers is niets te lezen",
        "Leiden: 1 personen gelezen",
        "De oefening duurde",
    ):
        assert sentence in report, report
    assert databases() == there
    assert Path(django_settings.DESTRUCTION_LEDGER).read_bytes() == lines
    assert sorted((file.name, file.read_bytes()) for file in Path(django_settings.AUDIT_CHECKPOINTS).iterdir()) == checkpoints
    with entered(made.here):
        assert Person.objects.get(pk=made.neighbour.pk).surname == "Vries"
        assert keys.key_for(KeyKind.PERSON, made.neighbour.pk)


def test_what_a_killed_rehearsal_left_goes_with_the_next_and_two_at_once_are_refused(made: Any, tmp_path: Path, settings: Any) -> None:
    settings.REHEARSAL_FOLDER = str(tmp_path / "nowhere")
    refused("nowhere van REHEARSAL_FOLDER is er niet", "rehearse")
    settings.REHEARSAL_FOLDER = str(tmp_path)
    (tmp_path / "rehearsal-killed" / "media").mkdir(parents=True)
    (tmp_path / "something else").mkdir()
    left = f"{made.databases['default']}_rehearsal_0123abcd"
    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'create database "{left}" owner pd_owner')
    with as_role("pd_owner"):
        other = connections["default"].copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("select pg_advisory_lock(hashtext('rehearsal'))")
            refused("loopt al een oefening", "rehearse")
            assert left in databases()
        finally:
            other.close()
    with patch.object(rehearsal.subprocess, "run", return_value=SimpleNamespace(stdout="Gezien", stderr="", returncode=0)) as put_back:
        assert "Gezien" in run("rehearse")
    assert Path(put_back.call_args.kwargs["env"]["MEDIA_ROOT"]).parent.parent == tmp_path
    assert left not in databases() and [place.name for place in tmp_path.iterdir()] == ["something else"]


def test_an_older_backup_of_both_is_put_back_without_who_was_destroyed(made: Any, tmp_path: Path, settings: Any) -> None:
    assert "De gegevens staan in" in made.said
    settings.MEDIA_ROOT = tmp_path / "media"
    copies = tmp_path / "checkpoints"
    shutil.copytree(settings.AUDIT_CHECKPOINTS, copies)
    settings.AUDIT_CHECKPOINTS = str(copies)
    with empty_databases():
        report = run("restore", made.data, "--keys", made.keys)
        assert "FOUT" not in report, report
        with entered(made.here):
            assert rows_of(made.gone) == 0
            with pytest.raises(keys.NoKey):
                keys.key_for(KeyKind.DOSSIER, made.gone.pk)
            with pytest.raises(keys.NoKey):
                keys.key_for(KeyKind.PERSON, made.gone.person_id)
            assert Person.objects.get().surname == "Vries"
            assert files.read(made.file, kind="person", subject=made.neighbour.pk, aad="test|1") == b"%PDF- een brief"
        assert Client().get("/leiden/").status_code == 302
        call_command("audit", "verify", stdout=StringIO())


def test_lost_data_come_back_beside_the_keys_of_today(made: Any, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.AUDIT_CHECKPOINTS = ""
    names = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
    with empty_databases():
        _point_at({"keys": names["keys"]})
        report = run("restore", made.data)
        assert "FOUT" not in report, report
        assert "onderteken zelf" in report
        with entered(made.here):
            assert rows_of(made.gone) == 0
            assert Person.objects.get().surname == "Vries"


def test_what_is_wrong_after_the_return_is_said(made: Any, tmp_path: Path, settings: Any) -> None:
    """Keys of another installation: nobody can be read, and the command ends as a failure."""
    settings.MEDIA_ROOT, settings.AUDIT_CHECKPOINTS = tmp_path / "media", ""
    with empty_databases(new_keys=True):
        out = StringIO()
        with as_role("pd_owner"), pytest.raises(CommandError, match="fouten"):
            call_command("restore", str(made.data), stdout=out)
        assert "1 van 1 personen zijn niet te lezen" in out.getvalue()


def test_old_backups_of_keys_go_in_the_night_and_those_of_the_data_stay(made: Any, tmp_path: Path, settings: Any) -> None:
    settings.BACKUP_FOLDER, settings.BACKUP_KEYS_FOLDER, settings.BACKUP_KEYS_DAYS = str(tmp_path / "data"), str(tmp_path / "keys"), 2
    settings.KEYS_MASTER_FILE = str(tmp_path / "master")
    shutil.copy(os.environ["KEYS_MASTER_FILE"], settings.KEYS_MASTER_FILE)
    shutil.copytree(made.data, tmp_path / "data" / "old")
    shutil.copytree(made.keys, tmp_path / "keys" / "old")
    (tmp_path / "keys" / "something else").mkdir()
    assert making.prune_keys(tmp_path / "keys", days=2) == 0
    with clock.standing_at(clock.now() + timedelta(days=2, hours=1)):
        done = upkeep_when_due()
    assert done is not None and done.backups == 1
    assert whole_ones(tmp_path / "keys", KEYS) == {}
    assert (tmp_path / "keys" / "something else").is_dir()
    assert (tmp_path / "data" / "old" / "data.dump").exists()


def test_when_the_tool_fails_no_half_backup_is_left(made: Any, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("pg_dump", "pg_restore"):
        (tools / name).write_text("#!/bin/sh\necho 'could not write: No space left on device' >&2; exit 1\n")
        (tools / name).chmod(0o755)
    settings.PG_BINDIR = str(tools)
    refused("No space left", "backup", "--into", tmp_path / "data", "--keys-into", tmp_path / "keys", role="pd_backup")
    assert list((tmp_path / "data").iterdir()) == list((tmp_path / "keys").iterdir()) == []
