"""Fixed statements of the hot path: bound and planned by the server, once for each connection.

Planning what the gate asks takes PostgreSQL four times as long as answering it. Django binds in the client, so each call would
be a new text to plan. What runs here is counted, logged and wrapped as every other statement. A pooler between web and
database must know prepared statements (PgBouncer from 1.21).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connections


class _Prepared(psycopg.Cursor[Any]):
    """A cursor that prepares whatever it executes; the second time the same text is only bound."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> _Prepared:
        """As psycopg's."""
        super().execute(query, params, **options | {"prepare": True})
        return self


@contextmanager
def prepared(using: str = "default") -> Iterator[Any]:
    """A cursor for fixed statements on a connection; as Django's in all else. The types of values must follow from the
    statement or from the values themselves."""
    connection = connections[using]
    if connection.queries_logged:  # somebody wants to read the statements: then with their values, as all others
        with connection.cursor() as cursor:
            yield cursor
        return
    connection.ensure_connection()
    raw: Any = _Prepared(connection.connection)
    with connection.make_cursor(raw) as cursor:
        yield cursor


def rows_of(statement: str, values: dict[str, Any], *, using: str = "default") -> list[tuple[Any, ...]]:
    """The rows of a fixed statement. Errors as those of Django's cursor."""
    with prepared(using) as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
