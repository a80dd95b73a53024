"""What every test has: five municipalities, a domain clock that stands still, and a database that forgets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from tests.network import stay_home

TESTS = Path(__file__).parent
EVERY_ALIAS = ["default", "attempts", "keys"]
NAMES = {"default": "privacy_domain", "attempts": "privacy_domain", "keys": "privacy_domain_keys"}


def pytest_configure() -> None:
    """No test reaches beyond this machine."""
    stay_home()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Integration and harness tests get the databases without asking, unless they commit for real."""
    for item in items:
        folder = Path(item.path).relative_to(TESTS).parts[0]
        if folder in {"integration", "harness"} and "fresh_database" not in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(databases=EVERY_ALIAS), append=False)
            item.fixturenames.insert(_behind_wider_fixtures(item), "db")  # type: ignore[attr-defined]


def _behind_wider_fixtures(item: Any) -> int:
    """Where a fixture of the function belongs: a module's fixture may choose another database first."""
    known = item._fixtureinfo.name2fixturedefs
    wider = [at for at, name in enumerate(item.fixturenames) if name in known and known[name][-1].scope != "function"]
    return max(wider, default=-1) + 1


def _clone(suffix: str) -> dict[str, str]:
    """Copies of both migrated templates, as the owner; returns the new names by alias."""
    admin = os.environ["SUPERUSER_DATABASE_URL"]
    names = {alias: f"{name}_{suffix}" for alias, name in NAMES.items()}
    with psycopg.connect(admin, autocommit=True) as connection:
        for template, name in {(NAMES[a], names[a]) for a in NAMES}:
            connection.execute(f'create database "{name}" template "{template}" owner pd_owner')
    return names


def _drop(names: dict[str, str]) -> None:
    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"], autocommit=True) as connection:
        for name in set(names.values()):
            connection.execute(f'drop database if exists "{name}" with (force)')


def _point_at(names: dict[str, str]) -> dict[str, str]:
    before = {}
    for alias, name in names.items():
        connections[alias].close()
        before[alias] = connections[alias].settings_dict["NAME"]
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name
    return before


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Each test process works on its own clone, connected as the application's role; nothing is truncated."""
    names = _clone(uuid4().hex[:8])
    before = _point_at(names)
    yield
    with django_db_blocker.unblock():
        _point_at(before)
    _drop(names)


@pytest.fixture(scope="module")
def fresh_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """A clone of its own for the module, in which transactions really commit: for threads, crashes and browsers."""
    names = _clone(uuid4().hex[:8])
    before = _point_at(names)
    with django_db_blocker.unblock():
        yield names
        connections.close_all()  # while a browser's loop ran, this thread had connections of its own to what goes now
        _point_at(before)
    _drop(names)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[datetime]:
    """The domain clock stands at a Tuesday morning in November, unless a test says otherwise."""
    from privacy_domain import clock

    moment = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    with clock.standing_at(moment):
        yield moment


def make_municipality(code: str) -> Any:
    """A municipality with the adoption that the demonstration has."""
    from privacy_domain.management.demo.municipalities import adopt_demo_protocol, register_municipality

    municipality = register_municipality(code)
    adopt_demo_protocol(municipality)
    return municipality


@pytest.fixture
def leek() -> Any:
    return make_municipality("leek")


@pytest.fixture
def landsmeer() -> Any:
    return make_municipality("landsmeer")


@pytest.fixture
def sittard_geleen() -> Any:
    return make_municipality("sittard-geleen")


@pytest.fixture
def leiden() -> Any:
    return make_municipality("leiden")


@pytest.fixture
def opsterland() -> Any:
    return make_municipality("opsterland")
