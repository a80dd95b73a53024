"""The doors of sharing: may I share this?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from consent.policies import special_categories
from dossiers import services
from dossiers.forms.disclosure import MayIShareForm
from dossiers.policies.covering import covering
from dossiers.policies.disclosure import may_share, protocol_id, recipient_of
from dossiers.presenters import disclosure as present
from dossiers.presenters import dossier as present_dossier
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.people.selectors import partners_on, register_on
from privacy_domain.web.errors import UNPROCESSABLE


@require_http_methods(["GET", "HEAD", "POST"])
def may_i(request: HttpRequest) -> HttpResponse:
    """With whom, what, why, and one answer; about nobody in particular, so nothing is looked up and nothing kept."""
    return _may_i(request, None, {})


@require_http_methods(["GET", "HEAD", "POST"])
def may_i_here(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The same for one client: what he agreed to and was told is looked up."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, by=user)
    return _may_i(request, dossier, present_dossier.frame(dossier, user, clock.today()))


def _may_i(request: HttpRequest, dossier: Any, context: dict[str, Any]) -> HttpResponse:
    on = clock.today()
    form = MayIShareForm(
        request.POST if request.method == "POST" else None,
        kinds=present.kinds_of_recipient(protocol_id(on)),
        register=list(register_on(on)),
        selectable=set(partners_on(on).values_list("pk", flat=True)),
        special=special_categories(on),
    )
    context |= {"form": form, "dossier": dossier}
    if form.is_valid():
        asked = form.asked()
        recipient = asked.kind or recipient_of(asked.partner, on)  # type: ignore[arg-type]  # one of the two is there
        partner_id = asked.partner.pk if asked.partner else None
        found = covering(dossier, recipient, asked.items, occasion=asked.occasion, partner_id=partner_id, on=on) if dossier else None
        answer = may_share(recipient, asked.occasion, asked.items, found.known if found else None, on=on)
        context |= present.answer_page(answer, recipient, dossier, found)
    template = "dossiers/disclosure/may_i_here.html" if dossier else "dossiers/disclosure/may_i.html"
    return render(request, template, context, status=UNPROCESSABLE if form.errors else 200)
