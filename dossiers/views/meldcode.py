"""The doors of signals and of the step plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import services
from dossiers.forms.meldcode import AdviceForm, ClearForm, ConfirmForm, DecideForm, SignalForm, StartForm, TalkForm, WeighForm
from dossiers.policies.inquiry import acting_role
from dossiers.policies.meldcode import is_involved, leads_of, meldcode_rules
from dossiers.policies.policy_departure import departure_rules
from dossiers.policies.verwijsindex import can_be_entered
from dossiers.presenters import dossier as present_dossier
from dossiers.presenters import meldcode as present
from dossiers.presenters import outside as present_outside
from dossiers.presenters import verwijsindex as present_index
from dossiers.selectors.outside import envelopes_from, inquiries_of, questions_of
from dossiers.selectors.verwijsindex import entries_of
from dossiers.services import meldcode as steps
from dossiers.services import meldcode_steps as take
from dossiers.states.safety import Concern, MeldcodeStep, SignalKind
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.web.errors import UNPROCESSABLE, Conflict, Invalid, put_error


@require_safe
def signals(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What there is to do about signals in this dossier, as far as this person may know of it."""
    user, on = user_of(request), clock.today()
    opened = steps.open_signals(ref=ref, by=user)
    inquires = acting_role(user, ref, on) is not None
    context = present_dossier.frame(opened.dossier, user, on) | {
        "lines": present.lines(opened.meldcodes),
        "may_start": opened.involved and not any(row.state == "running" for row in opened.meldcodes),
        "rules": meldcode_rules(on),
        "involved_here": opened.involved,
        "questions": present_outside.question_lines(questions_of(opened.dossier)),
        "inquires": inquires,
        "inquiries": present_outside.inquiry_lines(inquiries_of(opened.dossier)) if inquires else [],
        "entries": present_index.lines(entries_of(opened.dossier)),
        "may_enter": can_be_entered(opened.dossier, on),
        "departs": departure_rules(on) is not None,
    }
    return render(request, "dossiers/safety/signals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Begin the steps; for who is directly involved."""
    user, on = user_of(request), clock.today()
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    if not is_involved(user, dossier, on):
        raise Http404
    form = StartForm(request.POST if request.method == "POST" else None, marking=present.marking(on))
    if form.is_valid():
        said = form.cleaned_data
        begun = steps.start_meldcode(dossier=dossier, concern=Concern(said["concern"]), mark=said.get("mark", False), by=user)
        return redirect("dossiers:meldcode", ref=ref, meldcode_id=begun.pk)
    return _page(request, "start", present.shared(dossier) | {"rules": meldcode_rules(on), "form": form})


@require_safe
def meldcode(request: HttpRequest, ref: UUID, meldcode_id: UUID) -> HttpResponse:
    """The five steps."""
    opened = steps.open_meldcode(ref=ref, meldcode_id=meldcode_id, by=user_of(request))
    context = _steps(opened)
    asked = opened.advice is not None and opened.advice.confirmed_at is None
    return _page(request, "steps", context | {"involved": opened.involved, "confirm_form": ConfirmForm() if asked else None})


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, ref: UUID, meldcode_id: UUID, number: int) -> HttpResponse:
    """One step: what was written, and its form."""
    user, on = user_of(request), clock.today()
    if number not in MeldcodeStep.values:
        raise Http404
    opened = steps.open_meldcode(ref=ref, meldcode_id=meldcode_id, write=request.method == "POST", by=user)
    which = MeldcodeStep(number)
    if request.method == "POST" and not opened.running:
        raise Conflict("Dit stappenplan is afgerond. Er verandert niets meer aan.")
    leads = leads_of(opened.meldcode.dossier, but=user, on=on) if which == MeldcodeStep.ADVICE else []
    form = _form(which, request.POST if request.method == "POST" else None, leads)
    if form.is_valid():
        try:
            _ACTS[which](opened.meldcode, form, user)
            return redirect("dossiers:meldcode", ref=ref, meldcode_id=meldcode_id)
        except Invalid as error:
            put_error(form, error)
    context = present.step_page(opened.meldcode, opened.written, opened.done, which, on=on, leads=leads)
    return _page(request, "step", context | {"form": form, "involved": opened.involved})


