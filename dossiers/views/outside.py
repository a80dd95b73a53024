"""The doors of what is asked from outside: questions of Veilig Thuis, a report after the step plan, consulting who entered the same youth."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access.policies import offers_writing
from dossiers import services
from dossiers.forms.outside import AskedForm, NothingForm, RecipientForm
from dossiers.policies.verwijsindex import consulting_others
from dossiers.presenters import meldcode as present_steps
from dossiers.presenters import outside as present
from dossiers.presenters.disclosures import envelope_url
from dossiers.selectors.outside import question_by_id
from dossiers.selectors.verwijsindex import entry_of
from dossiers.services import meldcode as steps
from dossiers.services import veilig_thuis as act
from dossiers.services import verwijsindex as index
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.people.models import Partner
from privacy_domain.people.selectors import partners_on
from privacy_domain.protocols.types import Recipient
from privacy_domain.web.errors import UNPROCESSABLE, Conflict, Invalid, put_error


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Veilig Thuis asks something: write it down."""
    user, on = user_of(request), clock.today()
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    form = AskedForm(request.POST if request.method == "POST" else None, initial={"asked_at": clock.now().astimezone(clock.AMSTERDAM)})
    if form.is_valid():
        try:
            made = act.register_question(dossier=dossier, asked=form.asked(), key=form.cleaned_data["key"], by=user)
            return redirect("dossiers:vt_question", ref=ref, asked_id=made.pk)
        except Invalid as error:
            put_error(form, error)
    return form_page(request, dossier, form, heading=_("A question from outside"), button=_("Write this down"), **present.rules_for_asked(on))


@require_safe
def question(request: HttpRequest, ref: UUID, asked_id: UUID) -> HttpResponse:
    """One question, and what came of it."""
    user, on = user_of(request), clock.today()
    opened = act.open_question(ref=ref, asked_id=asked_id, by=user)
    dossier = opened.question.dossier
    context = (
        present_steps.shared(dossier)
        | present.question_page(opened.question, opened.envelopes, on)
        | {"writes": offers_writing(user, dossier.pk, on=on).allowed}
    )
    return render(request, "dossiers/safety/question.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, ref: UUID, asked_id: UUID) -> HttpResponse:
    """Give something: an envelope begins."""
    user = user_of(request)
    opened = act.open_question(ref=ref, asked_id=asked_id, write=True, by=user)
    if not opened.open:
        raise Conflict("Deze vraag van Veilig Thuis is al afgehandeld.")
    form = _recipient_form(request, _veilig_thuis(), opened.question.about)
    return _begin(
        request, opened.question.dossier, form, lambda facts: act.begin_answer(question=opened.question, **facts, by=user),
        heading=_("Answer the question"), back_url=reverse("dossiers:vt_question", args=[ref, asked_id]), back_label=_("Question"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def nothing(request: HttpRequest, ref: UUID, asked_id: UUID) -> HttpResponse:
    """Give nothing, because."""
    user = user_of(request)
    opened = act.open_question(ref=ref, asked_id=asked_id, write=True, by=user)
    form = NothingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act.give_nothing(question=opened.question, because=form.cleaned_data["because"], by=user)
            return redirect("dossiers:vt_question", ref=ref, asked_id=asked_id)
        except Invalid as error:
            put_error(form, error)
    back = {"back_url": reverse("dossiers:vt_question", args=[ref, asked_id]), "back_label": _("Question")}
    return form_page(request, opened.question.dossier, form, heading=_("Give nothing"), button=_("Write this down"), **back)


@require_safe
def question_task(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """From a task to the question it is about, past the gate of its dossier."""
    row = question_by_id(source_id)
    if row is None:
        raise Http404
    services.open_dossier(ref=row.dossier_id, by=user_of(request))
    return redirect("dossiers:vt_question", ref=row.dossier_id, asked_id=row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, ref: UUID, meldcode_id: UUID) -> HttpResponse:
    """Carry out the decision to report: an envelope begins."""
    user = user_of(request)
    opened = steps.open_meldcode(ref=ref, meldcode_id=meldcode_id, write=True, by=user)
    decision = opened.written.decision
    if decision is None or not decision.report or decision.reported_at is not None:
        raise Conflict("Er is geen melding te doen.")
    words = f"Een vermoeden van {opened.meldcode.get_concern_display().lower()}."
    form = _recipient_form(request, _veilig_thuis(), words)
    return _begin(
        request, opened.meldcode.dossier, form, lambda facts: steps.prepare_report(decision=decision, **facts, by=user),
        heading=_("Carry out what was decided"), back_url=reverse("dossiers:meldcode", args=[ref, meldcode_id]), back_label=_("Step plan"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def consult(request: HttpRequest, ref: UUID, entry_id: UUID) -> HttpResponse:
    """Consult somebody outside the team who entered the same youth: an envelope begins, with consent or the exception."""
    user, on = user_of(request), clock.today()
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    entry = entry_of(dossier, entry_id)
    if entry is None:
        raise Http404
    form = _recipient_form(request, list(partners_on(on)), "")
    return _begin(
        request, entry.dossier, form, lambda facts: index.consult_other(entry=entry, **facts, by=user),
        heading=_("Consult who entered the youth too"), back_url=reverse("dossiers:index_entry", args=[ref, entry_id]),
        back_label=_("Entry in the verwijsindex"), decision=consulting_others(on),
    )  # fmt: skip


# ---------------------------------------------------------------- parts
def form_page(request: HttpRequest, dossier: Any, form: forms.Form, **more: Any) -> HttpResponse:
    """One form on a page that says nothing to who looks over a shoulder."""
    context = present_steps.shared(dossier) | {"form": form} | more
    return render(request, "dossiers/safety/form.html", context, status=UNPROCESSABLE if form.errors else 200)


def _veilig_thuis() -> list[Partner]:
    return list(partners_on(clock.today(), code=Recipient.VEILIG_THUIS))


def _recipient_form(request: HttpRequest, partners: list[Partner], purpose: str) -> RecipientForm:
    return RecipientForm(request.POST if request.method == "POST" else None, partners=partners, initial={"purpose": purpose})


def _begin(request: HttpRequest, dossier: Any, form: RecipientForm, begin: Any, **more: Any) -> HttpResponse:
    """To whom and what for; then what goes is chosen as for any envelope."""
    if form.is_valid():
        try:
            made = begin(form.facts())
            return redirect(envelope_url(made, "disclosure_items"))
        except Invalid as error:
            put_error(form, error)
    return form_page(request, dossier, form, button=_("Continue"), nobody=not form.partners, **more)
