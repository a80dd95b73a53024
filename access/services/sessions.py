"""What happens to a session, for the log: logging in and out, locking, client mode."""

from __future__ import annotations

from django.db import transaction

from access.events import AccessEvent
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor

SESSION_EVENTS = (
    AccessEvent.LOGGED_IN,
    AccessEvent.LOGGED_OUT,
    AccessEvent.LOCKED,
    AccessEvent.UNLOCKED,
    AccessEvent.CLIENT_MODE_ON,
    AccessEvent.CLIENT_MODE_OFF,
)


@transaction.atomic
def note_session(*, event: AccessEvent, method: str = "", by: Actor) -> None:
    """Record one of SESSION_EVENTS; `method` is a code such as `password`, `totp` or `demo`. Raises ValueError for another event."""
    if event not in SESSION_EVENTS:
        raise ValueError(f"not an event of a session: {event}")
    record(event, by=by, subject_kind="session", reason=method)
