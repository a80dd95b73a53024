"""What the doors share: the user who asks, a page that was filled in wrongly, what was typed before."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from access.selectors import account
from dossiers import selectors
from dossiers.policies import TalkPlan, talk_plan
from dossiers.presenters import tables
from dossiers.presenters import talk as present
from dossiers.states import Step


def user_of(request: HttpRequest) -> Any:
    """The account that asks; the middleware lets nobody else through."""
    return account(request.user)


def initial_from_draft(plan: TalkPlan, step: str, slot: str = "") -> tuple[dict[str, list[str]], int, Any]:
    """What was typed on this page before it was said: values by field, the version, and when it was saved."""
    draft = selectors.draft_of(plan.talk, step, slot)
    if draft is None:
        return {}, 0, None
    return cast("dict[str, list[str]]", draft.content), draft.version, draft.saved_at


def restored(form_class: type[forms.Form], typed: dict[str, list[str]], base: dict[str, Any]) -> dict[str, Any]:
    """Initial values of a form: `base`, overruled by what was typed. Lists stay lists only where a field takes several.

    A box that is not ticked is not sent: in what was typed a missing one was taken away.
    """
    values = dict(base)
    if typed:
        ticks = (name for name, field in form_class.base_fields.items() if isinstance(field, (forms.MultipleChoiceField, forms.BooleanField)))
        values |= {name: [] for name in ticks}
    for name, several in typed.items():
        field = form_class.base_fields.get(name)
        multiple = isinstance(field, forms.MultipleChoiceField)
        values[name] = several if multiple else (several[0] if several else "")
    return values


def onwards(plan: TalkPlan) -> HttpResponse:
    """After a step was done: the next one that is open, with partners on the list the first of them; otherwise the task list."""
    fresh = talk_plan(plan.talk, plan.on)
    following = present.next_step(fresh)
    partner = tables.next_partner_url(fresh) if following == Step.PARTNERS else ""
    if partner:
        return redirect(partner)
    return redirect(present.step_url(plan.talk, following) if following else present.talk_url(plan.talk))


def talk_page(
    request: HttpRequest,
    template: str,
    plan: TalkPlan,
    step: Step | None,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """One page of the talk, in its frame."""
    talk = plan.talk
    shared = {
        "talk": talk,
        "dossier": talk.dossier,
        "plan": plan,
        "step": step,
        "line": plan.step(step) if step and any(line.step == step for line in plan.steps) else None,
        "large_print": talk.large_print,
        "back_url": present.talk_url(talk),
        "hide_url": present.hide_url(),
        "autosave_url": present.draft_url(talk, step) if step else "",
        "done": plan.done,
        "total": len(plan.needed),
    }
    return render(request, template, shared | context, status=status)
