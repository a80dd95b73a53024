"""The operation: one request, one job or one command, and who acts in it.

Every line of the audit log carries the operation's number, so that what one click did can be read together. Contextvars
keep operations apart, also where several threads work at once.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from privacy_domain import clock

_RANDOM_BITS = 74
_last: tuple[int, int] = (0, 0)
_lock = threading.Lock()


class Actor(Protocol):
    """Who acts: an account, or SYSTEM. `id` is a UUID, or None for the system and for a visitor without an account."""

    @property
    def id(self) -> Any:
        """Key of the account."""

    def get_username(self) -> str:
        """The name to log in with; never a client's."""


@dataclass(frozen=True, slots=True)
class System:
    """The application itself, acting by a rule and not by a person: nightly jobs and commands."""

    id: None = None

    def get_username(self) -> str:
        """The word that stands in the log."""
        return "system"


SYSTEM = System()


def time_ordered_id() -> UUID:
    """A UUID version 7 by the domain's clock: sorts by moment, and within one millisecond by order of making."""
    global _last
    milliseconds = int(clock.now().timestamp() * 1000)
    with _lock:
        before, rest = _last
        rest = rest + 1 + secrets.randbits(32) if milliseconds == before else secrets.randbits(_RANDOM_BITS - 1)
        _last = (milliseconds, rest)
    high, low = rest >> 62 & 0xFFF, rest & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def _nobody() -> Actor | None:
    return None


@dataclass(frozen=True, slots=True)
class Operation:
    """One request, job or command.

    `origin` says from where: network address and device of a request, or `job:<kind>`, `command:<name>`. `acting` gives the
    account that acts, asked only when it is needed.
    """

    origin: str
    id: UUID = field(default_factory=time_ordered_id)
    acting: Callable[[], Actor | None] = _nobody


_current: ContextVar[Operation | None] = ContextVar("operation", default=None)


def current() -> Operation:
    """The operation that runs; outside of one, a new one without an origin."""
    return _current.get() or Operation(origin="")


def running() -> Operation | None:
    """The operation that runs, or None outside of one."""
    return _current.get()


@contextmanager
def begun(operation: Operation) -> Iterator[Operation]:
    """Within the block everything belongs to `operation`; afterwards to the one before."""
    token = _current.set(operation)
    try:
        yield operation
    finally:
        _current.reset(token)
