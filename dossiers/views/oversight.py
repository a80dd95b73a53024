"""The doors of looking at who looked: the list of a week, one line, and the employee's answer."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dossiers.forms.oversight import AskWhyForm, ExplainForm, FindingForm
from dossiers.presenters import oversight as present
from dossiers.services import oversight
from dossiers.states.oversight import LookFinding
from dossiers.views.pages import user_of
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error


@require_safe
def reviews(request: HttpRequest, source_id: UUID | None = None) -> HttpResponse:
    """The list of a week, for who reviews; without a week the oldest with something to do."""
    opened = oversight.open_list(week_id=source_id, by=user_of(request))
    return render(request, "dossiers/oversight/list.html", present.page(opened))


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """One line: ask why, or say what came of it."""
    user = user_of(request)
    line = oversight.open_review(review_id=source_id, by=user)
    asks = request.method == "POST" and request.POST.get("act") == "ask"
    closes = request.method == "POST" and not asks
    ask_form, form = (
        AskWhyForm(request.POST if asks else None, initial={"question": present.question_ready(line)}),
        FindingForm(request.POST if closes else None),
    )
    try:
        if ask_form.is_valid():
            oversight.ask_why(review=line, question=ask_form.cleaned_data["question"], by=user)
            return redirect("dossiers:look_review", source_id=line.pk)
        if form.is_valid():
            said = form.cleaned_data
            oversight.close_review(review=line, finding=LookFinding(said["finding"]), note=said["note"], by=user)
            return redirect("dossiers:look_reviews_of", source_id=line.week_id)
    except Invalid as error:
        put_error(ask_form if asks else form, error)
    context = present.detail(line, user) | {"ask_form": ask_form, "form": form}
    return render(request, "dossiers/oversight/line.html", context, status=UNPROCESSABLE if ask_form.errors or form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def explain(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """What one is asked about an own look, and the answer."""
    user = user_of(request)
    line = oversight.open_question(review_id=source_id, by=user)
    form = ExplainForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            oversight.explain_look(review=line, answer=form.cleaned_data["answer"], by=user)
            return redirect("access:my_work")
        except Invalid as error:
            put_error(form, error)
    return render(request, "dossiers/oversight/explain.html", present.asked(line) | {"form": form}, status=UNPROCESSABLE if form.errors else 200)
