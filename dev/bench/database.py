"""A throw-away, migrated PostgreSQL for a benchmark, with Django on top of it and one demo municipality."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import django
import psycopg


@dataclass(frozen=True)
class Database:
    """What runs: `scope` to enter, `backends` are the server processes that work for us, for the harness to count."""

    scope: Any
    backends: tuple[int, ...]

    def analyse(self) -> None:
        """Let the planner know what was filled in and committed."""
        with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as connection:
            connection.execute("analyze")


def backends_of(connections: Any, aliases: Sequence[str] = ("default", "keys")) -> tuple[int, ...]:
    """The server processes behind Django's connections."""
    found = []
    for alias in aliases:
        with connections[alias].cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            found.append(cursor.fetchone()[0])
    return tuple(found)


@contextmanager
def running() -> Iterator[Database]:
    """Start the servers, set up Django, register Leek with its protocol; everything is thrown away afterwards."""
    os.environ["TESTS_WITHOUT_SERVICES"] = "1"  # the plugin would start its own at import
    from dev.pytest_services import Services

    services = Services()
    try:
        django.setup()
        from django.db import connections

        from privacy_domain.management.demo.municipalities import adopt_demo_protocol, register_municipality

        municipality = register_municipality("leek")
        adopt_demo_protocol(municipality)
        yield Database(municipality.scope(), backends_of(connections))
        connections.close_all()
    finally:
        services.stop()
