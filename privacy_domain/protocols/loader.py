"""Reads the protocol and law files and refuses what is not complete and consistent.

A protocol file must give every parameter of the catalogue as set, excluded or silent, each value beside its
article, and may cite only places that its own index (or that of a law) knows.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from privacy_domain.protocols import reading as readers
from privacy_domain.protocols.catalogue import LAW_KEYS, PROTOCOL_KEYS, Key
from privacy_domain.protocols.protocol import Article, Law, LawValue, OpenReading, Protocol
from privacy_domain.protocols.reading import Citations, ProtocolFault, Spot, by
from privacy_domain.protocols.types import Citation, Municipality, Parameter, Role, State, freeze

DATA = Path(__file__).parent / "data"


def _day(value: object, spot: Spot) -> date:
    if not isinstance(value, date):
        raise spot.fault("a date is needed")
    return value


def _paragraph(value: object, spot: Spot) -> int:
    if not isinstance(value, str) or not value.isdigit():
        raise spot.fault("the number of a paragraph is needed, or 0")
    return int(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Article:
    place: str = field(metadata=by(readers.text))
    heading: str = field(metadata=by(readers.text))
    paragraphs: int = field(default=0, metadata=by(readers.number))
    letters: Mapping[int, str] = field(default_factory=lambda: freeze({}), metadata=by(readers.mapping(_paragraph, readers.text)))
    entries: tuple[str, ...] = field(default=(), metadata=by(readers.several(readers.text)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parameter:
    state: State = field(default=State.SET, metadata=by(readers.code(State)))
    value: object = field(default=None, metadata=by(lambda value, spot: value))
    articles: Citations = field(default=(), metadata=by(readers.places))
    explanation: str = field(metadata=by(readers.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    id: str = field(metadata=by(readers.text))
    articles: Citations = field(metadata=by(readers.places))
    reading: str = field(metadata=by(readers.text))
    explanation: str = field(metadata=by(readers.text))
    parameters: tuple[str, ...] = field(default=(), metadata=by(readers.several(readers.text)))


_anything: readers.Reader[Mapping[str, object]] = readers.mapping(readers.text, lambda value, spot: value)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ProtocolFile:
    id: str = field(metadata=by(readers.text))
    municipality: Municipality = field(metadata=by(readers.code(Municipality)))
    title: str = field(metadata=by(readers.text))
    citation_title: str = field(metadata=by(readers.text))
    short: str = field(metadata=by(readers.text))
    adopted_by: str = field(metadata=by(readers.text))
    reference: str | None = field(default=None, metadata=by(readers.text))
    decided: date | None = field(default=None, metadata=by(_day))
    published: date | None = field(default=None, metadata=by(_day))
    in_force_from: date = field(metadata=by(_day))
    in_force_until: date | None = field(default=None, metadata=by(_day))
    assumption: str | None = field(default=None, metadata=by(readers.text))
    person_name: str = field(metadata=by(readers.text))
    file_name: str = field(metadata=by(readers.text))
    team_name: str = field(metadata=by(readers.text))
    plan_name: str | None = field(default=None, metadata=by(readers.text))
    role_labels: Mapping[Role, str] = field(metadata=by(readers.mapping(readers.code(Role), readers.text)))
    article: tuple[_Article, ...] = field(metadata=by(readers.several(readers.table(_Article))))
    reading: tuple[_Reading, ...] = field(default=(), metadata=by(readers.several(readers.table(_Reading))))
    parameter: Mapping[str, object] = field(metadata=by(_anything))


@dataclass(frozen=True, slots=True, kw_only=True)
class _LawValue:
    name: str = field(metadata=by(readers.text))
    first: date | None = field(default=None, metadata=by(_day))
    last: date | None = field(default=None, metadata=by(_day))
    value: object = field(metadata=by(lambda value, spot: value))
    articles: Citations = field(default=(), metadata=by(readers.places))
    explanation: str = field(metadata=by(readers.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class _LawFile:
    id: str = field(metadata=by(readers.text))
    title: str = field(metadata=by(readers.text))
    article: tuple[_Article, ...] = field(metadata=by(readers.several(readers.table(_Article))))
    value: tuple[_LawValue, ...] = field(default=(), metadata=by(readers.several(readers.table(_LawValue))))


def parse_toml(text: str, source: str) -> dict[str, Any]:
    """The tables of a TOML text; raises ``ProtocolFault`` when it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProtocolFault(f"{source}: no valid TOML: {error}") from None


def _articles(raw: Iterable[_Article]) -> tuple[Article, ...]:
    return tuple(
        Article(
            place=entry.place,
            heading=entry.heading,
            paragraphs=entry.paragraphs,
            letters=entry.letters,
            entries=entry.entries,
        )
        for entry in raw
    )


