"""Accounts at a state, made by the services that an administrator uses, and clients that are logged in.

user = account("jan", profession=Profession.CIVIL_SERVANT, team=team)
client = logged_in(leek, user)            # second factor met, secrecy promised
client.get("/leek/")
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.test import Client

from access import services
from access.models import Team, User
from access.selectors import has_acknowledged, text_on
from access.states import Factor, MunicipalRole, Profession, SessionKey, TeamRole
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from privacy_domain.texts.services import load_shipped_texts

PASSWORD = "vier-losse-woorden-hier"
SECRET = base64.b32encode(b"twenty bytes of test").decode()


def account(
    username: str,
    *,
    profession: Profession | str = "",
    team: Team | None = None,
    place: TeamRole = TeamRole.MEMBER,
    roles: tuple[MunicipalRole, ...] = (),
    password: str | None = None,
) -> User:
    """An account in the municipality in scope. Without a password it cannot log in by itself."""
    user = services.create_user(username=username, display_name=username.title(), profession=profession, password=password, by=SYSTEM)
    if team is not None:
        services.add_member(team=team, user=user, role=place, by=SYSTEM)
    for role in roles:
        services.assign_role(user=user, role=role, by=SYSTEM)
    return user


def with_second_factor(user: User) -> User:
    """`user` with an authenticator app (its key is SECRET) and recovery codes."""
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


def code_now(secret: str = SECRET, *, steps: int = 0) -> str:
    """The code that the app shows now, or `steps` periods of 30 seconds from now. Never one that is about to change."""
    if time.time() % 30 > 27:
        time.sleep(30 - time.time() % 30)
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def promise_secrecy(user: User) -> None:
    """Load the municipality's texts where they are missing, and let `user` accept the one on secrecy."""
    if text_on(clock.today()) is None:
        load_shipped_texts(valid_from=clock.today(), by=SYSTEM)
    text = text_on(clock.today())
    assert text is not None
    if not has_acknowledged(user, text):
        services.acknowledge(version=text.version, by=user)


def logged_in(municipality: Municipality, user: User, *, promised: bool = True, **client: Any) -> Client:
    """A client in whose session `user` has come through login and second factor; with `promised`, through secrecy too."""
    browser = Client(**client)
    with entered(municipality.scope()):
        if promised:
            promise_secrecy(user)
        browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = browser.session
        session[SessionKey.SINCE] = session[SessionKey.ACTIVE] = clock.session_seconds()
        session[SessionKey.FACTOR] = Factor.MFA
        session.save()
    return browser
