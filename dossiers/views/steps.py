"""The steps of the talk, one function each: show, or do and go back to the task list."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers import services
from dossiers.forms import (
    AddPartnerForm,
    AgreementForm,
    ExplainForm,
    HandOverForm,
    NotesForm,
    SeatFormSet,
    SignersForm,
    SpecialForm,
)
from dossiers.policies import TalkPlan, require_step
from dossiers.presenters import tables
from dossiers.presenters import talk as present
from dossiers.presenters.words import CATEGORIES
from dossiers.states import Capacity, Step, TalkState
from dossiers.views.pages import initial_from_draft, onwards, restored, talk_page, user_of
from privacy_domain.people.selectors import partners_on
from privacy_domain.protocols.types import Category
from privacy_domain.web.errors import CONFLICT, UNPROCESSABLE, Invalid, put_error

# what comes up most at a kitchen table stands on top
COMMON_FIRST = sorted(CATEGORIES, key=lambda code: code not in {Category.HEALTH, Category.BSN})


def table(request: HttpRequest, plan: TalkPlan) -> HttpResponse:
    """Who sits at the table."""
    require_step(plan, Step.TABLE)
    typed, version, saved_at = initial_from_draft(plan, Step.TABLE)
    if request.method == "POST":
        formset = SeatFormSet(request.POST, prefix="seat")
        if "add" in request.POST:
            formset = SeatFormSet(initial=tables.typed_seats(request.POST), prefix="seat")
        elif formset.is_valid():
            seats = [
                services.Seat(row["name"], Capacity(row["capacity"]), row.get("language", "")) for row in formset.cleaned_data if row.get("name")
            ]
            try:
                services.record_table(talk=plan.talk, seats=seats, by=user_of(request))
                return onwards(plan)
            except Invalid as error:
                return _table_page(request, plan, formset, 422, str(error))
        else:
            return _table_page(request, plan, formset, 422)
    else:
        kept = tables.typed_seats({name: values[0] for name, values in typed.items() if values})
        formset = SeatFormSet(initial=kept or tables.seats(plan.talk), prefix="seat")
    return _table_page(request, plan, formset, 200, draft={"version": version, "saved_at": saved_at})


def _table_page(
    request: HttpRequest, plan: TalkPlan, formset: Any, status: int, message: str = "", draft: dict[str, Any] | None = None
) -> HttpResponse:
    context = {
        "formset": formset,
        "message": message,
        "rule": present.decision_rule(plan.talk.person, plan.deciders, plan.on),
        "rule_decision": plan.deciders.decision,
    }
    return talk_page(request, "dossiers/talk/table.html", plan, Step.TABLE, context | (draft or _draft_sent(request)), status=status)


def _draft_sent(request: HttpRequest) -> dict[str, Any]:
    """The version that the page was saved under when it was sent."""
    version = request.POST.get("version", "0")
    return {"version": version if version.isdecimal() else 0}


def explain(request: HttpRequest, plan: TalkPlan) -> HttpResponse:
    """Read the cards aloud; note what the client thinks of it."""
    require_step(plan, Step.EXPLAIN)
    user = user_of(request)
    cards = present.cards(plan, user)
    partners = [partner.name for partner in partners_on(plan.on)]
    typed, version, saved_at = initial_from_draft(plan, Step.EXPLAIN)
    named = {"parties": [choice.partner.name for choice in plan.partners]}  # the card has just named them
    form = ExplainForm(request.POST or None, initial=restored(ExplainForm, typed, named), demanded=present.demanded_items(plan), partners=partners)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.explain(
                talk=plan.talk,
                cards=cards,
                items=sorted({*data["told"], *(item for card in cards for item in card.covers)}),
                parties=form.named_parties(),
                none_known_yet=data["none_known_yet"],
                reaction=data["reaction"],
                agreed=data["agreed"],
                by=user,
            )
            return onwards(plan)
        except Invalid as error:
            put_error(form, error)
    context = {
        "form": form,
        "cards": cards,
        "reaction": present.wording(plan, user, "question.reaction"),
        "interpreter": tables.interpreter(plan.talk),
        "interpreter_text": present.wording(plan, user, "statement.interpreter"),
        "version": version,
        "saved_at": saved_at,
    }
    return _shown(request, "dossiers/talk/explain.html", plan, Step.EXPLAIN, context)


def hand_over(request: HttpRequest, plan: TalkPlan) -> HttpResponse:
    """Hand the explanation over on paper."""
    require_step(plan, Step.WRITTEN)
    user = user_of(request)
    form = HandOverForm(request.POST or None)
    cards = present.cards(plan, user)
    if request.method == "POST" and form.is_valid():
        services.hand_over(talk=plan.talk, cards=cards, by=user)
        return onwards(plan)
    pdf = reverse("dossiers:information_pdf", args=[plan.talk.dossier_id, plan.talk.pk])
    return _shown(request, "dossiers/talk/hand_over.html", plan, Step.WRITTEN, {"form": form, "cards": cards, "pdf_url": pdf})


def agreement(request: HttpRequest, plan: TalkPlan) -> HttpResponse:
    """Ask agreement for ordinary data, or show why it is not asked here."""
    require_step(plan, Step.AGREEMENT)
    user = user_of(request)
    if not plan.ordinary.needed:
        text = present.optional_wording(plan, user, "statement.no-agreement")
        return talk_page(request, "dossiers/talk/not_asked.html", plan, Step.AGREEMENT, {"text": text, "decision": plan.ordinary.decision})
    question = present.wording(plan, user, "question.agreement")
    typed, version, saved_at = initial_from_draft(plan, Step.AGREEMENT)
    form = AgreementForm(
        request.POST or None,
        initial=restored(AgreementForm, typed, {}),
        holders=plan.deciders.acts,
        names=present.seat_names(plan.talk, plan.deciders),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_agreement(
                talk=plan.talk,
                answer=form.chosen(),
                said_by=form.said_by(),
                purpose=present.purpose_sentence(plan.talk.dossier, plan.on),
                text=question,
                by=user,
            )
            return onwards(plan)
        except Invalid as error:
            put_error(form, error)
    context = {
        "form": form,
        "question": question,
        "free": present.wording(plan, user, "statement.free"),
        "no_text": present.wording(plan, user, "statement.agreement-no"),
        "purpose": present.purpose_sentence(plan.talk.dossier, plan.on),
        "standing": tables.standing_agreement(plan),
        "decision": plan.ordinary.decision,
        "version": version,
        "saved_at": saved_at,
        "exception_url": tables.exception_url(plan),
    }
    return _shown(request, "dossiers/talk/agreement.html", plan, Step.AGREEMENT, context)


def special(request: HttpRequest, plan: TalkPlan) -> HttpResponse:
    """Judge which special data are needed, and ask for them where the protocol asks."""
    require_step(plan, Step.SPECIAL)
    user = user_of(request)
    possible = [code for code in COMMON_FIRST if code in plan.special and plan.special[code].possible]
    typed, version, saved_at = initial_from_draft(plan, Step.SPECIAL)
    form = SpecialForm(
        request.POST or None,
        initial=restored(SpecialForm, typed, tables.special_before(plan)),
        possible=possible,
        holders=plan.deciders.acts,
        names=present.seat_names(plan.talk, plan.deciders),
    )
    asked = any(asking.needed for asking in plan.special.values())
    question = present.wording(plan, user, "question.special", gegevens=_("what is ticked above")) if asked else None
    if request.method == "POST" and form.is_valid():
        try:
            services.judge_special(
                talk=plan.talk,
                categories=form.wanted(),
                reason=form.cleaned_data["reason"],
                answer=form.chosen(),
                said_by=form.said_by(),
                purpose=form.cleaned_data["reason"],
                text=question or present.wording(plan, user, "statement.free"),
                by=user,
            )
            return onwards(plan)
        except Invalid as error:
            put_error(form, error)
    context = {
        "form": form,
        "asked": asked,
        "question": question,
        "why": present.optional_wording(plan, user, "statement.special-why"),
        "free": present.wording(plan, user, "statement.free"),
        "closed": tables.closed_categories(plan),
        "written": any(asking.form == "written" for asking in plan.special.values() if asking.needed),
        "decision": next((asking.decision for asking in plan.special.values()), None),
        "version": version,
        "saved_at": saved_at,
        "exception_url": tables.exception_url(plan),
    }
    return _shown(request, "dossiers/talk/special.html", plan, Step.SPECIAL, context)


def partners(request: HttpRequest, plan: TalkPlan) -> HttpResponse:
    """The list of partners spoken about; add one, or say that it is complete. Before the talk it can only be prepared."""
    preparing = plan.talk.state == TalkState.PREPARING
    if not preparing:
        require_step(plan, Step.PARTNERS)
    user = user_of(request)
    form = AddPartnerForm(request.POST if "add" in request.POST else None, partners=list(partners_on(plan.on)))
    if request.method == "POST" and "add" not in request.POST:
        services.finish_partners(talk=plan.talk, by=user)
        return onwards(plan)
    if request.method == "POST" and form.is_valid():
        partner, occasion = form.chosen()
        choice = services.choose_partner(talk=plan.talk, partner=partner, occasion=occasion, by=user)
        return redirect(reverse("dossiers:describe_partner", args=[plan.talk.dossier_id, plan.talk.pk, choice.pk]))
    context = {"form": form, "rows": [tables.partner_row(choice) for choice in plan.partners], "preparing": preparing, "autosave_url": ""}
    return _shown(request, "dossiers/talk/partners.html", plan, Step.PARTNERS, context)


def notes(request: HttpRequest, plan: TalkPlan) -> HttpResponse:
    """The help question and notes. What a colleague said meanwhile is shown before it is replaced."""
    require_step(plan, Step.NOTES)
    talk = plan.talk
    before = {"help_question": talk.dossier.help_question, "notes": talk.notes, "next_appointment": talk.next_appointment}
    typed, version, saved_at = initial_from_draft(plan, Step.NOTES)
    form = NotesForm(request.POST or None, initial=restored(NotesForm, typed, before), about_client=not talk.with_relative)
    seen = tables.fingerprint(before)
    changed = request.method == "POST" and request.POST.get("seen", seen) != seen
    if request.method == "POST" and form.is_valid() and not changed:
        services.write_notes(talk=talk, by=user_of(request), **form.written)
        return onwards(plan)
    context = {
        "form": form,
        "seen": seen,
        "theirs": before if changed else None,
        "version": version,
        "saved_at": saved_at,
        "hint": present.wording(plan, user_of(request), "guide.third-parties"),
    }
    if changed:
        return talk_page(request, "dossiers/talk/notes.html", plan, Step.NOTES, context, status=CONFLICT)
    return _shown(request, "dossiers/talk/notes.html", plan, Step.NOTES, context)


def check(request: HttpRequest, plan: TalkPlan) -> HttpResponse:
    """Look at the answers together; each can be changed."""
    require_step(plan, Step.CHECK)
    if request.method == "POST":
        user = user_of(request)
        services.check_together(talk=plan.talk, by=user)
        if plan.to_sign and _signers_known(plan):
            services.make_form(talk=plan.talk, signers=plan.deciders.acts, by=user)
        return onwards(plan)
    rows = tables.answers(plan)
    context = {"rows": rows, "rows_alone": [row | {"url": ""} for row in rows], "can_hand_over": True, "autosave_url": ""}
    return talk_page(request, "dossiers/talk/check.html", plan, Step.CHECK, context)


def _signers_known(plan: TalkPlan) -> bool:
    """Whether the protocol leaves nothing to choose about who signs."""
    return plan.deciders.together or len(plan.deciders.acts) == 1


def sign(request: HttpRequest, plan: TalkPlan) -> HttpResponse:
    """On the screen, on paper, or not: the form is made when somebody is chosen who may sign."""
    require_step(plan, Step.SIGN)
    user = user_of(request)
    form = services.open_form(plan.talk)
    holders = plan.deciders.acts
    choose = SignersForm(request.POST if "signer" in request.POST else None, holders=holders)
    if form is None and plan.to_sign and request.method == "POST":
        together = _signers_known(plan)
        if together or choose.is_valid():
            signers = list(holders) if together else [choose.cleaned_data["signer"]]
            services.make_form(talk=plan.talk, signers=signers, by=user)
            return redirect(present.step_url(plan.talk, Step.SIGN))
    context = tables.signing(plan, form) | {"choose": choose, "one_of_several": not _signers_known(plan), "can_hand_over": True}
    return talk_page(request, "dossiers/talk/sign.html", plan, Step.SIGN, context)


def done(request: HttpRequest, plan: TalkPlan) -> HttpResponse:
    """What was agreed, the letter, and how to stop."""
    if plan.talk.state != TalkState.FINISHED:
        require_step(plan, Step.DONE)
    user = user_of(request)
    context = {
        "rows": tables.answers(plan),
        "finished": plan.talk.state == TalkState.FINISHED,
        "withdraw": present.wording(plan, user, "statement.withdraw"),
        "letter": tables.receipt_state(plan.talk),
        "next_appointment": plan.talk.next_appointment,
    }
    return talk_page(request, "dossiers/talk/done.html", plan, Step.DONE, context)


def _shown(request: HttpRequest, template: str, plan: TalkPlan, step: Step, context: dict[str, Any]) -> HttpResponse:
    """A page with a form: after a POST that went wrong it is 422, and what was typed stays."""
    status = UNPROCESSABLE if request.method == "POST" else 200
    return talk_page(request, template, plan, step, context, status=status)
