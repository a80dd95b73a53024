"""The timeline of a dossier, and the departure from the rules that the privacy officer looks at."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import services
from dossiers.events import DossierEvent
from dossiers.forms.items import TimelineForm, read_day
from dossiers.policies.items import item_rules
from dossiers.presenters import items as present_items
from dossiers.presenters import timeline as present
from dossiers.services.departures import judge_departure, open_departure
from dossiers.states import ItemKind
from dossiers.views.pages import user_of
from privacy_domain import clock

MOST_SKIPPED = 5_000


@require_safe
def timeline(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What happened, the newest first."""
    user, on = user_of(request), clock.today()
    dossier = services.open_dossier(ref=ref, event=DossierEvent.TIMELINE_SEEN, by=user)
    what = [code for code, _label in present.CHOICES if code in request.GET.getlist("what")] or list(present.SHOWN_AT_FIRST)
    until = min(read_day(request.GET.get("until", "")) or on, on)
    skip = request.GET.get("skip", "0")
    skipped = min(int(skip), MOST_SKIPPED) if skip.isascii() and skip.isdecimal() and len(skip) < 6 else 0
    form = TimelineForm(initial={"what": what, "until": until})
    return render(request, "dossiers/items/timeline.html", present.page(dossier, user, what, until, skipped, on) | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def departure(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Why a colleague departed from the rules; afterwards it is looked at."""
    user = user_of(request)
    row = open_departure(departure_id=source_id, by=user)
    if request.method == "POST":
        judge_departure(departure=row, by=user)
        return redirect("access:my_work")
    rules = item_rules(row.dossier, ItemKind(row.item.kind), row.recorded_at.astimezone(clock.AMSTERDAM).date())
    return render(request, "dossiers/items/departure.html", present_items.departure_page(row, rules))
