"""Carrying out a decision: the page, and what is done from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from access.selectors import account
from dossiers.views.documents import attachment
from privacy_domain.letters.kinds import Channel
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error
from requests.forms.execution import DoneForm, GoneForm, WaiveForm
from requests.forms.request import SentForm
from requests.presenters import execution as present
from requests.selectors.execution import Execution
from requests.services import execution as services
from requests.services import notices


@require_safe
def from_task(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The task to carry a decision out leads to its request."""
    return redirect("subject_requests:execution", request_id=source_id)


@require_safe
def look(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """What has to be done."""
    return _page(request, services.open_execution(request_id=request_id, by=account(request.user)))


def _page(request: HttpRequest, found: Execution, wrong: Any = None) -> HttpResponse:
    """The page with the forms of what can be done; `wrong` is the one that was filled in wrongly, in its own place."""
    shown = present.page(found)
    for step in shown["steps"]:
        made: Any = _done_form(step["step"], found) if step["todo"] else _gone_form(step["step"]) if step["gone"] else None
        step["form"] = wrong if made and wrong and wrong.prefix == made.prefix else made
    for row in shown["notices"]:
        made = _sent_form(row["notice"]) if row["may_send"] else _waive_form(row["notice"]) if row["may_write"] else None
        row["form"] = wrong if made and wrong and wrong.prefix == made.prefix else made
    return render(request, "requests/execution.html", shown | {"wrong_form": wrong}, status=UNPROCESSABLE if wrong else 200)


def _done_form(step: Any, found: Execution, data: Any = None) -> DoneForm:
    return DoneForm(data, prefix=f"step-{step.pk}", **present.asks(step, found))


def _gone_form(step: Any, data: Any = None) -> GoneForm:
    return GoneForm(data, prefix=f"gone-{step.pk}")


def _sent_form(notice: Any, data: Any = None) -> SentForm:
    return SentForm(data, prefix=f"sent-{notice.pk}")


def _waive_form(notice: Any, data: Any = None) -> WaiveForm:
    return WaiveForm(data, prefix=f"waive-{notice.pk}")


def _act(request: HttpRequest, found: Execution, form: Any, act: Callable[[], object]) -> HttpResponse:
    """One act: it is done, or the page comes back with what was typed."""
    if form.is_valid():
        try:
            act()
            return redirect("subject_requests:execution", request_id=found.opened.request.pk)
        except Invalid as error:
            put_error(form, error)
    return _page(request, found, form)


@require_POST
def execute(request: HttpRequest, request_id: UUID, step_id: UUID) -> HttpResponse:
    """One part is carried out."""
    user = account(request.user)
    found = services.open_execution(request_id=request_id, by=user)
    form = _done_form(_one(found.steps, step_id), found, request.POST)

    def act() -> object:
        words = form.cleaned_data.get("words", "")
        return services.execute_step(request=found.opened.request, step_id=step_id, words=words, reason=form.why(), whole=form.dossier(), by=user)

    return _act(request, found, form, act)


@require_POST
def gone(request: HttpRequest, request_id: UUID, step_id: UUID) -> HttpResponse:
    """One part cannot be carried out any more."""
    user = account(request.user)
    found = services.open_execution(request_id=request_id, by=user)
    form = _gone_form(_one(found.steps, step_id), request.POST)
    return _act(
        request,
        found,
        form,
        lambda: services.waive_step(request=found.opened.request, step_id=step_id, words=form.cleaned_data["words"], by=user),
    )


@require_POST
def write_notice(request: HttpRequest, request_id: UUID, notice_id: UUID) -> HttpResponse:
    """The letter to one recipient."""
    user = account(request.user)
    found = services.open_execution(request_id=request_id, by=user)
    notices.write_notice(request=found.opened.request, notice_id=notice_id, by=user)
    return redirect("subject_requests:execution", request_id=request_id)


@require_safe
def notice_letter(request: HttpRequest, request_id: UUID, notice_id: UUID) -> HttpResponse:
    """That letter as PDF."""
    user = account(request.user)
    opened = services.open_execution(request_id=request_id, by=user).opened
    return attachment(notices.notice_document(request=opened.request, notice_id=notice_id, by=user), f"bericht-{opened.request.number}")


@require_POST
def notice_sent(request: HttpRequest, request_id: UUID, notice_id: UUID) -> HttpResponse:
    """That letter went out."""
    user = account(request.user)
    found = services.open_execution(request_id=request_id, by=user)
    form = _sent_form(_one(found.notices, notice_id), request.POST)

    def act() -> object:
        return notices.send_notice(request=found.opened.request, notice_id=notice_id, channel=Channel(form.cleaned_data["channel"]), by=user)

    return _act(request, found, form, act)


@require_POST
def waive_notice(request: HttpRequest, request_id: UUID, notice_id: UUID) -> HttpResponse:
    """One recipient is not told."""
    user = account(request.user)
    found = services.open_execution(request_id=request_id, by=user)
    form = _waive_form(_one(found.notices, notice_id), request.POST)

    def act() -> object:
        return notices.waive_notice(request=found.opened.request, notice_id=notice_id, because=form.cleaned_data["because"], by=user)

    return _act(request, found, form, act)


def _one(rows: list[Any], key: UUID) -> Any:
    """The row with this key among those of the request; Http404 for another."""
    found = next((row for row in rows if row.pk == key), None)
    if found is None:
        raise Http404
    return found
