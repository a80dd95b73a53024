"""Headers on every answer, and refusals as a page with a reason."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed

from privacy_domain.protocols.types import Refused
from privacy_domain.web import errors

log = logging.getLogger(__name__)
PERMISSIONS = "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"


class SecurityHeadersMiddleware:
    """What Django's own middleware does not set: no copy on the device, no use of its sensors, no other origin's embedding."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with headers."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        if not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response


class MethodsMiddleware:
    """Pages are asked for and forms are sent; nothing here is put, patched, traced or deleted by a method of its own.

    Views of libraries answer any method with their page; this house has one list.
    """

    METHODS = ("GET", "HEAD", "POST", "OPTIONS")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or 405."""
        if request.method not in self.METHODS:
            return HttpResponseNotAllowed(self.METHODS)
        return self.get_response(request)


class RefusalMiddleware:
    """A decision that says no, and a conflict, leave by one door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; exceptions are met in `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal becomes 403 with its sentence, what is missing and the articles; a conflict becomes 409, and a full disk 507."""
        if isinstance(exception, Refused):
            return errors.refused(request, exception)
        if isinstance(exception, errors.Conflict):
            return errors.conflict(request, exception)
        if errors.is_no_room(exception):
            log.error("no room on a disk: %s", type(exception).__name__)
            return errors.no_room(request)
        return None
