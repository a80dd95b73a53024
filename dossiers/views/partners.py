"""One partner at a time: what and why, then tell or ask."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from dossiers import selectors, services
from dossiers.forms import DescribePartnerForm, PartnerAnswerForm
from dossiers.policies import TalkPlan, require_running, require_step, require_unfinished, talk_plan
from dossiers.policies.hearing import answer_slot
from dossiers.presenters import tables
from dossiers.presenters import talk as present
from dossiers.presenters.words import CATEGORIES
from dossiers.states import Step, TalkState
from dossiers.views.pages import initial_from_draft, onwards, restored, talk_page, user_of
from privacy_domain import clock
from privacy_domain.protocols.types import Category
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error

# which data can be named at the table; what the population register or an investigation holds is not among them
TABLE_ITEMS = [code for code in CATEGORIES if code not in {Category.BRP_HOUSING, Category.BRP_LIVING_SITUATION}]


def _choice(request: HttpRequest, ref: UUID, talk_id: UUID, choice_id: UUID) -> tuple[TalkPlan, services.PartnerChoice]:
    talk = services.open_talk(ref=ref, talk_id=talk_id, write=request.method == "POST", by=user_of(request))
    choice = selectors.choice_of(talk, choice_id)
    if choice is None:
        raise Http404
    choice.talk = talk
    require_unfinished(talk)
    return talk_plan(talk, clock.today()), choice


@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: HttpRequest, ref: UUID, talk_id: UUID, choice_id: UUID) -> HttpResponse:
    """Which data, why, until when."""
    plan, choice = _choice(request, ref, talk_id, choice_id)
    typed, version, saved_at = initial_from_draft(plan, Step.PARTNERS, str(choice.pk))
    before = {"items": choice.items, "purpose": choice.purpose, "valid_until": choice.valid_until}
    form = DescribePartnerForm(request.POST or None, initial=restored(DescribePartnerForm, typed, before), codes=TABLE_ITEMS)
    if request.method == "POST" and form.is_valid():
        try:
            services.describe_partner(
                choice=choice,
                items=form.wanted(),
                purpose=form.cleaned_data["purpose"],
                valid_until=form.cleaned_data["valid_until"],
                by=user_of(request),
            )
            running = plan.talk.state == TalkState.RUNNING
            return redirect(tables.partner_row(choice)["ask_url"] if running else present.talk_url(plan.talk))
        except Invalid as error:
            put_error(form, error)
    context = {
        "form": form,
        "row": tables.partner_row(choice),
        "version": version,
        "saved_at": saved_at,
        "back_url": _list_url(plan),
        "autosave_url": present.draft_url(plan.talk, Step.PARTNERS, str(choice.pk)),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return talk_page(request, "dossiers/talk/partner_what.html", plan, Step.PARTNERS, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, ref: UUID, talk_id: UUID, choice_id: UUID) -> HttpResponse:
    """Tell the client, or ask: the protocol decides which of the two this page is."""
    plan, choice = _choice(request, ref, talk_id, choice_id)
    require_running(plan.talk)
    require_step(plan, Step.PARTNERS)
    user = user_of(request)
    question = services.question_of(choice)
    typed, version, saved_at = initial_from_draft(plan, Step.PARTNERS, answer_slot(choice))
    form = PartnerAnswerForm(
        request.POST if question.needed and request.method == "POST" else None,
        initial=restored(PartnerAnswerForm, typed, {}),
        holders=plan.deciders.acts,
        names=present.seat_names(plan.talk, plan.deciders),
    )
    key = "question.partner" if question.needed else "statement.partner-not-needed"
    text = present.wording(plan, user, key, choice)
    if request.method == "POST":
        if not question.needed:
            services.tell_partner(choice=choice, by=user)
            return _next_partner(plan)
        if form.is_valid():
            try:
                services.answer_partner(choice=choice, answer=form.chosen(), said_by=form.said_by(), text=text, by=user)
                return _next_partner(plan)
            except Invalid as error:
                put_error(form, error)
    context = {
        "form": form,
        "row": tables.partner_row(choice),
        "question": question,
        "text": text,
        "free": present.wording(plan, user, "statement.free"),
        "later": present.wording(plan, user, "statement.later"),
        "outside": [CATEGORIES[Category(code)] for code in question.outside_row],
        "version": version,
        "saved_at": saved_at,
        "can_hand_over": True,
        "back_url": _list_url(plan),
        "autosave_url": present.draft_url(plan.talk, Step.PARTNERS, answer_slot(choice)) if question.needed else "",
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return talk_page(request, "dossiers/talk/partner_ask.html", plan, Step.PARTNERS, context, status=status)


@require_POST
def drop(request: HttpRequest, ref: UUID, talk_id: UUID, choice_id: UUID) -> HttpResponse:
    """Take a partner off the list."""
    plan, choice = _choice(request, ref, talk_id, choice_id)
    services.drop_partner(choice=choice, by=user_of(request))
    return redirect(_list_url(plan))


def _list_url(plan: TalkPlan) -> str:
    """Where the list of partners stands: while the talk is prepared, on that page."""
    running = plan.talk.state == TalkState.RUNNING
    return present.step_url(plan.talk, Step.PARTNERS) if running else present.talk_url(plan.talk)


def _next_partner(plan: TalkPlan) -> HttpResponse:
    """After one partner the next that is described and not discussed; after the last, the list, or what comes next when it is done."""
    fresh = talk_plan(plan.talk, plan.on)
    following = tables.next_partner_url(fresh)
    if following:
        return redirect(following)
    waiting = any(choice.outcome == services.PartnerChoice.Outcome.OPEN for choice in fresh.partners)
    return redirect(_list_url(plan)) if waiting else onwards(plan)
