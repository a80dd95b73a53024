"""The doors of comply or explain."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dossiers import services
from dossiers.forms.policy_departure import JudgementForm, PolicyDepartureForm
from dossiers.policies.policy_departure import departure_rules
from dossiers.presenters import dossier as present_dossier
from dossiers.presenters import policy_departure as present
from dossiers.selectors.policy_departure import policy_departures_of
from dossiers.services import policy_departure as departures
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.web.errors import UNPROCESSABLE, Conflict, Invalid, put_error


@require_http_methods(["GET", "HEAD", "POST"])
def depart(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The departures of a case, and the form for one more; where a text knows them."""
    user, on = user_of(request), clock.today()
    dossier = services.open_dossier(ref=ref, write=request.method == "POST", by=user)
    rules = departure_rules(on)
    if rules is None:
        if request.method == "POST":
            raise Conflict("Het protocol van deze gemeente kent geen afwijking in een bijzonder geval.")
        raise Http404
    form = PolicyDepartureForm(request.POST if request.method == "POST" else None, rules=rules)
    if form.is_valid():
        try:
            departures.depart_from_policy(dossier=dossier, facts=form.facts(), key=form.cleaned_data["key"], by=user)
            return redirect("dossiers:policy_departures", ref=ref)
        except Invalid as error:
            put_error(form, error)
    context = present_dossier.frame(dossier, user, on) | {
        "form": form,
        "rules": rules,
        "lines": [present.page(row) for row in policy_departures_of(dossier)],
    }
    return render(request, "dossiers/safety/departures.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """For the privacy officer: why was departed, and what he thinks of it."""
    user = user_of(request)
    row = departures.open_policy_departure(departure_id=source_id, by=user)
    form = JudgementForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            departures.judge_policy_departure(departure=row, judgement=form.cleaned_data["judgement"], by=user)
            return redirect("access:my_work")
        except Invalid as error:
            put_error(form, error)
    context = present.page(row) | {"number": row.dossier.number, "form": form}
    return render(request, "dossiers/safety/judge_departure.html", context, status=UNPROCESSABLE if form.errors else 200)
