"""The step plan on the screen. Titles and headings say nothing of what it is about; what was written opens with a click."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers.models import Dossier, Meldcode, MeldcodeAdvice, MeldcodeDecision, MeldcodeRow, MeldcodeTalk, MeldcodeWeighing
from dossiers.policies.meldcode import MeldcodeRules, comes_first, meldcode_rules, reporting_is_norm
from dossiers.presenters.talk import hide_url
from dossiers.selectors.meldcode import Written
from dossiers.states.safety import AdviceFrom, MeldcodeState, MeldcodeStep, NotSpoken, WeighAnswer
from privacy_domain.protocols import catalogue
from privacy_domain.protocols.types import Citation, Condition, Role
from privacy_domain.tenancy.selectors import protocol_on
from privacy_domain.web.templatetags.domain import date_nl

Pairs = list[tuple[str, str]]
_STATUS = {MeldcodeState.RUNNING: "busy", MeldcodeState.DECIDED: "done", MeldcodeState.CLEARED: "done"}


def lines(rows: Iterable[Meldcode]) -> list[dict[str, Any]]:
    """Step plans in a list."""
    return [
        {
            "url": reverse("dossiers:meldcode", args=[row.dossier_id, row.pk]),
            "started_at": row.started_at,
            "who": row.started_by.display_name,
            "state": row.get_state_display(),
            "status": _STATUS[MeldcodeState(row.state)],
        }
        for row in rows
    ]


def marking(on: date) -> str:
    """What marking domestic violence does here; empty where it opens nothing and is not asked."""
    protocol = protocol_on(on)
    roles = protocol.value(catalogue.ACCESS_ROLES) if protocol else None
    way = (roles or {}).get(Role.VEILIG_THUIS)
    if way is None or Condition.DOMESTIC_VIOLENCE not in way.conditions:
        return ""
    return _("Then Veilig Thuis may look into this dossier when that is necessary for its task. It does not see this step plan.")


def page(meldcode: Meldcode, rows: Written, done: frozenset[MeldcodeStep], *, on: date) -> dict[str, Any]:
    """The five steps at a glance."""
    rules = meldcode_rules(on)
    return shared(meldcode.dossier, meldcode) | {
        "rules": rules,
        "steps": [_task(meldcode, step, done) for step in MeldcodeStep],
        "done_count": len(done),
        "running": meldcode.state == MeldcodeState.RUNNING,
        "cleared": meldcode.cleared_because if meldcode.state == MeldcodeState.CLEARED else "",
        "citations": [Citation(*text.split(" ", 1)) for text in meldcode.citations],
        "facts": [
            {"key": _("About"), "value": meldcode.get_concern_display()},
            {"key": _("Started"), "value": f"{date_nl(meldcode.started_at)}, {meldcode.started_by.display_name}"},
            {"key": _("Follows"), "value": rules.name},
        ],
        "written": [(step, entries(rows, step)) for step in MeldcodeStep],
    }


def step_page(
    meldcode: Meldcode, rows: Written, done: frozenset[MeldcodeStep], step: MeldcodeStep, *, on: date, leads: Sequence[Any] = ()
) -> dict[str, Any]:
    """One step: what was written, and what comes first."""
    rules = meldcode_rules(on)
    weighed = rows.weighings[-1] if rows.weighings else None
    return shared(meldcode.dossier, meldcode) | {
        "rules": rules,
        "step": step,
        "entries": entries(rows, step),
        "first": [f"{int(one)}. {one.label}" for one in comes_first(step, done)],
        "running": meldcode.state == MeldcodeState.RUNNING,
        "needs_lead": _needs_lead(rows, step, rules),
        "no_lead": step == MeldcodeStep.ADVICE and rules.consults_lead and not leads,
        "norm": step == MeldcodeStep.DECIDE and weighed is not None and reporting_is_norm(weighed),
    }


def shared(dossier: Dossier, meldcode: Meldcode | None = None) -> dict[str, Any]:
    """What every page of it has: the way back, and the neutral page behind "hide the screen"."""
    return {"dossier": dossier, "meldcode": meldcode, "hide_url": hide_url()}


def _needs_lead(rows: Written, step: MeldcodeStep, rules: MeldcodeRules) -> bool:
    return step == MeldcodeStep.ADVICE and rules.consults_lead and not any(row.source == AdviceFrom.LEAD for row in rows.advice)


def _task(meldcode: Meldcode, step: MeldcodeStep, done: frozenset[MeldcodeStep]) -> dict[str, Any]:
    waiting = comes_first(step, done)
    blocked = bool(waiting) and meldcode.state == MeldcodeState.RUNNING
    numbers = ", ".join(str(int(one)) for one in waiting)
    return {
        "title": f"{int(step)}. {step.label}",
        "url": reverse("dossiers:meldcode_step", args=[meldcode.dossier_id, meldcode.pk, int(step)]),
        "status": "done" if step in done else "blocked" if blocked else "todo",
        "hint": _("First step %(numbers)s") % {"numbers": numbers} if blocked else "",
        "key": "step",
    }


# ---------------------------------------------------------------- what was written, row by row
def entries(rows: Written, step: MeldcodeStep) -> list[dict[str, Any]]:
    """The rows of one step, each with who wrote it and when."""
    if step == MeldcodeStep.SIGNALS:
        return [
            _entry(row, [(_("When"), date_nl(row.noticed_on)), (_("Whose words"), row.get_kind_display()), (_("What"), row.text)])
            for row in rows.signals
        ]
    if step == MeldcodeStep.ADVICE:
        return [_entry(row, _advice(row)) for row in rows.advice]
    if step == MeldcodeStep.TALK:
        return [_entry(row, _talk(row)) for row in rows.talks]
    if step == MeldcodeStep.WEIGH:
        return [_entry(row, _weighing(row)) for row in rows.weighings]
    return [_entry(rows.decision, _decision(rows.decision))] if rows.decision else []


def _entry(row: MeldcodeRow, pairs: Pairs) -> dict[str, Any]:
    return {"who": row.by.display_name, "at": row.at, "rows": [{"key": key, "value": value} for key, value in pairs if value]}


def _advice(row: MeldcodeAdvice) -> Pairs:
    who = row.lead.display_name if row.lead else row.who
    confirmed = date_nl(row.confirmed_at) if row.confirmed_at else _("not yet") if row.lead else ""
    return [
        (_("Who"), f"{AdviceFrom(row.source).label}: {who}"),
        (_("When"), date_nl(row.given_on)),
        (_("Without saying who it is about"), _("Yes") if row.anonymous else ""),
        (_("Advice"), row.text),
        (_("Confirmed by the team leader"), confirmed),
        (_("Note of the team leader"), row.confirmed_note),
    ]


def _talk(row: MeldcodeTalk) -> Pairs:
    if row.spoken:
        return [(_("When"), date_nl(row.spoken_on)), (_("With whom"), row.with_whom), (_("What was said"), row.text)]
    return [(_("No talk, because"), str(NotSpoken(row.why_not).label)), (_("Explanation"), row.text)]


def _weighing(row: MeldcodeWeighing) -> Pairs:
    return [
        (_("Suspicion"), _yes_no(row.suspicion)),
        (_("Danger now"), _yes_no(row.acute)),
        (_("Danger time and again"), _yes_no(row.structural)),
        (_("Help that is enough"), str(WeighAnswer(row.able).label)),
        (_("Accepted"), str(WeighAnswer(row.accepted).label)),
        (_("Leads to safety"), str(WeighAnswer(row.leads_to_safety).label)),
        (_("Why"), row.text),
        (_("The norm"), _("report") if reporting_is_norm(row) else _("help without a report can be enough")),
    ]


def _decision(row: MeldcodeDecision) -> Pairs:
    told = date_nl(row.told_on) if row.told_on else row.not_told_because
    return [
        (_("Report"), _yes_no(row.report)),
        (_("Help"), _yes_no(row.helps)),
        (_("Why"), row.text),
        (_("Why not reported although that is the norm"), row.departs_because),
        (_("Told beforehand"), told if row.report else ""),
        (_("Reported"), f"{date_nl(row.reported_on)}: {row.reported_how}" if row.reported_at else _("not yet") if row.report else ""),
    ]


def _yes_no(value: bool) -> str:
    return _("Yes") if value else _("No")
