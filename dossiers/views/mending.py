"""The doors of mended mistakes: something in the wrong dossier, two records of one person."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dossiers.forms.course import CompareForm, MergeForm, MoveItemForm
from dossiers.presenters import course as present
from dossiers.presenters import dossier as present_dossier
from dossiers.services import merging, moving
from dossiers.services.item_reading import open_item
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error


@require_http_methods(["GET", "HEAD", "POST"])
def move_item(request: HttpRequest, ref: UUID, item_id: UUID) -> HttpResponse:
    """Move something to the dossier where it belongs."""
    user = user_of(request)
    item = open_item(ref=ref, item_id=item_id, write=True, by=user)
    form = MoveItemForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            moving.move_item(item=item, number=form.cleaned_data["number"], because=form.cleaned_data["because"], by=user)
            return redirect("dossiers:course", ref=ref)
        except Invalid as error:
            put_error(form, error)
    context = present_dossier.frame(item.dossier, user, clock.today()) | {"form": form, "item": item}
    return render(request, "dossiers/course/move_item.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """Two records of one person: first two numbers, then the two beside each other, then one."""
    user = user_of(request)
    form = CompareForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "dossiers/course/merge.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200)
    try:
        kept, gone = merging.compare_persons(places=form.places, by=user)
    except Invalid as error:
        put_error(form, error)
        return render(request, "dossiers/course/merge.html", {"form": form}, status=UNPROCESSABLE)
    sure = MergeForm(request.POST if "sure" in request.POST else None, initial=form.cleaned_data)
    if sure.is_valid():
        try:
            merging.merge_persons(kept=kept, gone=gone, because=sure.cleaned_data["because"], by=user)
            return redirect("dossiers:list")
        except Invalid as error:
            sure.add_error(None, str(error))
    context = {"form": sure, "rows": present.beside_each_other(kept, gone)}
    return render(request, "dossiers/course/compare.html", context, status=UNPROCESSABLE if sure.errors else 200)
