"""Readers that turn the plain values of a protocol or law file into checked, frozen ones.

Every reader takes a value and the spot where it stands; a fault names the file and the place in it, so that a
protocol officer finds the line. ``table`` reads a TOML table into a dataclass whose fields name their readers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from typing import Any, TypeVar

from privacy_domain.protocols.types import Citation, freeze

T = TypeVar("T")
K = TypeVar("K")
E = TypeVar("E", bound=StrEnum)

Citations = tuple[Citation, ...]

LAWS = (
    "avg",
    "uavg",
    "wmo-2015",
    "jeugdwet",
    "participatiewet",
    "awb",
    "atw",
    "vo-1182-71",
    "archiefwet",
    "selectielijst-2020",
    "wgs",
    "wabb",
)
"""The ids by which laws are cited."""


class ProtocolFault(ValueError):
    """A fault in a protocol or law file; the message names the file and the place."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file: ``source`` is the id of the version or law, ``path`` the keys that lead there."""

    source: str
    path: str

    def at(self, name: object) -> Spot:
        """The spot one key deeper."""
        return Spot(self.source, f"{self.path}.{name}" if self.path else str(name))

    def fault(self, message: str) -> ProtocolFault:
        """A fault at this spot."""
        return ProtocolFault(f"{self.source}: {self.path}: {message}")


Reader = Callable[[object, Spot], T]


def text(value: object, spot: Spot) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise spot.fault("a text is needed")
    return value


def number(value: object, spot: Spot) -> int:
    """A whole number from 1."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise spot.fault("a whole number from 1 is needed")
    return value


def flag(value: object, spot: Spot) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise spot.fault("true or false is needed")
    return value


def code(codes: type[E]) -> Reader[E]:
    """One code of an enumeration."""

    def read(value: object, spot: Spot) -> E:
        try:
            return codes(str(value))
        except ValueError:
            raise spot.fault(f"not one of {', '.join(codes)}: {value!r}") from None

    return read


def several(read_one: Reader[T]) -> Reader[tuple[T, ...]]:
    """A list, in its order."""

    def read(value: object, spot: Spot) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise spot.fault("a list is needed")
        return tuple(read_one(element, spot.at(place)) for place, element in enumerate(value))

    return read


def group(read_one: Reader[T]) -> Reader[frozenset[T]]:
    """A list whose order does not matter."""
    read_all = several(read_one)
    return lambda value, spot: frozenset(read_all(value, spot))


def mapping(read_key: Reader[K], read_value: Reader[T]) -> Reader[Mapping[K, T]]:
    """A table of keys and values."""

    def read(value: object, spot: Spot) -> Mapping[K, T]:
        if not isinstance(value, dict):
            raise spot.fault("a table is needed")
        return freeze({read_key(key, spot.at(key)): read_value(one, spot.at(key)) for key, one in value.items()})

    return read


def place(value: object, spot: Spot) -> Citation:
    """One citation: ``art. 4 lid 3`` of the file's own text, or ``avg art. 6 lid 1`` of a law."""
    words = text(value, spot)
    law, _, rest = words.partition(" ")
    source, where = (law, rest) if law in LAWS else (spot.source, words)
    try:
        return Citation(source, where)
    except ValueError as error:
        raise spot.fault(str(error)) from None


def places(value: object, spot: Spot) -> Citations:
    """One citation or a list of them."""
    return several(place)(value if isinstance(value, list) else [value], spot)


def by(read: Reader[Any]) -> Mapping[str, Reader[Any]]:
    """What a field of a dataclass keeps for ``table``: the reader that fills it."""
    return {"read": read}


def table(shape: type[T]) -> Reader[T]:
    """A table with exactly the keys of a dataclass; those with a default may be left out."""

    def read(value: object, spot: Spot) -> T:
        if not isinstance(value, dict):
            raise spot.fault("a table is needed")
        known: dict[str, Any] = {item.name: item for item in fields(shape)}  # type: ignore[arg-type]
        for name in value.keys() - known.keys():
            raise spot.at(name).fault("unknown key")
        found = {}
        for name, item in known.items():
            if name in value:
                found[name] = item.metadata["read"](value[name], spot.at(name))
            elif item.default is MISSING and item.default_factory is MISSING:
                raise spot.at(name).fault("missing key")
        return shape(**found)

    return read
