"""Addresses of the login itself. Their names are allauth's; what this house does not use (sign-up, mail) has no address."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from access.views import login

urlpatterns = [
    path("inloggen/", login.Login.as_view(), name="account_login"),
    path("uitloggen/", account.logout, name="account_logout"),
    path("gesloten/", account.account_inactive, name="account_inactive"),
    path("opnieuw/", login.Reauthenticate.as_view(), name="account_reauthenticate"),
    path("wachtwoord/", login.ChangePassword.as_view(), name="account_change_password"),
    path("factoren/", mfa.index, name="mfa_index"),
    path("code/", login.Authenticate.as_view(), name="mfa_authenticate"),
    path("opnieuw/code/", login.ReauthenticateByCode.as_view(), name="mfa_reauthenticate"),
    path("opnieuw/sleutel/", login.ReauthenticateByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("app/koppelen/", login.ActivateTotp.as_view(), name="mfa_activate_totp"),
    path("app/ontkoppelen/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("herstelcodes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("herstelcodes/nieuw/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("herstelcodes/bestand/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("sleutels/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("sleutels/nieuw/", login.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("sleutels/<int:pk>/weg/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("sleutels/<int:pk>/naam/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
