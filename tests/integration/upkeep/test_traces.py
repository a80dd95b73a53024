"""Clearing the disk of what went, by the worker's role: tables are really written anew, and who may not is told so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import OperationalError, connections
from psycopg.errors import DiskFull

from privacy_domain import clock
from privacy_domain.upkeep import traces
from privacy_domain.upkeep.traces import clear_traces
from tests.roles import as_role


def file_of(table: str, alias: str) -> int:
    """The file that the table stands in now."""
    with connections[alias].cursor() as cursor:
        cursor.execute("select pg_relation_filenode(%s::regclass)", [table])
        return int(cursor.fetchone()[0])


def test_the_worker_writes_tables_anew_and_the_application_may_not(fresh_database: dict[str, str], monkeypatch: Any) -> None:
    monkeypatch.setattr(traces, "_tables_emptied", lambda since: ["people_searchtoken", "dossiers_dossier"])
    places = (("people_searchtoken", "default"), ("dossiers_dossier", "default"), ("crypto_datakey", "keys"))
    before = [file_of(*place) for place in places]
    since = clock.now() - timedelta(days=1)
    done = clear_traces(since=since)
    assert (done.tables, done.refused, done.log_cut) == (0, 3, False)
    assert [file_of(*place) for place in places] == before
    with as_role("pd_worker"):
        done = clear_traces(since=since)
    assert (done.tables, done.in_use, done.refused, done.log_cut) == (3, 0, 0, True)
    assert not set(before) & {file_of(*place) for place in places}


def test_a_table_that_somebody_uses_waits_for_the_next_night(fresh_database: dict[str, str], monkeypatch: Any, caplog: Any) -> None:
    monkeypatch.setattr(traces, "_tables_emptied", lambda since: [])
    monkeypatch.setattr(traces, "WAIT", "50ms")
    with as_role("pd_worker"):
        holder = connections["keys"].copy()
        try:
            holder.set_autocommit(False)
            with holder.cursor() as cursor:
                cursor.execute("lock table crypto_datakey in row exclusive mode")
            done = clear_traces(since=clock.now())
            assert (done.in_use, done.failed) == (1, 0)
        finally:
            holder.close()
    assert "1 in use" in caplog.text and {line.levelname for line in caplog.records if "in use" in line.message} == {"WARNING"}


def test_what_the_server_cannot_write_anew_is_said_and_keeps_no_other(fresh_database: dict[str, str], monkeypatch: Any, caplog: Any) -> None:
    monkeypatch.setattr(traces, "_tables_emptied", lambda since: ["dossiers_dossier", "people_searchtoken"])

    class NoRoom:
        """Every table of dossiers finds no room on the disk; all else goes to the server."""

        def __init__(self, cursor: Any) -> None:
            self.cursor = cursor

        def execute(self, query: str, *values: Any) -> Any:
            if query == 'vacuum (full) "dossiers_dossier"':
                raise OperationalError("could not extend file") from DiskFull()
            return self.cursor.execute(query, *values)

        def fetchone(self) -> Any:
            return self.cursor.fetchone()

    apart = traces._apart

    @contextmanager
    def full(alias: str) -> Iterator[Any]:
        with apart(alias) as cursor:
            yield NoRoom(cursor)

    monkeypatch.setattr(traces, "_apart", full)
    with as_role("pd_worker"):
        done = clear_traces(since=clock.now())
    assert (done.tables, done.in_use, done.failed) == (2, 0, 1)
    assert "dossiers_dossier was not written anew: DiskFull" in caplog.text


def test_a_table_that_the_key_of_the_municipality_seals_is_one_of_them(monkeypatch: Any) -> None:
    monkeypatch.setattr(traces, "_was_destroyed", lambda since: True)
    found = traces._tables_emptied(clock.now())
    assert {"dossiers_colleaguequestion", "access_breach", "dossiers_dossier", "people_searchtoken"} <= set(found)
    assert "tenancy_municipality" not in found
