"""The logic of ways: which are met, what the others still lack, and which provisions stand behind that.

An act is asked for one or more groups (of data, say); each group has its own ways and needs one of them. What
remains is the smallest set of lists of conditions such that meeting one list makes the act allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from privacy_domain.protocols.reading import Citations
from privacy_domain.protocols.types import Basis, Citation, Condition
from privacy_domain.protocols.values import Way

Met = Callable[[Way, Condition], bool]
Lacking = frozenset[Condition]


@dataclass(frozen=True, slots=True)
class Group:
    """The ways for one part of an act; ``articles`` define it or, without any way, close it."""

    ways: tuple[Way, ...]
    articles: Citations = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """What the ways come to: allowed by ``chosen``, or ``missing`` this, with the provisions behind it."""

    allowed: bool
    missing: tuple[tuple[Condition, ...], ...]
    chosen: tuple[Way, ...]
    citations: Citations


def granted(citations: Citations) -> Settled:
    """An act that a provision allows without further conditions."""
    return Settled(True, (), (), _unique(citations))


def closed(citations: Citations) -> Settled:
    """An act that a provision closes: nothing the facts could add would allow it."""
    return Settled(False, (), (), _unique(citations))


def settle(groups: Sequence[Group], met: Met, basis: Basis | None = None) -> Settled:
    """Weigh the ways of every group; ``basis`` is the recorded one, whose own article is then cited.

    A group without ways closes the act. When several ways are met, the first in the order of the text counts.
    """
    without = [group for group in groups if not group.ways]
    if without:
        return closed(tuple(citation for group in without for citation in group.articles))
    open_ways = [[(way, _lacking(way, met)) for way in group.ways] for group in groups]
    met_ways = [next((way for way, lacking in ways if not lacking), None) for ways in open_ways]
    chosen = tuple(way for way in met_ways if way is not None)
    if len(chosen) == len(groups):
        return Settled(True, (), chosen, _unique(_behind_allowed(groups, chosen, basis)))
    return _refuse(groups, open_ways)


def _lacking(way: Way, met: Met) -> Lacking:
    """The conditions of a way that the facts do not meet."""
    return frozenset(condition for condition in way.conditions if not met(way, condition))


def _refuse(groups: Sequence[Group], open_ways: list[list[tuple[Way, Lacking]]]) -> Settled:
    """Combine one way of each group in every manner and keep the combinations that contain no other."""
    combinations = [(_union(combination), combination) for combination in product(*open_ways)]
    minimal = [(lacking, combination) for lacking, combination in combinations if not any(other < lacking for other, _ in combinations)]
    missing = tuple(sorted({tuple(sorted(lacking)) for lacking, _ in minimal}))
    behind = [citation for group in groups for citation in group.articles]
    for _, combination in minimal:
        for way, own in combination:
            behind += _behind_refused(way, own)
    return Settled(False, missing, (), _unique(behind))


def _union(combination: tuple[tuple[Way, Lacking], ...]) -> Lacking:
    """The conditions of several ways together; written consent is consent, so only the writing is named."""
    together = frozenset[Condition]().union(*(lacking for _, lacking in combination))
    return together - {Condition.CONSENT} if Condition.CONSENT_WRITTEN in together else together


def _behind_refused(way: Way, lacking: Iterable[Condition]) -> Iterator[Citation]:
    """The provisions of the conditions that a way still lacks; none when it lacks nothing."""
    for condition in sorted(lacking):
        yield from way.articles
        yield from way.conditions[condition]
        if condition is Condition.BASIS:
            yield from (citation for places in way.bases.values() for citation in places)


def _behind_allowed(groups: Sequence[Group], chosen: Sequence[Way], basis: Basis | None) -> Iterator[Citation]:
    """The provisions that allow the act and order what comes with it."""
    for group in groups:
        yield from group.articles
    for way in chosen:
        yield from way.articles
        for condition, places in way.conditions.items():
            yield from way.bases[basis] if condition is Condition.BASIS and basis else places
        for places in way.obligations.values():
            yield from places


def _unique(citations: Iterable[Citation]) -> Citations:
    """The citations without repetition, in their order."""
    return tuple(dict.fromkeys(citations))
