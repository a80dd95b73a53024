"""A protocol version and the law layer as read: immutable, with typed access to every parameter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from privacy_domain.protocols.catalogue import Key
from privacy_domain.protocols.types import Citation, Municipality, Parameter, Role, State

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An entry of the index of a text: its place, a heading in our own words and what it is divided into.

    ``paragraphs`` is 0 when the article has no numbered paragraphs; ``letters`` holds the letters per paragraph,
    under 0 those of an article without paragraphs. ``entries`` are the parts of an annex, as ``stap 3``.
    """

    place: str
    heading: str
    paragraphs: int
    letters: Mapping[int, str]
    entries: tuple[str, ...]

    def places(self) -> Iterator[str]:
        """Every place in this article that can be cited."""
        yield self.place
        for letter in self.letters.get(0, ""):
            yield f"{self.place} onder {letter}"
        for paragraph in range(1, self.paragraphs + 1):
            yield f"{self.place} lid {paragraph}"
            for letter in self.letters.get(paragraph, ""):
                yield f"{self.place} lid {paragraph} onder {letter}"
        for entry in self.entries:
            yield f"{self.place} {entry}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReading:
    """A place that the text leaves open, how it is read here, why, and which parameters carry that reading."""

    id: str
    citations: tuple[Citation, ...]
    reading: str
    explanation: str
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One version of the protocol of one municipality.

    ``short`` is how a Dutch sentence names it; ``plan_name`` is None where the text knows no plan;
    ``in_force_from`` is an assumption when ``assumption`` says why; ``in_force_until`` is the last day, or None.
    """

    id: str
    municipality: Municipality
    title: str
    citation_title: str
    short: str
    adopted_by: str
    reference: str | None
    decided: date | None
    published: date | None
    in_force_from: date
    in_force_until: date | None
    assumption: str | None
    person_name: str
    file_name: str
    team_name: str
    plan_name: str | None
    role_labels: Mapping[Role, str]
    articles: tuple[Article, ...]
    readings: tuple[OpenReading, ...]
    parameters: Mapping[str, Parameter[Any]]

    def parameter(self, name: str) -> Parameter[Any]:
        """A parameter by its name in the catalogue, for screens; raises ``KeyError`` for an unknown one."""
        return self.parameters[name]

    def get(self, key: Key[T]) -> Parameter[T]:
        """A parameter with the type of its value."""
        return self.parameters[key.name]

    def value(self, key: Key[T]) -> T | None:
        """What the text sets for a parameter; None when it excludes it or is silent."""
        return self.get(key).value

    def is_silent(self, key: Key[Any]) -> bool:
        """Whether the text says nothing of a parameter, so that the law answers."""
        return self.get(key).state is State.SILENT

    def in_force(self, on: date) -> bool:
        """Whether the text itself is in force on a date."""
        return self.in_force_from <= on and (self.in_force_until is None or on <= self.in_force_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawValue:
    """A value of the law with the days on which it holds (None: without bound on that side)."""

    law: str
    parameter: Parameter[Any]
    first: date | None
    last: date | None

    def holds(self, on: date) -> bool:
        """Whether this value holds on a date."""
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """The law layer: what holds where no protocol is in force or a protocol is silent."""

    titles: Mapping[str, str]
    articles: Mapping[str, tuple[Article, ...]]
    values: Mapping[str, tuple[LawValue, ...]]

    def parameter(self, key: Key[T], on: date) -> Parameter[T] | None:
        """The parameter as the law has it on a date, or None when the law has no value then."""
        return next((value.parameter for value in self.values[key.name] if value.holds(on)), None)

    def value(self, key: Key[T], on: date) -> T | None:
        """The value of the law on a date, or None."""
        found = self.parameter(key, on)
        return found.value if found else None

    def required(self, key: Key[T], on: date) -> Parameter[T]:
        """A parameter that the law has on every date; raises ``LookupError`` if a file leaves a gap."""
        found = self.parameter(key, on)
        if found is None:
            raise LookupError(f"the law has no {key.name} on {on}")
        return found

    def required_value(self, key: Key[T], on: date) -> T:
        """The value of a parameter that the law has on every date; raises ``LookupError`` if there is a gap."""
        found = self.value(key, on)
        if found is None:
            raise LookupError(f"the law has no {key.name} on {on}")
        return found
