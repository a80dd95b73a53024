"""Complaints, objections and second requests: taken in, given to a handler whom that opens the dossier, heard, adjourned, ended."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from access import policies as gate
from access import services as access
from access.models import User
from access.policies import another_person_decides
from access.selectors import visible_among
from access.states import GroundKind, Reason
from dossiers.models import Dossier
from dossiers.selectors.life import dossier_by_its_number
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.operation import Actor, time_ordered_id
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work
from requests.events import RequestEvent
from requests.models import Case, CaseStep, SubjectRequest
from requests.policies.cases import OMBUDSMAN, case_days, case_rules, is_for_an_appointed_handler, spoken_with
from requests.selectors.cases import (
    HANDLERS,
    case_for,
    cases_for,
    decided_requests,
    kinds_done,
    kinds_for,
    locked_case,
    open_tasks,
    who_can_handle,
)
from requests.states import CASE_TRANSITIONS, JUDGEMENTS, WITHOUT_HANDLER, CaseKind, CaseOutcome, CaseState, CaseStepKind, CaseTarget, Received
from retention.services import Cause, Held, end_holds_of, place_hold
from retention.states import HoldReason

SOURCE, GIVE, HANDLE, DUE = "requests.case", "give_case", "handle_case", "case_due"
NOT_KNOWN = "Dit dossier ken je niet. Kijk of het nummer klopt."
_GROUNDS = {CaseKind.COMPLAINT: (GroundKind.COMPLAINT, Reason.COMPLAINT)}
_OBJECTING = (GroundKind.OBJECTION, Reason.OBJECTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseIntake:
    """What is known when a case comes in. The words are the person's own."""

    kind: CaseKind
    target: CaseTarget = CaseTarget.MUNICIPALITY
    channel: Received
    received_on: date
    words: str
    organisation: str = ""
    asked: str = ""
    decided_on: date | None = None
    request: SubjectRequest | None = None
    committee: bool = False
    late_because: str = ""


# ---------------------------------------------------------------- coming in
@transaction.atomic
def register_case(*, dossier: Dossier, intake: CaseIntake, by: User) -> Case:
    """Somebody is not content; from now on nothing of him is destroyed until it is over. What another organisation did is recorded and
    passed on to its own scheme, or to the civil court, and not judged here (leek-2018 and landsmeer-2016 art. 14).

    Raises Http404 for who may not know of the dossier, Invalid for what is not open here, without words, without the organisation, for a day to
    come, and for an objection without the day of the decision, or too late without a reason to hear it all the same.
    """
    _may_register(dossier, by)
    rules = case_rules(intake.received_on)
    _check(dossier, intake, rules.kinds)
    passed_on = intake.target == CaseTarget.OTHER
    days = case_days(intake.kind, intake.received_on, decided_on=intake.decided_on, asked=intake.asked, committee=intake.committee)
    if days.file_by and intake.received_on > days.file_by and not passed_on and not intake.late_because.strip():
        raise Invalid("Dit kwam na de laatste dag om bezwaar te maken. Schrijf op waarom het toch in behandeling komt.", field="late_because")
    case = Case(
        dossier=dossier, number=f"{secrets.randbelow(10**8):08d}", kind=intake.kind, request=intake.request, target=intake.target,
        asked=intake.asked if intake.kind == CaseKind.SECOND_REQUEST else "", channel=intake.channel, received_on=intake.received_on,
        decided_on=intake.decided_on, file_by=days.file_by, committee=intake.committee, due_on=None if passed_on else days.due_on,
        stage=_first_stage(intake, rules) if intake.kind == CaseKind.COMPLAINT else "", protocol_version=rules.protocol_version,
        citations=list(dict.fromkeys((*(rules.complaint_citations if intake.kind == CaseKind.COMPLAINT else rules.remedy_citations), *days.citations))),
        registered_at=clock.now(), registered_by=by,
    )  # fmt: skip
    case.words, case.organisation, case.late_because = intake.words.strip(), intake.organisation.strip(), intake.late_because.strip()
    case.save(force_insert=True)
    _record(RequestEvent.CASE_REGISTERED, case, by, reason=str(intake.kind))
    if passed_on:
        return _end(case, CaseOutcome.PASSED_ON, "Dit hoort bij de andere organisatie en is daarheen verwezen.", by)
    _hold(case, by)
    _ask_to_give(case, by)
    return case


def _may_register(dossier: Dossier, by: User) -> None:
    if kinds_for(by):
        if gate.consider(by, dossier.pk, on=clock.today()).excluded:
            raise Http404
        return
    gate.enter(by, dossier.pk, on=clock.today())


