"""Shielding: what is shielded, placing it, who may read it, ending it; and the one door to what is shielded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.selectors import colleagues
from dossiers.forms.shielding import LiftShieldForm, ReaderForm, ShieldForm, ToldForm
from dossiers.presenters import shielding as present
from dossiers.presenters.items import SUFFIX
from dossiers.selectors import shielding as select
from dossiers.services import shielding as act
from dossiers.services.item_reading import open_item
from dossiers.services.talk import open_talk
from dossiers.states.shielding import ReadingGround, ShieldReason
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error


@require_safe
def shields(request: HttpRequest, ref: UUID) -> HttpResponse:
    """That things are shielded here, never what."""
    user = user_of(request)
    dossier, rows = act.open_shields(ref=ref, by=user)
    return render(request, "dossiers/shielding/list.html", present.list_page(dossier, rows, user, clock.today()))


@require_http_methods(["GET", "HEAD", "POST"])
def shield_item(request: HttpRequest, ref: UUID, item_id: UUID) -> HttpResponse:
    """Shield one item."""
    item = open_item(ref=ref, item_id=item_id, write=True, by=user_of(request))
    return _ask(request, item.dossier, item, lambda said: act.shield_item(item=item, by=user_of(request), **said))


@require_http_methods(["GET", "HEAD", "POST"])
def shield_talk(request: HttpRequest, ref: UUID, talk_id: UUID) -> HttpResponse:
    """Shield one talk."""
    talk = open_talk(ref=ref, talk_id=talk_id, write=True, by=user_of(request))
    return _ask(request, talk.dossier, talk, lambda said: act.shield_talk(talk=talk, by=user_of(request), **said))


def _ask(request: HttpRequest, dossier: Any, what: Any, place: Callable[[dict[str, Any]], Any]) -> HttpResponse:
    form = ShieldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            shield = place({"reason": ShieldReason(form.cleaned_data["reason"]), "explanation": form.cleaned_data["explanation"]})
            return redirect("dossiers:shield", ref=dossier.pk, shield_id=shield.pk)
        except Invalid as error:
            put_error(form, error)
    context = present.ask_page(dossier, what, user_of(request), clock.today()) | {"form": form}
    return render(request, "dossiers/shielding/ask.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def shield(request: HttpRequest, ref: UUID, shield_id: UUID) -> HttpResponse:
    """One shielding, without what it hides."""
    return _page(request, act.open_shield(ref=ref, shield_id=shield_id, by=user_of(request)))


@require_POST
def name_reader(request: HttpRequest, ref: UUID, shield_id: UUID) -> HttpResponse:
    """Let somebody read it."""
    user = user_of(request)
    found = act.open_shield(ref=ref, shield_id=shield_id, write=True, by=user)
    form = ReaderForm(request.POST, people=_others(user))

    def name() -> object:
        said = form.cleaned_data
        return act.name_reader(shield=found, user=form.chosen(), ground=ReadingGround(said["ground"]), explanation=said["explanation"], by=user)

    return _act(request, found, "reader_form", form, name)


@require_POST
def end_reader(request: HttpRequest, ref: UUID, shield_id: UUID, row_id: UUID) -> HttpResponse:
    """He may not read it any more."""
    user = user_of(request)
    found = act.open_shield(ref=ref, shield_id=shield_id, write=True, by=user)
    reader = next((row for row in select.readers_of([found])[found.pk] if row.pk == row_id), None)
    if reader is None:
        raise Http404
    act.end_reader(reader=reader, by=user)
    return redirect("dossiers:shield", ref=ref, shield_id=shield_id)


@require_POST
def told(request: HttpRequest, ref: UUID, shield_id: UUID) -> HttpResponse:
    """The client knows that it ends."""
    user = user_of(request)
    found = act.open_shield(ref=ref, shield_id=shield_id, write=True, by=user)
    form = ToldForm(request.POST)
    return _act(
        request,
        found,
        "told_form",
        form,
        lambda: act.tell_before_lifting(shield=found, told_at=form.told_at(), how=form.cleaned_data["how"], by=user),
    )


@require_POST
def lift(request: HttpRequest, ref: UUID, shield_id: UUID) -> HttpResponse:
    """It ends."""
    user = user_of(request)
    found = act.open_shield(ref=ref, shield_id=shield_id, write=True, by=user)
    form = LiftShieldForm(request.POST)
    return _act(request, found, "lift_form", form, lambda: act.lift_shield(shield=found, because=form.cleaned_data["because"], by=user))


@require_safe
def read(request: HttpRequest, ref: UUID, shield_id: UUID) -> HttpResponse:
    """What is shielded, for who may read it."""
    user = user_of(request)
    hidden = act.read_hidden(ref=ref, shield_id=shield_id, by=user)
    return render(request, "dossiers/shielding/read.html", present.hidden_page(hidden, user, clock.today()))


@require_safe
def file(request: HttpRequest, ref: UUID, shield_id: UUID) -> HttpResponse:
    """The file of a shielded document, to keep."""
    item, content = act.read_hidden_file(ref=ref, shield_id=shield_id, by=user_of(request))
    response = HttpResponse(content, content_type=item.media_type)
    response["Content-Disposition"] = f'attachment; filename="stuk-{item.dossier.number}.{SUFFIX[item.media_type]}"'
    return response


def _act(request: HttpRequest, found: Any, name: str, form: Any, act_now: Callable[[], object]) -> HttpResponse:
    if form.is_valid():
        try:
            act_now()
            return redirect("dossiers:shield", ref=found.dossier_id, shield_id=found.pk)
        except Invalid as error:
            put_error(form, error)
    return _page(request, found, **{name: form})


def _others(user: Any) -> list[Any]:
    return [one for one in colleagues() if one.pk != user.pk]


def _page(request: HttpRequest, found: Any, **forms: Any) -> HttpResponse:
    user = user_of(request)
    given = {"reader_form": ReaderForm(people=_others(user)), "told_form": ToldForm(), "lift_form": LiftShieldForm()} | forms
    context = present.shield_page(found, user, clock.today()) | given
    return render(request, "dossiers/shielding/shield.html", context, status=UNPROCESSABLE if forms else 200)
