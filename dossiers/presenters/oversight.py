"""Looks to ask after, on the screen: figures and what was seen, never a judgement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.models import User
from dossiers.models import LookReview
from dossiers.policies.oversight import ABOUT_THE_CLIENT
from dossiers.selectors.oversight import Oversight, known_to, may_hear_which, numbers_of
from dossiers.states.oversight import LookFinding, LookPattern, LookReviewState
from privacy_domain import clock

_BADGES = {LookReviewState.OPEN: "warning", LookReviewState.ASKED: "info", LookReviewState.ANSWERED: "warning", LookReviewState.CLOSED: "success"}


def page(opened: Oversight) -> dict[str, Any]:
    """The list of one week."""
    numbers = numbers_of(opened.known)
    return {
        "week": opened.week,
        "weeks": [
            {"row": week, "unfinished": opened.unfinished.get(week.week, 0), "current": opened.week is not None and week.pk == opened.week.pk}
            for week in opened.weeks
        ],
        "rows": [_row(line, numbers, opened.known) for line in opened.lines],
    }


def _row(line: LookReview, numbers: dict[UUID, str], known: frozenset[UUID]) -> dict[str, Any]:
    return {
        "url": reverse("dossiers:look_review", kwargs={"source_id": line.pk}),
        "who": line.employee.display_name,
        "team": line.team.name if line.team else "",
        "dossier": _dossier(line, numbers, known),
        "patterns": _patterns(line, tells=line.subject in known),
        "figures": _figures(line),
        "state": LookReviewState(line.state).label,
        "badge": _BADGES[LookReviewState(line.state)],
    }


def detail(line: LookReview, by: User) -> dict[str, Any]:
    """One line for its reviewer."""
    known = known_to(by, [line])
    state = LookReviewState(line.state)
    pairs = [
        (_("Employee"), line.employee.display_name),
        (_("Dossier"), _dossier(line, numbers_of(known), known)),
        (_("What was seen"), _patterns(line, tells=line.subject in known)),
        (_("How often"), _figures(line)),
        (_("First and last look"), f"{_moment(line.first_at)} - {_moment(line.last_at)}"),
        (_("What was asked"), line.question),
        (_("Asked by"), f"{line.asked_by.display_name}, {_moment(line.asked_at)}" if line.asked_by else ""),
        (_("What the employee said"), line.answer),
        (_("Answered on"), _moment(line.answered_at)),
        (_("What came of it"), str(LookFinding(line.finding).label) if line.finding else ""),
        (_("Explanation"), line.note),
        (_("Done by"), f"{line.closed_by.display_name}, {_moment(line.closed_at)}" if line.closed_by else ""),
    ]
    return {
        "line": line,
        "rows": [{"key": key, "value": value} for key, value in pairs if value],
        "state": state.label,
        "badge": _BADGES[state],
        "may_ask": state in (LookReviewState.OPEN, LookReviewState.ANSWERED) and line.employee.is_active,
        "may_close": state != LookReviewState.CLOSED,
        "wrong": line.finding == LookFinding.NOT_FITTING,
    }


def asked(line: LookReview) -> dict[str, Any]:
    """What the employee sees of a question about himself: never what is known of the client, and the number only if he may hear it."""
    known = frozenset({line.subject} if line.subject and may_hear_which(line) else ())
    pairs = [
        (_("Dossier"), _dossier(line, numbers_of(known), known) if known or line.subject is None else ""),
        (_("When"), f"{_moment(line.first_at)} - {_moment(line.last_at)}"),
        (_("How often"), _figures(line)),
        (_("What stood out"), [str(LookPattern(code).label) for code in line.patterns if code not in ABOUT_THE_CLIENT]),
        (_("The question"), line.question),
    ]
    return {
        "line": line,
        "who": line.asked_by.display_name if line.asked_by else "",
        "rows": [{"key": key, "value": value} for key, value in pairs if value],
        "may_answer": line.state == LookReviewState.ASKED,
    }


def question_ready(line: LookReview) -> str:
    """The question to begin with, in the words that fit what was seen."""
    if line.subject is None:
        return _("Why did you look into these dossiers, and what did you need them for?")
    if not line.looks:
        return _("Why did you want to open this dossier, and what did you need it for?")
    return _("Why did you look into this dossier, and what did you need it for?")


def _dossier(line: LookReview, numbers: Mapping[UUID, str], known: frozenset[UUID]) -> str:
    if line.subject is None:
        return ngettext("%(count)d dossier", "%(count)d dossiers", line.dossiers) % {"count": line.dossiers}
    return numbers.get(line.subject, _("destroyed")) if line.subject in known else _("a dossier of another team")


def _patterns(line: LookReview, *, tells: bool) -> list[str]:
    """In words; without `tells` nothing from which somebody could learn who is a client."""
    seen = [str(LookPattern(code).label) for code in line.patterns if tells or code not in ABOUT_THE_CLIENT]
    return seen if tells or not ABOUT_THE_CLIENT.intersection(line.patterns) else [*seen, _("a name stood out")]


def _figures(line: LookReview) -> str:
    if not line.looks:
        return _("not let in")
    looks = ngettext("%(count)d look", "%(count)d looks", line.looks) % {"count": line.looks}
    days = ngettext("on %(count)d day", "on %(count)d days", line.days) % {"count": line.days}
    outside = _("%(count)d outside working hours") % {"count": line.outside} if line.outside else ""
    return ", ".join(filter(None, (f"{looks} {days}", outside)))


def _moment(at: Any) -> str:
    return date_format(at.astimezone(clock.AMSTERDAM), "j F Y H:i") if at else ""
