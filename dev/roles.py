"""The database roles and databases, made by whoever may make them (demo, tests, the compose init script).

owner         owns the tables and runs the migrations; nobody else changes a table
app           the web application: owns nothing, bypasses nothing
worker        the queue: the same rights as app, told apart in the server's own figures; and it may clear old versions of rows from the disk
audit_reader  reads the audit log and nothing else
backup        reads everything for a dump, past row-level security
"""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
from psycopg import sql

ROLES = ("pd_owner", "pd_app", "pd_worker", "pd_audit_reader", "pd_backup")
DATABASES = ("privacy_domain", "privacy_domain_keys")


def grant_roles(superuser_url: str, passwords: dict[str, str], databases: Sequence[str] = DATABASES) -> None:
    """Make roles and databases that are not there yet, and set the passwords; a cluster of its own holds one of DATABASES."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        known = {name for (name,) in connection.execute("select rolname from pg_roles")}
        for role in ROLES:
            if role not in known:
                connection.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))
            rights = {"pd_owner": "createdb nobypassrls", "pd_backup": "nocreatedb bypassrls"}.get(role, "nocreatedb nobypassrls")
            connection.execute(
                sql.SQL("alter role {} nosuperuser nocreaterole {} password {}").format(
                    sql.Identifier(role), sql.SQL(rights), sql.Literal(passwords[role])
                )
            )
        connection.execute("grant pd_owner to super")
        if connection.info.server_version >= 170000:  # to write a table anew and cut off the log at night; no reading, no changing
            connection.execute("grant pg_maintain, pg_checkpoint to pd_worker")
        there = {name for (name,) in connection.execute("select datname from pg_database")}
        for database in databases:
            if database not in there:
                connection.execute(sql.SQL("create database {} owner pd_owner").format(sql.Identifier(database)))
    for database in databases:
        prepare_database(superuser_url.rsplit("/", 1)[0] + "/" + database)


def prepare_database(url: str) -> None:
    """In one database: what the owner makes later is usable by app and worker, readable by backup, and closed to others."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("revoke create on schema public from public")
        connection.execute("alter schema public owner to pd_owner")
        connection.execute("grant usage on schema public to pd_app, pd_worker, pd_audit_reader, pd_backup")
        for statement in (
            "grant select, insert, update, delete on tables to pd_app, pd_worker",
            "grant usage, select on sequences to pd_app, pd_worker",
            "grant select on tables to pd_backup",
            "grant select on sequences to pd_backup",
        ):
            connection.execute(f"alter default privileges for role pd_owner in schema public {statement}")
