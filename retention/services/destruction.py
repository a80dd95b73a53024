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
from retention.selectors import brought_back, holds_on
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
    _record(RetentionEvent.DESTRUCTION_MARKED, destruction, by)
    work.enqueue(kind=JOB, key=str(destruction.pk), args={"destruction": destruction.pk}, by=by)
    return destruction


@transaction.atomic
def advance(*, destruction_id: UUID, by: Actor) -> bool:
    """One step of a destruction; True when there is another. Repeated after a crash it goes on where it was."""
    destruction = Destruction.objects.select_for_update().get(pk=destruction_id)
    match DestructionState(destruction.state):
        case DestructionState.MARKED:
            _remove(destruction, by)
            return True
        case DestructionState.REMOVED:
            _finish(destruction, by)
    return False


def _remove(destruction: Destruction, by: Actor) -> None:
    """The line in the ledger first, on the disk, and then every row: what a backup brings back is known from here on."""
    if destruction.reason != DestructionReason.REPLAY:  # then the line is what it was found by
        ledger.enter(scope.require().id, KeyKind.DOSSIER, destruction.subject)
    gone = erasure.remove_dossier(destruction.subject)
    destruction.state, destruction.removed_at = DestructionState.REMOVED, clock.now()
    destruction.rows, destruction.file_count, destruction.files = dict(gone.rows), len(gone.files), list(gone.files)
    destruction.keys = [[str(kind), str(subject)] for kind, subject in gone.keys]
    destruction.save(update_fields=["state", "removed_at", "rows", "file_count", "files", "keys"])
    _record(RetentionEvent.DESTROYED, destruction, by)


def _finish(destruction: Destruction, by: Actor) -> None:
    """The files, then the keys: what sealed it all is the last to go, and then nothing anywhere can be read."""
    erasure.finish(destruction.files, [(kind, UUID(subject)) for kind, subject in destruction.keys])
    destruction.state, destruction.done_at, destruction.files, destruction.keys = DestructionState.DONE, clock.now(), [], []
    destruction.save(update_fields=["state", "done_at", "files", "keys"])
    _record(RetentionEvent.DESTRUCTION_DONE, destruction, by)


def _record(event: RetentionEvent, destruction: Destruction, by: Actor) -> None:
    record(event, subject_kind="destruction", subject_id=destruction.pk, dossier_id=destruction.subject, by=by)


# ---------------------------------------------------------------- after a restored backup
@transaction.atomic
def replay_ledger(*, by: Actor) -> int:
    """Destroy again what the backup brought back to the municipality in scope, by the same steps; returns how many.

    A line in the log of destruction takes the place of the one that was lost. Twice changes nothing.
    """
    found = list(brought_back())
    for entry in found:
        dossier = Dossier.with_going.filter(pk=entry.subject).first()
        destruction: Destruction = Destruction.objects.create(
            subject=entry.subject,
            reason=DestructionReason.REPLAY,
            laws=dossier.law_tags if dossier else [],
            source_kind="ledger",
            source_id=entry.subject,
            marked_at=clock.now(),
        )
        _record(RetentionEvent.REPLAYED, destruction, by)
        while advance(destruction_id=destruction.pk, by=by):
            pass
    return len(found)
