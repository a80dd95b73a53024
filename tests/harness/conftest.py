"""The made world of the harness: built once for each test process, in a database of its own, and found anew by every test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from privacy_domain import clock
from tests.conftest import _clone, _drop, _point_at, make_municipality
from tests.harness.world import World, build_world

MOMENT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # as every test's clock
ALL = ("leek", "landsmeer", "sittard-geleen", "leiden", "opsterland")


@pytest.fixture(scope="session")
def built_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[dict[str, str], World]]:
    """All five municipalities, full; and the names of the databases in which they are committed."""
    names = _clone(f"world_{uuid4().hex[:8]}")
    before = _point_at(names)
    with django_db_blocker.unblock(), clock.standing_at(MOMENT):
        world = build_world([make_municipality(code) for code in ALL])
        _point_at(before)
    yield names, world
    _drop(names)


@pytest.fixture(scope="module")
def world(built_world: tuple[dict[str, str], World], django_db_blocker: Any) -> Iterator[World]:
    """The made world; what a test does in it is rolled back."""
    names, made = built_world
    with django_db_blocker.unblock():
        before = _point_at(names)
        yield made
        _point_at(before)


@pytest.fixture(scope="session")
def world_databases(built_world: tuple[dict[str, str], World]) -> dict[str, str]:
    """The names of the databases of the made world, by alias."""
    return built_world[0]
