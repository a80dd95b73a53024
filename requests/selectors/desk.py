"""Requests that wait: whose, by which last day, and what was asked before by the same person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import F, Q, QuerySet

from access.models import User
from access.selectors import excluded_from
from dossiers.models import Dossier
from privacy_domain.crypto.fields import prefetch_keys
from requests.models import ClockStop, Reminder, SubjectRequest
from requests.policies.desk import Desk
from requests.policies.terms import Pause
from requests.states import OPEN, RequestState

PAGE = 50
AHEAD_WEEKS = 8


class Which(StrEnum):
    """Which requests are wanted."""

    OPEN = "open"
    LATE = "late"
    SOON = "soon"
    STANDING_STILL = "standing_still"
    OVER = "over"


SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """Which requests are wanted; `kind` empty: all kinds; `mine`: only those that one handles."""

    which: Which = Which.OPEN
    kind: str = ""
    mine: bool = False

    def condition(self, desk: Desk, on: date) -> Q:
        """For a query on requests."""
        found = {
            Which.OPEN: Q(state__in=OPEN),
            Which.LATE: Q(state__in=OPEN, due_on__lt=on),
            Which.SOON: Q(state__in=OPEN, due_on__gte=on, due_on__lte=on + SOON),
            Which.STANDING_STILL: Q(state__in=OPEN, due_on__isnull=True) & ~Q(state=RequestState.DECIDED),
            Which.OVER: Q(state__in=[RequestState.CLOSED, RequestState.ENDED]),
        }[self.which]
        if self.kind:
            found &= Q(kind=self.kind)
        return found & Q(handler_id=desk.user) if self.mine else found


def let_near(user: User) -> QuerySet[SubjectRequest]:
    """Requests without those of people from whose dossier this account was kept away."""
    away = Dossier.objects.filter(pk__in=excluded_from(user)).values("person_id")
    rows: QuerySet[SubjectRequest] = SubjectRequest.objects.select_related("person", "handler", "team").exclude(person_id__in=away)
    return rows


def visible(user: User, desk: Desk) -> QuerySet[SubjectRequest]:
    """The requests that are there for somebody."""
    rows = let_near(user)
    if desk.everything:
        return rows
    return rows.filter(Q(handler_id=desk.user) | Q(registered_by_id=desk.user) | Q(team_id__in=desk.led) | Q(pk__in=desk.to_sign))


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list. `more`: there are others behind it."""

    rows: list[SubjectRequest]
    more: bool
    late: int


def listed(user: User, desk: Desk, wanted: RequestFilter, on: date, start: int = 0) -> Listing:
    """Requests by last day, the soonest first, those without one behind. The same number of statements for one and for many."""
    rows = visible(user, desk).filter(wanted.condition(desk, on)).order_by(F("due_on").asc(nulls_last=True), "received_on", "pk")
    page = list(rows[start : start + PAGE + 1])
    shown = page[:PAGE]
    prefetch_keys([row.person for row in shown])
    late = visible(user, desk).filter(state__in=OPEN, due_on__lt=on).count()
    return Listing(shown, len(page) > PAGE, late)


def in_weeks(user: User, desk: Desk, on: date) -> list[SubjectRequest]:
    """Everything with a last day until eight weeks from now, what is late included."""
    rows = visible(user, desk).filter(state__in=OPEN, due_on__lte=on + timedelta(weeks=AHEAD_WEEKS)).order_by("due_on", "pk")
    shown = list(rows[: PAGE * 4])
    prefetch_keys([row.person for row in shown])
    return shown


def dossiers_of(persons: Collection[UUID]) -> list[UUID]:
    """The dossiers of these people."""
    return sorted(Dossier.objects.filter(person_id__in=persons).values_list("pk", flat=True)) if persons else []


def shown_in(rows: Iterable[SubjectRequest]) -> list[UUID]:
    """What the log names when these requests are shown with names: the requests, whose they are, and the dossiers of these people, so
    that who asks who looked finds it under any of them."""
    found = list(rows)
    persons = sorted({row.person_id for row in found})
    return [*(row.pk for row in found), *persons, *dossiers_of(persons)]


def handled_by(user: User) -> list[SubjectRequest]:
    """The open requests that somebody handles, the soonest first."""
    rows = let_near(user).filter(handler=user, state__in=OPEN)
    found = list(rows.order_by(F("due_on").asc(nulls_last=True), "pk")[:PAGE])
    prefetch_keys([row.person for row in found])
    return found


def by_id(request_id: UUID) -> SubjectRequest | None:
    """One request, or None."""
    related = ("person", "team", "handler", "registered_by", "identified_by", "extended_by", "ended_by")
    found: SubjectRequest | None = SubjectRequest.objects.select_related(*related).filter(pk=request_id).first()
    return found


def of_person(person_id: UUID) -> list[SubjectRequest]:
    """Every request of a person, newest first."""
    return list(SubjectRequest.objects.select_related("handler").filter(person=person_id).order_by("-received_on", "pk"))


def alike(request: SubjectRequest) -> list[SubjectRequest]:
    """Other open requests of the same person. They are shown, and stand in nobody's way."""
    return [row for row in of_person(request.person_id) if row.pk != request.pk and row.state in OPEN]


def stops_of(requests: Collection[UUID]) -> Mapping[UUID, list[ClockStop]]:
    """What stopped the clocks of these requests, oldest first."""
    found: dict[UUID, list[ClockStop]] = {pk: [] for pk in requests}
    for row in ClockStop.objects.select_related("stopped_by", "restarted_by").filter(request__in=requests).order_by("stopped_on", "pk"):
        found[row.request_id].append(row)
    return found


def pauses(stops: Iterable[ClockStop]) -> tuple[Pause, ...]:
    """Stops as the calculation wants them."""
    return tuple(Pause(stop.stopped_on, stop.restarted_on) for stop in stops)


def reminders_of(request: SubjectRequest) -> list[Reminder]:
    """The reminders about a request, newest first."""
    return list(Reminder.objects.filter(request=request).order_by("-made_at", "days_before", "recipient"))


def reminder_by_id(reminder_id: UUID) -> Reminder | None:
    """One reminder, or None."""
    found: Reminder | None = Reminder.objects.filter(pk=reminder_id).first()
    return found
