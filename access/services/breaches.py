"""Something went wrong with data: typing it, sending it, what is done about it, closing it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from access.events import AccessEvent
from access.models import Breach, BreachAffected, BreachStep, User
from access.policies.breaches import clocks_of, is_told_to_leaders, missing_to_close, must_tell, require_step, standing_of, wants_reason
from access.selectors.accounts import leaders_of
from access.selectors.breaches import breach_for, draft_of, handles_breaches, steps_of
from access.states import BreachKind, BreachOutcome, BreachRisk, BreachState, BreachStepKind, MunicipalRole
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.operation import SYSTEM, Actor, time_ordered_id
from privacy_domain.web.errors import Conflict, Invalid, SavedMeanwhile
from privacy_domain.work import services as work

SOURCE = "access.breach"
FINISH, ASSESS, TOLD, SOON, LATE = "breach_finish", "breach_assess", "breach_told", "breach_soon", "breach_late"
WARN = timedelta(hours=24)
LONGEST_AGO = timedelta(days=3653)
DIGITS = 10
"""Of the number of a dossier."""


class DraftChanged(SavedMeanwhile):
    """What was typed of this report."""

    def __init__(self, theirs: Breach) -> None:
        super().__init__("Deze melding is in een ander tabblad bewaard. Kijk welke tekst de juiste is.", theirs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What somebody reports. `dossier_number` is what he typed, `subject` the dossier that has this number."""

    kind: BreachKind
    happened: str
    discovered_at: datetime
    dossier_number: str = ""
    subject: UUID | None = None


# ---------------------------------------------------------------- typing and sending
@transaction.atomic
def save_draft(*, version: int, content: Mapping[str, object], discovered_at: datetime | None = None, key: UUID | None = None, by: User) -> Breach:
    """Keep what is typed; the clock of a discovery that is known runs already, and its author finds it among his work.

    `version` is the one the page was opened with, 0 when there was none; `key` as `report_breach`. Raises DraftChanged when another tab saved meanwhile.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two tabs at once: one after the other
    draft = draft_of(by) or _begun(key, by)
    if draft.version != version:
        raise DraftChanged(draft)
    draft.content, draft.version, draft.saved_at = dict(content), draft.version + 1, clock.now()
    if discovered_at and discovered_at <= clock.now() and clock.now() - discovered_at <= LONGEST_AGO:
        _start_clocks(draft, discovered_at)
    draft.save()
    due = draft.internal_by or draft.begun_at
    work.add_task(kind=FINISH, title_key=FINISH, source_kind=SOURCE, source_id=draft.pk, assignee_id=by.pk, due_on=_day(due), by=by)
    return draft


@transaction.atomic
def report_breach(*, report: Report, key: UUID | None = None, by: User) -> Breach:
    """Send a report. The privacy officer and, where the protocol says so, who leads the reporter are told at once; both clocks run
    from the discovery, whenever it is reported (leek-2018 art. 3 lid 3; avg art. 33). `key` is the id that the page brought along: sent twice, it is there once. Raises Invalid
    for what cannot be right."""
    _check(report)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    sent: Breach | None = Breach.objects.filter(pk=key, reporter=by).exclude(state=BreachState.DRAFT).first() if key else None
    if sent is not None:
        return sent
    breach = draft_of(by) or _begun(key, by)
    require_step(breach, BreachState.REPORTED)
    breach.state, breach.content, breach.reported_at = BreachState.REPORTED, {}, clock.now()
    breach.kind, breach.happened = report.kind, report.happened.strip()
    breach.dossier_number, breach.subject = report.dossier_number.strip(), report.subject
    _start_clocks(breach, report.discovered_at)
    breach.save()
    _record(AccessEvent.BREACH_REPORTED, breach, by, reason=str(report.kind))
    work.complete_tasks_of(source_kind=SOURCE, source_id=breach.pk, by=by)
    _tell(breach, by)
    return breach


def _begun(key: UUID | None, by: User) -> Breach:
    """A new one. Raises Conflict for the id of somebody else's."""
    if key and Breach.objects.filter(pk=key).exists():
        raise Conflict("Deze pagina is al eerder verstuurd. Open een nieuwe.")
    now = clock.now()
    return Breach(id=key or time_ordered_id(), reporter=by, begun_at=now, saved_at=now)


