from __future__ import annotations

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


REFUSED: list[tuple[reading.Reader[Any], Any, str]] = [
    (reading.text, "", "leek-2018: parameter: a text is needed"),
    (reading.text, "  ", "a text is needed"),
    (reading.text, 3, "a text is needed"),
    (reading.number, 0, "a whole number from 1"),
    (reading.number, True, "a whole number from 1"),
    (reading.number, "3", "a whole number from 1"),
    (reading.flag, 1, "true or false"),
    (reading.code(Form), "sung", "not one of oral, written: 'sung'"),
    (reading.code(Form), 1, "not one of oral, written"),
    (reading.several(reading.text), "a", "a list is needed"),
    (reading.several(reading.text), ["a", 1], "leek-2018: parameter.1: a text"),
    (reading.group(reading.flag), [1], "parameter.0: true or false"),
    (reading.mapping(reading.text, reading.text), [], "a table is needed"),
    (reading.mapping(reading.text, reading.text), {"a": 1}, "parameter.a: a text"),
    (reading.mapping(reading.code(Form), reading.text), {"a": "b"}, "parameter.a: not one of"),
    (reading.place, "4.3", "not a place in a text: leek-2018 4.3"),
    (reading.places, ["art. 4", "4"], "parameter.1: not a place"),
    (reading.table(Box), [], "a table is needed"),
    (reading.table(Box), {}, "parameter.size: missing key"),
    (reading.table(Box), {"size": 1, "colour": "red"}, "parameter.colour: unknown key"),
    (reading.table(Box), {"size": 0}, "parameter.size: a whole number"),
]


@pytest.mark.parametrize(("read", "value", "message"), REFUSED)
def test_a_wrong_value_is_refused_with_its_place(read: reading.Reader[Any], value: Any, message: str) -> None:
    with pytest.raises(ProtocolFault) as fault:
        read(value, SPOT)
    assert message in str(fault.value)


READ: list[tuple[reading.Reader[Any], Any, Any]] = [
    (reading.text, "a", "a"),
    (reading.number, 1, 1),
    (reading.flag, False, False),
    (reading.code(Form), "oral", Form.ORAL),
    (reading.several(reading.text), ["b", "a"], ("b", "a")),
    (reading.group(reading.code(Form)), ["oral"], frozenset({Form.ORAL})),
    (reading.mapping(reading.code(Form), reading.flag), {"oral": True}, {Form.ORAL: True}),
    (reading.place, "art. 4 lid 3", Citation("leek-2018", "art. 4 lid 3")),
    (reading.place, "avg art. 6 lid 1", Citation("avg", "art. 6 lid 1")),
    (reading.places, "art. 4", (Citation("leek-2018", "art. 4"),)),
    (
        reading.places,
        ["art. 4", "wmo-2015 art. 5.2.6"],
        (Citation("leek-2018", "art. 4"), Citation("wmo-2015", "art. 5.2.6")),
    ),
    (reading.table(Box), {"size": 2}, Box(2)),
    (reading.table(Box), {"size": 2, "name": "a"}, Box(2, "a")),
]


@pytest.mark.parametrize(("read", "value", "found"), READ)
def test_a_right_value_is_read(read: reading.Reader[Any], value: Any, found: Any) -> None:
    assert read(value, SPOT) == found


def test_a_spot_at_the_top_has_no_leading_dot() -> None:
    assert Spot("leek-2018", "").at("id").path == "id"
    assert Spot("leek-2018", "a").at(0).path == "a.0"
