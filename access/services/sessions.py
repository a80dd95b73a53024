"""What happens to a session: opened, locked, unlocked, turned to the client and back. Each is a line in the log."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from access.events import AccessEvent
from access.models import User
from access.states import Factor, SessionKey
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor


@transaction.atomic
def begin_session(*, session: SessionBase, factor: Factor | None, by: User) -> None:
    """`by` has logged in. Without a factor he can do nothing but set one up."""
    now = clock.session_seconds()
    session[SessionKey.SINCE] = session[SessionKey.ACTIVE] = now
    if factor:
        session[SessionKey.FACTOR] = factor
    record(AccessEvent.LOGGED_IN, by=by, subject_kind="session", reason=factor or "password")


def keep_awake(*, session: SessionBase, by: User) -> None:
    """Note that `by` still works in this session. Written at most twice a minute; no line in the log: it says nothing."""
    now = clock.session_seconds()
    if now - session.get(SessionKey.ACTIVE, 0) > 30:
        session[SessionKey.ACTIVE] = now
        session.setdefault(SessionKey.SINCE, now)


@transaction.atomic
def lock_session(*, session: SessionBase, by: User) -> None:
    """Show nothing any more until `by` proves again who he is. A second time changes nothing."""
    if SessionKey.LOCKED not in session:
        session[SessionKey.LOCKED] = clock.session_seconds()
        record(AccessEvent.LOCKED, by=by, subject_kind="session")


@transaction.atomic
def unlock_session(*, session: SessionBase, by: User) -> None:
    """`by` proved who he is: go on where he was."""
    if session.pop(SessionKey.LOCKED, None) is not None:
        session[SessionKey.ACTIVE] = clock.session_seconds()
        record(AccessEvent.UNLOCKED, by=by, subject_kind="session")


@transaction.atomic
def meet_factor(*, session: SessionBase, factor: Factor, by: User) -> None:
    """`by` set up his second factor in this session, which proves it."""
    session[SessionKey.FACTOR] = factor
    record(AccessEvent.FACTOR_ADDED, by=by, subject_kind="session", reason=factor)


@transaction.atomic
def start_client_mode(*, session: SessionBase, pages: Collection[str], about: Mapping[str, object] | None = None, back: str, by: User) -> None:
    """Turn the tablet to the client: from now on only `pages` (names of addresses with their namespace) can be reached.

    `about` holds arguments that each address must have, such as the key of the talk; `back` is the address for afterwards.
    """
    session[SessionKey.CLIENT_MODE] = {
        "pages": sorted(pages),
        "about": {name: str(value) for name, value in (about or {}).items()},
        "back": back,
        "since": clock.session_seconds(),
    }
    record(AccessEvent.CLIENT_MODE_ON, by=by, subject_kind="session")


@transaction.atomic
def leave_client_mode(*, session: SessionBase, by: User) -> None:
    """Turn the tablet back; the caller has asked `by` to prove who he is. A second time changes nothing."""
    if session.pop(SessionKey.CLIENT_MODE, None) is not None:
        record(AccessEvent.CLIENT_MODE_OFF, by=by, subject_kind="session")


@transaction.atomic
def end_other_sessions(*, by: User) -> User:
    """End every session of `by` at its next request; the caller keeps the one that asks by giving it the new hash."""
    by.session_generation += 1
    by.save(update_fields=["session_generation"])
    record(AccessEvent.OTHER_SESSIONS_ENDED, by=by, subject_kind="account", subject_id=by.pk)
    return by


@transaction.atomic
def note_logout(*, by: Actor) -> None:
    """Record that `by` logged out; ending the session itself is the login's work."""
    record(AccessEvent.LOGGED_OUT, by=by, subject_kind="session")
