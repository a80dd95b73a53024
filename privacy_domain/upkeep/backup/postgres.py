"""PostgreSQL's own tools, and what is asked of a database before they are used. Passwords go by the environment, never by the command line."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction

from privacy_domain.env import TLS_OPTIONS
from privacy_domain.upkeep.backup.manifest import NotPossible

_TABLES = """select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind = 'r' order by 1"""
_ANY_TABLE = (
    "select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p'))"
)
_SEES_ALL = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"


def binary(name: str) -> str:
    """The tool of this name: from PG_BINDIR, or on the path. Raises NotPossible."""
    found = shutil.which(name, path=settings.PG_BINDIR or None)
    if found is None:
        raise NotPossible(f"{name} is niet gevonden. Installeer de PostgreSQL-programma's of noem hun map in PG_BINDIR.")
    return found


def size(alias: str) -> int:
    """Bytes that the database of this connection takes."""
    return int(_one(alias, "select pg_database_size(current_database())"))


def name(alias: str) -> str:
    """The name of the database of this connection."""
    return str(connections[alias].settings_dict["NAME"])


def tls(alias: str) -> dict[str, str]:
    """How this connection uses TLS, by the names of libpq: what is asked of it is asked of every tool."""
    options = connections[alias].settings_dict.get("OPTIONS", {})
    return {option: str(options[option]) for option in sorted(TLS_OPTIONS) if option in options}


def require_all_rows(alias: str) -> None:
    """Raises NotPossible when row-level security would keep rows from this role, and so from the backup."""
    if not _one(alias, _SEES_ALL):
        raise NotPossible(f"De databaserol {_one(alias, 'select current_user')} ziet niet elke rij. Maak de back-up met de rol pd_backup.")


def require_empty(alias: str) -> None:
    """Raises NotPossible when there are tables, or when this role may make none."""
    if _one(alias, _ANY_TABLE):
        raise NotPossible(f"De database {name(alias)} is niet leeg. Er is niets teruggezet; maak eerst een lege database.")
    if not _one(alias, "select has_schema_privilege(current_user, 'public', 'create')"):
        raise NotPossible(f"De databaserol mag in {name(alias)} geen tabellen maken. Zet terug met de rol pd_owner.")


def only_one(alias: str) -> bool:
    """Whether nobody else rehearses on this server of the database of this connection; nobody can as long as the connection lasts."""
    return bool(_one(alias, "select pg_try_advisory_lock(hashtext('rehearsal'))"))


def beginning(alias: str, start: str) -> list[str]:
    """The databases on this server whose name begins like this."""
    with connections[alias].cursor() as cursor:
        cursor.execute("select datname from pg_database where starts_with(datname, %s) order by 1", [start])
        return [name for (name,) in cursor.fetchall()]


def drop(alias: str, database: str) -> None:
    """Away with a database on the server of this connection, and with who is in it."""
    with connections[alias].cursor() as cursor:
        cursor.execute(f'drop database if exists "{database}" with (force)')


def may_create(alias: str) -> bool:
    """Whether this role may make databases."""
    return bool(_one(alias, "select rolsuper or rolcreatedb from pg_roles where rolname = current_user"))


def rows(alias: str) -> dict[str, int]:
    """The number of rows in each table."""
    with connections[alias].cursor() as cursor:
        cursor.execute(_TABLES)
        tables = [table for (table,) in cursor.fetchall()]
        counted = {}
        for table in tables:
            cursor.execute(f'select count(*) from "{table}"')  # noqa: S608 - a name from the catalogue
            counted[table] = int(cursor.fetchone()[0])
    return counted


def counted_past_security(alias: str) -> dict[str, int]:
    """As `rows`, for the owner of the tables, whom row-level security binds too: he lifts it and puts it back in one transaction."""
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute("select c.relname from pg_class c where c.relrowsecurity and c.relforcerowsecurity and c.relkind in ('r', 'p')")
        forced = [table for (table,) in cursor.fetchall()]
        for table in forced:
            cursor.execute(f'alter table "{table}" no force row level security')
        counted = rows(alias)
        for table in forced:
            cursor.execute(f'alter table "{table}" force row level security')
    return counted


@contextmanager
def instant(alias: str) -> Iterator[str]:
    """One instant of the database, for the block: everything asked on this connection, and a dump with this snapshot, agree."""
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")
        cursor.execute("select pg_export_snapshot()")
        yield str(cursor.fetchone()[0])


def dump(alias: str, file: Path, *, snapshot: str = "") -> None:
    """Dump the database of this connection to `file`. Raises NotPossible."""
    extra = [f"--snapshot={snapshot}"] if snapshot else []
    _run("pg_dump", alias, "--format=custom", "--no-password", f"--file={file}", *extra, f"--dbname={name(alias)}")


def restore(alias: str, file: Path) -> None:
    """Put a dump back in the empty database of this connection, all of it or nothing. Raises NotPossible."""
    connections[alias].close()
    _run("pg_restore", alias, "--single-transaction", "--exit-on-error", "--no-password", f"--dbname={name(alias)}", str(file))


def _run(tool: str, alias: str, *arguments: str) -> None:
    address = connections[alias].settings_dict
    wanted = {"PGHOST": address["HOST"], "PGPORT": address["PORT"], "PGUSER": address["USER"], "PGPASSWORD": address["PASSWORD"]}
    wanted |= {f"PG{option.upper()}": value for option, value in tls(alias).items()}
    environment = os.environ | {key: str(value) for key, value in wanted.items() if value}
    done = subprocess.run([binary(tool), *arguments], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise NotPossible(f"{tool} is niet gelukt: {(done.stderr.strip().splitlines() or ['geen uitleg'])[0]}")


def _one(alias: str, query: str) -> Any:
    with connections[alias].cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
