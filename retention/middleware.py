"""A municipality stays shut while a restored backup shows what was destroyed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader

from privacy_domain.erasure import ledger
from privacy_domain.tenancy import scope
from retention.models import Destruction
from retention.selectors.restored import brought_back
from retention.states import DestructionState

log = logging.getLogger(__name__)


class LedgerMiddleware:
    """Answers 503 to everything until the ledger of destruction was replayed, and while it cannot be read. Once a municipality is found in order it stays so
    for the life of the process: a backup is restored with everything stopped."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.in_order: set[str] = set()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, or say that the data are being put in order."""
        here = scope.current()
        if here is not None and here.code not in self.in_order:
            if reason := why_shut_here():
                log.error("the municipality stays shut: %s", reason)
                return HttpResponse(loader.render_to_string("503.html"), status=503)
            self.in_order.add(here.code)
        return self.get_response(request)


def why_shut_here() -> str:
    """Why the municipality in scope stays shut after a restored backup, for the log; empty when it is in order."""
    try:
        if next(brought_back(), None) is not None:
            return "a restored backup brought back what was destroyed: run `manage.py ledger replay`"
        if Destruction.objects.exclude(state=DestructionState.MARKED).exists() and not ledger.is_there():
            return f"DESTRUCTION_LEDGER: {settings.DESTRUCTION_LEDGER} is not there, though something was destroyed: put it back"
    except ledger.NoLedger as unreadable:  # or none is named, though something was destroyed
        return str(unreadable)
    return ""


def why_shut() -> str:
    """The first municipality, active or not, that stays shut, and why; empty when all are in order. Asked outside every municipality."""
    for here in scope.all_scopes(closed=True):
        with scope.entered(here):
            if reason := why_shut_here():
                return f"{here.code}: {reason}"
    return ""
