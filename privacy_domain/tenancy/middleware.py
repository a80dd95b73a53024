"""`/<gemeente>/...`: the municipality leaves the path and becomes the scope of the request."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import get_script_prefix, set_script_prefix

from privacy_domain.tenancy import scope

# addresses that belong to no municipality; everything else must begin with one
SHARED = ("/health/", "/static/")


class MunicipalityMiddleware:
    """Moves the municipality from the path into SCRIPT_NAME, so that `reverse` and the admin work unchanged, and runs the
    request in its scope and transaction. An unknown municipality is answered as an unknown page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request within its municipality."""
        if request.path_info == "/":
            request.urlconf = settings.OUTSIDE_URLCONF  # "/" is a page of each municipality too
            return self.get_response(request)
        if request.path_info.startswith(SHARED):
            return self.get_response(request)
        code, _, rest = request.path_info.lstrip("/").partition("/")
        if not (code.replace("-", "").isalnum() and len(code) <= 40 and request.path_info.startswith(f"/{code}/")):
            raise Http404
        with scope.entered_by_code(code) as found:
            if found is None:
                raise Http404
            return self._within(found, rest, request)

    def _within(self, found: scope.Scope, rest: str, request: HttpRequest) -> HttpResponseBase:
        before = get_script_prefix()
        prefix = f"{before.rstrip('/')}/{found.code}"
        request.path_info = f"/{rest}"
        request.META["SCRIPT_NAME"] = prefix
        request.META["PATH_INFO"] = request.path_info
        set_script_prefix(f"{prefix}/")
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(before)
