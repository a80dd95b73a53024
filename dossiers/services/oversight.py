"""Looking at who looked: a list each week, a question to the employee, his answer, and what came of it.

Figures, not accusations: the list says what was seen, the employee is asked first, and both stay beside each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from access.models import Team, User
from access.selectors import accounts_with_role, members_of
from access.states import MunicipalRole, TeamRole
from dossiers.events import DossierEvent
from dossiers.models import LookReview, LookWeek
from dossiers.policies.oversight import Line, choose, lines_of
from dossiers.selectors import oversight as selectors
from dossiers.states.oversight import LOOK_REVIEW_TRANSITIONS, LookFinding, LookReviewState
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.operation import Actor
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work

State = LookReviewState
WEEK, LINE = "dossier.look_week", "dossier.look_review"
REVIEW, EXPLAIN, READ = "review_looks", "explain_look", "read_explanation"
TIME_TO_REVIEW, TIME_TO_ANSWER = timedelta(days=7), timedelta(days=7)
MOST_WEEKS = 8
MOVED_ON = "Deze regel is intussen verder. Kijk hoe het er nu voor staat."


# ---------------------------------------------------------------- the weekly list
def make_lists(*, by: Actor) -> int:
    """Go through every whole week that was not gone through yet (after a standstill at most the last eight). Returns how many.

    Each week is made once, however often and by how many this is asked.
    """
    monday = clock.today() - timedelta(days=clock.today().weekday())
    known = selectors.weeks()
    first = known[0].week + timedelta(days=7) if known else monday - timedelta(days=7)
    first = max(first, monday - timedelta(days=7 * MOST_WEEKS))
    due = [first + timedelta(days=7 * number) for number in range((monday - first).days // 7)]
    return sum(make_list(week=week, by=by) is not None for week in due)


@transaction.atomic
def make_list(*, week: date, by: Actor) -> LookWeek | None:
    """The list of one week that begins on this Monday and is over; None when it is there already.

    Raises ValueError for a day that is no Monday, and for a week that is not over.
    """
    if week.weekday() != 0 or selectors.since_next(week) > clock.now():
        raise ValueError("a list is made of a week from Monday to Sunday that is over")
    row, made = LookWeek.objects.get_or_create(week=week, defaults={"looks": 0, "employees": 0, "listed": 0, "left_out": 0, "made_at": clock.now()})
    if not made:
        return None
    pairs = selectors.pairs_of(week)
    teams = selectors.teams_by_employee((pair.employee for pair in pairs), week + timedelta(days=6))
    kept, left_out = choose(lines_of(pairs), teams)
    LookReview.objects.bulk_create(_review(row, line, teams.get(line.employee)) for line in kept)
    row.looks, row.employees = sum(pair.looks for pair in pairs), len({pair.employee for pair in pairs})
    row.listed, row.left_out = len(kept), left_out
    row.save(update_fields=["looks", "employees", "listed", "left_out"])
    _give_tasks(row, set(teams.values()), by)
    record(DossierEvent.OVERSIGHT_MADE, subject_kind="look_week", subject_id=row.pk, by=by)
    return row


def _review(week: LookWeek, line: Line, team: UUID | None) -> LookReview:
    return LookReview(
        week=week, employee_id=line.employee, team_id=team, subject=line.subject, patterns=[str(pattern) for pattern in line.patterns],
        weight=line.weight, looks=line.looks, days=line.days, dossiers=line.dossiers, outside=line.outside, first_at=line.first, last_at=line.last,
    )  # fmt: skip


def _give_tasks(week: LookWeek, teams: Collection[UUID], by: Actor) -> None:
    if not week.listed:
        return
    due = clock.today() + TIME_TO_REVIEW
    work.add_task(kind=REVIEW, title_key=REVIEW, source_kind=WEEK, source_id=week.pk, due_on=due, role=str(MunicipalRole.PRIVACY_OFFICER), by=by)
    for reviewer in _reviewers(Team.objects.filter(pk__in=teams)):
        if selectors.waits_for(reviewer, week):
            work.add_task(
                kind=REVIEW, title_key=REVIEW, source_kind=_of(reviewer), source_id=week.pk, due_on=due, assignee_id=reviewer.pk, by=by
            )  # fmt: skip


def _reviewers(teams: Iterable[Team]) -> list[User]:
    """Who besides the privacy officer can have something to review: leaders of these teams, and the head of the Social Domain."""
    leads = [member.user for team in teams for member in members_of(team) if member.role == TeamRole.LEAD]
    return sorted({*leads, *accounts_with_role(MunicipalRole.TEAM_LEAD)}, key=lambda user: str(user.pk))


def _of(reviewer: User) -> str:
    return f"{WEEK}.{reviewer.pk.hex}"


# ---------------------------------------------------------------- reviewing
@transaction.atomic
def open_list(*, week_id: UUID | None, by: User) -> selectors.Oversight:
    """A week's list for who reviews: the asked week, else the oldest with something open, else the newest. PermissionDenied for others."""
    mine = _mine(by)
    weeks = selectors.weeks()
    unfinished = selectors.unfinished(mine)
    begun = [week for week in weeks if week.week in unfinished]
    chosen = next((week for week in weeks if week.pk == week_id), begun[-1] if begun else (weeks[0] if weeks else None))
    lines = selectors.in_order(mine.filter(week=chosen)) if chosen else []
    known = selectors.known_to(by, lines)
    look(DossierEvent.OVERSIGHT_LISTED, object_ids=sorted(known), by=by)
    return selectors.Oversight(chosen, weeks, lines, unfinished, known)


