"""Complaints and objections: the list, taking one in, and everything that is done in one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.selectors import account
from privacy_domain import clock
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error
from requests.forms.breaches import ticked
from requests.forms.cases import AdjournForm, CaseForm, EndForm, GiveForm, NextStageForm, StepForm
from requests.policies.cases import case_rules
from requests.presenters import cases as present
from requests.selectors.cases import who_can_handle
from requests.services import cases as services
from requests.services.breaches import known_number
from requests.states import CaseOutcome, CaseStepKind


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases that somebody may know of."""
    rows = services.open_cases(by=account(request.user))
    return render(request, "requests/cases/list.html", {"lines": present.case_lines(rows)})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take one in."""
    user, rules = account(request.user), case_rules(clock.today())
    subjects = ticked([request.GET.get("d", "")])
    subject = subjects.pop() if subjects else None
    at_first = {"received_on": clock.today(), "number": known_number(subject=subject, by=user) if subject else ""}
    decided = services.decisions_for(subject=subject, by=user) if subject else []
    form = CaseForm(request.POST if request.method == "POST" else None, initial=at_first, rules=rules, decided=decided)
    if form.is_valid():
        try:
            dossier = services.dossier_for_case(number=form.cleaned_data["number"], by=user)
            case = services.register_case(dossier=dossier, intake=form.intake(), by=user)
            return redirect("subject_requests:case", source_id=case.pk)
        except Invalid as error:
            put_error(form, error)
    context = {"form": form, "rules": rules}
    return render(request, "requests/cases/new.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def look(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """One case."""
    return _page(request, services.open_case(case_id=source_id, by=account(request.user)))


@require_POST
def give(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Give it to somebody."""
    user = account(request.user)
    case = services.open_case(case_id=source_id, by=user)
    form = GiveForm(request.POST, people=who_can_handle(case, without=user))
    return _act(request, case, "give_form", form, lambda: services.assign_case(case=case, handler=form.chosen(), by=user))


@require_POST
def step(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """What was done."""
    user = account(request.user)
    case, form = services.open_case(case_id=source_id, by=user), StepForm(request.POST)

    def act() -> object:
        said = form.cleaned_data
        return services.record_case_step(case=case, kind=CaseStepKind(said["kind"]), text=said["text"], done_on=said["done_on"], by=user)

    return _act(request, case, "step_form", form, act)


@require_POST
def adjourn(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Put the last day off."""
    user = account(request.user)
    case, form = services.open_case(case_id=source_id, by=user), AdjournForm(request.POST)
    return _act(request, case, "adjourn_form", form, lambda: services.adjourn_case(case=case, text=form.cleaned_data["text"], by=user))


@require_POST
def next_stage(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """On to the next stage."""
    user = account(request.user)
    case, form = services.open_case(case_id=source_id, by=user), NextStageForm(request.POST)
    return _act(request, case, "next_form", form, lambda: services.next_stage(case=case, text=form.cleaned_data["text"], by=user))


@require_POST
def end(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """It is over."""
    user = account(request.user)
    case, form = services.open_case(case_id=source_id, by=user), EndForm(request.POST)

    def act() -> object:
        return services.end_case(case=case, outcome=CaseOutcome(form.cleaned_data["outcome"]), findings=form.cleaned_data["findings"], by=user)

    return _act(request, case, "end_form", form, act)


@require_safe
def texts(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The closing letter, to copy or print."""
    case = services.open_case(case_id=source_id, by=account(request.user))
    return render(request, "requests/cases/texts.html", present.closing_texts(case))


def _act(request: HttpRequest, case: Any, name: str, form: Any, act: Callable[[], object]) -> HttpResponse:
    if form.is_valid():
        try:
            act()
            return redirect("subject_requests:case", source_id=case.pk)
        except Invalid as error:
            put_error(form, error)
    return _page(request, case, **{name: form})


def _page(request: HttpRequest, case: Any, **forms: Any) -> HttpResponse:
    shown = present.case_page(case, account(request.user))
    given = {
        "give_form": GiveForm(people=shown["people"]),
        "step_form": StepForm(initial={"done_on": clock.today()}, waits=shown["waits"]),
        "adjourn_form": AdjournForm(),
        "next_form": NextStageForm(),
        "end_form": EndForm(waits=shown["waits"]),
    } | forms
    return render(request, "requests/cases/case.html", shown | given, status=UNPROCESSABLE if forms else 200)
