"""Nobody changes or removes a line: not the application, not even the owner of the table."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from privacy_domain import clock
from privacy_domain.audit import record
from privacy_domain.audit.models import AppendOnly, AuditEvent, ConfigurationEntry
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from tests.integration.audit.cast import Jelle, TalkEvent

STATEMENTS = [
    "update audit_event set reason = 'changed'",
    "update audit_event set reason = 'changed' where false",
    "delete from audit_event",
    "truncate audit_event",
    "update audit_event_default set reason = 'changed'",
    "delete from audit_event_default",
    "truncate audit_event_default",
    "merge into audit_event a using (select 1) x on true when matched then delete",
    "insert into audit_event select * from audit_event on conflict (id, at) do update set reason = 'changed'",
    "update audit_shown set day = day + 1",
    "delete from audit_shown",
    "truncate audit_shown",
    "delete from audit_shown_default",
    "update audit_configuration_entry set action = 1",
    "delete from audit_configuration_entry",
    "truncate audit_configuration_entry",
]
STRUCTURE = [
    "alter table audit_event disable trigger append_only",
    "alter table audit_event disable row level security",
    "alter table audit_event add column note text",
    "alter table audit_event detach partition audit_event_default",
    "drop table audit_event",
    "drop table audit_event_default",
    "drop trigger append_only on audit_event",
    "drop function refuse_change_of_audit()",
    "set session_replication_role = replica",
    "create table audit_event_1999_01 partition of audit_event for values from ('1999-01-01') to ('1999-02-01')",
    "set role pd_owner",
    "select * from audit_event_default",
    "insert into audit_event_default select * from audit_event",
]


@pytest.fixture
def line(leek: Municipality) -> Iterator[AuditEvent]:
    """One line in the log of Leek, in its scope."""
    with entered(leek.scope()):
        yield record.record(TalkEvent.CHANGED, by=Jelle())


@pytest.mark.requirement("ENG-11")
@pytest.mark.parametrize("statement", STATEMENTS + STRUCTURE)
def test_the_application_is_refused(line: AuditEvent, statement: str) -> None:
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert AuditEvent.objects.get().reason == ""


@pytest.mark.requirement("ENG-11")
@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_owner_is_refused_too(statement: str) -> None:
    refusal = pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only")
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"]) as owner, refusal:
        owner.execute(statement)


def test_every_partition_is_closed_isolated_and_append_only(leek: Municipality) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select ensure_audit_partitions('2031-05-01', 1)")
        cursor.execute(
            """select c.relname, c.relrowsecurity and c.relforcerowsecurity,
                      exists (select 1 from pg_policy p where p.polrelid = c.oid),
                      exists (select 1 from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'append_only' and t.tgenabled = 'A'),
                      has_table_privilege('pd_app', c.oid, 'select, insert, update, delete, truncate'),
                      has_table_privilege('pd_worker', c.oid, 'select, insert, update, delete, truncate')
               from pg_inherits i join pg_class c on c.oid = i.inhrelid
               where i.inhparent in ('audit_event'::regclass, 'audit_shown'::regclass)"""
        )
        partitions: list[Any] = cursor.fetchall()

    assert {"audit_event_2031_05", "audit_shown_2031_05"} <= {name for name, *_ in partitions}
    assert len(partitions) > 8
    assert [row for row in partitions if row[1:] != (True, True, True, False, False)] == []


def test_the_reader_of_the_log_reads_one_municipality_and_writes_nothing(line: AuditEvent) -> None:
    with connection.cursor() as cursor:
        for privilege, allowed in {
            "select": True,
            "insert": False,
            "update": False,
            "delete": False,
            "truncate": False,
        }.items():
            cursor.execute("select has_table_privilege('pd_audit_reader', 'audit_event', %s)", [privilege])
            assert cursor.fetchone() == (allowed,), privilege


def test_the_application_cannot_give_itself_the_right(line: AuditEvent) -> None:
    with connection.cursor() as cursor:
        cursor.execute("grant update, delete, truncate on audit_event to pd_app")  # PostgreSQL only warns
        cursor.execute("select has_table_privilege('pd_app', 'audit_event', 'update, delete, truncate')")
        assert cursor.fetchone() == (False,)


def test_the_model_refuses_before_the_database_does(line: AuditEvent) -> None:
    for act in (line.save, line.delete, AuditEvent.objects.all().delete, AuditEvent.objects.create):
        with pytest.raises(AppendOnly):
            act()
    with pytest.raises(AppendOnly):
        AuditEvent.objects.update(reason="changed")
    with pytest.raises(AppendOnly):
        AuditEvent.objects.bulk_create([line])


def test_a_line_of_the_configuration_log_is_saved_once(leek: Municipality) -> None:
    with entered(leek.scope()):
        entry = ConfigurationEntry.objects.get(object_repr__startswith="adoption-")
        with pytest.raises(AppendOnly):
            entry.save()
        with pytest.raises(AppendOnly):
            entry.delete()


@pytest.mark.parametrize("months", [0, -1, 61, 100000])
def test_partitions_are_made_a_few_at_a_time(leek: Municipality, months: int) -> None:
    with pytest.raises(Exception, match="between 1 and 60"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select ensure_audit_partitions(%s, %s)", [date(2030, 1, 1), months])


def test_a_month_that_has_lines_in_the_default_partition_loses_none(leek: Municipality) -> None:
    with clock.standing_at(datetime(2040, 3, 5, tzinfo=UTC)), entered(leek.scope()), connection.cursor() as cursor:
        made = record.record(TalkEvent.CHANGED, by=Jelle())
        cursor.execute("select ensure_audit_partitions('2040-02-01', 3)")
        made_months = [name for (name,) in cursor.fetchall() if name.startswith("audit_event")]
        assert made_months == ["audit_event_2040_02", "audit_event_2040_04"]
        assert AuditEvent.objects.get().id == made.id
        cursor.execute("select ensure_audit_partitions('2040-02-01', 3)")
        assert cursor.fetchall() == []
