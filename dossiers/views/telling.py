"""The doors of telling the client: one page for each thing that he must hear, and what is done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dossiers.forms.telling import GiveUpForm, LiftForm, ToldForm, TriedForm, WaitForm
from dossiers.presenters import telling as present
from dossiers.selectors.telling import steps_of
from dossiers.services import telling as services
from dossiers.services.documents import telling_document, telling_letter
from dossiers.states.telling import LapseReason, ToldHow
from dossiers.views.documents import attachment
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error


@require_safe
def telling(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """What the client must hear, and how far it is."""
    row = services.open_telling(telling_id=source_id, by=user_of(request))
    return render(request, "dossiers/telling/telling.html", present.page(row, steps_of(row), user_of(request), clock.today()))


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, source_id: UUID, act_name: str) -> HttpResponse:
    """One act on it: verteld, wachten, geprobeerd, voorbij, kan-niet."""
    if act_name not in _ACTS:
        raise Http404
    row = services.open_telling(telling_id=source_id, write=True, by=user_of(request))
    make, do = _ACTS[act_name]
    form = make(row, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            do(row, form, user_of(request))
            return redirect(present.telling_url(row))
        except Invalid as error:
            put_error(form, error)
    context = present.page(row, steps_of(row), user_of(request), clock.today()) | {"form": form, "act": act_name}
    return render(request, "dossiers/telling/act.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Make the letter that tells it; asked for, the letter as PDF."""
    user = user_of(request)
    row = services.open_telling(telling_id=source_id, write=request.method == "POST", by=user)
    if request.method == "POST":
        telling_letter(telling=row, by=user)
        return redirect(present.telling_url(row))
    return attachment(telling_document(telling=row, by=user), f"gedeeld-{row.dossier.number}")


def _told_form(row: Any, data: Any) -> ToldForm:
    return ToldForm(data, letter=row.letter_id is not None, initial={"told_on": clock.today()})


def _wait_form(row: Any, data: Any) -> WaitForm:
    return WaitForm(data, grounds=present.ground_choices(row, clock.today()))


def _tried_form(row: Any, data: Any) -> TriedForm:
    return TriedForm(data, initial={"tried_on": clock.today()})


def _lift_form(row: Any, data: Any) -> LiftForm:
    return LiftForm(data, initial={"ended_on": clock.today()})


def _give_up_form(row: Any, data: Any) -> GiveUpForm:
    return GiveUpForm(data, reasons=present.lapse_choices(row))


def _told(row: Any, form: Any, by: Any) -> None:
    said = form.cleaned_data
    services.tell_client(telling=row, how=ToldHow(said["how"]), told_on=said["told_on"], note=said["note"], key=said["key"], by=by)


def _give_up(row: Any, form: Any, by: Any) -> None:
    said = form.cleaned_data
    services.give_up_telling(telling=row, reason=LapseReason(said["reason"]), note=said["note"], key=said["key"], by=by)


_ACTS: dict[str, tuple[Callable[[Any, Any], forms.Form], Callable[[Any, Any, Any], object]]] = {
    "verteld": (_told_form, _told),
    "wachten": (_wait_form, lambda row, form, by: services.postpone_telling(telling=row, wait=form.wait(), key=form.cleaned_data["key"], by=by)),
    "geprobeerd": (_tried_form, lambda row, form, by: services.try_again_later(telling=row, **form.cleaned_data, by=by)),
    "voorbij": (_lift_form, lambda row, form, by: services.lift_telling(telling=row, **form.cleaned_data, by=by)),
    "kan-niet": (_give_up_form, _give_up),
}
