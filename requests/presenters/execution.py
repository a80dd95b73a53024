"""What the page on carrying out a decision shows: each part with its state and its act, and each recipient who has to be told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from privacy_domain import clock
from privacy_domain.people.presenters import display_name
from privacy_domain.web.templatetags.domain import date_nl
from requests.models import DecisionPart, ExecutionStep, RecipientNotice, SubjectRequest
from requests.policies.execution import is_by_hand, not_before
from requests.selectors.execution import Execution
from requests.states import ExecutionAct, NoticeState, RequestKind, RequestState, StepState

_BADGES = {StepState.TODO: "warning", StepState.DONE: "ok", StepState.WAIVED: "plain"}
_NOTICE_BADGES = {NoticeState.DUE: "warning", NoticeState.SENT: "ok", NoticeState.WAIVED: "plain"}


def page(found: Execution) -> dict[str, Any]:
    """The page, without its forms."""
    request = found.opened.request
    running = request.state == RequestState.DECIDED
    return {
        "request_row": request,
        "name": display_name(request.person),
        "kind": RequestKind(request.kind).label,
        "decided_on": found.decision.sent_on if found.decision else None,
        "execute_by": request.execute_by if running else None,
        "late": bool(running and request.execute_by and request.execute_by < clock.today()),
        "waits_until": _waits_until(found) if running else None,
        "steps": [_step(step, found, running) for step in found.steps],
        "notices": [_notice(row, request, running, found.unprinted) for row in found.notices],
    }


def _waits_until(found: Execution) -> Any:
    """The first day on which what cannot be undone is done, when that has not come."""
    acts = {ExecutionAct(step.act) for step in found.steps if step.state == StepState.TODO}
    decision = found.decision
    days = [not_before(act, decision.object_by, found.opened.request.execute_by) for act in acts] if decision else []
    return next((day for day in days if day and day > clock.today()), None)


def asks(step: ExecutionStep, found: Execution) -> dict[str, Any]:
    """What carrying out this part asks to fill in: how it was done by hand, why it is shielded, which dossier goes as a whole."""
    act, part = ExecutionAct(step.act), step.part
    by_hand = is_by_hand(act, series=part.series, file=part.file)
    wholes = [(str(dossier.pk), dossier.number) for dossier in found.wholes] if by_hand and act == ExecutionAct.DESTROY else []
    reason = act == ExecutionAct.SHIELD and not by_hand and found.opened.request.kind != RequestKind.OBJECTION
    return {"words": by_hand, "reason": reason, "wholes": wholes}


def _step(step: ExecutionStep, found: Execution, running: bool) -> dict[str, Any]:
    act, part, request = ExecutionAct(step.act), step.part, found.opened.request
    open_ = running and step.state == StepState.TODO
    gone = open_ and part.series is not None and part.series not in found.there
    return {
        "step": step,
        "title": part.what,
        "act": act.label,
        "state": StepState(step.state).label,
        "badge": _BADGES[StepState(step.state)],
        "rows": _told(step),
        "todo": open_ and not gone,
        "gone": gone,
        "button": _("Destroy it now") if act == ExecutionAct.DESTROY else _("Shield it now") if act == ExecutionAct.SHIELD else _("This was done"),
        "danger": act == ExecutionAct.DESTROY,
        "hint": _hint(act, part),
        "links": _links(act, part, found) if open_ and not gone else [],
        "done_url": reverse("subject_requests:execute_step", args=[request.pk, step.pk]),
        "gone_url": reverse("subject_requests:waive_step", args=[request.pk, step.pk]),
    }


def _told(step: ExecutionStep) -> list[dict[str, Any]]:
    if step.done_by is None or step.done_at is None:
        return []
    rows = [{"key": _("Done"), "value": f"{date_nl(step.done_at)}, {step.done_by.display_name}"}]
    return [*rows, {"key": _("What was done, or why it was not"), "value": step.words}] if step.words else rows


def _hint(act: ExecutionAct, part: DecisionPart) -> str:
    if part.series is None and act == ExecutionAct.DESTROY:
        return _("This names no item. Choose the dossier that goes as a whole, or do it by hand and write down what you did.")
    if part.series is None and part.file is None:
        return _("This names no part of a dossier. Do it by hand and write down what you did.")
    return {
        ExecutionAct.CORRECT: _("Correct it in the dossier first. The earlier version stays in its history."),
        ExecutionAct.SUPPLEMENT: _("Supplement it in the dossier first, in a new version or as the person's own statement beside it."),
        ExecutionAct.STATEMENT: _("Add the statement in the dossier first. It is shown beside the judgement everywhere."),
        ExecutionAct.SHIELD: _("From then on nobody sees it, except who is named for it on a ground."),
        ExecutionAct.DESTROY: _("Whoever decided does not destroy it himself. Destroyed is gone: it cannot be undone."),
    }[act]


def _links(act: ExecutionAct, part: DecisionPart, found: Execution) -> list[dict[str, str]]:
    """The ways into the dossier; its own door says who may come in."""
    if part.file is None or act in (ExecutionAct.SHIELD, ExecutionAct.DESTROY):
        return []
    item = found.there.get(part.series) if part.series else None
    links = []
    if item is not None and act != ExecutionAct.STATEMENT:
        links.append({"url": reverse("dossiers:correct_item", args=[part.file, item]), "text": _("To the item in the dossier")})
    if act != ExecutionAct.CORRECT:
        beside = f"?beside={item}" if item is not None else ""
        links.append({"url": reverse("dossiers:add_statement", args=[part.file]) + beside, "text": _("To the page for an own statement")})
    return links


def _notice(row: RecipientNotice, request: SubjectRequest, running: bool, unprinted: frozenset[UUID]) -> dict[str, Any]:
    due, where = running and row.state == NoticeState.DUE, [request.pk, row.pk]
    written = row.letter is not None and row.letter not in unprinted  # one that could not be printed is written again
    return {
        "notice": row,
        "name": row.name,
        "state": NoticeState(row.state).label,
        "badge": _NOTICE_BADGES[NoticeState(row.state)],
        "citations": row.citations,
        "because": row.because,
        "done": f"{date_nl(row.done_at)}, {row.done_by.display_name}" if row.done_by and row.done_at else "",
        "may_write": due and not written,
        "may_send": due and written,
        "letter_url": reverse("subject_requests:notice_letter", args=where) if written else "",
        "write_url": reverse("subject_requests:write_notice", args=where),
        "sent_url": reverse("subject_requests:notice_sent", args=where),
        "waive_url": reverse("subject_requests:waive_notice", args=where),
    }
