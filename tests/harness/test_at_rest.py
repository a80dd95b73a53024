"""Nothing readable at rest: what a thief of the main database, the media folder or a log would hold."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql

from privacy_domain.crypto.fields import EncryptedJSONField, EncryptedTextField, prefetch_keys
from privacy_domain.privacy import our_models, personal_fields
from privacy_domain.tenancy.scope import entered
from tests.harness.scanner import find_canaries
from tests.harness.world import World

# fields that cannot carry a canary: a code, a yes or no, a number that many share, too short, ink, the name of an organisation, lines of a
# register, which hold nothing that was typed about somebody
WITHOUT_CANARY = {("people.Person", name) for name in ("house_number", "house_letter")} | {
    ("consent.Signature", "ink"),
    ("consent.Consent", "recipient_name"),
    ("dossiers.IndexEntry", "ground"),
    ("dossiers.MeldcodeDecision", "reported_how"),
    ("dossiers.Score", "level"),
    ("desk.Export", "gathered"),
}


def superuser_url(database: str) -> str:
    """Address of a database for the cluster's superuser."""
    return re.sub(r"/[^/]*$", f"/{database}", os.environ["SUPERUSER_DATABASE_URL"])


def as_superuser(database: str) -> psycopg.Connection[tuple[str, ...]]:
    """Past row-level security and grants, as whoever holds the disk."""
    return psycopg.connect(superuser_url(database))


def tables(connection: psycopg.Connection[tuple[str, ...]]) -> list[str]:
    """Every table that holds rows of its own, partitions included."""
    found = connection.execute(
        "select table_name from information_schema.tables join pg_class on oid = format('%I.%I', table_schema, table_name)::regclass"
        " where table_schema = 'public' and relkind = 'r' order by 1"
    )
    return [name for (name,) in found]


def columns(connection: psycopg.Connection[tuple[str, ...]], table: str) -> list[str]:
    """Every column of a table, whatever its type."""
    found = connection.execute("select column_name from information_schema.columns where table_schema = 'public' and table_name = %s", [table])
    return [name for (name,) in found]


def content(connection: psycopg.Connection[tuple[str, ...]], table: str) -> Iterator[tuple[str, str]]:
    """All of a table, column by column, as text (bytes in hex)."""
    for column in columns(connection, table):
        query = sql.SQL("select {}::text from {}").format(sql.Identifier(column), sql.Identifier(table))
        yield column, "\n".join(value for (value,) in connection.execute(query) if value is not None)


def hits(database: str, world: World) -> dict[str, set[str]]:
    """Columns of the database in which canaries stand, with the fields they flew from."""
    found: dict[str, set[str]] = {}
    with as_superuser(database) as connection:
        for table in tables(connection):
            for column, text in content(connection, table):
                if canaries := find_canaries(text, world.nest):
                    found[f"{table}.{column}"] = {f"{canary.owner}: {canary.field}" for canary in canaries}
    return found


def test_no_canary_stands_readable_in_any_column(world: World, world_databases: dict[str, str]) -> None:
    assert hits(world_databases["default"], world) == {}


def test_no_canary_stands_in_the_keys_database(world: World, world_databases: dict[str, str]) -> None:
    assert hits(world_databases["keys"], world) == {}


def test_scan_sees_every_table_and_a_planted_canary(world: World, world_databases: dict[str, str]) -> None:
    canary = next(iter(world.nest.known.values()))
    with as_superuser(world_databases["default"]) as connection:
        names = tables(connection)
        assert {"people_person", "dossiers_dossier", "consent_consent", "letters_letter", "django_session"} <= set(names)
        filled = [name for name in names if connection.execute(sql.SQL("select 1 from {} limit 1").format(sql.Identifier(name))).fetchone()]
        assert len(filled) > 20
        connection.execute("create table planted (a jsonb, b bytea, c text[])")
        connection.execute(
            "insert into planted values (jsonb_build_object('x', %s::text), %s, array[%s])",
            [canary.text, canary.text.encode("utf-16"), canary.text],
        )
        spotted = {column for column, text in content(connection, "planted") if canary in find_canaries(text, world.nest)}
        assert spotted == {"a", "b", "c"}
        connection.rollback()


def takes_words(field: Any) -> bool:
    """A choice, a yes or no and most dates hold no canary; what is typed does."""
    return isinstance(field, EncryptedTextField | EncryptedJSONField) and not field.choices


def test_every_personal_field_has_a_canary_somewhere(world: World) -> None:
    """The world is as full as the models allow: a new personal field without a canary fails here."""
    carried: set[tuple[str, str]] = set()
    every: set[tuple[str, str]] = set()
    for town in world.towns.values():
        with entered(town.scope):
            for model in our_models():
                fields = [field.attname for field in personal_fields(model) if takes_words(field)]
                rows = list(model._default_manager.all()) if fields else []
                prefetch_keys(rows)
                every |= {(model._meta.label, name) for name in fields}
                carried |= {(model._meta.label, name) for row in rows for name in fields if find_canaries(str(getattr(row, name)), world.nest)}
    missing = every - carried - WITHOUT_CANARY
    assert missing == set(), "\n".join(f"{label}.{name}" for label, name in sorted(missing))
    needless = WITHOUT_CANARY - (every - carried)
    assert needless == set(), "an exception that is no longer needed"


def test_no_canary_stands_in_files_and_logs(world: World) -> None:
    media = Path(settings.MEDIA_ROOT)
    assert [path for path in media.rglob("*") if path.is_file()], "the world has files"
    assert find_canaries(media, world.nest) == set()
    for log in (media.parent / "pg.log", media.parent / "valkey"):
        assert log.exists()
        assert find_canaries(log, world.nest) == set()
