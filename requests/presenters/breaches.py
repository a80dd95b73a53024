"""What the pages show about what went wrong: both clocks, the steps, the register, texts to copy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.models import Breach, BreachAffected, BreachStep, User
from access.policies.breaches import Standing, clocks_of, missing_to_close, standing_of
from access.selectors.breaches import affected_by, handles_breaches, steps_of
from access.states import BreachOutcome, BreachRisk, BreachState, BreachStepKind
from privacy_domain import clock
from privacy_domain.tenancy import scope
from privacy_domain.web.templatetags.domain import datetime_nl
from requests.selectors.breaches import LEDGER, LOG, REPORT, Proposed, numbers_of

_BADGES = {BreachState.REPORTED: "warning", BreachState.ASSESSED: "warning", BreachState.CLOSED: "ok"}


def found_words(place: str) -> str:
    """Where somebody was found."""
    return {LOG: _("the log of who looked"), LEDGER: _("the register of what was shared"), REPORT: _("the report itself")}.get(place, place)


def clock_lines(breach: Breach, standing: Standing) -> list[dict[str, Any]]:
    """Both clocks: until when, met or not, and how long there is still. They run from the first discovery, through weekends."""
    told = standing.regulator if standing.regulator and standing.regulator.outcome == BreachOutcome.TOLD else None
    excused = standing.regulator is not None and told is None
    lines = []
    if breach.internal_by:
        lines.append(_clock(_("To be reported inside the municipality"), breach.internal_by, breach.reported_at, False))
    if breach.regulator_by:
        lines.append(_clock(_("To be reported to the regulator"), breach.regulator_by, told.done_at if told else None, excused))
    return lines


def _clock(title: str, by: datetime, met_at: datetime | None, excused: bool) -> dict[str, Any]:
    if excused:
        return {"title": title, "by": by, "badge": "plain", "words": _("not reported, with a reason")}
    if met_at is not None:
        late = met_at > by
        return {"title": title, "by": by, "met_at": met_at, "badge": "error" if late else "ok", "words": _("too late") if late else _("in time")}
    left = int((by - clock.now()).total_seconds() // 3600)
    if by <= clock.now():
        return {"title": title, "by": by, "badge": "error", "words": _("too late")}
    words = ngettext("still %(hours)d hour", "still %(hours)d hours", left) % {"hours": left} if left else _("less than an hour left")
    return {"title": title, "by": by, "badge": "warning", "words": words}


def breach_page(breach: Breach, user: User) -> dict[str, Any]:
    """One report: what happened, its clocks, what was done, and what `user` can do now."""
    steps = steps_of(breach)
    standing = standing_of(steps)
    handles, is_open = handles_breaches(user), breach.state != BreachState.CLOSED
    missing, affected = missing_to_close(standing), affected_by(breach) if handles else []
    return {
        "breach": breach,
        "heading": str(breach.get_kind_display()).capitalize(),
        "state": str(BreachState(breach.state).label),
        "badge": _BADGES[BreachState(breach.state)],
        "clocks": clock_lines(breach, standing),
        "explanation": clocks_of(breach.discovered_at).explanation if breach.discovered_at else "",
        "rows": _rows(breach),
        "events": [_event(step) for step in reversed(steps)],
        "tasks": _tasks(breach, standing, affected, can_close=not missing) if handles else [],
        "handles": handles,
        "may_add": is_open,
        "may_decide": handles and breach.state == BreachState.ASSESSED,
        "may_close": handles and breach.state == BreachState.ASSESSED and not missing,
        "affected": _affected(affected),
        "affected_columns": [_("Dossier"), _("Found in"), _("Added on"), _("Added by")],
        "back": reverse("subject_requests:breach_register" if handles else "access:my_work"),
    }


def _rows(breach: Breach) -> list[dict[str, Any]]:
    rows = [
        (_("What happened"), breach.happened),
        (_("First discovered"), datetime_nl(breach.discovered_at)),
        (_("Reported"), f"{datetime_nl(breach.reported_at)}, {breach.reporter.display_name}"),
        (_("Dossier"), breach.dossier_number),
        (_("To prevent it"), breach.lessons),
        (_("Closed"), f"{datetime_nl(breach.closed_at)}, {breach.closed_by.display_name}" if breach.closed_by else ""),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _event(step: BreachStep) -> dict[str, Any]:
    title = str(BreachStepKind(step.kind).label).capitalize()
    said = BreachRisk(step.risk).label if step.risk else BreachOutcome(step.outcome).label if step.outcome else ""
    text = "\n".join(filter(None, [step.text, _("Reference: %(reference)s") % {"reference": step.reference} if step.reference else ""]))
    return {"title": f"{title}: {said}" if said else title, "moment": step.done_at, "by": step.recorded_by.display_name, "text": text}


def _tasks(breach: Breach, standing: Standing, affected: list[BreachAffected], *, can_close: bool) -> list[dict[str, Any]]:
    open_ = breach.state != BreachState.CLOSED
    assessed = standing.assessment is not None
    lines = (
        (_("Take measures"), "#maatregel", bool(standing.measures), True, ""),
        (_("Assess the risk"), "#risico", assessed, True, ""),
        (_("Find who is concerned"), reverse("subject_requests:breach_concerned", args=[breach.pk]), bool(affected), True, ""),
        (_("Report to the regulator, or say why not"), "#toezichthouder", standing.regulator is not None, assessed, _("Assess the risk first.")),
        (_("Tell the people concerned, or say why not"), "#betrokkenen", standing.people is not None, assessed, _("Assess the risk first.")),
        (_("Close it"), "#afsluiten", not open_, can_close, _("When all of the above has been recorded.")),
    )
    return [
        {
            "title": title,
            "url": url if open_ else "",
            "status": "done" if done else "todo" if can else "blocked",
            "hint": "" if done or can else hint,
            "key": "breach",
        }
        for title, url, done, can, hint in lines
    ]


def _affected(rows: list[BreachAffected]) -> list[dict[str, Any]]:
    numbers = numbers_of(row.subject for row in rows)
    return [
        {"cells": [numbers.get(row.subject) or _("destroyed"), found_words(row.found_in), row.added_at, row.added_by.display_name]} for row in rows
    ]


def concerned_lines(found: Proposed | None) -> dict[str, Any]:
    """The dossiers that may be in it, to tick, and whether there are more; those that stand in the report already cannot be ticked again."""
    lines = [
        {"subject": line.subject, "number": line.number, "where": found_words(line.found_in), "last": line.last, "known": line.known}
        for line in (found.lines if found else ())
    ]
    return {"lines": lines, "incomplete": bool(found and found.more), "more": len(lines)}


def register_lines(breaches: Iterable[Breach]) -> list[dict[str, Any]]:
    """The register: what is open first."""
    return [
        {
            "url": reverse("subject_requests:breach", args=[breach.pk]),
            "title": str(breach.get_kind_display()).capitalize(),
            "hint": _("Discovered %(moment)s, reported by %(who)s")
            % {"moment": datetime_nl(breach.discovered_at), "who": breach.reporter.display_name},
            "state": str(BreachState(breach.state).label),
            "badge": _BADGES[BreachState(breach.state)],
            "late": breach.state != BreachState.CLOSED and breach.regulator_by is not None and breach.regulator_by <= clock.now(),
            "late_inside": bool(breach.internal_by and breach.reported_at and breach.reported_at > breach.internal_by),
        }
        for breach in breaches
    ]


def texts_page(breach: Breach) -> dict[str, Any]:
    """What a report to the regulator and a letter to the people concerned need, from what was recorded."""
    steps = steps_of(breach)
    standing = standing_of(steps)
    return {
        "breach": breach,
        "municipality_name": scope.require().name,
        "kind": str(breach.get_kind_display()),
        "measures": standing.measures,
        "risk": str(BreachRisk(standing.assessment.risk).label) if standing.assessment else "",
        "why": standing.assessment.text if standing.assessment else "",
        "count": len(affected_by(breach)),
    }


def telling_words(kind: BreachStepKind) -> tuple[str, str]:
    """What is chosen between: told, or not."""
    if kind == BreachStepKind.REGULATOR:
        return _("It was reported to the regulator"), _("It is not reported")
    return _("The people concerned were told"), _("They are not told")
