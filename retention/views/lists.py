"""Destruction lists: made, judged part by part, approved, called off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from access.selectors import account
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error
from retention import selectors, services
from retention.forms import AbortForm, ApproveForm, BackForm, OutcomesForm, StopForm
from retention.presenters import lists as present
from retention.states import Outcome

ROWS_ON_A_PAGE = 50
_KEY = 36


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """A list of what has passed, by hand."""
    user, team = account(request.user), request.POST.get("team", "")
    listed = services.make_own_list(team=_key(team), by=user)
    return redirect("retention:list", source_id=listed.pk)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


@require_safe
def look(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """One list."""
    return _page(request, services.open_list(list_id=source_id, by=account(request.user)))


@require_POST
def judge(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """What becomes of the parts on this page of the list."""
    user = account(request.user)
    listed = services.open_list(list_id=source_id, by=user)
    page = _rows(request, listed)
    form = OutcomesForm(request.POST, rows=[row.pk for row in page.object_list])
    if form.is_valid():
        try:
            services.judge_rows(listed=listed, outcomes=form.outcomes(), keeping=form.keeping(), by=user)
            return redirect(f"{request.path.removesuffix('beoordelen/')}?page={page.number}")
        except Invalid as error:
            form.add_error(error.field if "-" in error.field[_KEY:] else None, str(error))  # an answer has no words of its own: above the form
    return _page(request, listed, outcomes_form=form)


@require_POST
def submit(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Hand it in."""
    user = account(request.user)
    listed = services.open_list(list_id=source_id, by=user)
    try:
        services.submit_list(listed=listed, by=user)
    except Invalid as error:
        form = OutcomesForm({}, rows=[])
        form.is_valid()
        form.add_error(None, str(error))
        return _page(request, listed, outcomes_form=form)
    return redirect("retention:list", source_id=source_id)


@require_POST
def approve(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Approve it: the name is typed over."""
    return _act(request, source_id, "approve_form", ApproveForm(request.POST), services.approve_list)


@require_POST
def send_back(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Back to who judges."""
    return _act(request, source_id, "back_form", BackForm(request.POST), services.return_list)


@require_POST
def abort(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Call it off."""
    return _act(request, source_id, "abort_form", AbortForm(request.POST), services.abort_list)


@require_POST
def pause(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Begin no further row."""
    return _order(request, source_id, services.pause_list)


@require_POST
def resume(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Go on where it was."""
    return _order(request, source_id, services.resume_list)


@require_POST
def retry(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Try again what was set apart."""
    return _order(request, source_id, services.try_again)


@require_POST
def stop(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Stop halfway."""
    return _act(request, source_id, "stop_form", StopForm(request.POST), services.stop_list)


def _order(request: HttpRequest, source_id: UUID, act: Any) -> HttpResponse:
    user = account(request.user)
    act(listed=services.open_list(list_id=source_id, by=user), by=user)
    return redirect("retention:list", source_id=source_id)


def _act(request: HttpRequest, source_id: UUID, name: str, form: Any, act: Any) -> HttpResponse:
    user = account(request.user)
    listed = services.open_list(list_id=source_id, by=user)
    if form.is_valid():
        try:
            act(listed=listed, by=user, **form.cleaned_data)
            return redirect("retention:list", source_id=source_id)
        except Invalid as error:
            put_error(form, error)
    return _page(request, listed, **{name: form})


def _rows(request: HttpRequest, listed: Any) -> Any:
    return Paginator(selectors.rows_of(listed), ROWS_ON_A_PAGE).get_page(request.GET.get("page"))


def _page(request: HttpRequest, listed: Any, **forms: Any) -> HttpResponse:
    page = _rows(request, listed)
    shown = present.list_page(listed, list(page.object_list), account(request.user))
    empty = {"approve_form": ApproveForm(), "back_form": BackForm(), "abort_form": AbortForm(), "stop_form": StopForm(), "page_obj": page}
    given = empty | forms
    if shown["judging"]:
        answers = forms.get("outcomes_form") or OutcomesForm(rows=[row["id"] for row in shown["rows"]])
        for row in shown["rows"]:
            _fill_in(row, answers)
    return render(request, "retention/list.html", shown | given, status=UNPROCESSABLE if forms else 200)


def _fill_in(row: dict[str, Any], answers: OutcomesForm) -> None:
    """What was chosen and typed just now stands on the page, also where something was wrong with it."""
    name = str(row["id"])
    row["why"] = answers.why(row["id"]) if row["may_say_why"] and name in answers.fields else ()
    if answers.is_bound and name in answers.fields:
        for choice in row["choices"]:
            choice["checked"] = choice["value"] == answers[name].value()
    row["why_open"] = any(field.errors or field.value() for field in row["why"]) or any(
        choice["checked"] and choice["value"] == Outcome.KEEP for choice in row["choices"]
    )