def _check(report: Report) -> None:
    number = report.dossier_number.strip()
    if number and not (number.isascii() and number.isdigit() and len(number) == DIGITS):  # the column is plain: no words in it
        raise Invalid("Een dossiernummer heeft tien cijfers. Kijk het nummer na, of laat dit leeg.", field="dossier_number")
    if not report.happened.strip():
        raise Invalid("Schrijf op wat er gebeurde.", field="happened")
    if report.discovered_at > clock.now():
        raise Invalid("Het moment van ontdekking ligt in de toekomst.", field="discovered_on")
    if clock.now() - report.discovered_at > LONGEST_AGO:
        raise Invalid("Het moment van ontdekking ligt meer dan tien jaar terug. Kijk de datum na.", field="discovered_on")


def _start_clocks(breach: Breach, discovered_at: datetime) -> None:
    clocks = clocks_of(discovered_at)
    breach.discovered_at, breach.internal_by, breach.regulator_by = discovered_at, clocks.internal_by, clocks.regulator_by
    breach.protocol_version, breach.citations = clocks.protocol_version, list(clocks.citations)


def _tell(breach: Breach, by: User) -> None:
    due = _day(breach.regulator_by) if breach.regulator_by else clock.today()
    shared: dict[str, Any] = {"source_id": breach.pk, "dossier_id": breach.subject, "due_on": due, "by": by}
    work.add_task(kind=ASSESS, title_key=ASSESS, source_kind=SOURCE, role=MunicipalRole.PRIVACY_OFFICER, **shared)
    for leader in leaders_of(breach.reporter) if is_told_to_leaders(breach) else ():
        work.add_task(kind=TOLD, title_key=TOLD, source_kind=_for_leader(leader), assignee_id=leader.pk, **shared)
    for moment in _moments(breach):
        args = {"breach": breach.pk}
        work.enqueue(kind="access.breach", key=f"{breach.pk}:{moment:%Y%m%dT%H%M}", args=args, run_after=max(moment, clock.now()), by=SYSTEM)


def _for_leader(leader: User) -> str:
    return f"{SOURCE}.{leader.pk.hex}"


def _moments(breach: Breach) -> tuple[datetime, ...]:
    return (breach.regulator_by - WARN, breach.regulator_by) if breach.regulator_by else ()


# ---------------------------------------------------------------- looking
@transaction.atomic
def open_breach(*, breach_id: UUID, by: User) -> Breach:
    """One report, for who may know of it; a leader who was told has then read it. Raises Http404 for everybody else."""
    breach = breach_for(by, breach_id)
    if breach is None:
        raise Http404
    _look(AccessEvent.BREACH_SEEN, breach, by)
    if breach.reporter_id != by.pk:
        work.complete_tasks_of(source_kind=_for_leader(by), source_id=breach.pk, by=by)
    return breach


# ---------------------------------------------------------------- what is done about it
@transaction.atomic
def add_measure(*, breach: Breach, text: str, done_at: datetime, key: UUID | None = None, by: User) -> BreachStep:
    """What was done to undo or limit the consequences, by whom and when; whether or not the report was in time (leek-2018 art. 3
    lid 3). `key` as `report_breach`. Raises Invalid without words or for a moment that has not come, Conflict for a closed report."""
    if not text.strip():
        raise Invalid("Schrijf op wat er is gedaan.", field="text")
    found = _locked(breach, by)
    before: BreachStep | None = BreachStep.objects.filter(pk=key).first() if key else None
    if before is not None and before.breach_id != found.pk:
        raise Conflict("Deze pagina is al eerder verstuurd. Open een nieuwe.")
    return before or _step(found, BreachStepKind.MEASURE, done_at, text, by, key=key)


