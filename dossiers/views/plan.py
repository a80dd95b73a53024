"""The doors to the plan: at a glance, starting, writing, agreeing, the household, how it was, on paper, ending."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import services
from dossiers.events import DossierEvent
from dossiers.forms.plan import AgreeForm, FamilyForm, PlanWordsForm, StartPlanForm
from dossiers.forms.rights import NumberForm
from dossiers.policies.plan import plan_rules
from dossiers.presenters import plan as present
from dossiers.presenters.tables import fingerprint
from dossiers.selectors import plan as select
from dossiers.services import plan as plans
from dossiers.services.drafts import forget_plan_draft, save_plan_draft
from dossiers.views.drafts import Draft, Typed, keep
from dossiers.views.pages import restored, user_of
from privacy_domain import clock
from privacy_domain.audit.record import look
from privacy_domain.web.errors import CONFLICT, UNPROCESSABLE, Conflict, Invalid, put_error

PAGE_NAME = re.compile(r"[a-z]{3,12}(-[0-9a-f-]{36})?")
WORDS = "afspraken"


@require_safe
def my_plans(request: HttpRequest) -> HttpResponse:
    """The plans that this person may open, also who directs and opens no dossier."""
    user = user_of(request)
    lines = select.my_plans(user, clock.today())
    look(DossierEvent.PLANS_LISTED, subject_kind="list", object_ids=[dossier.pk for line in lines for dossier in line.dossiers], by=user)
    return render(request, "dossiers/plan/list.html", present.list_page(lines))


@require_safe
def plan(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The plan at a glance."""
    user = user_of(request)
    door = plans.open_plan(ref=ref, by=user)
    return render(request, "dossiers/plan/plan.html", present.plan_page(door, user, clock.today()))


