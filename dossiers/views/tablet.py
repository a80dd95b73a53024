"""Turning the tablet to the client: from then on only the pages that are his."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_POST

from access.services import start_client_mode
from dossiers import services
from dossiers.policies import require_running
from dossiers.presenters import talk as present
from dossiers.views.pages import user_of

# what the client reads, answers and signs himself; saving what is typed there belongs to it
CLIENT_PAGES = frozenset({"dossiers:partner", "dossiers:check", "dossiers:sign", "dossiers:sign_screen", "dossiers:sign_refuse", "dossiers:draft"})


@require_POST
def give(request: HttpRequest, ref: UUID, talk_id: UUID) -> HttpResponse:
    """The client reads along on `page`, one of his pages in this talk; the way back asks who the professional is."""
    user = user_of(request)
    talk = services.open_talk(ref=ref, talk_id=talk_id, write=True, by=user)
    require_running(talk)
    page, arguments = _client_page(request.POST.get("page", ""))
    about = {"ref": ref, "talk_id": talk_id}
    if page not in CLIENT_PAGES or any(arguments.get(name) != value for name, value in about.items()):
        raise Http404
    start_client_mode(session=request.session, pages=CLIENT_PAGES, about=about, back=f"{present.talk_url(talk)}?verder", by=user)
    return redirect(reverse(page, kwargs=arguments))


def _client_page(address: str) -> tuple[str, dict[str, object]]:
    """The name of an address in this municipality, and its arguments."""
    try:
        found = resolve(address)
    except Resolver404 as error:
        raise Http404 from error
    return found.view_name, found.kwargs
