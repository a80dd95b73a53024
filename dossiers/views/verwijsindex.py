"""The doors of the verwijsindex."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import services
from dossiers.forms.verwijsindex import EntryForm, EntryToldForm, RemoveForm
from dossiers.policies.verwijsindex import can_be_entered, consulting_others, may_enter, open_grounds, period_on
from dossiers.presenters import dossier as present_dossier
from dossiers.presenters import verwijsindex as present
from dossiers.selectors.verwijsindex import entry_by_id, entry_of
from dossiers.services import verwijsindex as index
from dossiers.states.safety import RemovalReason
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.web.errors import UNPROCESSABLE, Conflict, Invalid, put_error


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Enter the client; where the municipality uses the index and the client is young enough."""
    user, on = user_of(request), clock.today()
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    born = dossier.person.birth_date
    if born is None or not can_be_entered(dossier, on):
        raise Conflict("Deze cliënt kan nu niet in de verwijsindex worden gemeld: de gemeente gebruikt hem niet, of de cliënt is te oud.")
    grounds = open_grounds(born, on)
    asked = may_enter(born, grounds[0], mother_or_pregnant=False, on=on)
    form = EntryForm(request.POST if request.method == "POST" else None, grounds=grounds, consult=asked.consult, user=user)
    if form.is_valid():
        try:
            made = index.enter_in_index(dossier=dossier, facts=form.facts(), by=user)
            return redirect("dossiers:index_entry", ref=ref, entry_id=made.pk)
        except Invalid as error:
            put_error(form, error)
    context = {"form": form, "decision": asked.decision, "period": period_on(on), "fields": [present.FIELDS[name] for name in asked.fields]}
    return _page(request, "index_enter", present_dossier.frame(dossier, user, on) | context)


@require_safe
def entry(request: HttpRequest, ref: UUID, entry_id: UUID) -> HttpResponse:
    """One entry: what goes to the index, and what stays here."""
    return _entry_page(request, *_open(request, ref, entry_id, write=False))


@require_POST
def told(request: HttpRequest, ref: UUID, entry_id: UUID) -> HttpResponse:
    """The client was told."""
    dossier, row = _open(request, ref, entry_id, write=True)
    form = EntryToldForm(request.POST)
    if form.is_valid():
        try:
            index.tell_about_entry(entry=row, told_on=form.cleaned_data["told_on"], by=user_of(request))
            return redirect("dossiers:index_entry", ref=ref, entry_id=entry_id)
        except Invalid as error:
            put_error(form, error)
    return _entry_page(request, dossier, row, told_form=form, form=form)


@require_POST
def remove(request: HttpRequest, ref: UUID, entry_id: UUID) -> HttpResponse:
    """It was taken out of the index."""
    dossier, row = _open(request, ref, entry_id, write=True)
    form = RemoveForm(request.POST, remove_by=row.remove_by, today=clock.today())
    if form.is_valid():
        said = form.cleaned_data
        try:
            index.remove_from_index(entry=row, reason=RemovalReason(said["reason"]), note=said["note"], by=user_of(request))
            return redirect("dossiers:index_entry", ref=ref, entry_id=entry_id)
        except Invalid as error:
            put_error(form, error)
    return _entry_page(request, dossier, row, remove_form=form, form=form)


@require_safe
def task(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """From a task to the entry; the gate of its dossier decides who gets there."""
    row = entry_by_id(source_id)
    if row is None:
        raise Http404
    services.open_dossier(ref=row.dossier_id, by=user_of(request))
    return redirect("dossiers:index_entry", ref=row.dossier_id, entry_id=row.pk)


def _open(request: HttpRequest, ref: UUID, entry_id: UUID, *, write: bool) -> tuple[Any, Any]:
    dossier = services.open_dossier(ref=ref, write=write, by=user_of(request))
    row = entry_of(dossier, entry_id)
    if row is None:
        raise Http404
    return dossier, row


def _entry_page(request: HttpRequest, dossier: Any, row: Any, **filled: Any) -> HttpResponse:
    on = clock.today()
    forms = {"told_form": EntryToldForm(initial={"told_on": on}), "remove_form": RemoveForm(remove_by=row.remove_by, today=on)} | filled
    context = present_dossier.frame(dossier, user_of(request), on) | present.page(row) | forms | {"consulting": consulting_others(on)}
    return _page(request, "index_entry", context)


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    form = context.get("form")
    return render(request, f"dossiers/safety/{name}.html", context, status=UNPROCESSABLE if form is not None and form.errors else 200)
