"""Where a session stands: how it was opened, whether it is locked, whether the tablet is turned to the client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from access.models import User
from access.states import Factor, SessionKey
from privacy_domain import clock


@dataclass(frozen=True, slots=True)
class ClientMode:
    """The tablet is turned to the client: only these pages of one matter can be reached.

    `pages` are names of addresses with their namespace, `about` arguments of the address that every page must have (as text).
    """

    pages: frozenset[str]
    about: Mapping[str, str]
    back: str
    since: float

    def shows(self, page: str, arguments: Mapping[str, Any]) -> bool:
        """Whether an address belongs to the client's pages."""
        return page in self.pages and all(str(arguments.get(name)) == value for name, value in self.about.items())


def client_mode(session: SessionBase) -> ClientMode | None:
    """The client mode of this session, or None while the professional reads along alone."""
    held = session.get(SessionKey.CLIENT_MODE)
    return ClientMode(frozenset(held["pages"]), held["about"], held["back"], held["since"]) if held else None


def factor(session: SessionBase) -> Factor | None:
    """How the second factor was met in this session; None: not yet."""
    held = session.get(SessionKey.FACTOR)
    return Factor(held) if held else None


def is_ready(session: SessionBase) -> bool:
    """Whether this session came through everything that stands before client data."""
    return factor(session) is not None and session.get(SessionKey.SECRECY) is not None


def locked_since(session: SessionBase) -> float | None:
    """When the session was locked (seconds of the machine's clock), or None."""
    held: float | None = session.get(SessionKey.LOCKED)
    return held


def _proofs(session: SessionBase, user: User) -> list[dict[str, Any]]:
    """What allauth recorded in this session about how `user` proved who he is; nothing of whoever was there before."""
    return list(get_authentication_records(SimpleNamespace(session=session), user))


def proven_at(session: SessionBase, user: User) -> float:
    """When `user` last proved in this session who he is (seconds of the machine's clock); 0 when never."""
    return float(max((proof["at"] for proof in _proofs(session, user) if proof.get("reauthenticated")), default=0))


def used_second_factor(session: SessionBase, user: User) -> bool:
    """Whether `user` used a code or a passkey in this session."""
    return any(proof["method"] == "mfa" for proof in _proofs(session, user))


def idle_seconds(session: SessionBase) -> int:
    """After how many seconds without a request this session locks: sooner while the client holds the tablet."""
    return int(settings.CLIENT_MODE_LOCK_SECONDS if session.get(SessionKey.CLIENT_MODE) else settings.IDLE_LOCK_SECONDS)


def is_idle(session: SessionBase) -> bool:
    """Whether nobody has asked anything for longer than that."""
    return bool(clock.session_seconds() - session.get(SessionKey.ACTIVE, 0) > idle_seconds(session))


def is_over(session: SessionBase) -> bool:
    """Whether the session has lasted its longest time, used or not."""
    return bool(clock.session_seconds() - session.get(SessionKey.SINCE, 0) > settings.SESSION_COOKIE_AGE)
