"""Row-level security as a migration operation: enabled and forced, so that not even the owner sees another municipality's rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.migrations.operations import RunSQL

_CURRENT = "nullif(current_setting('app.municipality', true), '')::uuid"


def isolate(table: str, column: str = "municipality_id") -> RunSQL:
    """Rows of `table` exist only for the municipality in their `column`."""
    return _policy(table, f"{column} = {_CURRENT}")


def isolate_through(table: str, column: str, parent: str, parent_key: str = "id") -> RunSQL:
    """Rows of `table` exist only where the row of `parent` that `column` points at exists; for tables of libraries."""
    return _policy(table, f"exists (select 1 from {parent} p where p.{parent_key} = {table}.{column})")  # noqa: S608


def _policy(table: str, condition: str) -> RunSQL:
    return RunSQL(
        sql=[
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"create policy municipality on {table} using ({condition}) with check ({condition})",
        ],
        reverse_sql=[
            f"drop policy municipality on {table}",
            f"alter table {table} no force row level security",
            f"alter table {table} disable row level security",
        ],
    )


DESTROYING = "app.destroying"
"""The setting, local to its transaction, that names the dossier, plan or person that is being destroyed."""


def destroyed_only(table: str, column: str = "dossier_id") -> RunSQL:
    """Rows of `table` go only when what `column` names is destroyed as a whole; by no other delete of the application."""
    function = f"{table}_destroyed_only"
    return RunSQL(
        sql=[
            f"""create function {function}() returns trigger language plpgsql as $$
                begin
                    if current_setting('{DESTROYING}', true) is distinct from old.{column}::text then
                        raise exception 'this is destroyed with the whole, or not at all' using errcode = 'insufficient_privilege';
                    end if;
                    return old;
                end $$""",
            f"create trigger destroyed_only before delete on {table} for each row execute function {function}()",
            f"grant delete on {table} to pd_app, pd_worker",
        ],
        reverse_sql=[
            f"revoke delete on {table} from pd_app, pd_worker",
            f"drop trigger destroyed_only on {table}",
            f"drop function {function}()",
        ],
    )


TIDYING = "app.tidying"
"""The setting, local to its transaction, that names the table of which rows go because their term is over."""


def tidied_only(table: str) -> RunSQL:
    """Rows of `table` go only when their term is over; by no other delete of the application."""
    function = f"{table}_tidied_only"
    return RunSQL(
        sql=[
            f"""create function {function}() returns trigger language plpgsql as $$
                begin
                    if current_setting('{TIDYING}', true) is distinct from tg_table_name::text then
                        raise exception 'this is kept until its term is over' using errcode = 'insufficient_privilege';
                    end if;
                    return old;
                end $$""",
            f"create trigger tidied_only before delete on {table} for each row execute function {function}()",
            f"grant delete on {table} to pd_app, pd_worker",
        ],
        reverse_sql=[
            f"revoke delete on {table} from pd_app, pd_worker",
            f"drop trigger tidied_only on {table}",
            f"drop function {function}()",
        ],
    )


@contextmanager
def term_is_over(table: str) -> Iterator[None]:
    """Within it, and within the transaction that runs, rows of `table` can go, or lose their words, because their term is over."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config(%s, %s, true)", [TIDYING, table])
        yield
        cursor.execute("select set_config(%s, '', true)", [TIDYING])
