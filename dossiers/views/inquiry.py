"""The doors of an inquiry into fraud."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dossiers.forms.outside import EndInquiryForm, InquiryForm, RecipientForm, ReviewForm
from dossiers.policies.inquiry import inquiry_rules, is_current
from dossiers.presenters import meldcode as present_steps
from dossiers.presenters import outside as present
from dossiers.presenters.disclosures import envelope_url
from dossiers.services import inquiry as act
from dossiers.states.safety import InquiryEnd, InquiryState
from dossiers.views.outside import form_page
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.people.selectors import partners_on, register_on
from privacy_domain.web.errors import UNPROCESSABLE, Conflict, Invalid, put_error


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Begin one; for who may share in an inquiry here."""
    user, on = user_of(request), clock.today()
    dossier, _role = act.enter_inquiries(ref=ref, by=user)
    form = InquiryForm(request.POST if request.method == "POST" else None, partners=list(register_on(on)))
    if form.is_valid():
        try:
            made = act.start_inquiry(dossier=dossier, facts=form.facts(), by=user)
            return redirect("dossiers:inquiry", ref=ref, inquiry_id=made.pk)
        except Invalid as error:
            put_error(form, error)
    return form_page(request, dossier, form, heading=_("Begin an inquiry"), button=_("Begin"), rules=inquiry_rules(on))


@require_safe
def inquiry(request: HttpRequest, ref: UUID, inquiry_id: UUID) -> HttpResponse:
    """One inquiry."""
    on = clock.today()
    opened = act.open_inquiry(ref=ref, inquiry_id=inquiry_id, by=user_of(request))
    context = present_steps.shared(opened.inquiry.dossier) | present.inquiry_page(opened.inquiry, opened.envelopes, inquiry_rules(on), on)
    return render(request, "dossiers/safety/inquiry.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, ref: UUID, inquiry_id: UUID) -> HttpResponse:
    """Share something in it: an envelope begins."""
    user, on = user_of(request), clock.today()
    row = act.open_inquiry(ref=ref, inquiry_id=inquiry_id, by=user).inquiry
    if not is_current(row, on):
        raise Conflict("Dit onderzoek loopt niet meer. Er wordt niets meer in gedeeld.")
    form = RecipientForm(request.POST if request.method == "POST" else None, partners=list(partners_on(on)))
    if form.is_valid():
        try:
            made = act.share_in_inquiry(inquiry=row, **form.facts(), by=user)
            return redirect(envelope_url(made, "disclosure_items"))
        except Invalid as error:
            put_error(form, error)
    back = {"back_url": reverse("dossiers:inquiry", args=[ref, inquiry_id]), "back_label": _("Inquiry")}
    return form_page(
        request, row.dossier, form, heading=_("Share in the inquiry"), button=_("Continue"), nobody=not form.partners, rules=inquiry_rules(on), **back
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, ref: UUID, inquiry_id: UUID) -> HttpResponse:
    """It is over."""
    user = user_of(request)
    row = act.open_inquiry(ref=ref, inquiry_id=inquiry_id, by=user).inquiry
    if row.state != InquiryState.RUNNING:
        raise Conflict("Dit onderzoek is al beëindigd.")
    form = EndInquiryForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act.end_inquiry(inquiry=row, end=InquiryEnd(form.cleaned_data["end"]), outcome=form.cleaned_data["outcome"], by=user)
            return redirect("dossiers:inquiry", ref=ref, inquiry_id=inquiry_id)
        except Invalid as error:
            put_error(form, error)
    back = {"back_url": reverse("dossiers:inquiry", args=[ref, inquiry_id]), "back_label": _("Inquiry")}
    return form_page(request, row.dossier, form, heading=_("End the inquiry"), button=_("End"), **back)


@require_safe
def task(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """From a task to the inquiry it is about; the door stands there."""
    return redirect("dossiers:inquiry", ref=act.find_inquiry(inquiry_id=source_id, by=user_of(request)), inquiry_id=source_id)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """For the privacy officer: whether the suspicion is concrete, and the scope no wider than needed."""
    user = user_of(request)
    row = act.open_for_review(inquiry_id=source_id, by=user)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act.review_inquiry(inquiry=row, **form.cleaned_data, by=user)
            return redirect("access:my_work")
        except Invalid as error:
            put_error(form, error)
    context = present.inquiry_facts(row) | {"number": row.dossier.number, "form": form, "reviewed": row.reviewed_at is not None}
    return render(request, "dossiers/safety/review_inquiry.html", context, status=UNPROCESSABLE if form.errors else 200)
