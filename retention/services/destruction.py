"""Destroying one dossier: hide it, remove its rows, then its files and its key. Dying anywhere, it goes on where it was."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from access.models import User
from dossiers.models import Dossier
from dossiers.services.destroying import hide_dossier
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.erasure import ledger
from privacy_domain.erasure import removing as erasure
from privacy_domain.operation import Actor
from privacy_domain.people.models import Person
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict
from privacy_domain.work import services as work
from retention.events import RetentionEvent
from retention.models import Destruction
from retention.selectors import holds_on
from retention.states import DestructionReason, DestructionState

JOB = "retention.destroy"


@dataclass(frozen=True, slots=True)
class Ground:
    """Why something is destroyed: the reason, the provisions it rests on, and the row that asked for it (a line of a list, a request)."""

    reason: DestructionReason
    protocol_version: str
    citations: tuple[str, ...]
    source_kind: str
    source_id: UUID


@transaction.atomic
def mark_for_destruction(*, dossier: Dossier, ground: Ground, decided_by: User, by: User) -> Destruction:
    """The dossier is hidden from everybody at once, and a job destroys it; `by` approves what `decided_by` decided.

    Raises Conflict for an open dossier, one that is held, one that is going already, and when somebody approves his own decision.
    """
    if decided_by.pk == by.pk:
        raise Conflict("Een ander dan wie besliste, keurt de vernietiging goed.")
    Person.objects.select_for_update(no_key=True).get(pk=dossier.person_id)  # a hold that is being placed is placed before, or comes too late
    if holds_on(dossier):
        raise Conflict("Dit dossier wordt nog bewaard. Kijk bij Bewaren waarom.")
    hide_dossier(dossier=dossier, by=by)
    destruction: Destruction = Destruction.objects.create(
        subject=dossier.pk,
        reason=ground.reason,
        laws=dossier.law_tags,
        protocol_version=ground.protocol_version,
        citations=list(ground.citations),
        source_kind=ground.source_kind,
        source_id=ground.source_id,
        decided_by=decided_by,
        approved_by=by,
        marked_at=clock.now(),
    )
    record(RetentionEvent.DESTRUCTION_MARKED, subject_kind="destruction", subject_id=destruction.pk, dossier_id=dossier.pk, by=by)
    work.enqueue(kind=JOB, key=str(destruction.pk), args={"destruction": destruction.pk}, by=by)
    return destruction


def advance(*, destruction_id: UUID, by: Actor) -> bool:
    """One step of a destruction; True when there is another. Repeated after a crash it goes on where it was."""
    destruction = Destruction.objects.get(pk=destruction_id)
    match DestructionState(destruction.state):
        case DestructionState.MARKED:
            _remove(destruction, by)
            return True
        case DestructionState.REMOVED:
            _finish(destruction, by)
    return False


@transaction.atomic
def _remove(destruction: Destruction, by: Actor) -> None:
    """The line in the ledger first, on the disk, and then every row: what a backup brings back is known from here on."""
    locked = Destruction.objects.select_for_update().get(pk=destruction.pk)
    if locked.state != DestructionState.MARKED:
        return
    ledger.enter(scope.require().id, KeyKind.DOSSIER, locked.subject)
    gone = erasure.remove_dossier(locked.subject)
    locked.state, locked.removed_at = DestructionState.REMOVED, clock.now()
    locked.rows, locked.file_count, locked.files = dict(gone.rows), len(gone.files), list(gone.files)
    locked.keys = [[str(kind), str(subject)] for kind, subject in gone.keys]
    locked.save(update_fields=["state", "removed_at", "rows", "file_count", "files", "keys"])
    record(RetentionEvent.DESTROYED, subject_kind="destruction", subject_id=locked.pk, dossier_id=locked.subject, by=by)


@transaction.atomic
def _finish(destruction: Destruction, by: Actor) -> None:
    """The files, then the keys: what sealed it all is the last to go, and then nothing anywhere can be read."""
    locked = Destruction.objects.select_for_update().get(pk=destruction.pk)
    if locked.state != DestructionState.REMOVED:
        return
    erasure.finish(locked.files, [(kind, UUID(subject)) for kind, subject in locked.keys])
    locked.state, locked.done_at, locked.files, locked.keys = DestructionState.DONE, clock.now(), [], []
    locked.save(update_fields=["state", "done_at", "files", "keys"])
    record(RetentionEvent.DESTRUCTION_DONE, subject_kind="destruction", subject_id=locked.pk, dossier_id=locked.subject, by=by)


def resume_all(*, by: Actor) -> int:
    """Queue a job for every destruction that is under way and has none, as after a restored backup. Returns how many are under way."""
    under_way = list(Destruction.objects.exclude(state=DestructionState.DONE).values_list("pk", flat=True))
    for pk in under_way:
        work.enqueue(kind=JOB, key=str(pk), args={"destruction": pk}, by=by)
    return len(under_way)
