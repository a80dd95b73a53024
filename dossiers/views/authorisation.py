"""Rights by name: giving, ending, looking at them again every year; and handing over what a colleague left."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.policies import NotYourOwnRights
from access.selectors import colleagues, excluded_among, ground_by_id
from dossiers import selectors, services
from dossiers.forms import AuthoriseForm, TakeOverForm
from dossiers.policies import leads_for, may_grant, review_scope
from dossiers.presenters import rights as present
from dossiers.views.pages import user_of
from dossiers.views.rights import frame
from privacy_domain import clock
from privacy_domain.web.errors import UNPROCESSABLE, Conflict, Invalid, put_error


@require_http_methods(["GET", "HEAD", "POST"])
def authorise(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Give a colleague a right by name; only the beheerder that the protocol names."""
    user = user_of(request)
    opened = services.open_rights(ref=ref, by=user)
    if not opened.grants:
        raise PermissionDenied
    form = AuthoriseForm(request.POST or None, colleagues=colleagues())
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.authorise(
                dossier=opened.dossier, user=form.chosen(), parts=form.chosen_parts(), may_write=said["may_write"], reason=said["reason"],
                until=said["until"], by=user,
            )  # fmt: skip
            return redirect("dossiers:rights", ref=ref)
        except Invalid as error:
            put_error(form, error)
        except (Conflict, NotYourOwnRights) as error:
            form.add_error("colleague", str(error))
    context = frame(opened, user) | {"form": form, "citations": present.granting_provisions()}
    return render(request, "dossiers/authorise.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def authorisations(request: HttpRequest) -> HttpResponse:
    """Every right by name that stands and that this person gives, those that were not looked at for a year first."""
    user = user_of(request)
    scope = review_scope(user, clock.today())
    if scope is None:
        raise PermissionDenied
    rows = services.list_authorisations(teams=scope.teams, by=user)
    return render(request, "dossiers/authorisations.html", {"rows": [present.authorisation_line(row, user, True) for row in rows]})


@require_POST
def keep(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """It is still needed."""
    user = user_of(request)
    services.review_authorisation(authorisation=_granted_by(user, row_id), by=user)
    return redirect("dossiers:authorisations")


@require_POST
def end(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """It ends now."""
    user = user_of(request)
    services.end_authorisation(authorisation=_granted_by(user, row_id), by=user)
    return redirect("dossiers:authorisations")


@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """A colleague left: who goes on with this dossier? For who leads its team."""
    user = user_of(request)
    ground = ground_by_id(source_id)
    dossier = selectors.dossier_by_id(ground.subject) if ground else None
    if ground is None or dossier is None or not leads_for(user, dossier, clock.today()) or excluded_among(user, [dossier.pk]):
        raise Http404
    form = TakeOverForm(request.POST or None, colleagues=colleagues())
    if form.is_valid():
        try:
            services.take_over(dossier=dossier, ground=ground, user=form.chosen(), reason=form.cleaned_data["reason"], by=user)
            return redirect("access:my_work")
        except Invalid as error:
            put_error(form, error)
        except Conflict as error:
            form.add_error("colleague", str(error))
    context = {"form": form, "number": dossier.number, "who": present.name_of_account(ground.principal)}
    return render(request, "dossiers/take_over.html", context, status=UNPROCESSABLE if form.errors else 200)


def _granted_by(user: Any, row_id: UUID) -> Any:
    """A right by name that is this person's to end; 404 for any other."""
    row = selectors.authorisation_by_id(row_id)
    if row is None or not may_grant(user, row.dossier, clock.today()) or excluded_among(user, [row.dossier_id]):
        raise Http404
    return row
