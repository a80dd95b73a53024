"""How allauth works in this house: no sign-up, no mail, login within one municipality, every login and failure in the log."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access import services
from access.events import AccessEvent
from access.models import User
from access.selectors import user_by_name
from access.states import Factor
from privacy_domain.audit.middleware import network_address
from privacy_domain.audit.record import record_attempt
from privacy_domain.crypto.envelope import place, seal, unseal
from privacy_domain.crypto.keys import key_for
from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.tenancy import scope

_ABOUT_FACTORS = "mfa_authenticator"
_WAYS = {
    "reauthenticate": _("With your password"),
    "mfa_reauthenticate": _("With a code from your app"),
    "mfa_reauthenticate:webauthn": _("With a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator of the municipality; passwords are never mailed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes his own account."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address past our own proxies, as in the log."""
        return network_address(request)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The page that says that one is out."""
        return reverse("access:signed_out")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own page."""
        return reverse("access:my_access")

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """Nothing: the pages themselves say what happened, and allauth's messages name the account."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: no mail about accounts leaves this application."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A line for each wrong password; whose account it was about, never what was typed."""
        account = user_by_name(str(credentials.get("username", "")))
        record_attempt(AccessEvent.LOGIN_FAILED, by=AnonymousUser(), subject_kind="session", on_behalf_of=account.pk if account else None)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Start the session: password and second factor have been met, which also counts as a fresh proof of who this is."""
        methods = {record["method"] for record in get_authentication_records(request, user)}
        services.begin_session(session=request.session, factor=Factor.MFA if "mfa" in methods else None, by=user)
        record_authentication(request, user, method="login", reauthenticated=True)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def logout(self, request: HttpRequest) -> None:
        """End the session, with a line in the log."""
        services.note_logout(by=request.user)
        super().logout(request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Allauth's ways to prove who one is, in this house's words."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [method | {"description": _WAYS.get(method["id"], method["description"])} for method in methods]

    def set_password(self, user: User, password: str) -> None:
        """Store a password that the owner chose himself."""
        user.set_password(password)
        user.save(update_fields=["password"])
        services.change_own_password(by=user)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords count per municipality: the same user name elsewhere is somebody else."""
        return f"{scope.require().code}:{str(credentials.get('username', '')).lower()}"


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are sealed under the municipality's key, and the last one cannot be thrown away."""

    def encrypt(self, text: str) -> str:
        """Seal a secret under the municipality's key."""
        here = scope.require().id
        sealed = seal(key_for(KeyKind.MUNICIPALITY, here).cipher, text.encode(), place(here, _ABOUT_FACTORS))
        return b64encode(sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed. Raises Unreadable for a secret of another municipality."""
        here = scope.require().id
        sealed = b64decode(encrypted_text)
        return unseal(key_for(KeyKind.MUNICIPALITY, here).cipher, sealed, place(here, _ABOUT_FACTORS)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether another second factor remains; recovery codes are none."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def get_totp_label(self, user: User) -> str:
        """What the authenticator app shows: the user name and the municipality."""
        return f"{user.get_username()} ({scope.require().name})"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the browser shows when a passkey is made."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Privacyprotocol"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """Whose passkey it is, as the browser shows it."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"name": self.get_totp_label(user), "display_name": str(user)}

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: no mail about accounts leaves this application."""
