"""Values of parameters as plain lists and tables, for comparison and for readers at a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any

from privacy_domain.protocols.types import Citation


def plain(value: object) -> Any:
    """A value in lists, tables, texts and numbers, without its citations and without what is empty.

    Sets become sorted lists; a table of which each key only names its article becomes a sorted list of its keys.
    """
    if isinstance(value, Mapping):
        table = {str(key): plain(element) for key, element in value.items()}
        return sorted(table) if not any(table.values()) else table
    if isinstance(value, frozenset):
        return sorted(plain(element) for element in value)
    if isinstance(value, tuple):
        return [plain(element) for element in value if not isinstance(element, Citation)]
    if is_dataclass(value):
        found = {item.name: plain(getattr(value, item.name)) for item in fields(value) if item.name != "articles"}
        return {name: element for name, element in found.items() if element not in (None, [], {}, False)}
    if isinstance(value, StrEnum):
        return str(value)
    return value
