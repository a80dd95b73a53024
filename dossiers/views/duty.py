"""Access on a duty in law: asking, granting, ending, reviewing."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from access.states import MunicipalRole
from dossiers import selectors, services
from dossiers.forms import DutyForm, ReviewForm
from dossiers.presenters import duty as present
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask access to a dossier by its number. The answer is the same for a number that does not exist."""
    user = user_of(request)
    form = DutyForm(request.POST or None, today=clock.today())
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.ask_duty_access(
                number=said["number"].strip(), provision=said["provision"], requester=said["requester"], parts=form.chosen_parts(),
                until=said["until"], explanation=said["explanation"], by=user,
            )  # fmt: skip
            return render(request, "dossiers/duty_asked.html", {"number": said["number"].strip()})
        except Invalid as error:
            put_error(form, error)
    context = {"form": form, "asked": [present.asked_line(row) for row in selectors.duties_asked_by(user)]}
    return render(request, "dossiers/duty_ask.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """One access: for who grants it and who reviews it. What is sent here is the review."""
    user = user_of(request)
    opened = services.open_duty(duty_id=source_id, by=user)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and opened.reviews is None:
        raise PermissionDenied
    if form.is_valid():
        try:
            role = opened.reviews or MunicipalRole.TEAM_LEAD
            services.review_duty_access(
                duty=opened.duty, role=role, right=form.cleaned_data["right"] == "yes", note=form.cleaned_data["note"], by=user
            )
            return redirect("access:my_work")
        except Invalid as error:
            put_error(form, error)
    context = present.page(opened.duty, user, opened.reviews) | {"grants": opened.grants, "form": form}
    return render(request, "dossiers/duty.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def decide(request: HttpRequest, source_id: UUID, act: str) -> HttpResponse:
    """Grant, refuse or end it: `act` is one of verlenen, weigeren, stoppen."""
    user = user_of(request)
    opened = services.open_duty(duty_id=source_id, by=user)
    if not opened.grants and not (act == "stoppen" and opened.reviews):
        raise PermissionDenied
    if act == "verlenen":
        services.grant_duty_access(duty=opened.duty, by=user)
    elif act == "weigeren":
        services.refuse_duty_access(duty=opened.duty, by=user)
    else:
        services.end_duty_access(duty=opened.duty, by=user)
    return redirect("dossiers:duty", source_id=source_id)
