"""Destroying a dossier, a part of one or an item: hide it, remove its rows, then its files and its key. Dying anywhere, it goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial, reduce
from uuid import UUID, uuid4

from django.db import transaction

from access.models import User
from dossiers.models import Dossier, Item
from dossiers.services.destroying import drop_law, hide_dossier, hide_items
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.erasure import ledger
from privacy_domain.erasure import removing as erasure
from privacy_domain.erasure.ledger import Destroyed
from privacy_domain.operation import Actor
from privacy_domain.people.models import Person
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.scope import Scope
from privacy_domain.web.errors import Conflict
from privacy_domain.work import services as work
from retention.events import RetentionEvent
from retention.models import Clock, Destruction, DestructionRow
from retention.selectors import LIST, holds_on, other_laws
from retention.selectors.restored import brought_back, left_unfinished
from retention.states import DestructionOf, DestructionReason, DestructionState, Outcome

JOB = "retention.destroy"


@dataclass(frozen=True, slots=True)
class Ground:
    """Why something is destroyed: the reason, the provisions it rests on, and the row that asked for it (a line of a list, a request)."""

    reason: DestructionReason
    protocol_version: str
    citations: tuple[str, ...]
    source_kind: str
    source_id: UUID


@dataclass(frozen=True, slots=True)
class Decided:
    """Who decided that it goes, who approved that, and whether figures stay that nobody can be found by."""

    by: User
    approved_by: User
    outcome: Outcome = Outcome.DESTROY


@transaction.atomic
def mark_dossier(*, dossier: Dossier, ground: Ground, decided: Decided, by: Actor) -> Destruction:
    """The dossier is hidden from everybody at once, and a job destroys it.

    Raises Conflict for an open dossier, one that is held, one that is going already, and when somebody approved his own decision.
    """
    _require(dossier, None, decided)
    hide_dossier(dossier=dossier, by=by)
    return _mark(Destruction(subject=dossier.pk, laws=dossier.law_tags), ground, decided, by)


@transaction.atomic
def mark_item(*, dossier: Dossier, series: UUID, ground: Ground, decided: Decided, by: Actor) -> Destruction:
    """As `mark_dossier`, for one item with all its versions (leek-2018 art. 6); the dossier stays, and may be open.

    Raises Conflict for an item that is held or is not there (any more), and when somebody approved his own decision.
    """
    _require(dossier, series, decided)
    law = Item.kept.filter(dossier=dossier, series=series, superseded_at__isnull=True).values_list("law", flat=True).first()
    hide_items(dossier=dossier, series=[series], by=by)
    going = Destruction(of=DestructionOf.ITEM, subject=series, items=[series], within=dossier.pk, laws=[law])
    return _mark(going, ground, decided, by)


@transaction.atomic
def mark_part(*, dossier: Dossier, law: str, ground: Ground, decided: Decided, by: Actor) -> Destruction:
    """As `mark_dossier`, for what a dossier holds under one law while it falls under others that keep it: its items of that law.

    What is of no law in particular (the talks, the plan, the people) stays as long as the last law asks.
    Raises Conflict also for a dossier that falls under no other law.
    """
    _require(dossier, None, decided)
    if dossier.closed_on is None or not other_laws(dossier, law):
        raise Conflict("Dit dossier valt onder geen andere wet: het gaat als geheel.")
    series = _series_under(dossier, law)
    hide_items(dossier=dossier, series=series, by=by)
    drop_law(dossier=dossier, law=law, by=by)  # at once: the part that is asked about next may be the last, and takes the whole
    return _mark(Destruction(of=DestructionOf.PART, subject=uuid4(), items=series, within=dossier.pk, laws=[law]), ground, decided, by)


def _series_under(dossier: Dossier, law: str) -> list[UUID]:
    return list(Item.kept.filter(dossier=dossier, law=law, superseded_at__isnull=True).order_by("series").values_list("series", flat=True))


def _require(dossier: Dossier, series: UUID | None, decided: Decided) -> None:
    if decided.by.pk == decided.approved_by.pk:
        raise Conflict("Een ander dan wie besliste, keurt de vernietiging goed.")
    Person.objects.select_for_update(no_key=True).get(pk=dossier.person_id)  # a hold that is being placed is placed before, or comes too late
    if holds_on(dossier, series):
        raise Conflict("Dit dossier wordt nog bewaard. Kijk bij Bewaren waarom.")


def _mark(going: Destruction, ground: Ground, decided: Decided, by: Actor) -> Destruction:
    going.reason, going.protocol_version, going.citations = ground.reason, ground.protocol_version, list(ground.citations)
    going.source_kind, going.source_id = ground.source_kind, ground.source_id
    going.decided_by, going.approved_by, going.outcome, going.marked_at = decided.by, decided.approved_by, decided.outcome, clock.now()
    going.save(force_insert=True)
    _record(RetentionEvent.DESTRUCTION_MARKED, going, by)
    cause = {"list": going.source_id} if going.source_kind == LIST else {}
    work.enqueue(kind=JOB, key=str(going.pk), args={"destruction": going.pk, **cause}, by=by)
    return going


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
    whole = destruction.of == DestructionOf.DOSSIER
    subjects = [destruction.subject] if whole else destruction.items
    if destruction.reason != DestructionReason.REPLAY:  # then the line is what it was found by
        for subject in subjects:
            ledger.enter(scope.require().id, Destroyed.DOSSIER if whole else Destroyed.ITEM, subject)
    gone = erasure.remove_dossier(destruction.subject) if whole else _remove_items(subjects)
    if destruction.of == DestructionOf.PART:
        _remove_part(destruction)
    destruction.state, destruction.removed_at = DestructionState.REMOVED, clock.now()
    destruction.rows, destruction.file_count, destruction.files = dict(gone.rows), len(gone.files), list(gone.files)
    destruction.keys = [[str(kind), str(subject)] for kind, subject in gone.keys]
    destruction.save(update_fields=["state", "removed_at", "rows", "file_count", "files", "keys"])
    _record(RetentionEvent.DESTROYED, destruction, by)


def _remove_items(series: Collection[UUID]) -> erasure.Removed:
    return reduce(erasure.Removed.__add__, (erasure.remove_item(one) for one in series), erasure.Removed())


def _remove_part(destruction: Destruction) -> None:
    """The dossier falls under this law no longer; what was counted and listed for it goes along. Nothing when the whole went meanwhile."""
    for model in (Clock, DestructionRow):
        model.objects.filter(dossier=destruction.within, law=destruction.laws[0], series__isnull=True).delete()


def _finish(destruction: Destruction, by: Actor) -> None:
    """The files, then the keys: what sealed it all is the last to go, and then nothing anywhere can be read."""
    erasure.finish(destruction.files, [(kind, UUID(subject)) for kind, subject in destruction.keys])
    _record(RetentionEvent.DESTRUCTION_DONE, destruction, by)
    destruction.state, destruction.done_at = DestructionState.DONE, clock.now()
    destruction.files, destruction.keys, destruction.within = [], [], None
    destruction.save(update_fields=["state", "done_at", "files", "keys", "within"])


def _record(event: RetentionEvent, destruction: Destruction, by: Actor) -> None:
    dossier = destruction.subject if destruction.of == DestructionOf.DOSSIER else destruction.within
    record(event, subject_kind="destruction", subject_id=destruction.pk, dossier_id=dossier, reason=destruction.of, by=by)


# ---------------------------------------------------------------- after a restored backup
@dataclass(frozen=True, slots=True)
class Replayed:
    """How much was destroyed again, and what kept the rest from going."""

    again: int
    failed: tuple[Exception, ...] = ()


def replay_ledger(*, here: Scope, by: Actor) -> Replayed:
    """Destroy again what the backup brought back to this municipality, by the same steps; and what it brought back hidden and not yet
    removed. A line in the log of destruction takes the place of the one that was lost. Twice changes nothing.

    Each in a transaction of its own, so asked outside every municipality: keys and files that went do not come back, so neither may their
    rows because a later one failed. Raises NoLedger when the ledger cannot be read.
    """
    with scope.entered(here):
        found, unfinished = list(brought_back()), left_unfinished()
    steps = [partial(_replay, entry, by) for entry in found] + [partial(_complete, one, by) for one in unfinished]
    failed = tuple(error for step in steps if (error := _tried(here, step)))
    return Replayed(len(steps) - len(failed), failed)


def _tried(here: Scope, step: Callable[[], None]) -> Exception | None:
    try:
        with scope.entered(here):
            step()
    except Exception as error:  # whatever keeps one from going, the next must go
        return error
    return None


def _replay(entry: ledger.Entry, by: Actor) -> None:
    destruction = _again(entry)
    destruction.save(force_insert=True)
    _record(RetentionEvent.REPLAYED, destruction, by)
    _complete(destruction.pk, by)


def _complete(destruction_id: UUID, by: Actor) -> None:
    while advance(destruction_id=destruction_id, by=by):
        pass


def _again(entry: ledger.Entry) -> Destruction:
    line = Destruction(subject=entry.subject, reason=DestructionReason.REPLAY, source_kind="ledger", source_id=entry.subject, marked_at=clock.now())
    if entry.kind == Destroyed.DOSSIER:
        dossier = Dossier.with_going.filter(pk=entry.subject).first()
        line.laws = dossier.law_tags if dossier else []
    else:
        item = Item.with_going.filter(series=entry.subject, superseded_at__isnull=True).first()
        line.of, line.items, line.within = DestructionOf.ITEM, [entry.subject], item.dossier_id if item else None
        line.laws = [item.law if item else ""]
    return line
