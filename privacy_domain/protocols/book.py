"""The book of protocols: which versions there are, which is in force, what differs between two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from privacy_domain.protocols.loader import DATA, load_law, load_protocol, read_folder
from privacy_domain.protocols.plain import plain
from privacy_domain.protocols.protocol import Law, Protocol
from privacy_domain.protocols.types import Municipality, Parameter


@cache
def law() -> Law:
    """The law layer, read once."""
    return load_law(read_folder(DATA / "law"))


@cache
def versions() -> tuple[Protocol, ...]:
    """All protocol versions in the order of their ids, read once; raises ``ProtocolFault`` for a faulty file."""
    return tuple(load_protocol(text, name, law()) for name, text in read_folder(DATA).items())


def version(id: str) -> Protocol:
    """The version with this id; raises ``KeyError`` when there is none."""
    for protocol in versions():
        if protocol.id == id:
            return protocol
    raise KeyError(id)


def in_force(municipality: Municipality | str, on: date) -> Protocol | None:
    """The version that by its own text is in force in a municipality on a date, or None.

    Of several, the one that came into force last. Inside the application an adoption decides instead.
    """
    found = [protocol for protocol in versions() if protocol.municipality == municipality and protocol.in_force(on)]
    return max(found, key=lambda protocol: protocol.in_force_from, default=None)


@dataclass(frozen=True, slots=True)
class Difference:
    """A parameter on which two versions differ."""

    name: str
    left: Parameter[Any]
    right: Parameter[Any]


def differences(left: Protocol, right: Protocol) -> Iterator[Difference]:
    """The parameters whose state or value differs; other articles for the same rule are no difference."""
    for name, parameter in left.parameters.items():
        other = right.parameters[name]
        if (parameter.state, plain(parameter.value)) != (other.state, plain(other.value)):
            yield Difference(name, parameter, other)