def _check(dossier: Dossier, intake: CaseIntake, kinds: tuple[CaseKind, ...]) -> None:
    if intake.kind not in kinds:
        raise Invalid("Dit kent het protocol hier niet. Kies wat hier wel openstaat.", field="kind")
    if not intake.words.strip():
        raise Invalid("Schrijf op waar iemand niet tevreden over is, in zijn eigen woorden.", field="words")
    if intake.received_on > clock.today():
        raise Invalid("Deze dag moet nog komen.", field="received_on")
    if intake.target == CaseTarget.OTHER and not intake.organisation.strip():
        raise Invalid("Schrijf op over welke organisatie het gaat.", field="organisation")
    if intake.kind == CaseKind.OBJECTION and intake.decided_on is None:
        raise Invalid("Vul in op welke dag het besluit is verzonden.", field="decided_on")
    if intake.decided_on is not None and intake.decided_on > intake.received_on:
        raise Invalid("Het besluit is van na het bezwaar. Kijk de dagen na.", field="decided_on")
    if intake.request is not None and intake.request.person_id != dossier.person_id:
        raise Invalid("Dit besluit gaat over iemand anders. Kies een besluit over deze persoon.", field="request")
    if intake.request is not None and intake.kind != CaseKind.COMPLAINT and intake.request.decided_on is None:
        raise Invalid("Op dit verzoek is nog niet beslist. Kies een verzoek waarop een brief met de beslissing uitging.", field="request")
    if intake.kind == CaseKind.SECOND_REQUEST and not intake.asked:
        raise Invalid("Kies wat opnieuw wordt gevraagd.", field="asked")


def _first_stage(intake: CaseIntake, rules: Any) -> str:
    elsewhere = next((item.code for item in rules.outside if item.code != OMBUDSMAN), "other_organisation")
    return str(elsewhere if intake.target == CaseTarget.OTHER else rules.stages[0].code)


def _hold(case: Case, by: User) -> None:
    complaint = case.kind == CaseKind.COMPLAINT
    place_hold(
        held=Held(case.dossier.person, case.dossier),
        reason=HoldReason.COMPLAINT if complaint else HoldReason.OBJECTION,
        explanation="Er loopt een klacht." if complaint else "Er loopt een bezwaar of een tweede verzoek.",
        cause=Cause(SOURCE, case.pk),
        by=by,
    )


def _ask_to_give(case: Case, by: User) -> None:
    work.add_task(
        kind=GIVE, title_key=GIVE, source_kind=f"{SOURCE}.{case.stage or case.kind}", source_id=case.pk, dossier_id=case.dossier_id,
        role=str(HANDLERS[CaseKind(case.kind)]), due_on=case.due_on, by=by,
    )  # fmt: skip


# ---------------------------------------------------------------- a handler
@transaction.atomic
def assign_case(*, case: Case, handler: User, by: User) -> Case:
    """Give it to somebody. Who was appointed for it comes in the dossier for as long as it runs, where the protocol lets him in (leek-2018
    art. 7 lid 2 onder b; landsmeer-2016 art. 7 lid 2; leiden-2016 art. 11 lid 2 for complaints); who had it before does not any more.

    Raises PermissionDenied for who gives no cases out, NotYourOwnRights for oneself, Invalid for who was involved or was not appointed, Conflict
    when it has ended or is his already.
    """
    found = _running(case, by, CaseState.RUNNING)
    if CaseKind(found.kind) not in kinds_for(by):
        raise PermissionDenied("Zaken verdelen doet wie daarvoor is aangewezen.")
    another_person_decides(handler.pk, by)
    if handler.pk not in {user.pk for user in who_can_handle(found, without=by)}:
        raise Invalid("Deze collega kan deze zaak niet behandelen: niet aangewezen, of betrokken bij de ondersteuning.", field="handler")
    if found.handler_id == handler.pk:
        raise Conflict("Deze collega behandelt deze zaak al.")
    _take_back(found, by)
    found.handler, found.state = handler, CaseState.RUNNING
    found.save(update_fields=["handler", "state"])
    if is_for_an_appointed_handler(CaseKind(found.kind), found.stage):
        kind, reason = _GROUNDS.get(CaseKind(found.kind), _OBJECTING)
        access.place_ground(
            subject=found.dossier_id, kind=kind, principal=handler, source_kind=SOURCE, source=found.pk,
            opened_on=found.dossier.opened_on, reason=reason, by=by,
        )  # fmt: skip
    given = _step(found, CaseStepKind.ASSIGNED, clock.today(), handler.display_name, by)
    _record(RequestEvent.CASE_ASSIGNED, found, by, on_behalf_of=handler.pk)
    work.add_task(  # named by the step: who had it before and gets it again, has a task again
        kind=HANDLE, title_key=HANDLE, source_kind=f"{SOURCE}.{given.pk.hex}", source_id=found.pk, dossier_id=found.dossier_id,
        assignee_id=handler.pk, due_on=found.due_on, by=by,
    )  # fmt: skip
    return found


