"""Who may look into a dossier: the page, and keeping a colleague away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from access.selectors import colleagues
from dossiers import selectors, services
from dossiers.forms import ExcludeForm
from dossiers.presenters import dossier as present
from dossiers.presenters import rights as present_rights
from dossiers.states import ExclusionGround
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.web.errors import UNPROCESSABLE, Conflict, Invalid, put_error


@require_safe
def rights(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Who may look, and who may not."""
    user = user_of(request)
    opened = services.open_rights(ref=ref, by=user)
    return render(request, "dossiers/rights.html", frame(opened, user) | present_rights.page(opened.dossier, user, opened.grants))


@require_http_methods(["GET", "HEAD", "POST"])
def exclude(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Keep a colleague away from this dossier."""
    user = user_of(request)
    opened = services.open_rights(ref=ref, by=user)
    form = ExcludeForm(request.POST or None, colleagues=colleagues())
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.exclude_colleague(
                dossier=opened.dossier, user=form.chosen(), ground=ExclusionGround(said["ground"]), reason=said["reason"], by=user
            )
            return redirect("access:my_work") if form.chosen() == user else redirect("dossiers:rights", ref=ref)
        except Invalid as error:
            put_error(form, error)
        except Conflict as error:
            form.add_error("colleague", str(error))
    context = frame(opened, user) | {"form": form}
    return render(request, "dossiers/exclude.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def end_exclusion(request: HttpRequest, ref: UUID, row_id: UUID) -> HttpResponse:
    """Let a colleague near the dossier again, where another way lets him."""
    user = user_of(request)
    opened = services.open_rights(ref=ref, by=user)
    row = selectors.exclusion_of(opened.dossier, row_id)
    if row is None:
        raise Http404
    if request.method == "POST":
        services.end_exclusion(exclusion=row, by=user)
        return redirect("dossiers:rights", ref=ref)
    return render(request, "dossiers/end_exclusion.html", frame(opened, user) | {"line": present_rights.exclusion_line(row, user)})


@require_safe
def reviewed_exclusion(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Where a task about an exclusion leads: the rights on its dossier."""
    row = selectors.exclusion_by_id(source_id)
    if row is None:
        raise Http404
    services.open_rights(ref=row.dossier_id, by=user_of(request))
    return redirect("dossiers:rights", ref=row.dossier_id)


def frame(opened: services.Rights, user: Any) -> dict[str, Any]:
    """The frame of a dossier where it is open, otherwise its number."""
    inside = present.frame(opened.dossier, user, clock.today()) if opened.inside else {}
    back = reverse("dossiers:rights", args=[opened.dossier.pk])
    return {"dossier": opened.dossier, "inside": opened.inside, "grants": opened.grants, "rights_url": back} | inside
