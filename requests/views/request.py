"""One request and its acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.selectors import account, user_by_id
from access.selectors.accounts import colleagues_for
from dossiers.views.documents import attachment
from privacy_domain import clock
from privacy_domain.letters.kinds import Channel
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error
from requests import services
from requests.forms.request import AssignForm, EndForm, ExtendForm, IdentityForm, LateForm, SentForm, StopForm
from requests.policies.holder import standing_of
from requests.presenters import calendar as dates
from requests.presenters import request as present
from requests.selectors.desk import dossiers_of
from requests.selectors.opened import Opened
from requests.states import Ending, ExtensionReason, Identification, Lateness, Requester


@require_safe
def look(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request."""
    user = account(request.user)
    return _page(request, services.open_request(request_id=request_id, by=user))


def _page(request: HttpRequest, opened: Opened, **wrong: Any) -> HttpResponse:
    context = present.page(opened, account(request.user))
    if context["may_assign"]:
        context["assign_form"] = wrong.get("assign_form") or AssignForm(colleagues=_colleagues(opened))
    given = {
        "stop_form": StopForm(grounds=present.grounds(opened.request)),
        "end_form": EndForm(),
        "extend_form": ExtendForm(),
        "sent_form": SentForm(),
        "late_form": LateForm(),
    }
    return render(
        request,
        "requests/request.html",
        context | given | wrong | {"wrong_form": next(iter(wrong.values()), None)},
        status=UNPROCESSABLE if wrong else 200,
    )


def _colleagues(opened: Opened) -> list[tuple[str, str]]:
    return [(str(user.pk), user.display_name) for user in colleagues_for(dossiers_of([opened.request.person_id]))]


@require_safe
def reminder(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The task that a reminder gave leads to its request."""
    return redirect("subject_requests:request", request_id=services.open_reminder(reminder_id=source_id, by=account(request.user)).pk)


@require_safe
def to_assign(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The task to give a request to somebody leads to it."""
    return redirect("subject_requests:request", request_id=source_id)


@require_safe
def calendar(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The last days of one request, for a calendar program."""
    opened = services.open_request(request_id=request_id, by=account(request.user))
    answer = HttpResponse(dates.calendar([opened.request]), content_type=dates.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="verzoek-{opened.request.number}.ics"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def identify(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """It becomes sure who asks."""
    user = account(request.user)
    opened = services.open_to_handle(request_id=request_id, by=user)
    standing = standing_of(opened.request.person, Requester(opened.request.requester), clock.today())
    form = IdentityForm(request.POST if request.method == "POST" else None, together=bool(standing and standing.together))
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.identify(request=opened.request, way=Identification(said["way"]), together=said.get("together", False), by=user)
            return redirect("subject_requests:request", request_id=request_id)
        except Invalid as error:
            put_error(form, error)
    context = present.identity(opened, standing) | {"form": form}
    return render(request, "requests/identify.html", context, status=UNPROCESSABLE if form.errors else 200)


def _act(
    request: HttpRequest, request_id: UUID, name: str, form: Callable[[Opened], forms.Form], act: Callable[[Opened, dict[str, Any]], Any]
) -> HttpResponse:
    """One act on a request from its page: the form is right and the act is done, or the page comes back with what was typed."""
    opened = services.open_to_handle(request_id=request_id, by=account(request.user))
    filled = form(opened)
    if filled.is_valid():
        try:
            act(opened, filled.cleaned_data)
            return redirect("subject_requests:request", request_id=request_id)
        except Invalid as error:
            put_error(filled, error)
    return _page(request, opened, **{name: filled})


@require_POST
def assign(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Somebody handles it."""
    user = account(request.user)

    def act(opened: Opened, said: dict[str, Any]) -> None:
        handler = user_by_id(UUID(said["handler"]))
        if handler is None:
            raise Invalid("Kies een collega die hier werkt.", field="handler")
        services.assign_request(request=opened.request, handler=handler, by=user)

    return _act(request, request_id, "assign_form", lambda opened: AssignForm(request.POST, colleagues=_colleagues(opened)), act)


@require_POST
def stop(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The term stands still."""
    user = account(request.user)

    def act(opened: Opened, said: dict[str, Any]) -> None:
        services.stop_clock(request=opened.request, ground=said["ground"], explanation=said["explanation"], by=user)

    return _act(request, request_id, "stop_form", lambda opened: StopForm(request.POST, grounds=present.grounds(opened.request)), act)


@require_POST
def restart(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The term goes on."""
    user = account(request.user)
    services.restart_clock(request=services.open_to_handle(request_id=request_id, by=user).request, by=user)
    return redirect("subject_requests:request", request_id=request_id)


@require_POST
def extend(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The letter that says that it takes longer."""
    user = account(request.user)

    def act(opened: Opened, said: dict[str, Any]) -> None:
        services.write_extension(request=opened.request, reason=ExtensionReason(said["reason"]), words=said["words"], by=user)

    return _act(request, request_id, "extend_form", lambda _: ExtendForm(request.POST), act)


@require_POST
def extension_sent(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """That letter went out: the later day counts."""
    user = account(request.user)

    def act(opened: Opened, said: dict[str, Any]) -> None:
        services.send_extension(request=opened.request, channel=Channel(said["channel"]), by=user)

    return _act(request, request_id, "sent_form", lambda _: SentForm(request.POST), act)


@require_safe
def extension_letter(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """That letter as PDF."""
    user = account(request.user)
    opened = services.open_to_handle(request_id=request_id, by=user)
    return attachment(services.extension_document(request=opened.request, by=user), f"verlenging-{opened.request.number}")


@require_POST
def end(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """It ends without a decision."""
    user = account(request.user)

    def act(opened: Opened, said: dict[str, Any]) -> None:
        services.end_request(request=opened.request, because=Ending(said["because"]), by=user)

    return _act(request, request_id, "end_form", lambda _: EndForm(request.POST), act)


@require_POST
def late(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Why it is too late."""
    user = account(request.user)

    def act(opened: Opened, said: dict[str, Any]) -> None:
        services.explain_lateness(request=opened.request, because=Lateness(said["because"]), words=said["words"], by=user)

    return _act(request, request_id, "late_form", lambda _: LateForm(request.POST), act)
