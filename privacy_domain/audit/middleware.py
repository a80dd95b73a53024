"""The operation of a request, and what was refused in it."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from privacy_domain import operation
from privacy_domain.audit import record
from privacy_domain.audit.events import RequestEvent
from privacy_domain.operation import Operation
from privacy_domain.protocols.types import Refused
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict

HEADER = "Operation-Id"
_REASONS: dict[type[Exception], str] = {
    Refused: "decision",
    PermissionDenied: "no_right",
    Http404: "not_found",
    Conflict: "conflict",
}
_DEVICE_LENGTH = 200


def network_address(request: HttpRequest) -> str:
    """The address that the request came from, past as many of our own proxies as TRUSTED_PROXIES counts.

    What a client writes in X-Forwarded-For stands to the left of what our proxies added, and is never believed. A header that
    is shorter than the number of proxies did not come through them: then the address of the connection counts.
    """
    connected = str(request.META.get("REMOTE_ADDR", ""))
    hops = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    proxies: int = settings.TRUSTED_PROXIES
    address = hops[-proxies] if 0 < proxies <= len(hops) else connected
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return "unknown"


def origin_of(request: HttpRequest) -> str:
    """Network and device of a request, for the log: the address, and what the browser says it is (printable, cut off)."""
    device = "".join(letter for letter in request.headers.get("User-Agent", "") if letter.isprintable())
    return f"{network_address(request)} {device[:_DEVICE_LENGTH]}".rstrip()


class OperationMiddleware:
    """Gives each request its number; the answer tells it, so that an employee can name it to the administrator."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer within an operation."""
        started = Operation(origin=origin_of(request), acting=lambda: getattr(request, "user", None))
        with operation.begun(started):
            response = self.get_response(request)
        response.headers[HEADER] = str(started.id)
        return response


class RefusalRecorder:
    """Records what a view refused or could not do, unless the service that refused has recorded it with more to say.

    The line holds the name of the address and the ids in it. It stays when the request is rolled back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; exceptions are met in `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Record and leave the answer to others. What cannot be recorded raises: a refusal without a line is a failure."""
        if scope.current() is None or getattr(exception, "is_recorded", False):
            return
        reason = next((code for kind, code in _REASONS.items() if isinstance(exception, kind)), "")
        address = request.resolver_match
        record.record_attempt(
            RequestEvent.REFUSED if reason else RequestEvent.FAILED,
            by=getattr(request, "user", None) or AnonymousUser(),
            outcome="refused" if reason else "failed",
            reason=reason or f"error:{type(exception).__name__.lower()}",
            subject_kind=f"url:{address.view_name.lower()}" if address and address.view_name else "",
            object_ids=_ids(address.kwargs) if address else (),
            decision=exception.decision if isinstance(exception, Refused) else None,
        )


def _ids(kwargs: dict[str, Any]) -> list[UUID]:
    return [value for value in kwargs.values() if isinstance(value, UUID)]
