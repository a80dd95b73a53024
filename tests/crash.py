"""Dying at every operation: run an act in a process of its own that is killed before its k-th statement, commit or file operation.

Killed before operation k is killed after operation k - 1, so every point between two operations is tried. What the act did before
it died stays as the database and the disk have it; the test then sweeps once and looks whether anything is half.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_ON_DISK = {"open", "os.rename", "os.remove", "os.mkdir", "os.truncate"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class _Strike:
    """Counts operations in the child, and kills it before the one that was chosen."""

    def __init__(self, at: int) -> None:
        self.at, self.count = at, 0

    def tick(self) -> None:
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def on_statement(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.tick()
        return execute(sql, params, many, context)

    def on_disk(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _ON_DISK and (event != "open" or _writes(arguments)) and _in_media(arguments[0]):
            self.tick()


_commit = BaseDatabaseWrapper._commit


def _ticking(strike: _Strike) -> Callable[[BaseDatabaseWrapper], Any]:
    def commit(wrapper: BaseDatabaseWrapper) -> Any:
        strike.tick()
        return _commit(wrapper)

    return commit


def _writes(arguments: tuple[Any, ...]) -> bool:
    return bool(arguments[2] & _WRITING)


def _in_media(path: Any) -> bool:
    return isinstance(path, str | bytes | Path) and os.fsdecode(path).startswith(str(settings.MEDIA_ROOT))


def crashes_at(point: int, act: Callable[[], object]) -> bool:
    """Run `act` in a child that is killed before its operation number `point`. True when it was; False when it got through first.

    Raises AssertionError when the act itself failed in the child.
    """
    connections.close_all()
    child = os.fork()
    if child == 0:
        _die_or_finish(point, act)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the act failed by itself; see what the child wrote"
    return False


def _die_or_finish(point: int, act: Callable[[], object]) -> None:
    """In the child. It leaves without cleaning up: what the parent has open is the parent's."""
    failed = 1
    try:
        strike = _Strike(point)
        sys.addaudithook(strike.on_disk)
        with ExitStack() as stack:
            for alias in connections:
                stack.enter_context(connections[alias].execute_wrapper(strike.on_statement))
            stack.enter_context(patch.object(BaseDatabaseWrapper, "_commit", _ticking(strike)))
            act()
        failed = 0
    except BaseException as error:
        os.write(2, f"in the child: {error!r}\n".encode())
    finally:
        os._exit(failed)


def points(act: Callable[[int], Callable[[], object]], *, most: int = 500, every: int = 1) -> Iterator[tuple[int, bool]]:
    """For point 1, 2, 3 …: prepare a fresh case with `act(point)`, crash it there, and yield the point and whether it crashed.

    Ends after the first that got through. `every` 7 takes only each seventh point, for an act of hundreds of operations; the large
    run takes each. Raises AssertionError when it is not through after `most` operations.
    """
    for point in range(1, most + 1, every):
        crashed = crashes_at(point, act(point))
        yield point, crashed
        if not crashed:
            return
    raise AssertionError(f"not through after {most} operations")