@transaction.atomic
def assess_breach(*, breach: Breach, risk: BreachRisk, text: str, by: User) -> BreachStep:
    """Say what it can mean for the people concerned, and why. A later assessment takes the place of the one before, and asks for the
    decisions again, with what reminds of them. Raises PermissionDenied for who does not handle breaches, Invalid without a reason, Conflict for a closed report."""
    found = _handled(breach, by)
    require_step(found, BreachState.ASSESSED)
    if not text.strip():
        raise Invalid("Leg uit waarom het risico zo is.", field="text")
    _forget_regulator(found, by)
    step = _step(found, BreachStepKind.ASSESSMENT, clock.now(), text, by, risk=risk)
    found.state = BreachState.ASSESSED
    found.save(update_fields=["state"])
    remind(breach_id=found.pk, by=by)
    return step


@transaction.atomic
def decide_telling(
    *, breach: Breach, kind: BreachStepKind, outcome: BreachOutcome, text: str = "", reference: str = "", done_at: datetime | None = None, by: User
) -> BreachStep:
    """Whether the regulator or the people concerned were told, when, and why not (avg art. 33 and 34).

    Raises Invalid for not telling the regulator while there is a risk, for not telling or telling late without a reason, and for a moment
    that has not come; Conflict before the assessment and after closing; PermissionDenied for who does not handle breaches.
    """
    found = _handled(breach, by)
    standing = standing_of(steps_of(found))
    if standing.risk is None or found.state != BreachState.ASSESSED:
        raise Conflict("Schat eerst het risico in. Na het afsluiten verandert er niets meer.")
    if outcome == BreachOutcome.NOT_TOLD and must_tell(kind, standing.risk):
        raise Invalid("Bij een risico is melden bij de toezichthouder verplicht. Is er toch geen risico, schat het dan opnieuw in.", field="outcome")
    moment = done_at or clock.now()
    late = found.regulator_by is not None and moment > found.regulator_by
    if wants_reason(kind, outcome, late) and not text.strip():
        raise Invalid("Leg uit waarom niet of pas later is gemeld.", field="text")
    step = _step(found, kind, moment, text, by, outcome=outcome, reference=reference)
    if kind == BreachStepKind.REGULATOR:
        _forget_regulator(found, by)
    return step


@transaction.atomic
def add_affected(*, breach: Breach, subjects: Collection[UUID], found_in: str, by: User) -> int:
    """Whose data are in it. Returns how many were new; a second time it is 0. Errors as `assess_breach`."""
    found = _handled(breach, by)
    _not_closed(found)
    known = set(BreachAffected.objects.filter(breach=found).values_list("subject", flat=True))
    new = [subject for subject in dict.fromkeys(subjects) if subject not in known]
    for subject in new:
        BreachAffected.objects.create(breach=found, subject=subject, found_in=found_in, added_at=clock.now(), added_by=by)
    if new:
        _record(AccessEvent.BREACH_AFFECTED, found, by, object_ids=new)
    return len(new)


@transaction.atomic
def close_breach(*, breach: Breach, lessons: str, by: User) -> Breach:
    """It is dealt with. Raises Conflict while a step is missing or when it was closed before, Invalid without what was learned."""
    found = _handled(breach, by)
    require_step(found, BreachState.CLOSED)
    missing = missing_to_close(standing_of(steps_of(found)))
    if missing:
        raise Conflict("Nog niet alles is vastgelegd: maatregelen, inschatting, toezichthouder en betrokkenen horen erbij.")
    if not lessons.strip():
        raise Invalid("Schrijf op wat er wordt gedaan om herhaling te voorkomen.", field="lessons")
    found.state, found.closed_at, found.closed_by, found.lessons = BreachState.CLOSED, clock.now(), by, lessons.strip()
    found.save(update_fields=["state", "closed_at", "closed_by", "lessons"])
    work.complete_tasks_of(source_kind=SOURCE, source_id=found.pk, by=by)
    _forget_regulator(found, by)
    _record(AccessEvent.BREACH_CLOSED, found, by)
    return found


