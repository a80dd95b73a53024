"""The doors of the question to a colleague: ask, answer or not, tell the client; and what a dossier keeps of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import services
from dossiers.forms.colleague import AnswerForm, AskForm, DeclineForm, ToldForm
from dossiers.policies.colleague import asking_rules, colleagues_to_ask, may_give, require_waiting
from dossiers.policies.intake import intake_rules
from dossiers.presenters import colleague as present
from dossiers.presenters import dossier as present_dossier
from dossiers.selectors.colleague import exchanges_of, questions_of
from dossiers.services import answering
from dossiers.services import colleague as asking
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """One's own questions to colleagues, and those that were put to one. Nobody else's."""
    user = user_of(request)
    rows = questions_of(user)
    return render(request, "dossiers/colleague/list.html", {"lines": [present.line(row, user) for row in rows], "may_ask": _circle(user)})


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask about somebody named in full, whether he is a client or not."""
    return _ask(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_about(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Ask about the client of a dossier."""
    return _ask(request, services.open_dossier(ref=ref, write=True, by=user_of(request)))


def _ask(request: HttpRequest, dossier: Any) -> HttpResponse:
    user, today = user_of(request), clock.today()
    circle, rules = _circle(user), asking_rules(today)
    if not circle:
        raise PermissionDenied
    form = AskForm(request.POST if request.method == "POST" else None, colleagues=circle, rules=rules, laws=intake_rules(today), dossier=dossier)
    if form.is_valid():
        said = form.cleaned_data
        try:
            question = asking.ask_colleague(
                colleague=form.chosen(),
                wish=form.wish(),
                dossier=dossier,
                client_name=said.get("client_name", ""),
                birth_date=said.get("birth_date"),
                key=said["key"],
                by=user,
            )
            return redirect("dossiers:colleague_question", source_id=question.pk)
        except Invalid as error:
            put_error(form, error)
    context = present_dossier.frame(dossier, user, today) if dossier else {}
    context |= {"form": form, "rules": rules, "asked_dossier": dossier, "decision": may_give([], necessary=True, client_told=False, on=today)}
    template = "dossiers/colleague/ask_about.html" if dossier else "dossiers/colleague/ask.html"
    return render(request, template, context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def question(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """One question: the colleague answers here, the asker reads the answer here."""
    opened = answering.open_question(question_id=source_id, by=user_of(request))
    return _question_page(request, opened)


@require_POST
def answer(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The colleague answers."""
    user = user_of(request)
    opened = answering.open_question(question_id=source_id, by=user)
    if opened.by_asker:
        raise PermissionDenied
    require_waiting(opened.question)
    form = AnswerForm(request.POST, dossiers=opened.dossiers, question=opened.question)
    if form.is_valid():
        try:
            answering.answer_question(question=opened.question, dossier=form.chosen(), reply=form.reply(), by=user)
            return redirect("dossiers:colleague_question", source_id=source_id)
        except Invalid as error:
            put_error(form, error)
    return _question_page(request, opened, answer_form=form)


@require_POST
def decline(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The colleague does not answer."""
    user = user_of(request)
    opened = answering.open_question(question_id=source_id, by=user)
    if opened.by_asker:
        raise PermissionDenied
    require_waiting(opened.question)
    form = DeclineForm(request.POST, dossiers=opened.dossiers)
    if form.is_valid():
        try:
            answering.decline_question(
                question=opened.question, reason=form.cleaned_data["reason"], note=form.cleaned_data["note"], dossier=form.chosen(), by=user
            )
            return redirect("dossiers:colleague_question", source_id=source_id)
        except Invalid as error:
            put_error(form, error)
    return _question_page(request, opened, decline_form=form)


@require_POST
def told(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The asker told the client."""
    user = user_of(request)
    opened = answering.open_question(question_id=source_id, by=user)
    form = ToldForm(request.POST)
    if not opened.by_asker:
        raise PermissionDenied
    if form.is_valid():
        try:
            asking.tell_client_about(question=opened.question, told_on=form.cleaned_data["told_on"], by=user)
            return redirect("dossiers:colleague_question", source_id=source_id)
        except Invalid as error:
            put_error(form, error)
    return _question_page(request, opened, told_form=form)


@require_safe
def exchanges(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What this dossier keeps of questions to colleagues."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, by=user)
    lines = [present.exchange_line(row) for row in exchanges_of(dossier)]
    context = present_dossier.frame(dossier, user, clock.today()) | {"lines": lines, "may_ask": bool(_circle(user))}
    return render(request, "dossiers/colleague/exchanges.html", context)


def _circle(user: Any) -> Any:
    return colleagues_to_ask(user, clock.today())


def _question_page(request: HttpRequest, opened: answering.OpenQuestion, **filled: Any) -> HttpResponse:
    forms = {
        "answer_form": AnswerForm(dossiers=opened.dossiers, question=opened.question),
        "decline_form": DeclineForm(dossiers=opened.dossiers),
        "told_form": ToldForm(initial={"told_on": clock.today()}),
    } | filled
    return render(
        request,
        "dossiers/colleague/question.html",
        present.page(opened.question, by_asker=opened.by_asker, known=bool(opened.dossiers)) | forms,
        status=UNPROCESSABLE if filled else 200,
    )
