"""Which function does which kind of job, and which jobs are planned every day.

Handlers stand in each app's tasks.py, which the worker imports:

    @handler("letters.render")
    def render(job: Assignment) -> None:
        services.render(letter_id=UUID(job.args["letter"]), by=SYSTEM)

A handler runs in the scope of its municipality and in one transaction with the job's own row: what it wrote and "done" are
committed together, or neither is. It may be killed at any line and then runs again from the start. What it does outside
PostgreSQL must therefore bear repetition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import TypeVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Assignment:
    """The job as its handler sees it. `done` and `total` are what earlier steps reported."""

    id: UUID
    kind: str
    key: str
    args: Mapping[str, str]
    owner_id: UUID | None
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class More:
    """This step is ready and there is more: commit, show the progress, and call the handler again."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The job is ready; `result_id` is what it made, `message` a code for the screen."""

    result_id: UUID | None = None
    message: str = ""


Handler = Callable[[Assignment], More | Finished | None]
Registered = TypeVar("Registered", bound=Handler)

_handlers: dict[str, Handler] = {}
_daily: dict[str, time] = {}


def handler(kind: str) -> Callable[[Registered], Registered]:
    """Register the decorated function for jobs of `kind`. Raises ValueError when the kind has another handler already."""

    def register(function: Registered) -> Registered:
        known = _handlers.setdefault(kind, function)
        if known is not function and _place(known) != _place(function):
            raise ValueError(f"{kind} is handled twice: by {_place(known)} and by {_place(function)}")
        return function

    return register


def daily(kind: str, *, at: time) -> Callable[[Registered], Registered]:
    """As `handler`, and plan the kind once a day in every municipality, at `at` in Amsterdam.

    Raises ValueError for a moment between two and three at night, which one day a year does not exist and one day comes twice.
    """
    if at.hour == 2 or at.tzinfo is not None:
        raise ValueError("daily jobs are planned at a plain local time, and not between 02:00 and 03:00")

    def register(function: Registered) -> Registered:
        _daily[kind] = at
        return handler(kind)(function)

    return register


def handler_of(kind: str) -> Handler:
    """The function for `kind`. Raises LookupError when no app of this worker has one."""
    if kind not in _handlers:
        raise LookupError(f"no handler for {kind}")
    return _handlers[kind]


def planned_daily() -> dict[str, time]:
    """Every daily kind with its moment."""
    return dict(_daily)


def _place(function: Handler) -> str:
    return f"{function.__module__}.{function.__qualname__}"
