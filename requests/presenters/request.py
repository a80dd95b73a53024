"""What the page of one request shows: the day that counts, how it was counted, the steps, and what happened."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.models import User
from privacy_domain import clock
from privacy_domain.people.presenters import display_name
from privacy_domain.protocols import book
from privacy_domain.web.templatetags.domain import date_nl
from requests.models import ClockStop, Reminder, SubjectRequest
from requests.policies.holder import AUTHORITY, Standing
from requests.policies.terms import RequestTerm, StepKind, TermStep, stop_grounds
from requests.presenters.desk import deadline, line, stands_still
from requests.presenters.package import package_steps
from requests.selectors.extension import letter_is_outdated
from requests.selectors.opened import Opened
from requests.states import (
    AWAITING_DECISION,
    EXECUTED_BY,
    Ending,
    ExtensionReason,
    Identification,
    Lateness,
    Received,
    Recipient,
    Requester,
    RequestKind,
    RequestState,
)


def page(opened: Opened, user: User) -> dict[str, Any]:
    """The page of one request."""
    request, today = opened.request, clock.today()
    standing_still = stands_still(request)
    return {
        "request_row": request,
        "name": display_name(request.person),
        "kind": RequestKind(request.kind).label,
        "state": RequestState(request.state).label,
        "late": bool(request.due_on and request.due_on < today),
        "standing_still": standing_still,
        "clock": _clock(request, today),
        "term": term_rows(opened.term),
        "steps": steps(opened, user),
        "facts": _facts(request),
        "stops": [_stop(stop, request) for stop in opened.stops],
        "reminders": [_reminder(row) for row in opened.reminders],
        "alike": [line(row, today) for row in opened.alike],
        "handles": opened.handles,
        "mine": request.handler_id == user.pk,
        "may_assign": opened.handles and request.state in (*AWAITING_DECISION, RequestState.DECIDED),
        "may_stop": opened.handles and request.state in AWAITING_DECISION and not standing_still and bool(request.due_on and request.due_on >= today),
        "may_restart": opened.handles and standing_still,
        **_extending(opened, today, standing_still),
        "may_end": opened.handles and request.state in AWAITING_DECISION,
        "may_explain": opened.handles and bool(request.due_on and request.due_on < today),
    }


def _extending(opened: Opened, today: date, standing_still: bool) -> dict[str, bool]:
    """Whether the letter on an extension can be written, or is written and has to go out."""
    request = opened.request
    in_time = opened.handles and request.state == RequestState.RUNNING and not standing_still and bool(request.due_on and request.due_on >= today)
    written, outdated = request.extension_letter is not None, letter_is_outdated(request)
    return {
        "may_extend": in_time and (not written or outdated),
        "may_send": in_time and written and not outdated and request.extended_on is None,
        "letter_written": written and opened.handles,
    }


def _clock(request: SubjectRequest, today: date) -> dict[str, Any]:
    """The last day in big letters, and how much of the term has gone."""
    if request.due_on is None:
        return {}
    total = max((request.due_on - request.received_on).days, 1)
    gone = min(max((today - request.received_on).days, 0), total)
    text = ngettext("%(gone)d of %(total)d day", "%(gone)d of %(total)d days", total) % {"gone": gone, "total": total}
    return {"day": request.due_on, "act": deadline(request).label, "total": total, "gone": gone, "text": text}


# ---------------------------------------------------------------- how it was counted
def term_rows(term: RequestTerm) -> dict[str, Any]:
    """Protocol, law and the day that counts beside each other, and the calculation step by step with its articles."""
    return {
        "sides": [
            {"key": _("The protocol"), "value": term.protocol_by or _("says nothing about it")},
            {"key": _("The law"), "value": term.law_by or _("had no term yet")},
            {"key": _("Decide at the latest on"), "value": term.decide_by},
            *([{"key": _("Carried out at the latest on"), "value": term.execute_by}] if term.execute_by else []),
        ],
        "version": book.version(term.version).citation_title if term.version else _("the law alone"),
        "steps": [{"text": _sentence(step, extended=term.extended_to is not None), "citations": step.citations} for step in term.steps],
        "explanation": term.explanation,
    }


def _sentence(step: TermStep, *, extended: bool) -> str:
    words = {"day": date_nl(step.day), "number": step.number}
    return {
        StepKind.RECEIVED: _("Received on %(day)s. That day does not count."),
        StepKind.PROTOCOL: _("The protocol gives %(number)d weeks: until %(day)s."),
        StepKind.LAW: ngettext("The law gives %(number)d month: until %(day)s.", "The law gives %(number)d months: until %(day)s.", step.number),
        StepKind.ROLLED: _("That day is in a weekend or on a holiday: the term of the law runs until %(day)s."),
        StepKind.STOOD_STILL: ngettext(
            "The term stood still for %(number)d day.", "The term stood still for %(number)d days.", step.number
        ),
        StepKind.EXTENDED: _("Extended by %(number)d months: until %(day)s."),
        StepKind.TARGET: _("So decide at the latest on %(day)s.") if extended else _("The first of these days counts: decide at the latest on %(day)s."),
        StepKind.EXECUTE: _("It must have been carried out within %(number)d months after receipt: until %(day)s."),
    }[step.kind] % words  # fmt: skip


# ---------------------------------------------------------------- steps
def steps(opened: Opened, user: User) -> list[dict[str, Any]]:
    """What has to be done, in order."""
    request = opened.request
    over = request.state == RequestState.ENDED
    identified = request.identified_at is not None
    url = reverse("subject_requests:identify", args=[request.pk]) if opened.handles and not over and not identified else ""
    handler = request.handler.display_name if request.handler else ""
    return [
        {"title": _("Somebody handles it"), "status": "done" if handler else "todo", "hint": handler, "key": "handler", "url": ""},
        {
            "title": _("It is sure who asks, and that he may ask it"),
            "status": "done" if identified else "not_needed" if over else "todo",
            "hint": Identification(request.identified_as).label if identified else "",
            "url": url,
            "key": "identity",
        },
        *package_steps(request, mine=request.handler_id == user.pk),
        {
            "title": _("It is decided, in writing and with reasons"),
            "status": "done" if request.decided_on else "not_needed" if over else "todo" if identified else "blocked",
            "hint": date_nl(request.decided_on) if request.decided_on else "" if identified or over else _("First it must be sure who asks."),
            "url": reverse("subject_requests:decision", args=[request.pk]) if opened.handles and identified and not over else "",
            "key": "decision",
        },
        *_carrying_out(opened),
    ]


def _carrying_out(opened: Opened) -> list[dict[str, Any]]:
    """The last step, where what was granted is carried out here and not handed over."""
    request = opened.request
    if request.decided_on is None or request.kind not in EXECUTED_BY:
        return []
    closed = request.state == RequestState.CLOSED
    return [
        {
            "title": _("It is carried out, and whoever received the data knows it"),
            "status": "done" if closed else "todo",
            "hint": "",
            "url": reverse("subject_requests:execution", args=[request.pk]) if opened.handles else "",
            "key": "execution",
        }
    ]


def _facts(request: SubjectRequest) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"key": _("Who it is about"), "value": display_name(request.person)},
        {"key": _("Asked by"), "value": _requester(request)},
        {"key": _("What is asked"), "value": RequestKind(request.kind).label},
        {"key": _("In his own words"), "value": request.wish},
        {"key": _("How it came in"), "value": Received(request.channel).label},
        {"key": _("Received on"), "value": request.received_on},
        {"key": _("Taken in by"), "value": f"{request.registered_by.display_name}, {date_nl(request.registered_at)}"},
    ]
    if request.requester != Requester.SELF:
        rows.insert(2, {"key": _("What the authority rests on"), "value": request.authority})
    if request.identified_by is not None and request.identified_at is not None:
        words = Identification(request.identified_as).label
        rows.append({"key": _("Identity"), "value": f"{words} ({request.identified_by.display_name}, {date_nl(request.identified_at)})"})
    if request.extended_on is not None:
        words = ExtensionReason(request.extension_reason).label
        rows.append({"key": _("Extended"), "value": [f"{date_nl(request.extended_on)}: {words}", request.extension_words]})
    if request.reach:
        rows.append({"key": _("To be reached at"), "value": request.reach.splitlines()})
    if request.late_because:
        rows.append({"key": _("Why it was too late"), "value": [Lateness(request.late_because).label, request.late_words]})
    if request.ended_because and request.ended_by is not None and request.ended_at is not None:
        words = Ending(request.ended_because).label
        rows.append({"key": _("Ended"), "value": f"{words} ({request.ended_by.display_name}, {date_nl(request.ended_at)})"})
    return rows


def _requester(request: SubjectRequest) -> str:
    if request.requester == Requester.SELF:
        return str(Requester.SELF.label)
    return f"{request.requester_name} ({Requester(request.requester).label})"


def _stop(stop: ClockStop, request: SubjectRequest) -> dict[str, Any]:
    known = {item.code: item for item in stop_grounds(request.received_on)}
    ground = known.get(stop.ground)
    return {
        "ground": ground.label if ground else stop.ground,
        "citations": [str(place) for place in ground.articles] if ground else [],
        "explanation": stop.explanation,
        "from": stop.stopped_on,
        "until": stop.restarted_on,
        "by": stop.stopped_by.display_name,
    }


def _reminder(row: Reminder) -> dict[str, Any]:
    return {"on": row.made_at, "days": row.days_before, "due_on": row.due_on, "whom": Recipient(row.recipient).label}


# ---------------------------------------------------------------- the pages of its acts
def grounds(request: SubjectRequest) -> list[tuple[str, str]]:
    """On what grounds its clock may stand still, as choices."""
    return [(item.code, item.label[:1].upper() + item.label[1:]) for item in stop_grounds(request.received_on)]


def identity(opened: Opened, standing: Standing | None) -> dict[str, Any]:
    """The page on which it becomes sure who asks: what the rules say for this person."""
    request = opened.request
    return {
        "request_row": request,
        "name": display_name(request.person),
        "asked_by": _requester(request),
        "authority": request.authority,
        "standing": standing,
        "rule": standing.decision.explanation if standing else _("The birth date is not known, so the rules cannot say who may ask this."),
        "citations": [str(place) for place in standing.decision.citations] if standing else [],
        "authorised": AUTHORITY if request.requester == Requester.AUTHORISED else "",
    }
