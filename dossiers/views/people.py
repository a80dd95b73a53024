"""The doors to the people of a dossier."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import selectors, services
from dossiers.forms.people import EndForm, HelperForm, RelativeForm, RepresentationForm
from dossiers.policies import intake_rules
from dossiers.policies.authority import legal_kinds
from dossiers.presenters import dossier as present_dossier
from dossiers.presenters import people as present
from dossiers.services import ages
from dossiers.services.referral import record_agreement_with_referral
from dossiers.services.relations import add_relation, add_representation, end_relation, end_representation
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.people.models import Representative
from privacy_domain.people.selectors import partners_on
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error


@require_safe
def people(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Everybody around the client: the list, then the drawing."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, by=user)
    return render(request, "dossiers/intake/people.html", present.people_page(dossier, user, clock.today()))


@require_http_methods(["GET", "HEAD", "POST"])
def add_relative(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Somebody of the family or the network, with why that matters."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    rules = intake_rules(clock.today())
    form = RelativeForm(request.POST if request.method == "POST" else None, rules=rules)
    if form.is_valid():
        try:
            add_relation(dossier=dossier, around=form.around(), details=form.details(), key=form.cleaned_data["key"], by=user)
            return redirect("dossiers:people", ref=ref)
        except Invalid as error:
            put_error(form, error)
    return _page(request, "dossiers/intake/relative.html", dossier, user, form, rules=rules)


@require_http_methods(["GET", "HEAD", "POST"])
def add_helper(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A professional or an organisation around the client."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    form = HelperForm(request.POST if request.method == "POST" else None, partners=list(partners_on(clock.today())))
    if form.is_valid():
        try:
            add_relation(dossier=dossier, around=form.around(), key=form.cleaned_data["key"], by=user)
            return redirect("dossiers:people", ref=ref)
        except Invalid as error:
            put_error(form, error)
    return _page(request, "dossiers/intake/helper.html", dossier, user, form)


@require_POST
def end(request: HttpRequest, ref: UUID, relation_id: UUID) -> HttpResponse:
    """Somebody is not around the client any more."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    relation = selectors.relation_of(dossier, relation_id)
    if relation is None:
        raise Http404
    end_relation(relation=relation, by=user)
    return redirect("dossiers:people", ref=ref)


@require_http_methods(["GET", "HEAD", "POST"])
def represent(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Somebody around the client can act for him."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    legal = legal_kinds(dossier.person, clock.today())
    form = RepresentationForm(request.POST if request.method == "POST" else None, relations=selectors.relations_of(dossier), legal=legal)
    if form.is_valid():
        said = form.cleaned_data
        try:
            add_representation(
                dossier=dossier,
                relation=form.chosen(),
                kind=said["kind"],
                valid_from=said["valid_from"],
                valid_until=said["valid_until"],
                basis=said["basis"],
                by=user,
            )
            return redirect("dossiers:people", ref=ref)
        except Invalid as error:
            put_error(form, error)
    return _page(request, "dossiers/intake/represent.html", dossier, user, form, legal=[kind.label for kind in Representative.Kind if kind in legal])


@require_http_methods(["GET", "HEAD", "POST"])
def stop_representing(request: HttpRequest, ref: UUID, representation_id: UUID) -> HttpResponse:
    """A representation ends."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    row = next((row for row in selectors.representations_of(dossier, clock.today()) if row.pk == representation_id), None)
    if row is None:
        raise Http404
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            end_representation(dossier=dossier, representation=row, last_day=form.cleaned_data["last_day"], by=user)
            return redirect("dossiers:people", ref=ref)
        except Invalid as error:
            put_error(form, error)
    return _page(request, "dossiers/intake/stop_representing.html", dossier, user, form, line=present.representation_line(row))


@require_POST
def agree_to_referral(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The client agrees with the referral after all."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    referral = selectors.referral_of(dossier)
    if referral is None:
        raise Http404
    record_agreement_with_referral(referral=referral, by=user)
    return redirect("dossiers:people", ref=ref)


@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """A birthday or an end of a representation: look who decides now, and say that it was arranged."""
    user = user_of(request)
    tasks = selectors.open_age_tasks(source_id)
    if not tasks:
        raise Http404
    dossier = services.open_dossier(ref=tasks[0].dossier_id or source_id, write=request.method == "POST", by=user)
    if request.method == "POST":
        ages.finish_tasks(dossier=dossier, tasks=tasks, by=user)
        return redirect("access:my_work")
    return render(request, "dossiers/intake/task.html", present.task_page(dossier, user, tasks))


def _page(request: HttpRequest, template: str, dossier: object, user: object, form: forms.Form, **more: object) -> HttpResponse:
    context = present_dossier.frame(dossier, user, clock.today()) | {"form": form} | more  # type: ignore[arg-type]
    return render(request, template, context, status=UNPROCESSABLE if form.errors else 200)
