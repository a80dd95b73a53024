"""Error pages: one clear next step, in Dutch, without a trace of the inside."""

from __future__ import annotations

import errno
from typing import Any, Protocol

from django.db import OperationalError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.template import loader
from psycopg.errors import DiskFull

from privacy_domain.protocols.types import Refused

# answers to a form: what was filled in cannot be done, or somebody else was first
UNPROCESSABLE = 422
CONFLICT = 409
NO_ROOM = "Er is geen ruimte meer op de schijf. Er is niets opgeslagen. Bewaar wat u typte, waarschuw de beheerder en probeer het daarna opnieuw."


class Conflict(Exception):
    """The act came too late or a second time: the thing is no longer in the state it was in when the page was opened.

    The message is a Dutch sentence that says what to do.
    """


class Kept(Protocol):
    """What is kept of a page while somebody types."""

    version: int
    content: Any


class SavedMeanwhile(Conflict):
    """Another tab or colleague saved this page in the meantime; `theirs` is what is there now, so that both can be shown."""

    def __init__(self, message: str, theirs: Kept) -> None:
        super().__init__(message)
        self.theirs = theirs


class Invalid(Exception):
    """What was filled in cannot be done. The message is a Dutch sentence that says what to do; `field` is the place of the
    fault in the form ("" for the whole). Views show it at the form, with 422 and everything that was typed."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def put_error(form: BaseForm, error: Invalid) -> None:
    """Show what a service refused at the field it is about, or above the form."""
    form.add_error(error.field if error.field in form.fields else None, str(error))


def _page(request: HttpRequest, template: str, status: int, context: dict[str, object] | None = None) -> HttpResponse:
    return HttpResponse(loader.render_to_string(template, context or {}, request), status=status)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """403: the sentence of the decision, what is missing, and the articles."""
    step = getattr(refusal, "next_step", None)  # a refusal that knows what to do about it
    label, url = step(request.get_full_path()) if step and request.method == "GET" else ("", "")
    context = {"decision": refusal.decision, "explanation": str(refusal), "step_label": label, "step_url": url}
    return _page(request, "errors/refused.html", 403, context)


def conflict(request: HttpRequest, conflict: Conflict) -> HttpResponse:
    """409: somebody, or you in another tab, was first."""
    return _page(request, "409.html", 409, {"explanation": str(conflict)})


def is_no_room(fault: Exception) -> bool:
    """Whether a disk was full, or a quota: of the files, or of the database."""
    full = isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT)
    return full or (isinstance(fault, OperationalError) and isinstance(fault.__cause__, DiskFull))


def no_room(request: HttpRequest) -> HttpResponse:
    """507: a disk is full; nothing was stored. Rendered without the database, which may be what is full."""
    return HttpResponse(loader.render_to_string("507.html", {"explanation": NO_ROOM}), status=507)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 without a protocol's decision: not your role."""
    return _page(request, "403.html", 403, {"explanation": str(exception or "")})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old; what was typed is still in the browser's previous page."""
    return _page(request, "errors/csrf.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same page for what does not exist and for what is not yours to know."""
    return _page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered without the database, which may be what failed."""
    return HttpResponse(loader.render_to_string("500.html", {}), status=500)