@require_safe
def printed(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The plan on paper, for who has it and for the client."""
    user, on = user_of(request), clock.today()
    door = plans.open_plan(ref=ref, event=DossierEvent.PLAN_PRINTED, by=user)
    if door.plan is None:
        raise Http404
    return render(request, "dossiers/plan/print.html", present.frame(door, user, on) | present.contents(door.plan, on))


@require_safe
def versions(request: HttpRequest, ref: UUID) -> HttpResponse:
    """How the plan was."""
    user = user_of(request)
    door = plans.open_plan(ref=ref, by=user)
    if door.plan is None:
        raise Http404
    return render(request, "dossiers/plan/versions.html", present.versions_page(door, user, clock.today()))


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A plan for this household; from the dossier, so by who may write there."""
    user, on = user_of(request), clock.today()
    door = plans.open_plan(ref=ref, write=True, by=user)
    services.open_dossier(ref=ref, write=True, by=user)
    form = StartPlanForm(request.POST if request.method == "POST" else None, rules=plan_rules(on))
    if form.is_valid():
        plans.start_plan(dossier=door.dossier, name=form.cleaned_data["name"], by=user)
        return redirect("dossiers:plan", ref=ref)
    return page(request, "start", door, form)


@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Goals and agreements. What a colleague wrote meanwhile is shown before it is replaced."""
    user = user_of(request)
    door = plans.open_plan(ref=ref, write=True, by=user)
    running = door.running
    if not plan_rules(clock.today()).words:
        raise Http404
    before, draft = present.words_of(running), select.plan_draft_of(running, WORDS, user)
    form = PlanWordsForm(request.POST if request.method == "POST" else None, initial=restored(PlanWordsForm, draft.content if draft else {}, before))
    seen = fingerprint(before)
    changed = request.method == "POST" and request.POST.get("seen", seen) != seen
    if form.is_valid() and not changed:
        try:
            plans.write_plan(plan=running, by=user, **form.cleaned_data)
            forget_plan_draft(plan=running, page=WORDS, by=user)
            return redirect("dossiers:plan", ref=ref)
        except Invalid as error:
            put_error(form, error)
    more = {"seen": seen, "theirs": present.read_aloud(before) if changed else None, **drafted(draft, WORDS)}
    return page(request, "words", door, form, status=CONFLICT if changed else 0, **more)


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The client agreed with the plan."""
    user = user_of(request)
    door = plans.open_plan(ref=ref, write=True, by=user)
    running = door.running
    form = AgreeForm(
        request.POST if request.method == "POST" else None,
        rules=plan_rules(clock.today()),
        initial={"agreed_with": present.frame(door, user, clock.today())["identity_name"]},
    )
    if form.is_valid():
        try:
            plans.agree_plan(plan=running, by=user, **form.cleaned_data)
            return redirect("dossiers:plan", ref=ref)
        except Invalid as error:
            put_error(form, error)
    return page(request, "agree", door, form)


@require_http_methods(["GET", "HEAD", "POST"])
def household(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Which dossiers come under the plan, and who of the family stands in it. Adding family is done from the dossier, whose data
    they are; a director without it sees the list."""
    user, on = user_of(request), clock.today()
    door = plans.open_plan(ref=ref, write=True, by=user)
    running = door.running
    context = present.frame(door, user, on)
    family = select.family_to_add(running, door.dossier) if context["inside"] else []
    which = request.POST.get("act", "") if request.method == "POST" else ""
    joining = NumberForm(request.POST if which == "dossier" else None)
    adding = FamilyForm(request.POST if which == "person" else None, relations=family)
    try:
        if joining.is_valid():
            plans.join_plan(plan=running, number=joining.cleaned_data["number"], by=user)
            return redirect("dossiers:plan_household", ref=ref)
        if adding.is_valid():
            plans.add_to_plan(plan=running, relation=adding.chosen(), by=user)
            return redirect("dossiers:plan_household", ref=ref)
    except Invalid as error:
        put_error(joining if which == "dossier" else adding, error)
    except Conflict as error:
        (joining if which == "dossier" else adding).add_error(None, str(error))
    wrong = request.method == "POST"
    shown = (
        context
        | present.contents(running, on)
        | {"joining": joining, "adding": adding if family else None, "form": joining if joining.errors else adding}
    )
    return render(request, "dossiers/plan/household.html", shown, status=UNPROCESSABLE if wrong else 200)


@require_POST
def leave(request: HttpRequest, ref: UUID, other: UUID) -> HttpResponse:
    """A dossier does not come under the plan any more."""
    user = user_of(request)
    door = plans.open_plan(ref=ref, write=True, by=user)
    link = next((link for link in select.dossiers_of(door.running) if link.dossier_id == other), None)
    if link is None:
        raise Http404
    plans.leave_plan(plan=door.running, dossier=link.dossier, by=user)
    return redirect("dossiers:plan", ref=ref)


@require_POST
def take_out(request: HttpRequest, ref: UUID, row_id: UUID) -> HttpResponse:
    """Somebody of the family does not stand in the plan any more."""
    user = user_of(request)
    door = plans.open_plan(ref=ref, write=True, by=user)
    row = select.person_row(door.running, row_id)
    if row is None:
        raise Http404
    plans.take_out_of_plan(row=row, by=user)
    return redirect("dossiers:plan_household", ref=ref)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The plan ends; what still runs is shown first."""
    user, on = user_of(request), clock.today()
    door = plans.open_plan(ref=ref, write=True, by=user)
    running = door.running
    if request.method == "POST":
        plans.close_plan(plan=running, by=user)
        return redirect("dossiers:plan", ref=ref)
    return render(request, "dossiers/plan/end.html", present.frame(door, user, on) | present.contents(running, on))


@require_POST
def save_draft(request: HttpRequest, ref: UUID, page: str) -> JsonResponse:
    """Keep what is typed on a page of the plan."""
    user = user_of(request)
    if not PAGE_NAME.fullmatch(page):
        raise Http404

    def kept(version: int, content: Typed) -> Draft:
        running = plans.open_plan(ref=ref, write=True, by=user).running
        return save_plan_draft(plan=running, page=page, version=version, content=content, by=user)

    return keep(request, kept)


def drafted(draft: Any, page: str) -> dict[str, Any]:
    """What a page with autosave needs."""
    return {"version": draft.version if draft else 0, "saved_at": draft.saved_at if draft else None, "autosave_page": page}


def page(request: HttpRequest, name: str, door: plans.PlanDoor, form: forms.Form, *, status: int = 0, **more: Any) -> HttpResponse:
    """One form of the plan, in its frame; 422 with what was typed when something is wrong."""
    context = present.frame(door, user_of(request), clock.today()) | {"form": form} | more
    return render(request, f"dossiers/plan/{name}.html", context, status=status or (UNPROCESSABLE if form.errors else 200))
