"""An approved list is carried out: handed out row by row when the week is over, each row asked again, destroyed by the same steps as
everything else. It can be paused and stopped; what could not be done is set apart; when all is known the list is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet

from access.models import User
from dossiers.models import Dossier, Item
from privacy_domain import clock
from privacy_domain.operation import SYSTEM, Actor
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work
from retention.events import RetentionEvent
from retention.models import MIN_CELL, Clock, DestructionList, DestructionRow, Statistic
from retention.policies import Cell, keepers, large_enough, reaches
from retention.selectors import LIST, Block, blocks_of, jobs_apart, other_laws, under_way
from retention.services.clocks import refresh_dossiers
from retention.services.destruction import Decided, Ground, mark_dossier, mark_item, mark_part
from retention.services.lists import _lock_list, _log_list, _move_list
from retention.states import DestructionReason, ListState, Outcome, RowResult

_BANDS = ((3, "0-3m"), (12, "3-12m"), (24, "1-2y"), (60, "2-5y"))
_SAID = ("kind", "year", "law", "duration")
ROW, CERTIFICATE = "retention.row", "retention.certificate"
_AFTER_BEGIN = (ListState.RUNNING, ListState.PAUSED, ListState.STOPPED, ListState.DONE)


# ---------------------------------------------------------------- handing out
@transaction.atomic
def begin_list(*, list_id: UUID, by: Actor) -> bool:
    """The week is over: what is to go is handed out, a job for each row; what is kept, is kept. False when the list was called off, or
    was begun before. Raises Conflict before its day."""
    listed = DestructionList.objects.select_for_update().get(pk=list_id)
    if listed.state != ListState.APPROVED:
        return False
    if listed.executes_on is None or clock.today() < listed.executes_on:
        raise Conflict("De bedenktijd is nog niet voorbij.")
    _move_list(listed, ListState.RUNNING, started_at=clock.now())
    _rows(listed).filter(outcome=Outcome.KEEP).update(result=RowResult.KEPT, running=False)
    _log_list(RetentionEvent.LIST_BEGUN, listed, by)
    _hand_out(listed, by)
    settle_list(list_id=listed.pk, by=by)
    return True


def _rows(listed: DestructionList) -> QuerySet[DestructionRow]:
    rows: QuerySet[DestructionRow] = DestructionRow.objects.filter(on_list=listed, result="")
    return rows


def _hand_out(listed: DestructionList, by: Actor) -> None:
    """A job for each row that waits; the longest passed first, so that items go before what they stand in."""
    listed.runs += 1
    listed.save(update_fields=["runs"])
    for row in _rows(listed).order_by("destroy_from", "pk").values_list("pk", flat=True):
        work.enqueue(kind=ROW, key=f"{row}:{listed.runs}", args={"row": row, "list": listed.pk}, by=by)


@transaction.atomic
def carry_out_row(*, row_id: UUID, by: Actor) -> bool:
    """One row, asked again at this moment: marked and hidden, so that its own job destroys it, or left with the reason. False when there
    was nothing to do: the list is paused or stopped, or the row went with its dossier. Whether the list is over is asked by its caller."""
    row = DestructionRow.objects.filter(pk=row_id).first()
    if row is None:
        return False
    listed = DestructionList.objects.select_for_update().get(pk=row.on_list_id)
    row = DestructionRow.objects.select_for_update().filter(pk=row_id).first()
    if row is None or listed.state != ListState.RUNNING or row.result:
        return False
    dossier: Dossier | None = Dossier.objects.select_related("person").filter(pk=row.dossier_id).first()
    if dossier is None:  # another row took the whole, and this goes along
        _result(row, RowResult.TAKEN)
        return True
    refresh_dossiers(dossiers=[dossier], by=SYSTEM)
    dossier.refresh_from_db()
    row.dossier = dossier
    block = blocks_of([row], clock.today()).get(row.pk)
    if block is not None:
        _leave(row, block, listed, by)
    else:
        _take(row, dossier, listed, by)
    return True


def _leave(row: DestructionRow, block: Block, listed: DestructionList, by: Actor) -> None:
    row.because = [str(why) for why in block.standing]
    _result(row, RowResult.SKIPPED)
    _log_list(RetentionEvent.ROW_LEFT, listed, by, dossiers=[row.dossier_id])


def _take(row: DestructionRow, dossier: Dossier, listed: DestructionList, by: Actor) -> None:
    """The whole, when nothing of the dossier falls under another law; otherwise its part; an item by itself."""
    counted = Clock.objects.get(dossier=dossier, law=row.law, series=row.series)
    ground = Ground(DestructionReason.TERM, counted.protocol_version, tuple(counted.citations), LIST, listed.pk)
    if row.judged_by is None or listed.approved_by is None:
        raise ValueError("a row that nobody judged or approved is on no list that is carried out")
    decided = Decided(row.judged_by, listed.approved_by, Outcome(row.outcome))
    if row.outcome == Outcome.ANONYMISE:
        _count(listed, row, dossier)
    if row.series is not None:
        mark_item(dossier=dossier, series=row.series, ground=ground, decided=decided, by=by)
    elif other_laws(dossier, row.law):
        mark_part(dossier=dossier, law=row.law, ground=ground, decided=decided, by=by)
    else:
        mark_dossier(dossier=dossier, ground=ground, decided=decided, by=by)
    _result(row, RowResult.TAKEN)


def _result(row: DestructionRow, result: RowResult) -> None:
    row.result, row.running = result, result == RowResult.TAKEN
    row.save(update_fields=["result", "running", "because"])


@transaction.atomic
def settle_list(*, list_id: UUID, by: Actor) -> bool:
    """When of every row it is known what came of it, and nothing is under way, the list is over: figures that are too small to keep are
    dropped, and its declaration is made. True when this was the moment."""
    listed = DestructionList.objects.select_for_update().get(pk=list_id)
    if listed.ended_at or listed.state not in (ListState.RUNNING, ListState.STOPPED) or _rows(listed).exists() or under_way(listed):
        return False
    _keep_figures(listed)
    if listed.state == ListState.RUNNING:
        _move_list(listed, ListState.DONE, ended_at=clock.now())
    else:
        listed.ended_at = clock.now()
        listed.save(update_fields=["ended_at"])
    _log_list(RetentionEvent.LIST_ENDED, listed, by)
    work.enqueue(kind=CERTIFICATE, key=str(listed.pk), args={"list": listed.pk}, by=by)
    return True


# ---------------------------------------------------------------- figures
def _count(listed: DestructionList, row: DestructionRow, dossier: Dossier) -> None:
    """Count one row that is made anonymous, and of whom, with the list that is locked, until the list is over."""
    cell, whose = "|".join(_cell_of(row, dossier)), str(uuid5(listed.pk, str(dossier.person_id)))  # a name that means nothing elsewhere
    counted = Counter(listed.tally.get(cell, {})) + Counter([whose])
    listed.tally = listed.tally | {cell: dict(counted)}
    listed.save(update_fields=["tally"])


def _cell_of(row: DestructionRow, dossier: Dossier) -> Cell:
    """What is counted of a row: an item by its kind and the year it was received, the rest by the year of closing and how long it lasted."""
    if row.series is not None:
        item = Item.kept.get(series=row.series, superseded_at__isnull=True)
        return item.kind, str(item.received_on.year), row.law, ""
    closed: date = dossier.closed_on or dossier.opened_on
    return "dossier", str(closed.year), row.law, _band(dossier.opened_on, closed)


def _band(since: date, until: date) -> str:
    months = (until.year - since.year) * 12 + until.month - since.month
    return next((name for most, name in _BANDS if months < most), "5y+")


def _keep_figures(listed: DestructionList) -> None:
    """The list is over: what is large enough is added to the figures, the rest is forgotten."""
    tally: Mapping[Cell, Mapping[str, int]] = {tuple(key.split("|")): counted for key, counted in listed.tally.items()}
    for cell, number in large_enough(tally, MIN_CELL).items():
        said = dict(zip(_SAID, cell, strict=True))
        row, new = Statistic.objects.get_or_create(**said, defaults={"number": number})
        if not new:
            Statistic.objects.filter(pk=row.pk).update(number=F("number") + number)
    listed.tally = {}
    listed.save(update_fields=["tally"])


# ---------------------------------------------------------------- by hand
@transaction.atomic
def pause_list(*, listed: DestructionList, by: User) -> None:
    """No further row is begun until somebody goes on. For everybody who has a part in it. Raises PermissionDenied for others, Conflict
    for a list that is not being carried out."""
    _require(listed, by, ListState.RUNNING)
    _move_list(listed, ListState.PAUSED, paused_at=clock.now(), paused_by=by)
    _log_list(RetentionEvent.LIST_PAUSED, listed, by)


@transaction.atomic
def resume_list(*, listed: DestructionList, by: User) -> None:
    """It goes on where it was. For the privacy officer. Raises PermissionDenied for others, Conflict for a list that is not paused."""
    _require(listed, by, ListState.PAUSED)
    if not keepers(by, clock.today()).approves:
        raise PermissionDenied("Verder laten gaan doet de privacyfunctionaris.")
    _move_list(listed, ListState.RUNNING, paused_at=None, paused_by=None)
    _log_list(RetentionEvent.LIST_RESUMED, listed, by)
    _hand_out(listed, by)
    settle_list(list_id=listed.pk, by=by)


@transaction.atomic
def stop_list(*, listed: DestructionList, because: str, by: User) -> None:
    """What was not begun stays, and a next list can take it up; what was hidden already still goes. For everybody who has a part in it.
    Raises Invalid without a reason; otherwise as `pause_list`."""
    _require(listed, by, ListState.RUNNING, ListState.PAUSED)
    if not because.strip():
        raise Invalid("Schrijf op waarom de lijst stopt.", field="because")
    _rows(listed).update(result=RowResult.DROPPED, running=False)
    _move_list(listed, ListState.STOPPED, stopped_at=clock.now(), stopped_by=by, stopped_because=because.strip(), paused_at=None, paused_by=None)
    _log_list(RetentionEvent.LIST_STOPPED, listed, by)
    settle_list(list_id=listed.pk, by=by)


@transaction.atomic
def try_again(*, listed: DestructionList, by: User) -> int:
    """What was set apart is tried again, after its cause was taken away. For the privacy officer; returns how many jobs. Raises
    PermissionDenied for others, Conflict when nothing is set apart."""
    _require(listed, by, *_AFTER_BEGIN)
    if not keepers(by, clock.today()).approves:
        raise PermissionDenied("Opnieuw proberen doet de privacyfunctionaris.")
    released = sum(work.release_job(job_id=job, by=by) for job in jobs_apart(listed).values_list("pk", flat=True))
    if not released:
        raise Conflict("Er staat niets apart.")
    _log_list(RetentionEvent.LIST_RETRIED, listed, by)
    return released


def _require(listed: DestructionList, by: User, *states: ListState) -> None:
    locked = _lock_list(listed, *states)
    if not reaches(keepers(by, clock.today()), locked):
        raise PermissionDenied
