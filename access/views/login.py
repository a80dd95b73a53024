"""The login's own pages: allauth's views, answering a form with errors with 422 as every form in this house does."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import views as mfa
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from access import selectors, services
from access.events import AccessEvent
from access.states import Factor, SessionKey
from privacy_domain.audit.record import record_attempt


def note_failure(request: HttpRequest, page: object) -> None:
    """Record that the second factor was not right; whose it should have been, never what was given."""
    if isinstance(page, (mfa.AuthenticateView, mfa.ReauthenticateView, webauthn.ReauthenticateWebAuthnView)):
        stage = getattr(page, "stage", None)
        account_key = stage.login.user.pk if stage else request.user.pk
        record_attempt(AccessEvent.LOGIN_FAILED, by=AnonymousUser(), subject_kind="session", reason="second_factor", on_behalf_of=account_key)


class WithErrors422:
    """A form as in the rest of the house: labels above fields, and answered with 422 when something is wrong."""

    def get_form(self, form_class: Any = None) -> Any:
        """The form without texts inside its fields: labels stand above them."""
        form = super().get_form(form_class)  # type: ignore[misc]
        for field in form.fields.values():
            field.widget.attrs.pop("placeholder", None)
        return form

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, with what was typed; a code or passkey that was wrong is a line in the log, as a password is."""
        note_failure(self.request, self)  # type: ignore[attr-defined]
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.status_code = 422
        return response


class WithPasskey:
    """A page on which a passkey is made or used: the browser's question as JSON, for static/js/passkey.js."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Allauth's context, with its question to the browser as text."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        asked = context.get("js_data", {})
        options = asked.get("request_options") or asked.get("creation_options")
        return context | {"passkey_options": json.dumps(options) if options else ""}


class Login(WithErrors422, account.LoginView):
    """User name and password; in the demonstration the cast stands beside it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Allauth's context, with the cast of the demonstration."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"personas": selectors.personas() if settings.DEMO else []}


class Authenticate(WithPasskey, WithErrors422, mfa.AuthenticateView):
    """The second factor at login."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Allauth's context; its form for the code comes from elsewhere than other forms."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["form"].fields["code"].widget.attrs.pop("placeholder", None)
        return context


class Reauthenticate(WithErrors422, account.ReauthenticateView):
    """Proving again who one is, by password."""


class ReauthenticateByCode(WithErrors422, mfa.ReauthenticateView):
    """Proving again who one is, by a code."""


class ReauthenticateByPasskey(WithPasskey, WithErrors422, webauthn.ReauthenticateWebAuthnView):
    """Proving again who one is, by a passkey."""


class ChangePassword(WithErrors422, account.PasswordChangeView):
    """A new password for oneself."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Not for accounts without a password: those of the demonstration."""
        if not selectors.account(request.user).has_usable_password():
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class ActivateTotp(WithErrors422, totp.ActivateTOTPView):
    """Connecting an authenticator app."""


class AddPasskey(WithPasskey, WithErrors422, webauthn.AddWebAuthnView):
    """Adding a passkey or security key."""


@require_safe
def enrol(request: HttpRequest) -> HttpResponse:
    """Which second factor do you want? Everybody needs one."""
    return render(request, "access/enrol.html")


@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """You are out."""
    return render(request, "errors/signed-out.html", {"login_url": reverse("account_login")})


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise Http404


@require_POST
def demo_login(request: HttpRequest, persona: UUID) -> HttpResponse:
    """Log in as a member of the demonstration's cast, the second factor taken as met. Outside the demonstration: 404."""
    _only_in_demo()
    found = selectors.persona(persona)
    if found is None:
        raise Http404
    get_adapter(request).login(request, found.user)
    services.begin_session(session=request.session, factor=Factor.DEMO, by=found.user)
    return HttpResponseRedirect(reverse("access:my_work"))


@require_POST
def demo_unlock(request: HttpRequest) -> HttpResponse:
    """Unlock a session of the demonstration without a password. Outside the demonstration: 404."""
    _only_in_demo()
    if request.session.get(SessionKey.FACTOR) != Factor.DEMO:
        raise Http404
    user = selectors.account(request.user)
    services.unlock_session(session=request.session, by=user)
    return HttpResponseRedirect(get_next_redirect_url(request) or reverse("access:my_work"))
