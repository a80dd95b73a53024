"""How long a dossier is kept, what holds it, and what another term would mean."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.selectors import account
from privacy_domain import clock
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error
from retention import presenters, selectors, services
from retention.forms import HoldForm, LiftForm, PreviewForm, RenewForm
from retention.states import HoldReason


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Where who prepares or approves destruction begins: holds to look at, and the way to the rest."""
    user = account(request.user)
    return render(request, "retention/desk.html", services.open_desk(by=user))


@require_safe
def dossier(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Until when this dossier is kept, and why."""
    user = account(request.user)
    return render(request, "retention/dossier.html", presenters.page(services.open_kept(ref=ref, by=user), user))


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Keep this dossier or an item of it."""
    user = account(request.user)
    kept = services.open_to_hold(ref=ref, by=user)
    form = HoldForm(request.POST if request.method == "POST" else None, reasons=kept.reasons, parts=presenters.parts(kept))
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.place_hold(
                held=services.Held(kept.dossier.person, kept.dossier, form.series()),
                reason=HoldReason(said["reason"]),
                explanation=said["explanation"],
                review_on=said["review_on"],
                by=user,
            )
            return redirect("retention:dossier", ref=ref)
        except Invalid as error:
            put_error(form, error)
    return render(request, "retention/hold_place.html", presenters.page(kept, user) | {"form": form}, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def look_again(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """One hold: still needed, or not."""
    return _hold_page(request, services.open_hold(hold_id=source_id, by=account(request.user)))


@require_POST
def renew(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Still needed."""
    user = account(request.user)
    found = services.open_hold(hold_id=source_id, by=user)
    form = RenewForm(request.POST)
    if form.is_valid():
        try:
            services.renew_hold(hold=found, by=user, **form.cleaned_data)
            return _back(found)
        except Invalid as error:
            put_error(form, error)
    return _hold_page(request, found, renew_form=form)


@require_POST
def lift(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Not needed any more."""
    user = account(request.user)
    found = services.open_hold(hold_id=source_id, by=user)
    form = LiftForm(request.POST)
    if form.is_valid():
        try:
            services.lift_hold(hold=found, because=form.cleaned_data["because"], by=user)
            return _back(found)
        except Invalid as error:
            put_error(form, error)
    return _hold_page(request, found, lift_form=form)


def _back(found: Any) -> HttpResponse:
    return redirect("retention:dossier", ref=found.dossier_id) if found.dossier_id else redirect("retention:desk")


def _hold_page(request: HttpRequest, found: Any, *, renew_form: Any = None, lift_form: Any = None) -> HttpResponse:
    given = {"renew_form": renew_form or RenewForm(), "lift_form": lift_form or LiftForm()}
    status = UNPROCESSABLE if renew_form or lift_form else 200
    return render(request, "retention/hold.html", presenters.hold_page(found) | given, status=status)


@require_safe
def closing_task(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The task that asks for a closing leads to the dossier."""
    if not selectors.is_asked(source_id):
        raise Http404
    return redirect("retention:dossier", ref=source_id)


@require_POST
def goes_on(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Support still runs."""
    user = account(request.user)
    services.support_goes_on(dossier=services.open_to_write(ref=ref, by=user), by=user)
    return redirect("retention:dossier", ref=ref)


@require_http_methods(["GET", "HEAD", "POST"])
def what_if(request: HttpRequest) -> HttpResponse:
    """What another term would mean: parts per year. Nothing is changed."""
    user, today = account(request.user), clock.today()
    services.open_preview(by=user)
    present = presenters.term_words(today)
    form = PreviewForm(request.POST if request.method == "POST" else None, initial=present)
    found = presenters.preview(form.cleaned_data["years"], form.chosen(), today) if form.is_valid() else {}
    context = {"form": form, "present": present, "found": found}
    return render(request, "retention/what_if.html", context, status=UNPROCESSABLE if form.errors else 200)
