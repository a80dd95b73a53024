"""Worlds: a municipality in scope, with its cast."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from privacy_domain.tenancy import scope
from tests.conftest import make_municipality
from tests.integration.dossiers.cast import DAAN, JOHANNA, World, build


@contextmanager
def world_of(code: str, client: dict[str, object] = JOHANNA) -> Iterator[World]:
    with scope.entered(make_municipality(code).scope()):
        yield build(client)


@pytest.fixture
def in_leek() -> Iterator[World]:
    with world_of("leek") as world:
        yield world


@pytest.fixture
def in_landsmeer() -> Iterator[World]:
    with world_of("landsmeer") as world:
        yield world


@pytest.fixture
def in_sittard_geleen() -> Iterator[World]:
    with world_of("sittard-geleen") as world:
        yield world


@pytest.fixture
def in_leiden() -> Iterator[World]:
    with world_of("leiden") as world:
        yield world


@pytest.fixture
def in_opsterland() -> Iterator[World]:
    with world_of("opsterland") as world:
        yield world


@pytest.fixture
def daan_in_landsmeer() -> Iterator[World]:
    with world_of("landsmeer", DAAN) as world:
        yield world


@pytest.fixture(params=["leek", "landsmeer", "sittard-geleen", "leiden", "opsterland"])
def anywhere(request: Any) -> Iterator[World]:
    with world_of(request.param) as world:
        yield world
