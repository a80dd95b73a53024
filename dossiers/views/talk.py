"""The talk: its task list and its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import services
from dossiers.forms import ExceptionForm
from dossiers.policies import TalkPlan, require_running, require_unfinished, talk_plan
from dossiers.presenters import tables
from dossiers.presenters import talk as present
from dossiers.services.questions import EXCEPTION_SLOT
from dossiers.states import Step, TalkState
from dossiers.views import steps
from dossiers.views.pages import initial_from_draft, onwards, restored, talk_page, user_of
from privacy_domain import clock
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error

Handler = Callable[[HttpRequest, TalkPlan], HttpResponse]

HANDLERS: dict[Step, Handler] = {
    Step.TABLE: steps.table,
    Step.EXPLAIN: steps.explain,
    Step.WRITTEN: steps.hand_over,
    Step.AGREEMENT: steps.agreement,
    Step.SPECIAL: steps.special,
    Step.PARTNERS: steps.partners,
    Step.NOTES: steps.notes,
    Step.CHECK: steps.check,
    Step.SIGN: steps.sign,
    Step.DONE: steps.done,
}


def _plan(request: HttpRequest, ref: UUID, talk_id: UUID) -> TalkPlan:
    talk = services.open_talk(ref=ref, talk_id=talk_id, write=request.method == "POST", by=user_of(request))
    return talk_plan(talk, clock.today())


@require_safe
def task_list(request: HttpRequest, ref: UUID, talk_id: UUID) -> HttpResponse:
    """The task list, or before the start the page that prepares it; with `?verder` straight on to the first step that is open."""
    plan = _plan(request, ref, talk_id)
    if "verder" in request.GET and plan.talk.state == TalkState.RUNNING:
        return onwards(plan)
    template = "dossiers/talk/prepare.html" if plan.talk.state == TalkState.PREPARING else "dossiers/talk/tasks.html"
    following = present.next_step(plan)
    context = {
        "groups": present.task_groups(plan),
        "rule": present.decision_rule(plan.talk.person, plan.deciders, plan.on),
        "next_url": present.step_url(plan.talk, following) if following else "",
        "next_label": present.step_label(following) if following else "",
        "back_url": present.dossier_url(plan.talk),
        "with_name": present.with_name(plan.talk),
        "asked": present.what_is_asked(plan),
        "rows": [tables.partner_row(choice) for choice in plan.partners],
        "partners_url": present.step_url(plan.talk, Step.PARTNERS),
    }
    return talk_page(request, template, plan, None, context)


@require_POST
def start(request: HttpRequest, ref: UUID, talk_id: UUID) -> HttpResponse:
    """The talk begins."""
    plan = _plan(request, ref, talk_id)
    services.start_talk(talk=plan.talk, by=user_of(request))
    return redirect(present.step_url(plan.talk, Step.TABLE))


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, ref: UUID, talk_id: UUID, step: str) -> HttpResponse:
    """One step. Steps that this talk does not have are unknown pages."""
    if step not in Step.values:
        raise Http404
    plan = _plan(request, ref, talk_id)
    which = Step(step)
    if not any(line.step == which for line in plan.steps):
        raise Http404
    if which == Step.PARTNERS:
        require_unfinished(plan.talk)  # the list can be made in the office
    elif which != Step.DONE:
        require_running(plan.talk)
    return HANDLERS[which](request, plan)


@require_POST
def finish(request: HttpRequest, ref: UUID, talk_id: UUID) -> HttpResponse:
    """The talk ends; its letter is made."""
    plan = _plan(request, ref, talk_id)
    services.finish_talk(talk=plan.talk, by=user_of(request))
    return redirect(present.step_url(plan.talk, Step.DONE))


@require_http_methods(["GET", "HEAD", "POST"])
def go_without(request: HttpRequest, ref: UUID, talk_id: UUID) -> HttpResponse:
    """Going on without consent, where the protocol knows that way (Leek 4 lid 6, Landsmeer 4 lid 5)."""
    plan = _plan(request, ref, talk_id)
    require_running(plan.talk)
    if not present.exception_known(plan):
        raise Http404
    typed, version, saved_at = initial_from_draft(plan, Step.AGREEMENT, EXCEPTION_SLOT)
    form = ExceptionForm(request.POST or None, initial=restored(ExceptionForm, typed, {}), categories=present.exception_categories(plan))
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid() and _record_exception(request, plan, form.cleaned_data, form):
            return redirect(present.talk_url(plan.talk))
    context = {
        "form": form,
        "text": present.optional_wording(plan, user_of(request), "statement.exception"),
        "version": version,
        "saved_at": saved_at,
        "autosave_url": present.draft_url(plan.talk, Step.AGREEMENT, EXCEPTION_SLOT),
    }
    return talk_page(request, "dossiers/talk/exception.html", plan, None, context, status=status)


def _record_exception(request: HttpRequest, plan: TalkPlan, data: dict[str, Any], form: ExceptionForm) -> bool:
    try:
        services.go_without(talk=plan.talk, ground=data["ground"], categories=data["categories"], note=data["note"], by=user_of(request))
    except Invalid as error:
        put_error(form, error)
        return False
    return True
