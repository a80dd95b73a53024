"""Deciding on a request: the parts, who signs, the letter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from access.selectors import account, user_by_id
from dossiers.views.documents import attachment
from privacy_domain.letters.kinds import Channel
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error
from requests import services
from requests.forms.decisions import DecideForm, PartForm, ReturnForm
from requests.forms.request import SentForm
from requests.presenters import decisions as present
from requests.selectors.decisions import DecisionOpened


@require_safe
def decision(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The decision on one request."""
    user = account(request.user)
    return _page(request, services.open_decision(request_id=request_id, by=user), user)


@require_safe
def from_task(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """A task about a decision leads to it."""
    return redirect("subject_requests:decision", request_id=source_id)


def _page(request: HttpRequest, found: DecisionOpened, user: Any, **wrong: Any) -> HttpResponse:
    shown = present.page(found, user)
    row = found.decision
    before = {"explanation": row.explanation, "passed_to": row.passed_to} if row else {}
    given = {
        "part_form": PartForm(rules=found.rules, items=found.items),
        "decide_form": DecideForm(initial=before, signers=found.signers if shown["may_put"] else None),
        "return_form": ReturnForm(),
        "sent_form": SentForm(),
    }
    context = shown | given | wrong | {"wrong_form": next(iter(wrong.values()), None)}
    return render(request, "requests/decision.html", context, status=UNPROCESSABLE if wrong else 200)


def _act(
    request: HttpRequest, request_id: UUID, name: str, form: Callable[[DecisionOpened], Any], act: Callable[[DecisionOpened, Any], Any]
) -> HttpResponse:
    user = account(request.user)
    found = services.open_decision(request_id=request_id, by=user)
    filled = form(found)
    if filled.is_valid():
        try:
            act(found, filled)
            return redirect("subject_requests:decision", request_id=request_id)
        except Invalid as error:
            put_error(filled, error)
    return _page(request, found, user, **{name: filled})


@require_POST
def add_part(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Grant or refuse one part."""
    user = account(request.user)

    def act(found: DecisionOpened, form: PartForm) -> None:
        _must_handle(found)
        services.add_part(request=found.opened.request, part=form.part(), key=form.cleaned_data["key"], by=user)

    return _act(request, request_id, "part_form", lambda found: PartForm(request.POST, rules=found.rules, items=found.items), act)


@require_POST
def remove_part(request: HttpRequest, request_id: UUID, part_id: UUID) -> HttpResponse:
    """Leave a part out again."""
    user = account(request.user)
    services.remove_part(request=services.open_to_handle(request_id=request_id, by=user).request, part_id=part_id, by=user)
    return redirect("subject_requests:decision", request_id=request_id)


@require_POST
def put(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Put it to who signs for the college."""
    user = account(request.user)

    def act(found: DecisionOpened, form: DecideForm) -> None:
        _must_handle(found)
        said = form.cleaned_data
        signer = user_by_id(UUID(said["signer"])) if said.get("signer") else None
        if signer is None:
            raise Invalid("Kies wie namens het college ondertekent.", field="signer")
        services.propose_decision(
            request=found.opened.request, signer=signer, explanation=said["explanation"], passed_to=said["passed_to"], by=user
        )  # fmt: skip

    return _act(request, request_id, "decide_form", lambda found: DecideForm(request.POST, signers=found.signers), act)


@require_POST
def sign(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Decide."""
    user = account(request.user)

    def act(found: DecisionOpened, form: DecideForm) -> None:
        said = form.cleaned_data
        services.sign_decision(request=found.opened.request, explanation=said["explanation"], passed_to=said["passed_to"], by=user)

    return _act(request, request_id, "decide_form", lambda found: DecideForm(request.POST, signers=found.signers), act)


@require_POST
def give_back(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Not signed as it is."""
    user = account(request.user)

    def act(found: DecisionOpened, form: ReturnForm) -> None:
        services.return_decision(request=found.opened.request, because=form.cleaned_data["because"], by=user)

    answer = _act(request, request_id, "return_form", lambda _: ReturnForm(request.POST), act)
    return redirect("access:my_work") if answer.status_code == 302 else answer


@require_safe
def preview(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The letter as it would go out, as PDF."""
    user = account(request.user)
    found = services.open_decision(request_id=request_id, by=user)
    try:
        return attachment(services.decision_preview(request=found.opened.request, by=user), f"voorbeeld-{found.opened.request.number}")
    except Invalid as error:
        form = DecideForm({}, signers=None)
        form.full_clean()
        put_error(form, Invalid(str(error)))
        return _page(request, found, user, decide_form=form)


@require_safe
def letter(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The letter as PDF."""
    user = account(request.user)
    found = services.open_decision(request_id=request_id, by=user)
    return attachment(services.decision_document(request=found.opened.request, by=user), f"beslissing-{found.opened.request.number}")


@require_POST
def renew(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The letter of today."""
    user = account(request.user)
    services.renew_letter(request=services.open_to_handle(request_id=request_id, by=user).request, by=user)
    return redirect("subject_requests:decision", request_id=request_id)


@require_POST
def sent(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The letter went out."""
    user = account(request.user)

    def act(found: DecisionOpened, form: SentForm) -> None:
        _must_handle(found)
        services.send_decision(request=found.opened.request, channel=Channel(form.cleaned_data["channel"]), by=user)

    return _act(request, request_id, "sent_form", lambda _: SentForm(request.POST), act)


@require_POST
def take_back(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """It is no decision after all."""
    user = account(request.user)
    services.take_back_decision(request=services.open_to_handle(request_id=request_id, by=user).request, by=user)
    return redirect("subject_requests:decision", request_id=request_id)


@require_POST
def close(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Nothing is left to do."""
    user = account(request.user)
    services.close_request(request=services.open_to_handle(request_id=request_id, by=user).request, by=user)
    return redirect("subject_requests:request", request_id=request_id)


def _must_handle(found: DecisionOpened) -> None:
    if not found.opened.handles:
        raise Invalid("Dit verzoek is bij een collega in behandeling.")
