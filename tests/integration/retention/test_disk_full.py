"""No room on the disk, of the database, of the ledger or of the files: nothing half, a clear sentence, and it goes on when there is room."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connections

import retention.tasks  # noqa: F401 - the worker imports it
from dossiers.models import Dossier
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.crypto import files
from privacy_domain.erasure import ledger
from privacy_domain.tenancy.scope import Scope, entered
from privacy_domain.work import runner
from privacy_domain.work.models import Job
from retention.models import Destruction
from retention.services import destruction as services
from retention.states import DestructionState
from tests.conftest import make_municipality
from tests.integration.dossiers.cast import World, build
from tests.integration.retention.carried import mark_for_destruction
from tests.integration.retention.test_destruction import another, closed, ground, rows_of

EVERY = int(os.environ.get("FULL_EVERY", "23"))  # each so-manyth statement finds no room
WRITES = ("insert", "update", "delete", "with")


@pytest.fixture(scope="module")
def town(fresh_database: dict[str, str]) -> Scope:
    return make_municipality("leiden").scope()  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def cast(town: Scope) -> World:
    with entered(town):
        return build()


@pytest.fixture(autouse=True)
def outside(tmp_path: Path, settings: Any) -> None:
    """A ledger and files of this test."""
    settings.DESTRUCTION_LEDGER, settings.MEDIA_ROOT = str(tmp_path / "destroyed.ledger"), tmp_path / "media"


def no_room() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Full:
    """The disk of the database: full from the so-manyth statement on, for writing, until somebody makes room."""

    def __init__(self, at: int) -> None:
        self.at, self.count, self.met = at, 0, 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        if self.count >= self.at and sql.lstrip().lower().startswith(WRITES):
            self.met += 1
            raise OperationalError("could not extend file") from psycopg.errors.DiskFull()
        return execute(sql, params, many, context)


@contextmanager
def full(at: int) -> Iterator[Full]:
    disk = Full(at)
    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(connections[alias].execute_wrapper(disk))
        yield disk


def look(here: Scope, number: Any, subject: Any) -> str:
    """Where it stands; and that it is not half."""
    with entered(here):
        state = Destruction.objects.get(pk=number).state
        assert (rows_of(Dossier(pk=subject)) > 0) == (state == DestructionState.MARKED), f"half: {state}"
        assert not Dossier.objects.filter(pk=subject).exists()
    return str(state)


def test_wherever_the_database_has_no_room_it_is_whole_or_gone_and_goes_on_afterwards(town: Scope, cast: World) -> None:
    at, met = 1, 1
    while met:
        with entered(town):
            world = another(cast)
            marked = mark_for_destruction(dossier=closed(world), ground=ground(), decided_by=world.sanne, by=world.tom)
        with full(at) as disk, suppress(OperationalError):  # where the queue itself could not write, the lease sees to it
            runner.work_off("leiden")
        met = disk.met
        look(town, marked.pk, marked.subject)
        for _ in range(2):
            with clock.standing_at(clock.now() + 10 * runner.LEASE):
                runner.work_off("leiden")
        assert look(town, marked.pk, marked.subject) == DestructionState.DONE, f"not taken up after statement {at}"
        with entered(town):
            assert AuditEvent.objects.filter(event="retention:destruction:destroyed", subject_id=marked.pk).count() == 1
        at += EVERY
    assert at > 2 * EVERY, "it never met a full disk"


def test_without_room_for_the_ledger_nothing_goes_and_the_sentence_says_so(town: Scope, cast: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with entered(town):
        world = another(cast)
        marked = mark_for_destruction(dossier=closed(world), ground=ground(), decided_by=world.sanne, by=world.tom)

    def fails(descriptor: int) -> None:
        raise no_room()

    with monkeypatch.context() as patched:
        patched.setattr(ledger.os, "fsync", fails)
        with entered(town), pytest.raises(ledger.NoLedger, match=r"No space left on device.*nothing was destroyed"):
            services.advance(destruction_id=marked.pk, by=world.tom)
        runner.work_off("leiden")
    assert look(town, marked.pk, marked.subject) == DestructionState.MARKED
    with entered(town):
        assert Job.objects.get(key=str(marked.pk)).message == "error:noledger"
    with clock.standing_at(clock.now() + 10 * runner.LEASE):
        runner.work_off("leiden")
    assert look(town, marked.pk, marked.subject) == DestructionState.DONE


def test_a_file_for_which_there_is_no_room_leaves_nothing(town: Scope, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    def fails(descriptor: int) -> None:
        raise no_room()

    with entered(town):
        monkeypatch.setattr(files.os, "fsync", fails)
        with pytest.raises(OSError, match="No space"):
            files.store(b"een scan", kind="municipality", subject=town.id, aad="test|1")
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