def _parameter(key: Key[Any], raw: object, spot: Spot) -> Parameter[Any]:
    """One parameter of a protocol: a value when it is set, no value otherwise, an article unless silent."""
    found = readers.table(_Parameter)(raw, spot)
    has_value = isinstance(raw, dict) and "value" in raw
    if has_value != (found.state is State.SET):
        raise spot.fault("a parameter has a value when, and only when, it is set")
    if bool(found.articles) == (found.state is State.SILENT):
        raise spot.fault("a parameter that is set or excluded names its articles; a silent one has none")
    value = key.read(found.value, spot.at("value")) if has_value else None
    return Parameter(key.name, found.state, value, found.articles, found.explanation)


def load_protocol(text: str, name: str, law: Law) -> Protocol:
    """A protocol version from the text of its file; raises ``ProtocolFault`` with the place of the first fault.

    ``name`` is the name of the file without its ending, which must be the id; ``law`` knows the articles of laws.
    """
    top = Spot(name, "")
    raw = readers.table(_ProtocolFile)(parse_toml(text, name), top)
    if raw.id != name:
        raise top.at("id").fault("the id must be the name of the file")
    spot = top.at("parameter")
    for unknown in raw.parameter.keys() - PROTOCOL_KEYS.keys():
        raise spot.at(unknown).fault("unknown parameter")
    for missing in PROTOCOL_KEYS.keys() - raw.parameter.keys():
        raise spot.at(missing).fault("missing: say whether the text sets it, excludes it or is silent")
    parameters = {key: _parameter(PROTOCOL_KEYS[key], raw.parameter[key], spot.at(key)) for key in PROTOCOL_KEYS}
    protocol = Protocol(
        id=raw.id,
        municipality=raw.municipality,
        title=raw.title,
        citation_title=raw.citation_title,
        short=raw.short,
        adopted_by=raw.adopted_by,
        reference=raw.reference,
        decided=raw.decided,
        published=raw.published,
        in_force_from=raw.in_force_from,
        in_force_until=raw.in_force_until,
        assumption=raw.assumption,
        person_name=raw.person_name,
        file_name=raw.file_name,
        team_name=raw.team_name,
        plan_name=raw.plan_name,
        role_labels=raw.role_labels,
        articles=_articles(raw.article),
        readings=tuple(
            OpenReading(
                id=entry.id,
                citations=entry.articles,
                reading=entry.reading,
                explanation=entry.explanation,
                parameters=entry.parameters,
            )
            for entry in raw.reading
        ),
        parameters=freeze(parameters),
    )
    _check_readings(protocol, top)
    _check_citations([protocol.parameters, protocol.readings], {name: protocol.articles, **law.articles}, top)
    return protocol


def _check_readings(protocol: Protocol, spot: Spot) -> None:
    """An open reading may point only at parameters that exist."""
    for entry in protocol.readings:
        for name in entry.parameters:
            if name not in protocol.parameters:
                raise spot.at("reading").at(entry.id).fault(f"unknown parameter {name}")


def load_law(texts: Mapping[str, str]) -> Law:
    """The law layer from the texts of its files by law id; raises ``ProtocolFault`` at the first fault."""
    files = {name: readers.table(_LawFile)(parse_toml(text, name), Spot(name, "")) for name, text in texts.items()}
    found: dict[str, list[LawValue]] = {name: [] for name in LAW_KEYS}
    for law, raw in files.items():
        if raw.id != law or law not in readers.LAWS:
            raise Spot(law, "id").fault("the id must be the name of the file and one of the laws")
        for entry in raw.value:
            spot = Spot(law, "value").at(entry.name)
            if entry.name not in LAW_KEYS:
                raise spot.fault("unknown parameter")
            value = LAW_KEYS[entry.name].read(entry.value, spot)
            parameter = Parameter(entry.name, State.SET, value, entry.articles, entry.explanation)
            found[entry.name].append(LawValue(law=law, parameter=parameter, first=entry.first, last=entry.last))
    for name, values in found.items():
        if not values:
            raise ProtocolFault(f"the law says nothing of {name}")
    law_layer = Law(
        titles=freeze({law: raw.title for law, raw in files.items()}),
        articles=freeze({law: _articles(raw.article) for law, raw in files.items()}),
        values=freeze({name: tuple(values) for name, values in found.items()}),
    )
    _check_citations([law_layer.values], law_layer.articles, Spot("law", ""))
    return law_layer


def citations_in(value: object) -> set[Citation]:
    """Every citation anywhere in a value."""
    if isinstance(value, Citation):
        return {value}
    if isinstance(value, Mapping):
        return set().union(*(citations_in(element) for element in value.values()))
    if isinstance(value, tuple):
        return set().union(*(citations_in(element) for element in value))
    if is_dataclass(value):
        return set().union(*(citations_in(getattr(value, item.name)) for item in fields(value)))
    return set()


def _check_citations(value: list[Any], index: Mapping[str, tuple[Article, ...]], spot: Spot) -> None:
    """Every cited place must stand in the index of its text."""
    known = {f"{source} {where}" for source, entries in index.items() for entry in entries for where in entry.places()}
    for citation in sorted(citations_in(tuple(value))):
        if str(citation) not in known:
            raise spot.fault(f"cites {citation}, which the index does not know")


def read_folder(folder: Path) -> dict[str, str]:
    """The texts of the TOML files directly in a folder, by name without ending, in order of name."""
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.toml"))}
