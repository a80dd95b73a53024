"""The one clock of the domain. Legal terms are dates in Amsterdam; moments are stored in UTC.

Login, cookies and one-time codes keep the machine's clock; only what the protocols count is asked here, so that a test
or a rehearsal can stand on another day without breaking a session.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_fixed: ContextVar[datetime | None] = ContextVar("fixed domain clock", default=None)


def now() -> datetime:
    """This moment, as an aware datetime in UTC."""
    return _fixed.get() or timezone.now()


def today() -> date:
    """The date in Amsterdam at this moment."""
    return now().astimezone(AMSTERDAM).date()


def midnight(day: date) -> datetime:
    """The first moment of a day in Amsterdam."""
    return datetime.combine(day, time(), AMSTERDAM)


def session_seconds() -> float:
    """Seconds of the machine's clock, for sessions and their locks only: they do not travel with the domain's clock."""
    return timezone.now().timestamp()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Within the block the domain's clock stands still at `moment` (aware). For tests and rehearsals."""
    if moment.tzinfo is None:
        raise ValueError("the domain clock needs an aware moment")
    token = _fixed.set(moment.astimezone(ZoneInfo("UTC")))
    try:
        yield
    finally:
        _fixed.reset(token)
