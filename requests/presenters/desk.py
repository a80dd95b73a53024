"""What the list, the weeks and the page "my work" show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from access.models import User
from access.presenters import WorkBlock, WorkItem
from privacy_domain import clock
from privacy_domain.people.presenters import list_name
from privacy_domain.web.templatetags.domain import date_nl
from requests.models import SubjectRequest
from requests.selectors.desk import handled_by, shown_in
from requests.selectors.opened import OfClient
from requests.states import AWAITING_DECISION, Deadline, RequestKind, RequestState

_BADGES = {RequestState.RECEIVED: "info", RequestState.RUNNING: "warning", RequestState.DECIDED: "ok"}


def line(request: SubjectRequest, today: date) -> dict[str, Any]:
    """One request in a list."""
    return {
        "url": reverse("subject_requests:request", args=[request.pk]),
        "number": request.number,
        "name": list_name(request.person),
        "kind": RequestKind(request.kind).label,
        "received_on": request.received_on,
        "due_on": request.due_on,
        "deadline": deadline(request).label,
        "late": bool(request.due_on and request.due_on < today),
        "standing_still": stands_still(request),
        "state": RequestState(request.state).label,
        "badge": _BADGES.get(RequestState(request.state), "plain"),
        "handler": request.handler.display_name if request.handler else _("nobody yet"),
    }


def stands_still(request: SubjectRequest) -> bool:
    """Whether its clock stands still: it waits for a decision and has no last day now."""
    return request.state in AWAITING_DECISION and request.due_on is None and request.decide_by is not None


def deadline(request: SubjectRequest) -> Deadline:
    """What its next last day is for."""
    return Deadline.DECIDE if request.state in AWAITING_DECISION else Deadline.EXECUTE


def weeks(rows: Iterable[SubjectRequest], today: date) -> list[dict[str, Any]]:
    """Last days by week, what is late first; a week without one is left out."""
    found: dict[date | None, list[dict[str, Any]]] = {}
    for row in rows:
        if row.due_on is None:
            continue
        monday = None if row.due_on < today else row.due_on - timedelta(days=row.due_on.weekday())
        found.setdefault(monday, []).append(line(row, today))
    return [{"title": _week_name(monday, today), "late": monday is None, "lines": lines} for monday, lines in found.items()]


def _week_name(monday: date | None, today: date) -> str:
    if monday is None:
        return _("Too late")
    this = today - timedelta(days=today.weekday())
    number = monday.isocalendar().week
    if monday == this:
        return _("This week (week %(number)d)") % {"number": number}
    if monday == this + timedelta(days=7):
        return _("Next week (week %(number)d)") % {"number": number}
    return _("Week %(number)d, from %(day)s") % {"number": number, "day": date_nl(monday)}


def terms_block(user: User) -> WorkBlock | None:
    """The requests that this person handles, the soonest last day first; nothing for who handles none."""
    rows = handled_by(user)
    if not rows:
        return None
    return WorkBlock(
        title=_("Requests about data"),
        items=tuple(
            WorkItem(
                title=_("%(kind)s, %(name)s") % {"kind": RequestKind(row.kind).label.capitalize(), "name": list_name(row.person)},
                url=reverse("subject_requests:request", args=[row.pk]),
                status="busy",
                hint=_("The term stands still") if stands_still(row) else deadline(row).label,
                due_on=row.due_on,
            )
            for row in rows
        ),
        empty="",
        subjects=tuple(shown_in(rows)),
    )


def of_client(found: OfClient, frame: dict[str, Any]) -> dict[str, Any]:
    """The requests of the client of a dossier."""
    return frame | {"inside": True, "lines": [_beside(row, found.seen) for row in found.requests]}


def _beside(row: SubjectRequest, seen: frozenset[UUID]) -> dict[str, Any]:
    return {
        "url": reverse("subject_requests:request", args=[row.pk]) if row.pk in seen else "",
        "kind": RequestKind(row.kind).label,
        "number": row.number,
        "received_on": row.received_on,
        "due_on": row.due_on,
        "state": RequestState(row.state).label,
        "handler": row.handler.display_name if row.handler else _("nobody yet"),
        "late": bool(row.due_on and row.due_on < clock.today()),
    }