def _take_back(case: Case, by: Actor, *, over: bool = False) -> None:
    """Who handled it comes in no more, and nothing of it stands among his work; `over`: nor among that of who watches the last day."""
    access.end_grounds_of(source_kind=SOURCE, source=case.pk, by=by)
    for task in open_tasks(case):
        if task.kind != DUE or task.assignee_id or over:
            work.complete_task(task_id=task.pk, by=by)


# ---------------------------------------------------------------- what is done
@transaction.atomic
def record_case_step(*, case: Case, kind: CaseStepKind, text: str, done_on: date, by: User) -> CaseStep:
    """A confirmation, a talk, mediation, a hearing, or that somebody did not want to be heard. While nobody handles it, who gives it out
    confirms the receipt. Raises Invalid without words or for a day to come, PermissionDenied for who does not handle it, Conflict when it
    has ended."""
    found = _mine(case, by, waiting=kind == CaseStepKind.ACKNOWLEDGED)
    if not text.strip():
        raise Invalid("Schrijf op wat er is gezegd of afgesproken.", field="text")
    if done_on > clock.today():
        raise Invalid("Deze dag moet nog komen.", field="done_on")
    step = _step(found, kind, done_on, text, by)
    _record(RequestEvent.CASE_STEP, found, by, reason=str(kind))
    return step


@transaction.atomic
def adjourn_case(*, case: Case, text: str, by: User) -> Case:
    """Put the last day off, once, with a reason that the person hears (awb art. 7:10 lid 3 and 9:11 lid 2). Raises Conflict when the last day
    has passed, when it was put off before, and for a second request, which has the term of a first one."""
    found = _mine(case, by)
    if not text.strip():
        raise Invalid("Schrijf op waarom er meer tijd nodig is, en hoe de persoon dat hoorde.", field="text")
    if found.kind == CaseKind.SECOND_REQUEST or found.adjourned_on or (found.due_on and found.due_on < clock.today()):
        raise Conflict("Verdagen kan één keer, en alleen zolang de termijn nog loopt.")
    days = case_days(
        CaseKind(found.kind), found.received_on, decided_on=found.decided_on, asked=found.asked, committee=found.committee, adjourned=True
    )
    found.adjourned_on, found.due_on, found.citations = clock.today(), days.due_on, list(dict.fromkeys((*found.citations, *days.citations)))
    found.save(update_fields=["adjourned_on", "due_on", "citations"])
    for task in open_tasks(found):
        if task.kind == DUE:
            work.complete_task(task_id=task.pk, by=by)  # of the day that does not count any more
        else:
            work.postpone_task(task_id=task.pk, due_on=found.due_on, by=by)
    _step(found, CaseStepKind.ADJOURNED, clock.today(), text, by)
    _record(RequestEvent.CASE_ADJOURNED, found, by)
    return found


@transaction.atomic
def next_stage(*, case: Case, text: str, by: User) -> Case:
    """The person is not content with this stage of his complaint: it goes to the next one (leiden-2016 art. 19), and waits for who handles
    that. After the last one of the municipality it ends, and the closing letter names the ombudsman. A stage is over when somebody spoke
    with the person in it, and the last one of the municipality when he was heard. Errors as `record_case_step`."""
    found = _mine(case, by)
    if not text.strip():
        raise Invalid("Schrijf op waarom dit niet naar wens is afgerond.", field="text")
    following = case_rules(found.received_on).following(found.stage)
    if found.kind != CaseKind.COMPLAINT or following is None:
        raise Conflict("Na deze stap is er geen volgende. Sluit de zaak af.")
    if not spoken_with(CaseKind(found.kind), found.stage, kinds_done(found)):
        raise Invalid("Leg eerst vast dat in deze fase met de persoon is gesproken, of dat hij dat niet wilde.", field="text")
    _step(found, CaseStepKind.STAGE, clock.today(), text, by)
    _record(RequestEvent.CASE_STAGE, found, by, reason=following.code)
    if following.code == OMBUDSMAN:
        return _end(found, CaseOutcome.PASSED_ON, text, by)
    _take_back(found, by)
    found.stage, found.state, found.handler = following.code, CaseState.RECEIVED, None
    found.save(update_fields=["stage", "state", "handler"])
    _ask_to_give(found, by)
    return found


