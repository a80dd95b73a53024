"""The five steps of the Meldcode, each with its own facts, by whom and when. What was written down stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from access.models import User
from dossiers.models import Meldcode, MeldcodeAdvice, MeldcodeDecision, MeldcodeSignal, MeldcodeTalk, MeldcodeWeighing
from dossiers.policies.meldcode import comes_first, leads_of, reporting_is_norm
from dossiers.selectors.meldcode import Written, done_of, written
from dossiers.selectors.once import made_before
from dossiers.services.meldcode import CARRY_OUT, SOURCE, THINK_ALONG, claim_running, end_meldcode, log_written
from dossiers.states.safety import AdviceFrom, MeldcodeState, MeldcodeStep, NotSpoken, SignalKind, WeighAnswer
from privacy_domain import clock
from privacy_domain.operation import time_ordered_id
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work


@dataclass(frozen=True, slots=True)
class Advice:
    """Who thought along and what came of it. `who`: name and function; `lead`: the account of the team leader, when it was he."""

    source: AdviceFrom
    given_on: date
    text: str
    who: str = ""
    lead: UUID | None = None
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Talked:
    """What was said, with whom and when; or, not spoken, why not."""

    spoken: bool
    text: str
    spoken_on: date | None = None
    with_whom: str = ""
    why_not: NotSpoken | None = None


@dataclass(frozen=True, slots=True)
class Weighing:
    """The answers to the five questions of the weighing framework, the second in two parts, and why."""

    suspicion: bool
    acute: bool
    structural: bool
    able: WeighAnswer
    accepted: WeighAnswer
    leads_to_safety: WeighAnswer
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The two decisions. With a report: the day on which those concerned were told, or why that was not safe."""

    report: bool
    helps: bool
    text: str
    departs_because: str = ""
    told_on: date | None = None
    not_told_because: str = ""


@transaction.atomic
def record_signal(*, meldcode: Meldcode, kind: SignalKind, noticed_on: date, text: str, key: UUID | None = None, by: User) -> MeldcodeSignal:
    """Step 1. Raises Invalid for a day to come or without words, Conflict and Http404 as every step: when the plan does not run,
    and for who is not involved."""
    found = made_before(MeldcodeSignal, key, meldcode_id=meldcode.pk)
    if found is not None:
        return found
    running, _rows = _take(meldcode, MeldcodeStep.SIGNALS, by)
    _past(noticed_on, "noticed_on")
    _words(text, "text", "Schrijf op wat je hebt gezien of gehoord.")
    row = MeldcodeSignal(id=key or time_ordered_id(), dossier=running.dossier, meldcode=running, at=clock.now(), by=by)
    row.kind, row.noticed_on, row.text = SignalKind(kind), noticed_on, text.strip()
    row.save(force_insert=True)
    log_written(meldcode=running, by=by)
    return row


@transaction.atomic
def record_advice(*, meldcode: Meldcode, advice: Advice, key: UUID | None = None, by: User) -> MeldcodeAdvice:
    """Step 2. The team leader gets a task to read what was written down and to say that he was consulted. Veilig Thuis gives
    advice without hearing who it is about: what names the client is a disclosure. Raises Invalid, and as `record_signal`.
    """
    found = made_before(MeldcodeAdvice, key, meldcode_id=meldcode.pk)
    if found is not None:
        return found
    running, _rows = _take(meldcode, MeldcodeStep.ADVICE, by)
    _past(advice.given_on, "given_on")
    _words(advice.text, "text", "Schrijf op wat het advies was.")
    _check_adviser(advice, running, by)
    row = MeldcodeAdvice(
        id=key or time_ordered_id(),
        dossier=running.dossier,
        meldcode=running,
        at=clock.now(),
        by=by,
        source=AdviceFrom(advice.source),
        anonymous=advice.anonymous,
    )
    row.who, row.given_on, row.text = advice.who.strip(), advice.given_on, advice.text.strip()
    row.lead_id = advice.lead if advice.source == AdviceFrom.LEAD else None
    row.save(force_insert=True)
    if row.lead_id:
        _task(THINK_ALONG, row, row.lead_id, by)
    log_written(meldcode=running, by=by)
    return row


def _check_adviser(advice: Advice, meldcode: Meldcode, by: User) -> None:
    if advice.source == AdviceFrom.LEAD:
        if advice.lead not in {user.pk for user in leads_of(meldcode.dossier, but=by, on=clock.today())}:
            raise Invalid("Kies met welke leidinggevende je hebt overlegd.", field="lead")
    elif not advice.who.strip():
        raise Invalid("Vul in wie heeft meegedacht: naam en functie.", field="who")
    if advice.source == AdviceFrom.VEILIG_THUIS and not advice.anonymous:
        raise Invalid(
            "Vraag Veilig Thuis om advies zonder te zeggen om wie het gaat. Wil je gegevens geven, kijk dan eerst of dat mag.", field="anonymous"
        )


