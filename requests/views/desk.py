"""The list, the weeks, the calendars, and a request that comes in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.selectors import account
from dossiers.presenters.dossier import frame
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error
from requests import services
from requests.forms.request import FilterForm, RequestForm, SubjectForm
from requests.presenters import calendar as dates
from requests.presenters import desk as present
from requests.selectors.calendar import feed_of
from requests.selectors.desk import PAGE, RequestFilter


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The requests that are there for this person, the soonest last day first."""
    user, today = account(request.user), clock.today()
    form = FilterForm(request.GET or None)
    wanted = form.wanted() if form.is_bound else RequestFilter()
    start = _number(request.GET.get("vanaf", ""))
    found = services.open_desk(wanted=wanted, start=start, by=user)
    asked = request.GET.copy()
    asked["vanaf"] = str(start + PAGE)
    context = {
        "form": form if form.is_bound else FilterForm(),
        "narrowed": wanted != RequestFilter(),
        "lines": [present.line(row, today) for row in found.rows],
        "late": found.late,
        "more": f"?{asked.urlencode()}" if found.more else "",
        "start": start,
    }
    return render(request, "requests/desk.html", context)


def _number(said: str) -> int:
    return min(int(said), 100_000) if said.isascii() and said.isdigit() and len(said) < 8 else 0


@require_safe
def weeks(request: HttpRequest) -> HttpResponse:
    """Last days week by week."""
    user = account(request.user)
    rows = services.open_weeks(by=user)
    return render(request, "requests/weeks.html", {"weeks": present.weeks(rows, clock.today()), "has_feed": feed_of(user) is not None})


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """A request of anybody comes in."""
    user, posted = account(request.user), request.POST if request.method == "POST" else None
    form, subject = RequestForm(posted), SubjectForm(posted)
    valid = form.is_valid() & subject.is_valid()
    if valid:
        try:
            made = services.register_request(intake=form.intake(), details=subject.details(), key=form.cleaned_data["key"], by=user)
            return redirect("subject_requests:request", request_id=made.pk)
        except Invalid as error:
            put_error(subject if error.field in subject.fields else form, error)
    status = UNPROCESSABLE if posted is not None else 200
    return render(request, "requests/register.html", {"form": form, "subject": subject}, status=status)


@require_safe
def of_client(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The requests of the client of a dossier."""
    user = account(request.user)
    found = services.open_of_client(ref=ref, by=user)
    return render(request, "requests/of_client.html", present.of_client(found, frame(found.dossier, user, clock.today())))


@require_http_methods(["GET", "HEAD", "POST"])
def register_of_client(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A request of the client comes in, at the table."""
    user = account(request.user)
    found = services.open_of_client(ref=ref, by=user)
    form = RequestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = services.register_request(intake=form.intake(), person=found.dossier.person, key=form.cleaned_data["key"], by=user)
            return redirect("subject_requests:request", request_id=made.pk)
        except Invalid as error:
            put_error(form, error)
    context: dict[str, Any] = frame(found.dossier, user, clock.today()) | {"form": form, "inside": True}
    return render(request, "requests/register_of_client.html", context, status=UNPROCESSABLE if form.errors else 200)


# ---------------------------------------------------------------- calendars
@require_POST
def make_feed(request: HttpRequest) -> HttpResponse:
    """A private address for a calendar program, shown this once."""
    secret = services.open_feed(by=account(request.user))
    address = request.build_absolute_uri(reverse("subject_requests:feed", args=[secret]))
    return render(request, "requests/feed.html", {"address": address})


@require_POST
def end_feed(request: HttpRequest) -> HttpResponse:
    """The private address answers no more."""
    services.close_feed(by=account(request.user))
    return redirect("subject_requests:weeks")


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar itself, for a program that cannot log in."""
    return HttpResponse(dates.calendar(services.read_feed(secret=secret, by=SYSTEM)), content_type=dates.CONTENT_TYPE)
