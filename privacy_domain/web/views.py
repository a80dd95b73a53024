"""The door of the building, and the health page."""

from __future__ import annotations

from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from privacy_domain.tenancy import scope
from privacy_domain.web.watching import WhyNot, watched


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Which municipalities work here: public, and where each begins. Who has only one is sent on."""
    municipalities = scope.all_scopes()
    if len(municipalities) == 1:
        return HttpResponseRedirect(f"/{municipalities[0].code}/")
    return render(request, "start.html", {"municipalities": municipalities})


@transaction.non_atomic_requests
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when both databases answer and what the floors above watch is in order, 503 otherwise. Says which part fails and nothing else."""
    parts = {name: _answers(alias) for name, alias in (("database", "default"), ("keys", "keys"))}
    parts |= {name: parts["database"] and _holds(why_not) for name, why_not in watched().items()}
    return JsonResponse({"ok": all(parts.values()), **parts}, status=200 if all(parts.values()) else 503)


def _holds(why_not: WhyNot) -> bool:
    try:
        return not why_not()
    except Exception:  # whoever cannot say that it is in order, is not
        return False


def _answers(alias: str) -> bool:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("select 1")
            return bool(cursor.fetchone())
    except Exception:  # whatever the driver raises, the answer is: it does not answer
        return False
