"""Between login and the first page with client data: longest time, lock, client mode, own password, second factor, secrecy.

Closed unless said otherwise: every address that is not named here asks for an account that has come through all of it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from access import selectors, services
from access.models import User
from access.states import Factor, SessionKey
from privacy_domain import clock
from privacy_domain.tenancy import scope

# nobody is known yet, or nobody needs to be
OPEN_TO_ALL = frozenset(
    {
        "web:health", "account_login", "account_logout", "account_inactive", "mfa_authenticate",
        "access:demo_login", "access:hidden", "access:signed_out", "subject_requests:feed",
    }
)  # fmt: skip
# proving who one is, hiding and leaving: always within reach
PROOF = frozenset(
    {
        "access:lock", "access:hidden", "access:signed_out", "access:demo_unlock", "account_logout",
        "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    }
)  # fmt: skip
LEAVE_CLIENT_MODE = "access:leave_client_mode"
OWN_PASSWORD = frozenset({"account_change_password"})
OWN_FACTORS = frozenset(
    {"access:enrol", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_generate_recovery_codes"}
)
SECRECY = "access:acknowledgement"


class GateMiddleware:
    """Asks every request of an account for what its session still lacks; a program that asks (autosave, htmx) gets 401."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; the address is known, and asked about, in `process_view`."""
        was_known = scope.current() is not None and request.user.is_authenticated
        response = self.get_response(request)
        if was_known:
            self._after(request, response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """None when the address may be shown, otherwise where to go first."""
        if scope.current() is None:
            return None
        page = request.resolver_match.view_name if request.resolver_match else ""
        if not isinstance(request.user, User):
            return None if page in OPEN_TO_ALL else _first(request, "account_login")
        return _lacking(request, request.user, page, kwargs)

    def _after(self, request: HttpRequest, response: HttpResponseBase) -> None:
        user = request.user
        if not isinstance(user, User):  # logged out by this request
            forget_in_browser(response)
        elif request.method == "POST" and getattr(request, "is_enrolling", False) and selectors.has_second_factor(user):
            services.meet_factor(session=request.session, factor=Factor.MFA, by=user)


def forget_in_browser(response: HttpResponseBase) -> None:
    """Make the browser drop what it kept: a page in its back list goes when a cookie that scripts cannot read has changed."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.set_cookie(
        "__Host-goodbye" if settings.HTTPS else "goodbye",
        secrets.token_urlsafe(16),
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
        path="/",
    )


def _lacking(request: HttpRequest, user: User, page: str, arguments: dict[str, Any]) -> HttpResponse | None:
    """What the session lacks for this page: time, a proof since it was locked, or the tablet in the professional's hands."""
    session = request.session
    if SessionKey.SINCE in session and selectors.is_over(session):
        services.note_logout(by=user)
        logout(request)
        return _first(request, "account_login")
    _take_proof(request, user)
    if selectors.locked_since(session) is None and SessionKey.ACTIVE in session and selectors.is_idle(session):
        services.lock_session(session=session, by=user)
    if page in PROOF:
        return None
    if selectors.locked_since(session) is not None:
        return _first(request, "access:lock")
    services.keep_awake(session=session, by=user)
    mode = selectors.client_mode(session)
    if mode is not None and page != LEAVE_CLIENT_MODE:
        if not mode.shows(page, arguments):
            return _first(request, LEAVE_CLIENT_MODE)
        session.pop(SessionKey.LEAVING, None)  # the client went on: a later proof is for something else
    return _account_lacking(request, user, page)


def _account_lacking(request: HttpRequest, user: User, page: str) -> HttpResponse | None:
    """What the account lacks: a password of its own, a second factor, the promise of secrecy."""
    if user.must_change_password:
        return None if page in OWN_PASSWORD else _first(request, "account_change_password")
    if selectors.factor(request.session) is None:
        if selectors.has_second_factor(user):
            return _first(request, "mfa_reauthenticate")
        request.is_enrolling = True  # type: ignore[attr-defined]
        return None if page in OWN_FACTORS else _first(request, "access:enrol")
    if page in OWN_FACTORS or page in (SECRECY, LEAVE_CLIENT_MODE):
        return None
    return None if _has_promised(request, user, page) else _first(request, SECRECY)


def _take_proof(request: HttpRequest, user: User) -> None:
    """Act on what the login's own pages recorded: a proof after the lock unlocks, a second factor counts for the session."""
    locked = selectors.locked_since(request.session)
    if locked is not None and selectors.proven_at(request.session, user) >= locked:
        services.unlock_session(session=request.session, by=user)
    if selectors.factor(request.session) is None and selectors.used_second_factor(request.session, user):
        services.meet_factor(session=request.session, factor=Factor.MFA, by=user)


def _has_promised(request: HttpRequest, user: User, page: str) -> bool:
    """Whether `user` accepted the text in force; asked of the database once a day and session.

    Where no text is in force nobody sees client data; the administration stays open, for there one is published.
    """
    today = clock.today().isoformat()
    if request.session.get(SessionKey.SECRECY) == today:
        return True
    text = selectors.text_on(clock.today())
    if text is None:
        return page.startswith("admin:")
    if not selectors.has_acknowledged(user, text):
        return False
    request.session[SessionKey.SECRECY] = today
    return True


def _first(request: HttpRequest, page: str) -> HttpResponse:
    """Go to `page` first and come back afterwards; a program that asks is told 401."""
    address = reverse(page)
    if request.method in ("GET", "HEAD"):
        address += f"?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=401)
    return HttpResponseRedirect(address)
