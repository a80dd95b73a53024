"""Each reader is made inside its test, as a file would make it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from privacy_domain.protocols import reading
from privacy_domain.protocols.reading import ProtocolFault, Spot
from privacy_domain.protocols.types import Citation, Form

SPOT = Spot("leek-2018", "parameter")


@dataclass(frozen=True)
class Box:
    size: int = field(metadata=reading.by(reading.number))
    name: str = field(default="box", metadata=reading.by(reading.text))


REFUSED: list[tuple[Callable[[], reading.Reader[Any]], Any, str]] = [
    (lambda: reading.text, "", "leek-2018: parameter: a text is needed"),
    (lambda: reading.text, "  ", "a text is needed"),
    (lambda: reading.text, 3, "a text is needed"),
    (lambda: reading.number, 0, "a whole number from 1"),
    (lambda: reading.number, True, "a whole number from 1"),
    (lambda: reading.number, "3", "a whole number from 1"),
    (lambda: reading.flag, 1, "true or false"),
    (lambda: reading.code(Form), "sung", "not one of oral, written: 'sung'"),
    (lambda: reading.code(Form), 1, "not one of oral, written"),
    (lambda: reading.several(reading.text), "a", "a list is needed"),
    (lambda: reading.several(reading.text), ["a", 1], "leek-2018: parameter.1: a text"),
    (lambda: reading.group(reading.flag), [1], "parameter.0: true or false"),
    (lambda: reading.mapping(reading.text, reading.text), [], "a table is needed"),
    (lambda: reading.mapping(reading.text, reading.text), {"a": 1}, "parameter.a: a text"),
    (lambda: reading.mapping(reading.code(Form), reading.text), {"a": "b"}, "parameter.a: not one of"),
    (lambda: reading.place, "4.3", "not a place in a text: leek-2018 4.3"),
    (lambda: reading.places, ["art. 4", "4"], "parameter.1: not a place"),
    (lambda: reading.table(Box), [], "a table is needed"),
    (lambda: reading.table(Box), {}, "parameter.size: missing key"),
    (lambda: reading.table(Box), {"size": 1, "colour": "red"}, "parameter.colour: unknown key"),
    (lambda: reading.table(Box), {"size": 0}, "parameter.size: a whole number"),
]


@pytest.mark.parametrize(("read", "value", "message"), REFUSED)
def test_a_wrong_value_is_refused_with_its_place(read: Callable[[], reading.Reader[Any]], value: Any, message: str) -> None:
    with pytest.raises(ProtocolFault) as fault:
        read()(value, SPOT)
    assert message in str(fault.value)


READ: list[tuple[Callable[[], reading.Reader[Any]], Any, Any]] = [
    (lambda: reading.text, "a", "a"),
    (lambda: reading.number, 1, 1),
    (lambda: reading.flag, False, False),
    (lambda: reading.code(Form), "oral", Form.ORAL),
    (lambda: reading.several(reading.text), ["b", "a"], ("b", "a")),
    (lambda: reading.group(reading.code(Form)), ["oral"], frozenset({Form.ORAL})),
    (lambda: reading.mapping(reading.code(Form), reading.flag), {"oral": True}, {Form.ORAL: True}),
    (lambda: reading.place, "art. 4 lid 3", Citation("leek-2018", "art. 4 lid 3")),
    (lambda: reading.place, "avg art. 6 lid 1", Citation("avg", "art. 6 lid 1")),
    (lambda: reading.places, "art. 4", (Citation("leek-2018", "art. 4"),)),
    (
        lambda: reading.places,
        ["art. 4", "wmo-2015 art. 5.2.6"],
        (Citation("leek-2018", "art. 4"), Citation("wmo-2015", "art. 5.2.6")),
    ),
    (lambda: reading.table(Box), {"size": 2}, Box(2)),
    (lambda: reading.table(Box), {"size": 2, "name": "a"}, Box(2, "a")),
]


@pytest.mark.parametrize(("read", "value", "found"), READ)
def test_a_right_value_is_read(read: Callable[[], reading.Reader[Any]], value: Any, found: Any) -> None:
    assert read()(value, SPOT) == found


def test_a_spot_at_the_top_has_no_leading_dot() -> None:
    assert Spot("leek-2018", "").at("id").path == "id"
    assert Spot("leek-2018", "a").at(0).path == "a.0"