def _form(which: MeldcodeStep, data: Any, leads: list[Any]) -> Any:
    if which == MeldcodeStep.ADVICE:
        return AdviceForm(data, leads=leads)
    return _FORMS[which](data)


_FORMS: dict[MeldcodeStep, type[forms.Form]] = {
    MeldcodeStep.SIGNALS: SignalForm,
    MeldcodeStep.TALK: TalkForm,
    MeldcodeStep.WEIGH: WeighForm,
    MeldcodeStep.DECIDE: DecideForm,
}


def _record_signal(meldcode: Any, form: Any, user: Any) -> object:
    said = form.cleaned_data
    return take.record_signal(
        meldcode=meldcode, kind=SignalKind(said["kind"]), noticed_on=said["noticed_on"], text=said["text"], key=said["key"], by=user
    )


_ACTS: dict[MeldcodeStep, Callable[[Any, Any, Any], object]] = {
    MeldcodeStep.SIGNALS: _record_signal,
    MeldcodeStep.ADVICE: lambda meldcode, form, user: take.record_advice(
        meldcode=meldcode, advice=form.advice(), key=form.cleaned_data["key"], by=user
    ),
    MeldcodeStep.TALK: lambda meldcode, form, user: take.record_talk(meldcode=meldcode, talked=form.talked(), key=form.cleaned_data["key"], by=user),
    MeldcodeStep.WEIGH: lambda meldcode, form, user: take.record_weighing(
        meldcode=meldcode, weighing=form.weighing(), key=form.cleaned_data["key"], by=user
    ),
    MeldcodeStep.DECIDE: lambda meldcode, form, user: take.decide_meldcode(meldcode=meldcode, decision=form.decision(), by=user),
}


@require_http_methods(["GET", "HEAD", "POST"])
def clear(request: HttpRequest, ref: UUID, meldcode_id: UUID) -> HttpResponse:
    """The signals turned out otherwise."""
    user = user_of(request)
    opened = steps.open_meldcode(ref=ref, meldcode_id=meldcode_id, write=True, by=user)
    form = ClearForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        steps.clear_signals(meldcode=opened.meldcode, because=form.cleaned_data["because"], by=user)
        return redirect("dossiers:meldcode", ref=ref, meldcode_id=meldcode_id)
    return _page(request, "clear", present.shared(opened.meldcode.dossier, opened.meldcode) | {"form": form, "running": opened.running})


@require_POST
def confirm(request: HttpRequest, ref: UUID, meldcode_id: UUID) -> HttpResponse:
    """The team leader says that it was discussed with him."""
    user = user_of(request)
    opened = steps.open_meldcode(ref=ref, meldcode_id=meldcode_id, by=user)
    if opened.advice is None:
        raise Http404
    form = ConfirmForm(request.POST)
    if form.is_valid():
        steps.confirm_advice(advice=opened.advice, note=form.cleaned_data["note"], by=user)
        return redirect("dossiers:meldcode", ref=ref, meldcode_id=meldcode_id)
    context = _steps(opened)
    return _page(request, "steps", context | {"involved": opened.involved, "confirm_form": form, "form": form})


@require_safe
def task(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """From a task to the step plan it is about."""
    ref, meldcode_id = steps.find_part_task(source_id=source_id, by=user_of(request))
    return redirect("dossiers:meldcode", ref=ref, meldcode_id=meldcode_id)


def _steps(opened: steps.OpenMeldcode) -> dict[str, Any]:
    decision = opened.written.decision
    envelopes = envelopes_from(decision) if decision is not None and decision.report else []
    return present.page(opened.meldcode, opened.written, opened.done, on=clock.today()) | present_outside.report(decision, envelopes)


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    form = context.get("form")
    return render(request, f"dossiers/safety/{name}.html", context, status=UNPROCESSABLE if form is not None and form.errors else 200)
