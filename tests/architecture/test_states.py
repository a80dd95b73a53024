"""State machines are tables: whole, reachable, and drawn as they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum

import pytest

from dev.states import PAGE, diagram, machines, page

MACHINES = dict(machines())


def test_there_are_machines() -> None:
    assert {"dossiers.states.TALK_TRANSITIONS", "consent.states.CONSENT_TRANSITIONS"} <= set(MACHINES)


@pytest.mark.parametrize("name", MACHINES)
def test_a_table_names_every_state_and_every_state_can_be_reached(name: str) -> None:
    table: Mapping[Enum, Collection[Enum]] = MACHINES[name]
    assert set(table) == set(type(next(iter(table))))
    reached, open_ends = set(), [next(iter(table))]
    while open_ends:
        state = open_ends.pop()
        if state not in reached:
            reached.add(state)
            open_ends.extend(table[state])
    assert reached == set(table)


def test_the_page_shows_what_the_tables_say() -> None:
    assert PAGE.read_text() == page(), "run: python -m dev.states update"


def test_a_diagram_has_every_way_and_every_end() -> None:
    class Light(Enum):
        RED = "red"
        GREEN = "green"
        OFF = "off"

    drawn = diagram({Light.RED: {Light.OFF, Light.GREEN}, Light.GREEN: {Light.RED}, Light.OFF: set()})
    assert drawn.splitlines()[1:] == [
        "    [*] --> red", "    red --> green", "    red --> off", "    green --> red", "    off --> [*]",
    ]  # fmt: skip
