"""The doors to what is done under the plan: activities, direction, looking at it again."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.selectors import colleagues
from dossiers.forms.plan import ActivityForm, DirectorForm, EvaluationDayForm, EvaluationForm
from dossiers.policies.plan import plan_rules
from dossiers.presenters import plan as present
from dossiers.presenters.tables import fingerprint
from dossiers.selectors import plan as select
from dossiers.services import plan as plans
from dossiers.services.activities import add_activity, change_activity
from dossiers.services.direction import end_direction, name_director
from dossiers.services.drafts import forget_plan_draft
from dossiers.services.evaluation import hold_evaluation, plan_evaluation
from dossiers.states import DirectionLevel
from dossiers.views.pages import restored, user_of
from dossiers.views.plan import drafted, page
from privacy_domain import clock
from privacy_domain.people.selectors import partners_on
from privacy_domain.web.errors import CONFLICT, Conflict, Invalid, put_error

EVALUATION = "evaluatie"


@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: HttpRequest, ref: UUID, activity_id: UUID | None = None) -> HttpResponse:
    """A new activity, or one that is agreed otherwise or done. What a colleague changed meanwhile is shown before it is replaced."""
    user, on = user_of(request), clock.today()
    door = plans.open_plan(ref=ref, write=True, by=user)
    running = door.running
    row = select.activity_of(running, activity_id) if activity_id else None
    if activity_id and row is None:
        raise Http404
    name = f"activiteit-{row.pk}" if row else "activiteit"
    before = present.values_of(row) if row else {"begins_on": on}
    draft = select.plan_draft_of(running, name, user)
    form = ActivityForm(
        request.POST if request.method == "POST" else None,
        rules=plan_rules(on),
        partners=list(partners_on(on)),
        initial=restored(ActivityForm, draft.content if draft else {}, before),
    )
    seen = fingerprint(present.texts_of(before)) if row else ""
    changed = request.method == "POST" and request.POST.get("seen", seen) != seen
    if form.is_valid() and not changed:
        try:
            if row is None:
                add_activity(plan=running, facts=form.facts(), key=form.cleaned_data["key"], by=user)
            else:
                change_activity(activity=row, facts=form.facts(), by=user)
            forget_plan_draft(plan=running, page=name, by=user)
            return redirect("dossiers:plan", ref=ref)
        except Invalid as error:
            put_error(form, error)
    theirs = present.read_aloud(before) if changed else None
    return page(request, "activity", door, form, status=CONFLICT if changed else 0, row=row, seen=seen, theirs=theirs, **drafted(draft, name))


@require_http_methods(["GET", "HEAD", "POST"])
def direct(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Name who directs."""
    user, on = user_of(request), clock.today()
    door = plans.open_plan(ref=ref, write=True, by=user)
    running = door.running
    form = DirectorForm(request.POST if request.method == "POST" else None, colleagues=colleagues())
    if form.is_valid():
        level, reach = DirectionLevel(form.cleaned_data["level"]), form.cleaned_data["reach"]
        try:
            name_director(plan=running, level=level, user=form.chosen(), reach=reach, by=user)
            return redirect("dossiers:plan", ref=ref)
        except Invalid as error:
            put_error(form, error)
        except Conflict as error:
            form.add_error("colleague", str(error))
    return page(request, "direct", door, form, **present.contents(running, on))


@require_POST
def end_direct(request: HttpRequest, ref: UUID, row_id: UUID) -> HttpResponse:
    """Somebody does not direct the plan any more."""
    user = user_of(request)
    door = plans.open_plan(ref=ref, write=True, by=user)
    row = select.direction_of(door.running, row_id)
    if row is None:
        raise Http404
    end_direction(direction=row, by=user)
    return redirect("access:my_work") if row.user_id == user.pk else redirect("dossiers:plan", ref=ref)


@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_day(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Agree on the day of the next evaluation."""
    user = user_of(request)
    door = plans.open_plan(ref=ref, write=True, by=user)
    running = door.running
    form = EvaluationDayForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            plan_evaluation(plan=running, due_on=form.cleaned_data["due_on"], by=user)
            return redirect("dossiers:plan", ref=ref)
        except Invalid as error:
            put_error(form, error)
        except Conflict as error:
            form.add_error("due_on", str(error))
    return page(request, "evaluation_day", door, form)


@require_http_methods(["GET", "HEAD", "POST"])
def evaluate(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Write down what came of looking at the plan again."""
    user, rules = user_of(request), plan_rules(clock.today())
    door = plans.open_plan(ref=ref, write=True, by=user)
    running = door.running
    draft = select.plan_draft_of(running, EVALUATION, user)
    initial = restored(EvaluationForm, draft.content if draft else {}, {"held_on": clock.today(), "kind": rules.occasions[0].value})
    form = EvaluationForm(request.POST if request.method == "POST" else None, rules=rules, initial=initial)
    if form.is_valid():
        try:
            hold_evaluation(plan=running, outcome=form.outcome(), by=user)
            forget_plan_draft(plan=running, page=EVALUATION, by=user)
            return redirect("dossiers:plan", ref=ref)
        except Invalid as error:
            put_error(form, error if error.field != "due_on" else Invalid(str(error), field="next_on"))
        except Conflict as error:
            form.add_error("held_on", str(error))
    more = present.contents(running, clock.today()) | present.occasion_hint(rules) | drafted(draft, EVALUATION)
    return page(request, "evaluate", door, form, **more)


@require_safe
def task(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Where a task about an evaluation leads: its plan, from a dossier that this person may come in by."""
    user = user_of(request)
    evaluation = select.evaluation_by_id(source_id)
    if evaluation is None:
        raise Http404
    mine = select.ways_to(evaluation.plan, user, clock.today())
    if not mine:
        raise Http404
    plans.open_plan(ref=mine[0], by=user)
    return redirect("dossiers:plan", ref=mine[0])