# ---------------------------------------------------------------- reminders
@transaction.atomic
def remind(*, breach_id: UUID | None = None, by: Actor) -> int:
    """Of reports about which nothing was decided towards the regulator: one reminder a day before the 72 hours are over, and one when
    they are. Computed from the rows as they stand, so that asking often changes nothing. Returns how many are due."""
    rows = Breach.objects.filter(state__in=[BreachState.REPORTED, BreachState.ASSESSED], regulator_by__lte=clock.now() + WARN)
    due = 0
    for breach in rows.filter(pk=breach_id) if breach_id else rows:
        standing = standing_of(steps_of(breach))
        if standing.regulator is not None or breach.regulator_by is None:
            continue
        due += 1
        kinds = (SOON, LATE) if breach.regulator_by <= clock.now() else (SOON,)
        for kind in kinds:
            work.add_task(
                kind=kind, title_key=kind, source_kind=_regulator(standing.assessment), source_id=breach.pk, dossier_id=breach.subject,
                role=MunicipalRole.PRIVACY_OFFICER, due_on=_day(breach.regulator_by), by=by,
            )  # fmt: skip
    return due


def _regulator(assessment: BreachStep | None) -> str:
    """Who assesses anew decides anew, and is reminded anew: each assessment asks by itself."""
    return f"{SOURCE}.regulator.{assessment.pk.hex}" if assessment else f"{SOURCE}.regulator"


def _forget_regulator(breach: Breach, by: Actor) -> None:
    for assessment in (None, standing_of(steps_of(breach)).assessment):
        work.complete_tasks_of(source_kind=_regulator(assessment), source_id=breach.pk, by=by)


# ---------------------------------------------------------------- inside
def _locked(breach: Breach, by: User) -> Breach:
    if breach_for(by, breach.pk) is None:
        raise PermissionDenied
    found: Breach = Breach.objects.select_for_update(of=("self",), no_key=True).select_related("reporter").get(pk=breach.pk)
    return found


def _handled(breach: Breach, by: User) -> Breach:
    if not handles_breaches(by):
        raise PermissionDenied("Dit doet de privacyfunctionaris.")
    return _locked(breach, by)


def _not_closed(breach: Breach) -> None:
    if breach.state in (BreachState.DRAFT, BreachState.CLOSED):
        raise Conflict("Deze melding is nog niet verstuurd of al afgesloten. Kijk hoe zij er nu voor staat.")


def _step(
    breach: Breach, kind: BreachStepKind, done_at: datetime, text: str, by: User, *, risk: str = "", outcome: str = "", reference: str = "",
    key: UUID | None = None,
) -> BreachStep:  # fmt: skip
    _not_closed(breach)
    if done_at > clock.now():
        raise Invalid("Dit moment ligt in de toekomst.", field="done_on")
    step: BreachStep = BreachStep.objects.create(
        id=key or time_ordered_id(), breach=breach, kind=kind, risk=risk, outcome=outcome, done_at=done_at, text=text.strip(), reference=reference.strip(),
        recorded_at=clock.now(), recorded_by=by,
    )  # fmt: skip
    _record(AccessEvent.BREACH_STEP, breach, by, reason=str(kind))
    return step


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.AMSTERDAM).date()


def _record(event: AccessEvent, breach: Breach, by: Actor, **details: object) -> None:
    record(event, by=by, subject_kind="breach", subject_id=breach.pk, dossier_id=breach.subject, **details)  # type: ignore[arg-type]


def _look(event: AccessEvent, breach: Breach, by: User) -> None:
    look(event, by=by, subject_kind="breach", subject_id=breach.pk, dossier_id=breach.subject)
