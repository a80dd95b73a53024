"""Private calendars."""

from __future__ import annotations

from access.models import User
from requests.models import CalendarFeed


def feed_of(user: User) -> CalendarFeed | None:
    """The open calendar of an account, or None."""
    found: CalendarFeed | None = CalendarFeed.objects.filter(user=user, closed_at__isnull=True).first()
    return found


def feed_by_digest(digest: str) -> CalendarFeed | None:
    """The open calendar with this secret, or None."""
    found: CalendarFeed | None = CalendarFeed.objects.select_related("user").filter(digest=digest, closed_at__isnull=True).first()
    return found
