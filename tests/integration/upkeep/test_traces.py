"""Clearing the disk of what went, by the worker's role: tables are really written anew, and who may not is told so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connections

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


def test_a_table_that_somebody_uses_waits_for_the_next_night(fresh_database: dict[str, str], monkeypatch: Any) -> None:
    monkeypatch.setattr(traces, "_tables_emptied", lambda since: [])
    monkeypatch.setattr(traces, "WAIT", "50ms")
    with as_role("pd_worker"):
        holder = connections["keys"].copy()
        try:
            holder.set_autocommit(False)
            with holder.cursor() as cursor:
                cursor.execute("lock table crypto_datakey in row exclusive mode")
            assert clear_traces(since=clock.now()).in_use == 1
        finally:
            holder.close()