@transaction.atomic
def record_talk(*, meldcode: Meldcode, talked: Talked, key: UUID | None = None, by: User) -> MeldcodeTalk:
    """Step 3: the talk with those concerned, or why there was none. Raises Invalid, and as `record_signal`."""
    found = made_before(MeldcodeTalk, key, meldcode_id=meldcode.pk)
    if found is not None:
        return found
    running, _rows = _take(meldcode, MeldcodeStep.TALK, by)
    if talked.spoken:
        if talked.spoken_on is None:
            raise Invalid("Vul in wanneer je hebt gesproken.", field="spoken_on")
        _past(talked.spoken_on, "spoken_on")
        _words(talked.with_whom, "with_whom", "Vul in met wie je hebt gesproken.")
        _words(talked.text, "text", "Schrijf op wat er is gezegd.")
    else:
        if talked.why_not is None:
            raise Invalid("Kies waarom je niemand hebt gesproken.", field="why_not")
        _words(talked.text, "text", "Schrijf op waarom je niemand hebt gesproken.")
    row = MeldcodeTalk(id=key or time_ordered_id(), dossier=running.dossier, meldcode=running, at=clock.now(), by=by)
    row.spoken, row.text = talked.spoken, talked.text.strip()
    row.spoken_on = talked.spoken_on if talked.spoken else None
    row.with_whom = talked.with_whom.strip() if talked.spoken else ""
    row.why_not = str(talked.why_not) if talked.why_not and not talked.spoken else ""
    row.save(force_insert=True)
    log_written(meldcode=running, by=by)
    return row


@transaction.atomic
def record_weighing(*, meldcode: Meldcode, weighing: Weighing, key: UUID | None = None, by: User) -> MeldcodeWeighing:
    """Step 4: the five questions of the compulsory framework. Weighed again, the last counts. Raises Invalid without reasons,
    Conflict before the steps that come first, and as `record_signal`."""
    found = made_before(MeldcodeWeighing, key, meldcode_id=meldcode.pk)
    if found is not None:
        return found
    running, _rows = _take(meldcode, MeldcodeStep.WEIGH, by)
    _words(weighing.text, "text", "Schrijf op waarom je dit zo weegt.")
    row = MeldcodeWeighing(id=key or time_ordered_id(), dossier=running.dossier, meldcode=running, at=clock.now(), by=by)
    for name in ("suspicion", "acute", "structural", "able", "accepted", "leads_to_safety"):
        setattr(row, name, getattr(weighing, name))
    row.text = weighing.text.strip()
    row.save(force_insert=True)
    log_written(meldcode=running, by=by)
    return row


@transaction.atomic
def decide_meldcode(*, meldcode: Meldcode, decision: Decision, by: User) -> MeldcodeDecision:
    """Step 5: report or not, help or not. Not reporting where that is the norm asks why; reporting asks whether those concerned
    were told beforehand (leiden-2016 bijlage I rij 2: unless it is not safe). Who decides to report gets a task until it was done.
    Raises Invalid, Conflict before the weighing or twice, and as `record_signal`.
    """
    running, rows = _take(meldcode, MeldcodeStep.DECIDE, by)
    _check_decision(decision, rows)
    row = MeldcodeDecision(dossier=running.dossier, meldcode=running, at=clock.now(), by=by)
    row.report, row.helps, row.text = decision.report, decision.helps, decision.text.strip()
    row.departs_because = "" if decision.report else decision.departs_because.strip()
    row.told_on = decision.told_on if decision.report else None
    row.not_told_because = decision.not_told_because.strip() if decision.report and decision.told_on is None else ""
    row.save(force_insert=True)
    end_meldcode(meldcode=running, state=MeldcodeState.DECIDED, by=by)
    if decision.report:
        _task(CARRY_OUT, row, by.pk, by)
    log_written(meldcode=running, by=by)
    return row


def _check_decision(decision: Decision, rows: Written) -> None:
    _words(decision.text, "text", "Schrijf op waarom je dit besluit.")
    if not decision.report:
        if reporting_is_norm(rows.weighings[-1]):
            _words(decision.departs_because, "departs_because", "Na deze weging is melden de norm. Schrijf op waarom je niet meldt.")
        return
    if decision.told_on is not None:
        _past(decision.told_on, "told_on")
    else:
        _words(
            decision.not_told_because,
            "not_told_because",
            "Vertel de betrokkenen vooraf dat je meldt. Is dat niet veilig, schrijf dan op waarom.",
        )


def _take(meldcode: Meldcode, step: MeldcodeStep, by: User) -> tuple[Meldcode, Written]:
    """The running plan, locked, and what stands in it; Conflict when other steps come first."""
    running = claim_running(meldcode=meldcode, by=by)
    rows = written(running)
    waiting = comes_first(step, done_of(rows, clock.today()))
    if waiting:
        raise Conflict(f"Doe eerst stap {', '.join(str(int(one)) for one in waiting)}.")
    return running, rows


def _past(day: date, field: str) -> None:
    if day > clock.today():
        raise Invalid("Kies een dag die niet later is dan vandaag.", field=field)


def _words(text: str, field: str, message: str) -> None:
    if not text.strip():
        raise Invalid(message, field=field)


def _task(kind: str, row: MeldcodeAdvice | MeldcodeDecision, user_id: UUID, by: User) -> None:
    work.add_task(
        kind=kind,
        title_key=kind,
        source_kind=SOURCE[kind],
        source_id=row.pk,
        due_on=clock.today(),
        dossier_id=row.dossier_id,
        assignee_id=user_id,
        by=by,
    )
