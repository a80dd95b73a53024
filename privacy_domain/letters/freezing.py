"""Facts as JSON and back, by the types of their dataclasses: nothing is guessed and nothing is left over."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def freeze(value: Any) -> Any:
    """A frozen dataclass, and everything in it, as what JSON can hold. Raises TypeError for what it cannot."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: freeze(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [freeze(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | bool):
        return str(value) if isinstance(value, StrEnum) else value
    raise TypeError(f"facts of a letter hold no {type(value).__name__}")


def thaw(kind: type[T], data: Any) -> T:
    """The dataclass back from its JSON. Raises KeyError, TypeError or ValueError when the two do not fit."""
    hints = _hints(kind)
    unknown = set(data) - set(hints)
    if unknown:
        raise TypeError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    return kind(**{name: _value(hints[name], data[name]) for name in hints if name in data})


def _hints(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _value(hint: Any, data: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return None if data is None else _value(next(arm for arm in get_args(hint) if arm is not type(None)), data)
    if origin is tuple:
        arms = get_args(hint)
        return tuple(_value(arms[0] if arms[-1] is Ellipsis else arms[place], item) for place, item in enumerate(data))
    if is_dataclass(hint) and isinstance(hint, type):
        return thaw(hint, data)
    if hint in (date, datetime):
        return hint.fromisoformat(data)
    return hint(data)
