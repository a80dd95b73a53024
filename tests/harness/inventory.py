"""Every address of the application, whoever made it: read from the resolver, so that a new one cannot hide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Route:
    """One address: its name with namespace ("" when it has none), its pattern, its parameters, its view."""

    name: str
    pattern: str
    parameters: tuple[str, ...]
    view: Callable[..., Any]

    def path(self, arguments: dict[str, Any]) -> str:
        """The path below the municipality, with a leading slash."""
        return reverse(self.name, kwargs={name: arguments[name] for name in self.parameters})


def routes() -> list[Route]:
    """All routes, in the order in which they are matched."""
    return list(_walk(get_resolver().url_patterns, "", (), ()))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str, spaces: tuple[str, ...], taken: tuple[str, ...]) -> Iterator[Route]:
    for entry in patterns:
        where, names = prefix + str(entry.pattern), (*taken, *entry.pattern.converters)
        names += tuple(name for name in getattr(entry.pattern, "regex", None).groupindex if name not in names)  # type: ignore[union-attr]
        if isinstance(entry, URLResolver):
            deeper = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry.url_patterns, where, deeper, names)
        else:
            name = ":".join((*spaces, entry.name)) if entry.name else ""
            yield Route(name, where, names, entry.callback)
