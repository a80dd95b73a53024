"""What the pages on complaints and objections show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from access.models import User
from privacy_domain import clock
from privacy_domain.tenancy import scope
from privacy_domain.web.templatetags.domain import date_nl
from requests.models import Case
from requests.policies.cases import CaseRules, case_rules
from requests.selectors.cases import kinds_for, steps_of, who_can_handle
from requests.states import JUDGEMENTS, CaseKind, CaseOutcome, CaseState, CaseStepKind, CaseTarget

_BADGES = {CaseState.RECEIVED: "warning", CaseState.RUNNING: "warning", CaseState.ENDED: "ok"}


def case_lines(cases: Iterable[Case]) -> list[dict[str, Any]]:
    """The list of cases: what is open first, each with its last day."""
    return [
        {
            "url": reverse("subject_requests:case", args=[case.pk]),
            "title": f"{str(case.get_kind_display()).capitalize()} {case.number}",
            "hint": _("Dossier %(number)s. Received on %(day)s.") % {"number": case.dossier.number, "day": date_nl(case.received_on)},
            "due": case.due_on if case.state != CaseState.ENDED else None,
            "state": case.get_state_display(),
            "badge": _BADGES[CaseState(case.state)],
        }
        for case in cases
    ]


def case_page(case: Case, user: User) -> dict[str, Any]:
    """One case: what is said, its stages and days, what was done, and what `user` can do now."""
    rules, kind = case_rules(case.received_on), CaseKind(case.kind)
    running = case.state != CaseState.ENDED
    gives = running and kind in kinds_for(user)
    mine = running and case.handler_id == user.pk
    following = rules.following(case.stage) if kind == CaseKind.COMPLAINT else None
    return {
        "case": case,
        "heading": f"{str(case.get_kind_display()).capitalize()} {case.number}",
        "state": case.get_state_display(),
        "badge": _BADGES[CaseState(case.state)],
        "late": bool(running and case.due_on and case.due_on < clock.today()),
        "due": case.due_on if running else None,
        "rows": _rows(case, rules),
        "stages": _stages(case, rules) if kind == CaseKind.COMPLAINT and case.target == CaseTarget.MUNICIPALITY else [],
        "events": [_event(step, rules) for step in reversed(steps_of(case))],
        "people": who_can_handle(case, without=user) if gives else [],
        "gives": gives,
        "mine": mine,
        "waits": gives and case.handler_id is None,
        "following": following.label if mine and following else "",
        "may_adjourn": mine and kind != CaseKind.SECOND_REQUEST and case.adjourned_on is None and bool(case.due_on and case.due_on >= clock.today()),
    }


def _rows(case: Case, rules: CaseRules) -> list[dict[str, Any]]:
    rows = [
        (_("What the person says"), case.words),
        (_("Against"), f"{case.get_target_display()}: {case.organisation}" if case.organisation else case.get_target_display()),
        (_("Stage"), rules.label(case.stage) if case.stage else ""),
        (_("Asked again"), case.get_asked_display() if case.asked else ""),
        (_("Received"), f"{date_nl(case.received_on)}, {case.get_channel_display()}"),
        (_("Against the decision on"), f"{case.request.get_kind_display()} {case.request.number}" if case.request else ""),
        (_("Decision sent"), date_nl(case.decided_on) if case.decided_on else ""),
        (_("Last day to object"), date_nl(case.file_by) if case.file_by else ""),
        (_("Heard though too late"), case.late_because),
        (_("Last day to decide"), date_nl(case.due_on) if case.due_on else ""),
        (_("Handled by"), case.handler.display_name if case.handler else _("nobody yet")),
        (_("Dossier"), case.dossier.number),
        (_("Outcome"), str(CaseOutcome(case.outcome).label) if case.outcome else ""),
        (_("Findings and conclusion"), case.findings),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _stages(case: Case, rules: CaseRules) -> list[dict[str, Any]]:
    order = [*rules.stages, *(item for item in rules.outside if item.code == "ombudsman")]
    at = next((number for number, item in enumerate(order) if item.code == case.stage), 0)
    ended = case.state == CaseState.ENDED
    return [
        {
            "title": item.label[:1].upper() + item.label[1:],
            "status": "done" if number < at or (ended and number == at) else "busy" if number == at else "todo",
            "key": "stage",
        }
        for number, item in enumerate(order)
    ]


def _event(step: Any, rules: CaseRules) -> dict[str, Any]:
    title = str(CaseStepKind(step.kind).label).capitalize()
    return {
        "title": f"{title} ({rules.label(step.stage)})" if step.stage else title,
        "day": step.done_on,
        "by": step.recorded_by.display_name,
        "text": step.text,
    }


def closing_texts(case: Case) -> dict[str, Any]:
    """What the closing letter says, and where the person can go next: nothing is open against what was not decided."""
    rules, elsewhere = case_rules(case.received_on), case.target == CaseTarget.OTHER
    judged = case.outcome in (*JUDGEMENTS, CaseOutcome.INADMISSIBLE)
    is_complaint, is_second = case.kind == CaseKind.COMPLAINT, case.kind == CaseKind.SECOND_REQUEST
    handled = is_complaint and case.outcome not in ("", CaseOutcome.WITHDRAWN)
    return {
        "case": case,
        "municipality_name": scope.require().name,
        "what": _("complaint") if is_complaint else _("request to the college") if is_second else _("objection"),
        "is_complaint": is_complaint,
        "elsewhere": elsewhere,
        "court": rules.court and elsewhere and not is_complaint,
        "outcome": str(CaseOutcome(case.outcome).label) if case.outcome else "",
        "ombudsman": handled and not elsewhere,
        "decision": judged and not is_complaint and not elsewhere,
        "objection": is_second,
        "citations": case.citations,
    }
