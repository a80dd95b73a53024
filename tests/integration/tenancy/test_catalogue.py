"""The catalogue of PostgreSQL proves the second lock for every table, also those not yet written."""

from __future__ import annotations

import pytest
from django.db import connection

# tables with a municipality column that must be readable before a municipality is known
PUBLIC: set[str] = set()


def _rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@pytest.mark.requirement("ENG-8")
def test_every_tenant_table_has_row_security_enabled_and_forced() -> None:
    tables = _rows(
        """select c.relname, c.relrowsecurity, c.relforcerowsecurity,
                  exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polcmd = '*' and p.polqual is not null and p.polwithcheck is not null)
           from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'municipality_id' and not a.attisdropped
           where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace"""
    )
    assert tables, "no tenant table found: this test looks in the wrong place"
    open_tables = [name for name, enabled, forced, policy in tables if name not in PUBLIC and not (enabled and forced and policy)]
    assert not open_tables, f"add isolate(...) to a migration for: {open_tables}"


def test_the_application_owns_nothing_and_bypasses_nothing() -> None:
    roles = _rows(
        "select rolname, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname in ('pd_app', 'pd_worker', 'pd_audit_reader', 'pd_owner')"
    )
    assert len(roles) == 4
    assert [role for role in roles if any(role[1:])] == []
    assert _rows("select c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname in ('pd_app', 'pd_worker')") == []
    assert _rows("select current_user") == [("pd_app",)]


def test_no_view_lends_its_owners_rights() -> None:
    lending = _rows(
        """select c.relname from pg_class c where c.relkind = 'v' and c.relnamespace = 'public'::regnamespace
           and not coalesce(c.reloptions @> array['security_invoker=true'], false)"""
    )
    assert lending == []
