"""Who looked into a dossier, for whom may see it and for the privacy officer; and the desk from which the latter gets there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.selectors import has_role
from access.states import ADMINISTRATIVE_ROLES, MunicipalRole
from dossiers import selectors, services
from dossiers.forms import LooksLetterForm, NumberForm, PeriodForm
from dossiers.presenters import dossier as present
from dossiers.presenters import looks as present_looks
from dossiers.views.documents import attachment
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.web.errors import UNPROCESSABLE


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """A dossier by its number, for the administrative roles: nothing of it is shown but who looked, or who may look."""
    user = user_of(request)
    if not has_role(user, *ADMINISTRATIVE_ROLES):
        raise PermissionDenied
    officer = has_role(user, MunicipalRole.PRIVACY_OFFICER)
    form = NumberForm(request.POST or None)
    if form.is_valid():
        found = selectors.dossier_by_number(form.cleaned_data["number"].strip())
        if found is not None:
            return redirect("dossiers:looks" if officer else "dossiers:rights", ref=found.pk)
        form.add_error("number", "Er is geen dossier met dit nummer.")
    return render(request, "dossiers/access_desk.html", {"form": form, "officer": officer}, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def looks(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Who looked, folded per day and role."""
    user = user_of(request)
    opened = services.open_looks(ref=ref, by=user)
    return render(request, "dossiers/looks.html", _context(request, opened))


@require_POST
def write_letter(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Make the letter for the client."""
    user = user_of(request)
    opened = services.open_looks(ref=ref, by=user)
    form = LooksLetterForm(request.POST, by_name=opened.by_name)
    if not form.is_valid():
        return render(request, "dossiers/looks.html", _context(request, opened) | {"letter_form": form}, status=UNPROCESSABLE)
    since = form.since(opened.dossier, clock.today())
    services.looks_letter(looks=opened, since=since, named=form.cleaned_data.get("named", False), by=user)
    return redirect("dossiers:looks", ref=ref)


@require_safe
def letter_pdf(request: HttpRequest, ref: UUID, letter_id: UUID) -> HttpResponse:
    """The letter as PDF."""
    user = user_of(request)
    opened = services.open_looks(ref=ref, by=user)
    return attachment(services.looks_document(looks=opened, letter_id=letter_id, by=user), f"wie-keek-{opened.dossier.number}")


def _context(request: HttpRequest, opened: services.Looks) -> dict[str, Any]:
    today = clock.today()
    form = PeriodForm(request.GET if "period" in request.GET else None)
    since = form.since(opened.dossier, today)
    frame = present.frame(opened.dossier, user_of(request), today) if opened.inside else {"dossier": opened.dossier}
    return (
        frame
        | present_looks.page(opened.dossier, since, today, by_name=opened.by_name)
        | {
            "inside": opened.inside,
            "by_name": opened.by_name,
            "period_form": form if form.is_bound else PeriodForm(),
            "letter_form": LooksLetterForm(by_name=opened.by_name, initial={"period": form.data.get("period", "90")}),
        }
    )