@transaction.atomic
def end_case(*, case: Case, outcome: CaseOutcome, findings: str, by: User) -> Case:
    """It is over: the handler does not come in any more, and nothing is held any more. Nobody judges without having offered to hear the
    person in the stage that judges (awb art. 7:2 and 9:10). While nobody handles it, who gives it out can only write down that it was taken
    back or belongs elsewhere. Raises Invalid without findings or without a hearing, PermissionDenied for who does not handle it, Conflict
    when it ended before."""
    found = _mine(case, by, waiting=outcome in WITHOUT_HANDLER)
    if not findings.strip():
        raise Invalid("Schrijf op wat de bevindingen en de conclusie zijn.", field="findings")
    if outcome in JUDGEMENTS and not spoken_with(CaseKind(found.kind), found.stage, kinds_done(found)):
        raise Invalid("Leg eerst vast dat de persoon is gehoord, of dat hij dat niet wilde.", field="outcome")
    return _end(found, outcome, findings, by)


def _end(case: Case, outcome: CaseOutcome, findings: str, by: User) -> Case:
    _take_back(case, by, over=True)
    case.state, case.outcome, case.findings, case.ended_at, case.ended_by = CaseState.ENDED, outcome, findings.strip(), clock.now(), by
    case.save(update_fields=["state", "outcome", "findings", "ended_at", "ended_by"])
    end_holds_of(cause=Cause(SOURCE, case.pk), by=by)
    _record(RequestEvent.CASE_ENDED, case, by, reason=str(outcome))
    return case


# ---------------------------------------------------------------- looking
@transaction.atomic
def open_cases(*, by: User) -> list[Case]:
    """The cases that somebody may know of."""
    rows = cases_for(by)
    look(RequestEvent.CASES_SEEN, subject_kind="case", object_ids=[row.dossier_id for row in rows], by=by)
    return rows


@transaction.atomic
def open_case(*, case_id: UUID, by: User) -> Case:
    """One case. Raises Http404 for who may not know of it."""
    case = case_for(by, case_id)
    if case is None:
        raise Http404
    look(RequestEvent.CASE_SEEN, subject_kind="case", subject_id=case.pk, dossier_id=case.dossier_id, person_id=case.dossier.person_id, by=by)
    return case


def decisions_for(*, subject: UUID, by: User) -> list[SubjectRequest]:
    """The decisions on requests of the client from whose dossier somebody comes, if it is his to see: an objection is against one of them."""
    if subject not in visible_among(by, [subject]):
        return []
    dossier = Dossier.objects.filter(pk=subject).first()
    return decided_requests(dossier) if dossier else []


def dossier_for_case(*, number: str, by: User) -> Dossier:
    """The dossier with this number, for who takes a case in. Raises Invalid for one that he may not know of, as for none."""
    found = dossier_by_its_number(number.strip())
    if found is None or not (kinds_for(by) or visible_among(by, [found.pk])):
        raise Invalid(NOT_KNOWN, field="number")
    if gate.consider(by, found.pk, on=clock.today()).excluded:
        raise Invalid(NOT_KNOWN, field="number")
    return found


# ---------------------------------------------------------------- inside
def _running(case: Case, by: User, into: CaseState) -> Case:
    if case_for(by, case.pk) is None:
        raise Http404
    found = locked_case(case)
    if into not in CASE_TRANSITIONS[CaseState(found.state)]:
        raise Conflict("Deze zaak is al afgelopen.")
    return found


def _mine(case: Case, by: User, *, waiting: bool = False) -> Case:
    """The case for who handles it; `waiting`: also for who gives it out, while nobody does."""
    found = _running(case, by, CaseState.ENDED)
    gives = waiting and found.handler_id is None and CaseKind(found.kind) in kinds_for(by)
    if found.handler_id != by.pk and not gives:
        raise PermissionDenied("Dit doet wie de zaak behandelt.")
    return found


def _step(case: Case, kind: CaseStepKind, done_on: date, text: str, by: User) -> CaseStep:
    step = CaseStep(
        id=time_ordered_id(),
        dossier_id=case.dossier_id,
        case=case,
        kind=kind,
        stage=case.stage,
        done_on=done_on,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    step.text = text.strip()
    step.save(force_insert=True)
    return step


def _record(event: RequestEvent, case: Case, by: Actor, *, reason: str = "", on_behalf_of: UUID | None = None) -> None:
    record(
        event, subject_kind=f"case:{case.kind}", subject_id=case.pk, dossier_id=case.dossier_id, person_id=case.dossier.person_id, reason=reason,
        on_behalf_of=on_behalf_of, by=by,
    )  # fmt: skip
