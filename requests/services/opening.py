"""The doors of the rights desk."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from access.models import User
from dossiers.services import open_dossier
from privacy_domain import clock
from privacy_domain.audit.record import look
from requests.events import RequestEvent
from requests.models import SubjectRequest
from requests.policies.desk import desk_of, is_kept_away, may_handle, may_see
from requests.selectors.desk import (
    Listing,
    RequestFilter,
    alike,
    by_id,
    dossiers_of,
    in_weeks,
    listed,
    of_person,
    reminder_by_id,
    reminders_of,
    shown_in,
    stops_of,
)
from requests.selectors.opened import OfClient, Opened
from requests.services.clock import seen


@transaction.atomic
def open_desk(*, wanted: RequestFilter, start: int = 0, by: User) -> Listing:
    """The requests that are there for `by`, with one line in the log that names them."""
    today = clock.today()
    desk = desk_of(by, today)
    found = listed(by, desk, wanted, today, start)
    look(RequestEvent.DESK_SEEN, subject_kind="request", object_ids=shown_in(found.rows), role=desk.role, by=by)
    return found


@transaction.atomic
def open_weeks(*, by: User) -> list[SubjectRequest]:
    """Last days of the coming weeks, and what is late."""
    today = clock.today()
    desk = desk_of(by, today)
    found = in_weeks(by, desk, today)
    look(RequestEvent.DESK_SEEN, subject_kind="request", object_ids=shown_in(found), role=desk.role, by=by)
    return found


@transaction.atomic
def open_request(*, request_id: UUID, by: User) -> Opened:
    """The only way to one request. Raises Http404 for whoever it is not there for, as for one that does not exist."""
    today = clock.today()
    request, desk = by_id(request_id), desk_of(by, today)
    if request is None or not may_see(desk, request) or is_kept_away(by, request):
        raise Http404
    look(
        RequestEvent.SEEN, subject_kind="request", subject_id=request.pk, person_id=request.person_id,
        object_ids=dossiers_of([request.person_id]), role=desk.role, by=by,
    )  # fmt: skip
    stops = stops_of([request.pk])[request.pk]
    return Opened(
        request=request,
        handles=may_handle(desk, request),
        term=seen(request=request, stops=stops, on=today, by=by),
        stops=stops,
        reminders=reminders_of(request),
        alike=[row for row in alike(request) if may_see(desk, row)],
    )


@transaction.atomic
def open_to_handle(*, request_id: UUID, by: User) -> Opened:
    """As `open_request`, for who may act on it. Raises PermissionDenied for who only sees it."""
    opened = open_request(request_id=request_id, by=by)
    if not opened.handles:
        raise PermissionDenied("Dit verzoek is bij een collega in behandeling.")
    return opened


@transaction.atomic
def open_reminder(*, reminder_id: UUID, by: User) -> SubjectRequest:
    """What somebody was reminded of. Raises Http404 as `open_request`."""
    reminder = reminder_by_id(reminder_id)
    if reminder is None:
        raise Http404
    return open_request(request_id=reminder.request_id, by=by).request


@transaction.atomic
def open_of_client(*, ref: UUID, by: User) -> OfClient:
    """The requests of the client of this dossier, for whom the dossier is open. Raises as `open_dossier`."""
    dossier = open_dossier(ref=ref, by=by)
    desk, rows = desk_of(by, clock.today()), of_person(dossier.person_id)
    return OfClient(dossier, rows, frozenset(row.pk for row in rows if may_see(desk, row)))
