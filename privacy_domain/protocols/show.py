"""A version, the versions and the differences as lines of text, in the words of the version files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from privacy_domain.protocols.book import Difference
from privacy_domain.protocols.loader import citations_in
from privacy_domain.protocols.plain import plain
from privacy_domain.protocols.protocol import Article, Protocol
from privacy_domain.protocols.types import Parameter, State


def list_lines(protocols: Iterable[Protocol]) -> Iterator[str]:
    """One line a version: id, first and last day, and whether the first day is assumed."""
    for protocol in protocols:
        until = protocol.in_force_until or "open"
        assumed = "  (assumed)" if protocol.assumption else ""
        yield f"{protocol.id:22}{protocol.in_force_from} .. {until!s:12}{protocol.title}{assumed}"


def show_lines(protocol: Protocol) -> Iterator[str]:
    """The articles of a version, each with the parameters that cite it, then what is silent and what is open."""
    yield f"{protocol.id}: {protocol.title}"
    yield f"decided {protocol.decided or '?'}, in force {protocol.in_force_from} .. {protocol.in_force_until or 'open'}"
    if protocol.assumption:
        yield f"assumed: {protocol.assumption}"
    for article in protocol.articles:
        yield ""
        yield f"{article.place}{_extent(article)}: {article.heading}"
        yield from _rules(protocol, article)
    yield ""
    yield "silent, so the law answers:"
    for parameter in protocol.parameters.values():
        if parameter.state is State.SILENT:
            yield f"  {parameter.name}: {parameter.explanation}"
    yield ""
    yield "open readings:"
    for reading in protocol.readings:
        yield f"  {reading.id} ({', '.join(citation.place for citation in reading.citations)}): {reading.reading}"
        yield f"    {reading.explanation}"


def difference_lines(differences: Iterable[Difference]) -> Iterator[str]:
    """Each differing parameter with what the one and the other version say."""
    for difference in differences:
        yield difference.name
        yield f"  - {_said(difference.left)}"
        yield f"  + {_said(difference.right)}"


def _extent(article: Article) -> str:
    """Into how many paragraphs or parts an article is divided."""
    if article.paragraphs:
        return f" (lid 1-{article.paragraphs})"
    return f" ({len(article.entries)} parts)" if article.entries else ""


def _rules(protocol: Protocol, article: Article) -> Iterator[str]:
    """The parameters that cite an article of this version."""
    places = set(article.places())
    for parameter in protocol.parameters.values():
        cited = {one.place for one in citations_in(parameter) if one.source == protocol.id} & places
        if cited:
            yield f"  {parameter.name} ({', '.join(sorted(cited))}): {parameter.explanation}"
            yield f"    {_said(parameter)}"


def _said(parameter: Parameter[Any]) -> str:
    """The value of a parameter on one line, or that it is excluded or left silent."""
    if parameter.state is State.SET:
        return json.dumps(plain(parameter.value), ensure_ascii=False, default=str)
    return f"{parameter.state}: {parameter.explanation}"
