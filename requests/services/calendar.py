"""A private calendar of last days: opened and closed by whom it is of, read by his calendar program."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.http import Http404

from access.models import User
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.operation import Actor
from requests.events import RequestEvent
from requests.models import CalendarFeed, SubjectRequest
from requests.selectors.calendar import feed_by_digest, feed_of
from requests.selectors.desk import handled_by


def _digest(secret: str) -> str:
    """What is kept of the secret part of an address."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def open_feed(*, by: User) -> str:
    """A new private address, in the place of the one before; returns its secret part, which is shown once and not kept."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two clicks at once: one after the other
    close_feed(by=by)
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed(user=by, digest=_digest(secret), made_at=clock.now())
    feed.save(force_insert=True)
    record(RequestEvent.FEED_OPENED, subject_kind="feed", subject_id=feed.pk, by=by)
    return secret


@transaction.atomic
def close_feed(*, by: User) -> bool:
    """The address answers no more. False when there was none."""
    feed = feed_of(by)
    if feed is None:
        return False
    CalendarFeed.objects.filter(pk=feed.pk, closed_at__isnull=True).update(closed_at=clock.now())
    record(RequestEvent.FEED_CLOSED, subject_kind="feed", subject_id=feed.pk, by=by)
    return True


@transaction.atomic
def read_feed(*, secret: str, by: Actor) -> list[SubjectRequest]:
    """The requests that the owner of this address handles, for his calendar: kinds and days only leave here. Raises Http404 for an address
    that is not, or no longer, one, and when its owner's account is closed. `by` is whoever asks, who is nobody: the owner is logged."""
    feed = feed_by_digest(_digest(secret))
    if feed is None or not feed.user.is_active:
        raise Http404
    rows = handled_by(feed.user)
    look(RequestEvent.CALENDAR_SEEN, subject_kind="feed", subject_id=feed.pk, object_ids=[row.pk for row in rows], on_behalf_of=feed.user_id, by=by)
    return rows
