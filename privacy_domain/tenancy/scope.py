"""The municipality that this request, job or command works for.

Entering a scope opens a transaction and tells PostgreSQL, for that transaction only, whose rows may be seen; a connection
that goes back to a pool takes nothing along.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from privacy_domain.crypto import keys

_current: ContextVar[Scope | None] = ContextVar("municipality in scope", default=None)
_memory: ContextVar[dict[object, Any] | None] = ContextVar("what was read in this scope", default=None)


class NoMunicipality(RuntimeError):
    """Rows of a municipality were asked for outside the scope of one: a mistake in the program, never in the data."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The municipality in scope: its key, its code (as in URLs and protocol files) and its name."""

    id: UUID
    code: str
    name: str


def current() -> Scope | None:
    """The scope entered, or None."""
    return _current.get()


def require() -> Scope:
    """The scope entered. Raises NoMunicipality outside one."""
    scope = _current.get()
    if scope is None:
        raise NoMunicipality("no municipality in scope: enter one with tenancy.scope.entered(...)")
    return scope


def memory() -> dict[object, Any]:
    """What was read once in this scope and holds until it is left: a request asks many times which protocol is in force.

    Empty, and kept nowhere, outside a scope.
    """
    held = _memory.get()
    return {} if held is None else held


def forget() -> None:
    """What was read in this scope may have changed: it is read again."""
    memory().clear()


_FIND_AND_TELL = """select id, code, name, set_config('app.municipality', id::text, true)
from tenancy_municipality where code = %s and active"""


def find(code: str) -> Scope | None:
    """The municipality with this code, or None. One statement; the register itself is public."""
    with connections["default"].cursor() as cursor:
        cursor.execute("select id, code, name from tenancy_municipality where code = %s and active", [code])
        row = cursor.fetchone()
    return Scope(*row) if row else None


def all_scopes(*, closed: bool = False) -> list[Scope]:
    """Every active municipality, by code: for jobs that visit each in turn. With `closed` also those that are not active."""
    with connections["default"].cursor() as cursor:
        cursor.execute("select id, code, name from tenancy_municipality where active or %s order by code", [closed])
        return [Scope(*row) for row in cursor.fetchall()]


def _tell(using: str, municipality: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("select set_config('app.municipality', %s, true)", [municipality])


@contextmanager
def entered(scope: Scope, *, using: str = "default") -> Iterator[Scope]:
    """Within the block, and within one transaction on `using`, only rows of `scope` exist and only its keys open anything.

    Leaving restores the scope that was there before; an exception rolls the transaction back.
    """
    with _transaction(using):
        _tell(using, str(scope.id))
        with _known(scope):
            yield scope


@contextmanager
def entered_by_code(code: str) -> Iterator[Scope | None]:
    """As `entered`, in the active municipality with this code: found and told to the database in one statement. None, and no
    scope, when there is none."""
    with _transaction("default"):
        with connections["default"].cursor() as cursor:
            cursor.execute(_FIND_AND_TELL, [code])
            row = cursor.fetchone()
        if row is None:
            yield None
            return
        found = Scope(*row[:3])
        with _known(found):
            yield found


@contextmanager
def _transaction(using: str) -> Iterator[None]:
    """A transaction, or a savepoint of the one that runs, at whose end the database knows again what it knew before."""
    before, within = _current.get(), connections[using].in_atomic_block
    with transaction.atomic(using=using):
        yield
        # the setting ends with the transaction, or with the savepoint of one that failed; only where a transaction goes on after
        # success it is put back
        if within:
            _tell(using, str(before.id) if before else "")


@contextmanager
def _known(scope: Scope) -> Iterator[None]:
    """The scope, its keys and its memory, within the block."""
    with keys.opened(scope.id):
        token, blank = _current.set(scope), _memory.set({})
        try:
            yield
        finally:
            _memory.reset(blank)
            _current.reset(token)


@contextmanager
def attempt_connection() -> Iterator[str]:
    """A short transaction of its own on the connection `attempts`, in the same scope: what it writes stays, whatever happens to the act.

    Yields the alias to write with.
    """
    scope = require()
    with transaction.atomic(using="attempts"):
        _tell("attempts", str(scope.id))
        yield "attempts"
