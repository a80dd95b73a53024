"""Worlds: a municipality in scope, with its cast, and dossiers with a past."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.dossiers.cast import World
from tests.integration.dossiers.conftest import world_of


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


@pytest.fixture(params=["leek", "landsmeer", "sittard-geleen", "leiden", "opsterland"])
def anywhere(request: Any) -> Iterator[World]:
    with world_of(request.param) as world:
        yield world