@transaction.atomic
def open_review(*, review_id: UUID, by: User) -> LookReview:
    """One line for its reviewer; Http404 for a line that is not his, and for whom is kept away from the dossier."""
    found: LookReview | None = _mine(by).filter(pk=review_id).first()
    if found is None:
        raise Http404
    look(DossierEvent.LOOKS_REVIEWED, subject_kind="look_review", subject_id=found.pk, dossier_id=found.subject, by=by)
    return found


def _mine(by: User) -> QuerySet[LookReview]:
    mine = selectors.reviews_for(by)
    if mine is None:
        raise PermissionDenied
    return mine


@transaction.atomic
def ask_why(*, review: LookReview, question: str, by: User) -> LookReview:
    """Ask the employee, who gets a task. Raises Invalid without a question, Conflict when it is asked or closed already or he left."""
    row = _locked(review, State.ASKED, by)
    if not question.strip():
        raise Invalid("Schrijf op wat je wilt weten.", field="question")
    if not row.employee.is_active:
        raise Conflict("Deze medewerker werkt hier niet meer en kan niet meer antwoorden. Rond de regel zelf af.")
    row.state, row.question, row.asked_at, row.asked_by = State.ASKED, question.strip(), clock.now(), by
    row.save(update_fields=["state", "question", "asked_at", "asked_by"])
    work.complete_tasks_of(source_kind=f"{LINE}.read", source_id=row.pk, by=by)
    work.add_task(
        kind=EXPLAIN, title_key=EXPLAIN, source_kind=_round(row), source_id=row.pk, due_on=clock.today() + TIME_TO_ANSWER,
        assignee_id=row.employee_id, by=by,
    )  # fmt: skip
    _record(DossierEvent.OVERSIGHT_ASKED, row, by)
    return row


@transaction.atomic
def close_review(*, review: LookReview, finding: LookFinding | None, note: str, by: User) -> LookReview:
    """Say what came of it. Raises Invalid without a finding or an explanation, Conflict when it is closed already."""
    row = _locked(review, State.CLOSED, by)
    if finding is None:
        raise Invalid("Kies wat eruit kwam.", field="finding")
    if not note.strip():
        raise Invalid("Schrijf op waarop je dat baseert.", field="note")
    row.state, row.finding, row.note, row.closed_at, row.closed_by = State.CLOSED, finding, note.strip(), clock.now(), by
    row.save(update_fields=["state", "finding", "note", "closed_at", "closed_by"])
    for source in (_round(row), f"{LINE}.read"):
        work.complete_tasks_of(source_kind=source, source_id=row.pk, by=by)
    _end_tasks(row, by)
    _record(DossierEvent.OVERSIGHT_CLOSED, row, by)
    return row


def _end_tasks(row: LookReview, by: User) -> None:
    """The week is done for the privacy officer when nothing in it is open, for another reviewer when nothing waits for him."""
    still_open = LookReview.objects.filter(week=row.week_id).exclude(state=State.CLOSED)
    if not still_open.exists():
        work.complete_tasks_of(source_kind=WEEK, source_id=row.week_id, by=by)
    for reviewer in _reviewers([row.team] if row.team else []):
        if not selectors.waits_for(reviewer, row.week):
            work.complete_tasks_of(source_kind=_of(reviewer), source_id=row.week_id, by=by)


# ---------------------------------------------------------------- the employee
@transaction.atomic
def open_question(*, review_id: UUID, by: User) -> LookReview:
    """What one was asked about an own look; Http404 for anybody else, and where nothing was asked."""
    found = selectors.review_asked_of(by, review_id)
    if found is None:
        raise Http404
    look(DossierEvent.OVERSIGHT_QUESTION_SEEN, subject_kind="look_review", subject_id=found.pk, by=by)
    return found


@transaction.atomic
def explain_look(*, review: LookReview, answer: str, by: User) -> LookReview:
    """The employee's answer, kept as it is. Raises PermissionDenied for another's, Invalid without words, Conflict twice or afterwards."""
    row: LookReview = LookReview.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=review.pk)
    if row.employee_id != by.pk:
        raise PermissionDenied
    _require(row, State.ANSWERED)
    if not answer.strip():
        raise Invalid("Schrijf op waarom je keek.", field="answer")
    row.state, row.answer, row.answered_at = State.ANSWERED, answer.strip(), clock.now()
    row.save(update_fields=["state", "answer", "answered_at"])
    work.complete_tasks_of(source_kind=_round(row), source_id=row.pk, by=by)
    if row.asked_by_id:
        work.add_task(
            kind=READ, title_key=READ, source_kind=f"{LINE}.read", source_id=row.pk, due_on=clock.today() + TIME_TO_REVIEW,
            assignee_id=row.asked_by_id, by=by,
        )  # fmt: skip
    _record(DossierEvent.OVERSIGHT_ANSWERED, row, by)
    return row


# ---------------------------------------------------------------- inside
def _locked(review: LookReview, into: LookReviewState, by: User) -> LookReview:
    """The line as it stands, for its reviewer, when it can become `into`."""
    open_mine = _mine(by).filter(pk=review.pk)
    row: LookReview | None = open_mine.select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise PermissionDenied
    _require(row, into)
    return row


def _require(row: LookReview, into: LookReviewState) -> None:
    if into not in LOOK_REVIEW_TRANSITIONS[State(row.state)]:
        raise Conflict(MOVED_ON)


def _round(row: LookReview) -> str:
    """A second question is a new task, so the moment of asking is part of what the task comes from."""
    return f"{LINE}.{int(row.asked_at.timestamp()) if row.asked_at else 0}"


def _record(event: DossierEvent, row: LookReview, by: Actor) -> None:
    record(event, subject_kind="look_review", subject_id=row.pk, dossier_id=row.subject, by=by)
