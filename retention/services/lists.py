"""Destruction lists: made by the schedule or by hand, judged part by part, approved by a third, and a week to think.

Carrying one out is not done here: an approved list waits until its day; then a job takes it up, and each part is asked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from access.models import Team, User
from access.selectors import members_of
from access.states import MunicipalRole, TeamRole
from dossiers.models import Dossier
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.operation import SYSTEM, Actor
from privacy_domain.protocols.wording import MONTHS
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work
from retention.events import RetentionEvent
from retention.models import Clock, DestructionList, DestructionRow
from retention.policies import endings, executor, keepers, reaches
from retention.selectors import blocks_of, list_by_id, names_beginning, passed_clocks, rows_of, scheduled_since
from retention.services.clocks import refresh_dossiers
from retention.services.holds import Held, place_hold
from retention.states import LIST_TRANSITIONS, HoldReason, ListState, Outcome

MOST_ROWS = 500
THINK = timedelta(days=7)
JUDGE, APPROVE = "judge_list", "approve_list"
BEGIN = "retention.list"
_TASK_DAYS = timedelta(days=28)


# ---------------------------------------------------------------- making
@transaction.atomic
def make_list(*, team: Team | None = None, by: Actor) -> DestructionList:
    """A list of the parts whose term has passed, counted anew this moment: of the dossiers of one team, or of all; at most 500, the
    longest passed first. Nothing is chosen on it. Raises Conflict when nothing has passed."""
    teams = [team.pk] if team else None
    due = _counted_anew(teams)
    if not due:
        raise Conflict("Er is nu niets waarvan de termijn voorbij is en dat niet al op een lijst staat.")
    listed = DestructionList(name=_name(), team=team, row_count=len(due), made_at=clock.now(), made_by_id=by.id)
    listed.save(force_insert=True)
    DestructionRow.objects.bulk_create(
        DestructionRow(
            on_list=listed, dossier=row.dossier, law=row.law, series=row.series, destroy_from=row.destroy_from, citations=row.citations
        )
        for row in due
        if row.destroy_from
    )  # fmt: skip
    _log_list(RetentionEvent.LIST_MADE, listed, by, dossiers=[row.dossier_id for row in due])
    _ask_to_judge(listed, by)
    return listed


@transaction.atomic
def make_own_list(*, team: UUID | None = None, by: User) -> DestructionList:
    """A list by hand, by who prepares destruction: for what he has a part in. Raises PermissionDenied for everybody else, Invalid when
    somebody who leads several teams chose none of them, Conflict as `make_list`."""
    keeper = keepers(by, clock.today())
    if not keeper.prepares:
        raise PermissionDenied
    if keeper.teams is None:
        return make_list(by=by)
    chosen = team or (next(iter(keeper.teams)) if len(keeper.teams) == 1 else None)
    if chosen not in keeper.teams:
        raise Invalid("Kies voor welk team de lijst is.", field="team")
    return make_list(team=Team.objects.get(pk=chosen), by=by)


def _counted_anew(teams: list[UUID] | None) -> list[Clock]:
    """What has passed, after counting it again with the law and the version of today."""
    first = passed_clocks(clock.today(), teams, MOST_ROWS)
    refresh_dossiers(dossiers=list({row.dossier_id: row.dossier for row in first}.values()), by=SYSTEM)
    return passed_clocks(clock.today(), teams, MOST_ROWS)


def _name() -> str:
    today = clock.today()
    start = f"Vernietigingslijst {MONTHS[today.month - 1]} {today.year}"
    return f"{start} nummer {names_beginning(start) + 1}"


@transaction.atomic
def make_monthly_lists(*, by: Actor) -> int:
    """The lists of this month that the schedule did not make yet: one for all, or, where the protocol has the leader see to destruction,
    one for each team. A month in which nothing has passed has none. Returns how many were made."""
    first = clock.today().replace(day=1)
    teams = list(Team.objects.filter(pk__in=Dossier.objects.values("team")).order_by("name")) if executor(first) else [None]
    made = 0
    for team in teams:
        if not scheduled_since(first, team.pk if team else None) and _counted_anew([team.pk] if team else None):
            make_list(team=team, by=by)
            made += 1
    return made


def _ask_to_judge(listed: DestructionList, by: Actor) -> None:
    """A task for the leader of the team, or for the functional administrator."""
    leaders = [place.user_id for place in members_of(listed.team) if place.role == TeamRole.LEAD] if listed.team else []
    leaders = [user for user in leaders if user != listed.made_by_id]
    whom = {"assignee_id": leaders[0]} if leaders else {"role": str(MunicipalRole.FUNCTIONAL_ADMIN)}
    _ask(JUDGE, listed, by, **whom)


def _ask(kind: str, listed: DestructionList, by: Actor, *, assignee_id: UUID | None = None, role: str = "") -> None:
    due_on = clock.today() + _TASK_DAYS
    work.add_task(
        kind=kind, title_key=kind, source_kind=_source(listed), source_id=listed.pk, due_on=due_on, assignee_id=assignee_id, role=role, by=by
    )


def _source(listed: DestructionList) -> str:
    return f"retention.list.{listed.rounds}"


# ---------------------------------------------------------------- looking
@transaction.atomic
def open_list(*, list_id: UUID, shown: list[UUID] | None = None, by: User) -> DestructionList:
    """A list, for who prepares or approves destruction there. Raises Http404 for everybody else, as for a list that does not exist."""
    listed, keeper = list_by_id(list_id), keepers(by, clock.today())
    if listed is None or not reaches(keeper, listed):
        raise Http404
    ids = rows_of(listed).values_list("dossier_id", flat=True) if shown is None else shown
    look(RetentionEvent.LIST_SEEN, subject_kind="list", subject_id=listed.pk, object_ids=set(ids), role=str(keeper.role), by=by)
    return listed


# ---------------------------------------------------------------- judging
@dataclass(frozen=True, slots=True)
class Keeping:
    """Why a part is kept, and the day on which somebody looks again."""

    reason: HoldReason
    explanation: str
    review_on: date | None


@transaction.atomic
def judge_rows(*, listed: DestructionList, outcomes: Mapping[UUID, Outcome], keeping: Mapping[UUID, Keeping] | None = None, by: User) -> int:
    """What becomes of these parts, each by its id; returns how many. A part without an answer stays open. What is to stay is held from
    now on for the reason in `keeping`, unless something holds it already.

    Raises PermissionDenied for the maker of the list and for who does not prepare destruction, Conflict for a list that is handed in,
    Invalid for a part that is held or whose term moved and is to go, for one that is to stay without a reason on record, and for an
    end that the protocol does not know.
    """
    _lock_list(listed, ListState.JUDGING)
    _require_judge(listed, by)
    rows = {row.pk: row for row in rows_of(listed).filter(pk__in=outcomes)}
    if len(rows) != len(outcomes):
        raise Invalid("Een regel staat niet op deze lijst. Laad de pagina opnieuw.")
    _hold(rows, outcomes, keeping or {}, by)
    _check(rows, outcomes)
    now = clock.now()
    for pk, row in rows.items():
        row.outcome, row.judged_at, row.judged_by = outcomes[pk], now, by
    DestructionRow.objects.bulk_update(rows.values(), ["outcome", "judged_at", "judged_by"])
    if rows:
        _log_list(RetentionEvent.ROWS_JUDGED, listed, by, dossiers=[row.dossier_id for row in rows.values()])
    return len(rows)


def _require_judge(listed: DestructionList, by: User) -> None:
    keeper = keepers(by, clock.today())
    if not keeper.prepares or not reaches(keeper, listed):
        raise PermissionDenied("Beoordelen doet wie over het vernietigen gaat.")
    if listed.made_by_id == by.pk:
        raise PermissionDenied("Wie de lijst maakte, beoordeelt die niet. Vraag een collega.")


def _hold(rows: Mapping[UUID, DestructionRow], outcomes: Mapping[UUID, Outcome], keeping: Mapping[UUID, Keeping], by: User) -> None:
    blocks = blocks_of(list(rows.values()), clock.today())
    placed: set[tuple[UUID, UUID | None, HoldReason]] = set()
    for pk, said in keeping.items():
        if pk not in rows or outcomes[pk] != Outcome.KEEP or pk in blocks:
            continue
        held = Held(rows[pk].dossier.person, rows[pk].dossier, rows[pk].series)
        this = rows[pk].dossier_id, rows[pk].series, said.reason
        if this in placed:  # the other part of the same dossier: one hold keeps both
            continue
        placed.add(this)
        try:
            place_hold(held=held, reason=said.reason, explanation=said.explanation, review_on=said.review_on, by=by)
        except Invalid as error:
            raise Invalid(f"Dossier {rows[pk].dossier.number}: {error}", field=f"{pk}-{error.field}" if error.field else "") from None


def _check(rows: Mapping[UUID, DestructionRow], outcomes: Mapping[UUID, Outcome]) -> None:
    today = clock.today()
    blocks, allowed = blocks_of(list(rows.values()), today), {str(ending) for ending in endings(today)}
    for pk, row in rows.items():
        outcome, number = outcomes[pk], row.dossier.number
        if outcome == Outcome.KEEP and pk not in blocks:
            raise Invalid(f"Leg bij dossier {number} vast waarom het langer bewaard wordt.", field=str(pk))
        if outcome != Outcome.KEEP and pk in blocks:
            raise Invalid(f"Dossier {number} kan nu niet weg: er staat bij waarom. Kies bewaren.", field=str(pk))
        if outcome != Outcome.KEEP and outcome not in allowed:
            raise Invalid("Het protocol kent dit einde niet.", field=str(pk))


@transaction.atomic
def submit_list(*, listed: DestructionList, by: User) -> DestructionList:
    """Every part was judged: the privacy officer is asked to approve. Raises Invalid while a part is open or its answer no longer holds;
    otherwise as `judge_rows`."""
    _lock_list(listed, ListState.JUDGING)
    _require_judge(listed, by)
    open_rows = rows_of(listed).filter(outcome="").count()
    if open_rows:
        raise Invalid(f"Kies eerst bij elke regel wat ermee gebeurt. Nog open: {open_rows}.")
    _still_holds(listed)
    _move_list(listed, ListState.SUBMITTED, judged_at=clock.now(), judged_by=by)
    work.complete_tasks_of(source_kind=_source(listed), source_id=listed.pk, by=by)
    _ask(APPROVE, listed, by, role=str(MunicipalRole.PRIVACY_OFFICER))
    _log_list(RetentionEvent.LIST_SUBMITTED, listed, by)
    return listed


def _still_holds(listed: DestructionList) -> None:
    """Counted and asked again: what became held or moved since it was judged is to be judged again."""
    rows = {row.pk: row for row in rows_of(listed)}
    refresh_dossiers(dossiers=list({row.dossier_id: row.dossier for row in rows.values()}.values()), by=SYSTEM)
    _check(rows, {pk: Outcome(row.outcome) for pk, row in rows.items()})


# ---------------------------------------------------------------- approving
@transaction.atomic
def approve_list(*, listed: DestructionList, typed: str, by: User) -> DestructionList:
    """The privacy officer approves; from then on there is a week to think. `typed` is the name of the list, typed over.

    Raises PermissionDenied for everybody else and for who made or judged anything of it, Invalid for another name and for an answer
    that no longer holds, Conflict for a list that does not wait for approval.
    """
    _lock_list(listed, ListState.SUBMITTED)
    _require_third(listed, by)
    if " ".join(typed.split()).casefold() != listed.name.casefold():
        raise Invalid("Typ de naam van de lijst precies over.", field="typed")
    _still_holds(listed)
    _move_list(listed, ListState.APPROVED, approved_at=clock.now(), approved_by=by, executes_on=clock.today() + THINK)
    morning = clock.midnight(clock.today() + THINK)
    work.enqueue(kind=BEGIN, key=str(listed.pk), args={"list": listed.pk}, run_after=morning, by=by)
    work.complete_tasks_of(source_kind=_source(listed), source_id=listed.pk, by=by)
    _log_list(RetentionEvent.LIST_APPROVED, listed, by)
    return listed


def _require_third(listed: DestructionList, by: User) -> None:
    if not keepers(by, clock.today()).approves:
        raise PermissionDenied("Goedkeuren doet de privacyfunctionaris.")
    if by.pk in (listed.made_by_id, listed.judged_by_id) or rows_of(listed).filter(judged_by=by).exists():
        raise PermissionDenied("Wie de lijst maakte of beoordeelde, keurt die niet goed. Vraag een collega.")


@transaction.atomic
def return_list(*, listed: DestructionList, because: str, by: User) -> DestructionList:
    """Not yet right: back to who judges, with why. Raises Invalid without a reason; otherwise as `approve_list`."""
    _lock_list(listed, ListState.SUBMITTED)
    _require_third(listed, by)
    if not because.strip():
        raise Invalid("Schrijf op wat er nog niet klopt.", field="because")
    work.complete_tasks_of(source_kind=_source(listed), source_id=listed.pk, by=by)
    listed.returned_because = because.strip()
    _move_list(listed, ListState.JUDGING, judged_at=None, judged_by=None, rounds=listed.rounds + 1, returned_because=listed.returned_because)
    _ask_to_judge(listed, by)
    _log_list(RetentionEvent.LIST_RETURNED, listed, by)
    return listed


@transaction.atomic
def abort_list(*, listed: DestructionList, because: str, by: User) -> DestructionList:
    """The list is called off, also after approval: nothing on it is destroyed, and a next list can take it up. For everybody who
    prepares or approves. Raises Invalid without a reason, Conflict when it was called off before, PermissionDenied for others."""
    locked = _lock_list(listed, *(state for state, ways in LIST_TRANSITIONS.items() if ListState.ABORTED in ways))
    if not reaches(keepers(by, clock.today()), locked):
        raise PermissionDenied
    if not because.strip():
        raise Invalid("Schrijf op waarom de lijst niet doorgaat.", field="because")
    work.complete_tasks_of(source_kind=_source(listed), source_id=listed.pk, by=by)
    _move_list(listed, ListState.ABORTED, aborted_at=clock.now(), aborted_by=by, aborted_because=because.strip())
    DestructionRow.objects.filter(on_list=listed).update(running=False)
    _log_list(RetentionEvent.LIST_ABORTED, listed, by)
    return listed


def _lock_list(listed: DestructionList, *states: ListState) -> DestructionList:
    """The list as it stands now, until the transaction ends. Raises Conflict when it is in none of these states."""
    locked: DestructionList = DestructionList.objects.select_for_update().get(pk=listed.pk)
    if locked.state not in states:
        raise Conflict("Deze lijst is intussen verder. Open hem opnieuw en kijk hoe hij er nu voor staat.")
    listed.state, listed.rounds, listed.judged_by_id, listed.made_by_id = locked.state, locked.rounds, locked.judged_by_id, locked.made_by_id
    return locked


def _move_list(listed: DestructionList, to: ListState, **values: object) -> None:
    """The list in another state, with what comes with it. Raises ValueError for a way that the table of states does not have."""
    if to not in LIST_TRANSITIONS[ListState(listed.state)]:
        raise ValueError(f"{listed.state} does not become {to}")
    listed.state = to
    for name, value in values.items():
        setattr(listed, name, value)
    listed.save(update_fields=["state", *values])


def _log_list(event: RetentionEvent, listed: DestructionList, by: Actor, *, dossiers: list[UUID] | None = None) -> None:
    """One line about a list."""
    record(event, subject_kind="list", subject_id=listed.pk, object_ids=set(dossiers or ()), by=by)
