"""The doors to the help from partners and to which of their data were seen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dossiers import services
from dossiers.forms.partner_help import DiscussedForm, HelpForm, SeenForm
from dossiers.policies.partner_help import PartnerDataRules, needs_contact_first, partner_data_rules
from dossiers.presenters import partner_help as present
from dossiers.selectors import partner_help as select
from dossiers.services import partner_help as partner_data
from dossiers.states.people import HelpTime
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.people.selectors import partners_on
from privacy_domain.web.errors import UNPROCESSABLE, Conflict, Invalid, put_error


def _door(request: HttpRequest, ref: UUID) -> tuple[Any, PartnerDataRules, Any]:
    """The dossier, where the protocol lets the team look through a member; nothing is there elsewhere."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, write=request.method == "POST", by=user)
    rules = partner_data_rules(clock.today())
    if rules is None:
        raise Http404
    return dossier, rules, user


@require_http_methods(["GET", "HEAD", "POST"])
def partner_help(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The list of help, what was seen, and one more help for the list."""
    dossier, rules, user = _door(request, ref)
    sent = request.POST if request.method == "POST" else None
    form = HelpForm(sent, partners=list(partners_on(clock.today())))
    if form.is_valid():
        said = form.cleaned_data
        try:
            partner_data.list_help(dossier=dossier, partner=form.chosen(), time=HelpTime(said["time"]), what=said["what"], key=said["key"], by=user)
            return redirect("dossiers:partner_help", ref=ref)
        except Invalid as error:
            put_error(form, error)
        except Conflict as error:
            form.add_error("partner", str(error))
    return _page(request, "list", present.page(dossier, user, rules, clock.today()), form)


@require_http_methods(["GET", "HEAD", "POST"])
def seen(request: HttpRequest, ref: UUID, help_id: UUID) -> HttpResponse:
    """Which data of one partner were seen, through whom and why."""
    dossier, rules, user = _door(request, ref)
    row = select.help_of(dossier, help_id)
    if row is None:
        raise Http404
    referred = needs_contact_first(dossier, rules)
    sent = request.POST if request.method == "POST" else None
    form = SeenForm(sent, team=select.team_of(dossier), referred=referred)
    if form.is_valid():
        try:
            partner_data.record_partner_data(help=row, facts=form.facts(), key=form.cleaned_data["key"], by=user)
            return redirect("dossiers:partner_help", ref=ref)
        except Invalid as error:
            put_error(form, error)
    return _page(request, "seen", present.page(dossier, user, rules, clock.today()) | {"help": row}, form)


@require_http_methods(["GET", "HEAD", "POST"])
def discussed(request: HttpRequest, ref: UUID, view_id: UUID) -> HttpResponse:
    """The client heard which data were seen."""
    dossier, rules, user = _door(request, ref)
    row = select.view_of(dossier, view_id)
    if row is None:
        raise Http404
    form = DiscussedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            partner_data.discuss_partner_data(view=row, discussed_on=said["discussed_on"], reaction=said["reaction"], by=user)
            return redirect("dossiers:partner_help", ref=ref)
        except Invalid as error:
            put_error(form, error)
    return _page(request, "discussed", present.page(dossier, user, rules, clock.today()) | {"line": present.line(row)}, form)


def _page(request: HttpRequest, name: str, context: dict[str, Any], form: Any) -> HttpResponse:
    status = UNPROCESSABLE if form.errors else 200
    return render(request, f"dossiers/partner_help/{name}.html", context | {"form": form}, status=status)
