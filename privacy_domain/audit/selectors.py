"""Reading the log: who did or saw what with a dossier, a person, by an account, in a period.

Lines of a partition (a month) are found by one index scan; every trail is bounded by its period, newest first.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from privacy_domain.audit.models import AuditEvent
from privacy_domain.tenancy import scope

LIMIT = 1000

# `offset 0` keeps the second step apart: one look in the index for each account and day, however small the month is
_LISTS = """
select line.* from (
    select distinct actor_id, day::timestamp at time zone 'UTC' as midnight, (day + 1)::timestamp at time zone 'UTC' as next_midnight
    from audit_shown
    where municipality_id = %(municipality)s and object_id = %(shown)s
      and day between (%(since)s::timestamptz at time zone 'UTC')::date and (%(until)s::timestamptz at time zone 'UTC')::date
) seen cross join lateral (
    select * from audit_event
    where municipality_id = %(municipality)s and actor_id = seen.actor_id and object_ids <> '{}'
      and at >= seen.midnight and at < seen.next_midnight and at >= %(since)s and at < %(until)s
      and %(shown)s = any(object_ids)
    offset 0
) line
order by line.at desc, line.id desc limit %(limit)s
"""


def trail_of_dossier(dossier_id: UUID, *, since: datetime, until: datetime, limit: int = LIMIT) -> list[AuditEvent]:
    """Lines about this dossier from `since` up to `until`, and the lists that showed it; at most `limit`, newest first."""
    return _merged(_between(since, until).filter(dossier_id=dossier_id), _lists(dossier_id, since, until, limit), limit)


def trail_of_person(person_id: UUID, *, since: datetime, until: datetime, limit: int = LIMIT) -> list[AuditEvent]:
    """Lines about this person from `since` up to `until`, and the lists that showed him or her; at most `limit`, newest first."""
    return _merged(_between(since, until).filter(person_id=person_id), _lists(person_id, since, until, limit), limit)


def trail_of_actor(actor_id: UUID, *, since: datetime, until: datetime, limit: int = LIMIT) -> list[AuditEvent]:
    """What this account did, saw and was refused from `since` up to `until`; at most `limit`, newest first."""
    return list(_between(since, until).filter(actor_id=actor_id)[:limit])


def trail_of_period(*, since: datetime, until: datetime, limit: int = LIMIT) -> list[AuditEvent]:
    """Everything from `since` up to `until`; at most `limit`, newest first."""
    return list(_between(since, until)[:limit])


def trail_of_operation(operation_id: UUID, *, since: datetime, until: datetime) -> list[AuditEvent]:
    """What one request or job did, within the period in which it ran; oldest first."""
    return list(_between(since, until).filter(operation_id=operation_id).order_by("at", "id"))


def _between(since: datetime, until: datetime) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(at__gte=since, at__lt=until).order_by("-at", "-id")


def _lists(shown: UUID, since: datetime, until: datetime, limit: int) -> list[AuditEvent]:
    """Lines of pages that listed several things, this one among them: first who saw it on which day, then those lines."""
    named = {"shown": shown, "since": since, "until": until, "limit": limit, "municipality": scope.require().id}
    return list(AuditEvent.objects.raw(_LISTS, named))


def _merged(own: QuerySet[AuditEvent], lists: list[AuditEvent], limit: int) -> list[AuditEvent]:
    lines = {line.id: line for line in (*own[:limit], *lists)}
    return sorted(lines.values(), key=lambda line: (line.at, line.id), reverse=True)[:limit]
