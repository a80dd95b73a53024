"""Signing on the screen, on paper, or not."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from consent.states import FormState
from dossiers import selectors, services
from dossiers.forms import PaperForm, RefuseForm, ScreenSignatureForm
from dossiers.policies import TalkPlan, require_running, talk_plan
from dossiers.presenters import tables
from dossiers.presenters import talk as present
from dossiers.states import Step
from dossiers.views.pages import onwards, talk_page, user_of
from privacy_domain import clock
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error


def _form(request: HttpRequest, ref: UUID, talk_id: UUID, form_id: UUID, holder: str = "") -> tuple[TalkPlan, services.ConsentForm]:
    talk = services.open_talk(ref=ref, talk_id=talk_id, write=request.method == "POST", by=user_of(request))
    form = selectors.form_of(talk, form_id)
    if form is None or (holder and holder not in form.required_signers):
        raise Http404
    require_running(talk)
    return talk_plan(talk, clock.today()), form


def _after(plan: TalkPlan, consent_form: services.ConsentForm) -> HttpResponse:
    """While others must sign, the list of signers; after the last one, what comes next."""
    waiting = consent_form.state == FormState.OPEN
    return redirect(present.step_url(plan.talk, Step.SIGN)) if waiting else onwards(plan)


@require_http_methods(["GET", "HEAD", "POST"])
def on_screen(request: HttpRequest, ref: UUID, talk_id: UUID, form_id: UUID, holder: str) -> HttpResponse:
    """One signer signs on the screen, on a page of his own."""
    plan, consent_form = _form(request, ref, talk_id, form_id, holder)
    names = present.seat_names(plan.talk, plan.deciders)
    form = ScreenSignatureForm(request.POST or None, initial={"signer_name": names.get(holder, "")})
    if request.method == "POST" and form.is_valid():
        try:
            services.sign_on_screen(
                talk=plan.talk,
                form=consent_form,
                holder=holder,
                signer_name=form.cleaned_data["signer_name"],
                ink=form.cleaned_data["ink"],
                by=user_of(request),
            )
            return _after(plan, consent_form)
        except Invalid as error:
            put_error(form, error)
    return _page(request, "dossiers/talk/sign_screen.html", plan, consent_form, form, holder)


@require_http_methods(["GET", "HEAD", "POST"])
def on_paper(request: HttpRequest, ref: UUID, talk_id: UUID, form_id: UUID) -> HttpResponse:
    """The paper form came back signed: names, and a photo or scan."""
    plan, consent_form = _form(request, ref, talk_id, form_id)
    form = PaperForm(
        request.POST or None,
        request.FILES or None,
        holders=consent_form.required_signers,
        names=present.seat_names(plan.talk, plan.deciders),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.receive_paper(
                talk=plan.talk, form=consent_form, names=form.names(), content=form.cleaned_data["scan"].read(), by=user_of(request)
            )
            return _after(plan, consent_form)
        except Invalid as error:
            put_error(form, error)
    return _page(request, "dossiers/talk/sign_paper.html", plan, consent_form, form, "")


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, ref: UUID, talk_id: UUID, form_id: UUID, holder: str) -> HttpResponse:
    """Somebody does not sign; the form is kept as a refusal."""
    plan, consent_form = _form(request, ref, talk_id, form_id, holder)
    names = present.seat_names(plan.talk, plan.deciders)
    form = RefuseForm(request.POST or None, initial={"signer_name": names.get(holder, "")})
    if request.method == "POST" and form.is_valid():
        try:
            services.close_form_by_refusal(
                talk=plan.talk, form=consent_form, holder=holder, signer_name=form.cleaned_data["signer_name"], by=user_of(request)
            )
            return _after(plan, consent_form)
        except Invalid as error:
            put_error(form, error)
    return _page(request, "dossiers/talk/sign_refuse.html", plan, consent_form, form, holder)


def _page(
    request: HttpRequest,
    template: str,
    plan: TalkPlan,
    consent_form: services.ConsentForm,
    form: ScreenSignatureForm | PaperForm | RefuseForm,
    holder: str,
) -> HttpResponse:
    user = user_of(request)
    context = tables.signing(plan, consent_form) | {
        "signature_form": form,
        "holder": holder,
        "holder_label": present.HOLDERS.get(holder, ""),
        "yes": present.wording(plan, user, "statement.sign-yes"),
        "no": present.wording(plan, user, "statement.sign-no"),
        "free": present.wording(plan, user, "statement.free"),
        "back_url": present.step_url(plan.talk, Step.SIGN),
        "autosave_url": "",
        "can_hand_over": holder != "",
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return talk_page(request, template, plan, Step.SIGN, context, status=status)
