"""A throw-away, migrated PostgreSQL for a benchmark, with Django on top of it and one municipality in scope."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import django

BACKEND = "select pg_backend_pid()"


@dataclass(frozen=True)
class Database:
    """What runs: `backends` are the server processes that work for us, for the harness to count."""

    backends: tuple[int, ...]


@contextmanager
def running() -> Iterator[Database]:
    """Start the servers, set up Django, register Leek and enter its scope; everything is thrown away afterwards."""
    os.environ["TESTS_WITHOUT_SERVICES"] = "1"  # the plugin would start its own at import
    from dev.pytest_services import Services

    services = Services()
    try:
        django.setup()
        from django.db import connections

        from privacy_domain.management.demo.municipalities import adopt_demo_protocol, register_municipality
        from privacy_domain.tenancy.scope import entered

        with entered(register_municipality("leek").scope()):
            adopt_demo_protocol(register_municipality("leek"))
            with connections["default"].cursor() as cursor:
                cursor.execute(BACKEND)
                backends = (cursor.fetchone()[0],)
        with entered(register_municipality("leek").scope()):
            yield Database(backends)
        connections.close_all()
    finally:
        services.stop()
