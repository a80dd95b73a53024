"""A municipality stays shut while a restored backup shows what was destroyed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader

from privacy_domain.erasure.ledger import NoLedger
from privacy_domain.tenancy import scope
from retention.selectors import brought_back

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
            if _must_stay_shut():
                return HttpResponse(loader.render_to_string("503.html"), status=503)
            self.in_order.add(here.code)
        return self.get_response(request)


def _must_stay_shut() -> bool:
    try:
        return next(brought_back(), None) is not None
    except NoLedger as unreadable:
        log.error("the municipality stays shut: %s", unreadable)
        return True
