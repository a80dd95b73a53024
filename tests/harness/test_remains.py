"""After one dossier was destroyed and the night has passed nothing of it is left anywhere: dump, table files, log of the database, media,
broker, logs, mail. And the neighbours can be read to the last word."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.db import connections
from redis import Redis

import retention.tasks  # noqa: F401 - the worker imports it
from dev.services import postgres_bin
from dossiers.models import Dossier
from dossiers.states import DossierState
from privacy_domain import clock
from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.crypto.stored import columns_of
from privacy_domain.erasure.places import belonging
from privacy_domain.letters.models import Letter
from privacy_domain.letters.services import open_pdf
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import SearchToken
from privacy_domain.privacy import every_row, our_models, personal_fields
from privacy_domain.tenancy.scope import entered
from privacy_domain.upkeep.backup import postgres
from privacy_domain.upkeep.traces import Cleared, clear_traces
from privacy_domain.web.logs import JsonFormatter
from privacy_domain.work import runner
from retention.models import Destruction, Hold
from retention.services import destruction as services
from retention.states import DestructionReason, DestructionState
from tests.conftest import _drop, _point_at
from tests.harness.conftest import MOMENT
from tests.harness.scanner import find_canaries
from tests.harness.test_at_rest import as_superuser
from tests.harness.test_erasure import canaries_in, own_canaries
from tests.harness.world import Town, World
from tests.roles import as_role

TOWNS = os.environ.get("REMAINS_OF", "leiden").split(",")
PIECE = 24  # bytes of what was sealed: enough to be found nowhere by chance


@dataclass
class Gone:
    """What was destroyed: its canaries, and pieces of what stood sealed in its rows, its keys and its files."""

    town: Town
    world: World
    canaries: set[str]
    sealed: set[bytes]
    tokens: set[bytes]
    wrapped: set[bytes]
    files: set[str]
    before: set[str]
    log: Path
    cleared: Cleared

    def spotted(self, data: bytes) -> set[str]:
        """What of it stands in these bytes, as it is, in UTF-16 or in hex."""
        lower = data.lower()
        found = {canary.text for part in (lower, lower.replace(b"\0", b"")) for canary in self.world.nest.spotted(part)} & self.canaries
        pieces = self.sealed | self.wrapped | self.tokens
        return found | {piece.hex() for piece in pieces if piece in data or piece.hex().encode() in lower}


@pytest.fixture(scope="module", params=TOWNS)
def gone(request: Any, built_world: tuple[dict[str, str], World], django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gone]:
    """A copy of the made world in which one dossier is destroyed by the worker, and then the night clears up."""
    names, world = built_world
    place, town = tmp_path_factory.mktemp("remains"), world.towns[request.param]
    outside = {name: getattr(django_settings, name) for name in ("MEDIA_ROOT", "DESTRUCTION_LEDGER", "PG_BINDIR")}
    with django_db_blocker.unblock():
        connections.close_all()
        copies = _copy(names)
        before = _point_at(copies)
        shutil.copytree(django_settings.MEDIA_ROOT, place / "media")
        django_settings.MEDIA_ROOT, django_settings.DESTRUCTION_LEDGER = place / "media", str(place / "destroyed.ledger")
        django_settings.PG_BINDIR = str(postgres_bin())
        with clock.standing_at(MOMENT), _logged(place / "application.log"):
            found = _destroy(world, town, place / "application.log")
            with as_role("pd_worker"):
                found.cleared = clear_traces(since=clock.now() - timedelta(days=1))
        _rotate_log()
        yield found
        connections.close_all()
        _point_at(before)
    _drop(copies)
    for name, value in outside.items():
        setattr(django_settings, name, value)


def _copy(names: dict[str, str]) -> dict[str, str]:
    copies = {alias: f"{name}_{uuid4().hex[:6]}" for alias, name in names.items()}
    copies["attempts"] = copies["default"]
    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"], autocommit=True) as connection:
        for alias in ("default", "keys"):
            connection.execute(f'create database "{copies[alias]}" template "{names[alias]}" owner pd_owner')
    return copies


def _logged(file: Path) -> Any:
    """Within the block everything that any part of the application says stands in the file, as in production."""

    class Kept:
        def __enter__(self) -> None:
            self.handler, self.level = logging.FileHandler(file), logging.root.level
            self.handler.setFormatter(JsonFormatter())
            logging.root.addHandler(self.handler)
            logging.root.setLevel(logging.DEBUG)

        def __exit__(self, *error: object) -> None:
            logging.root.removeHandler(self.handler)
            logging.root.setLevel(self.level)
            self.handler.close()

    return Kept()


def _rotate_log() -> None:
    """What happens by itself within the hour (archive_timeout) and at the next checkpoint."""
    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"], autocommit=True) as connection:
        connection.execute("select pg_switch_wal()")
        connection.execute("checkpoint")


def _destroy(world: World, town: Town, log: Path) -> Gone:
    name, file = max(town.files.items(), key=lambda each: len(own_canaries(world, town, each[0])))
    dossier = file.dossier
    with entered(town.scope):
        known = {canary.text for canary in world.nest.known.values() if canary.municipality == town.code}
        own, before = own_canaries(world, town, name), canaries_in(town, known)
        sealed, files = _sealed_in(dossier.pk)
        tokens = _tokens(SearchToken.objects.filter(person_id=dossier.person_id)) - _tokens(SearchToken.objects.exclude(person_id=dossier.person_id))
        wrapped = _wrapped(dossier.pk)
        Hold.objects.filter(dossier=dossier, lifted_at__isnull=True).update(lifted_at=clock.now())
        Dossier.objects.filter(pk=dossier.pk).update(state=DossierState.CLOSED, closed_on=clock.today())
        ground = services.Ground(DestructionReason.TERM, "", (), "harness", uuid4())
        judge, officer = town.staff["functional_admin"], town.staff["privacy_officer"]
        services.mark_for_destruction(dossier=Dossier.objects.get(pk=dossier.pk), ground=ground, decided_by=judge, by=officer)
    runner.work_off(town.code)
    with entered(town.scope):
        destruction = Destruction.objects.get(subject=dossier.pk)
        assert destruction.state == DestructionState.DONE
    return Gone(town, world, own & before, sealed, tokens, wrapped, files, before - own, log, Cleared(0, 0, 0, False))


def _sealed_in(dossier: UUID) -> tuple[set[bytes], set[str]]:
    """Pieces of every sealed value in the rows of a dossier as the database has them, and the names of its files."""
    pieces, files = set(), set()
    for model in our_models():
        rows = belonging(model, KeyKind.DOSSIER, dossier)
        if rows is None:
            continue
        ids = [str(pk) for pk in every_row(model).filter(rows).values_list("pk", flat=True)]
        for column in columns_of(model):
            files |= set(every_row(model).filter(rows).exclude(**{column: ""}).values_list(column, flat=True))
        for field in personal_fields(model) if ids else ():
            with connections["default"].cursor() as cursor:
                key = model._meta.pk.column
                cursor.execute(f'select "{field.column}" from "{model._meta.db_table}" where "{key}"::text = any(%s)', [ids])
                pieces |= {bytes(value)[-PIECE:] for (value,) in cursor.fetchall() if value and len(value) >= PIECE}
    return pieces, files


def _tokens(rows: Any) -> set[bytes]:
    return {bytes(token) for token in rows.values_list("token", flat=True)}


def _wrapped(dossier: UUID) -> set[bytes]:
    with connections["keys"].cursor() as cursor:
        cursor.execute("select wrapped from crypto_datakey where subject = %s", [dossier])
        return {bytes(wrapped)[-PIECE:] for (wrapped,) in cursor.fetchall()}


def data_folder() -> Path:
    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"]) as connection:
        (folder,) = connection.execute("show data_directory").fetchone() or ("",)
    return Path(folder)


def files_of_database(alias: str) -> list[Path]:
    with as_superuser(postgres.name(alias)) as connection:
        (oid,) = connection.execute("select oid from pg_database where datname = current_database()").fetchone() or (0,)
    return [file for file in (data_folder() / "base" / str(oid)).iterdir() if file.is_file()]


def everywhere(gone: Gone, files: list[Path]) -> set[str]:
    assert files, "nothing to look at"
    return {found for file in files if file.exists() for found in gone.spotted(file.read_bytes())}


# ---------------------------------------------------------------- the searching itself
def test_there_was_something_to_find(gone: Gone) -> None:
    assert len(gone.canaries) >= 60
    assert len(gone.sealed) >= 60 and gone.wrapped and gone.tokens and gone.files
    one, piece = next(iter(gone.canaries)), next(iter(gone.wrapped))
    assert gone.spotted(one.encode()) and gone.spotted(one.encode("utf-16")) and gone.spotted(piece) and gone.spotted(piece.hex().upper().encode())


# ---------------------------------------------------------------- where it is not
def test_it_is_in_no_dump(gone: Gone, tmp_path: Path) -> None:
    with as_role("pd_backup"):
        for alias in ("default", "keys"):
            postgres._run("pg_dump", alias, "--format=plain", f"--file={tmp_path / alias}", f"--dbname={postgres.name(alias)}")
    assert b"COPY public.dossiers_dossier" in (tmp_path / "default").read_bytes()
    assert everywhere(gone, [tmp_path / "default", tmp_path / "keys"]) == set()


def test_it_is_in_no_file_of_the_databases_after_the_night(gone: Gone) -> None:
    assert gone.cleared.tables > 20
    assert (gone.cleared.in_use, gone.cleared.refused, gone.cleared.log_cut) == (0, 0, True)
    for alias in ("default", "keys"):
        assert everywhere(gone, files_of_database(alias)) == set(), alias


def test_it_is_not_in_the_log_of_the_database_after_it_went_round(gone: Gone) -> None:
    segments = [file for file in (data_folder() / "pg_wal").iterdir() if file.is_file()]
    assert everywhere(gone, segments) == set()


def test_it_is_in_no_file_that_was_kept_and_in_no_letter(gone: Gone) -> None:
    kept = {path.name for path in Path(django_settings.MEDIA_ROOT).rglob("*")}
    assert kept and not kept & gone.files
    assert everywhere(gone, [path for path in Path(django_settings.MEDIA_ROOT).rglob("*") if path.is_file()]) == set()
    read = 0
    for town in gone.world.towns.values():
        with entered(town.scope):
            letters = [open_pdf(letter=letter, by=SYSTEM) for letter in Letter.objects.exclude(pdf_file="")]
        for pdf in letters:
            assert pdf.startswith(b"%PDF-")
            assert {canary.text for canary in find_canaries(pdf, gone.world.nest)} & gone.canaries == set()
            read += 1
    assert read, "no letter of anybody was read"


def test_it_is_in_no_broker_log_or_mail(gone: Gone) -> None:
    with Redis.from_url(os.environ["REDIS_URL"]) as redis:
        values = [redis.dump(key) or b"" for key in redis.scan_iter()]
        redis.bgrewriteaof()
    assert {found for value in values for found in gone.spotted(value)} == set()
    place = data_folder().parent
    logs = [place / "pg.log", gone.log, *(file for file in (place / "valkey").rglob("*") if file.is_file())]
    assert gone.log.stat().st_size > 0
    assert everywhere(gone, logs) == set()
    assert {found for message in getattr(mail, "outbox", []) for found in gone.spotted(message.message().as_bytes())} == set()
    with entered(gone.town.scope), connections["default"].cursor() as cursor:
        cursor.execute("select value from cache_entry")
        assert {found for (value,) in cursor.fetchall() for found in gone.spotted(str(value).encode())} == set()


# ---------------------------------------------------------------- and the neighbours
def test_the_neighbours_can_be_read_to_the_last_word(gone: Gone) -> None:
    with entered(gone.town.scope):
        assert canaries_in(gone.town, gone.before) == gone.before
    assert len(gone.before) > 100
    lines = Path(django_settings.DESTRUCTION_LEDGER).read_text().splitlines()
    assert [sorted(json.loads(line)) for line in lines] == [["at", "kind", "municipality", "subject"]]
