"""Reading the log: who did or saw what with a dossier, a person, by an account, in a period.

Lines of a partition (a month) are found by one index scan; every trail is bounded by its period, newest first.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from privacy_domain.audit.models import AuditEvent

LIMIT = 1000


def trail_of_dossier(dossier_id: UUID, *, since: datetime, until: datetime, limit: int = LIMIT) -> list[AuditEvent]:
    """Lines about this dossier from `since` up to `until`, and the lists that showed it; at most `limit`, newest first."""
    return _merged(_between(since, until).filter(dossier_id=dossier_id), _lists(dossier_id, since, until), limit)


def trail_of_person(person_id: UUID, *, since: datetime, until: datetime, limit: int = LIMIT) -> list[AuditEvent]:
    """Lines about this person from `since` up to `until`, and the lists that showed him or her; at most `limit`, newest first."""
    return _merged(_between(since, until).filter(person_id=person_id), _lists(person_id, since, until), limit)


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


def _lists(shown: UUID, since: datetime, until: datetime) -> QuerySet[AuditEvent]:
    """Lines of pages that listed several things, this one among them. `= any` and not `@>`: only the first may be weighed
    before row-level security has had its say."""
    showed = RawSQL("object_ids <> '{}' and %s = any(object_ids)", [shown])
    return _between(since, until).annotate(showed=showed).filter(showed=True)


def _merged(own: QuerySet[AuditEvent], lists: QuerySet[AuditEvent], limit: int) -> list[AuditEvent]:
    lines = {line.id: line for line in (*own[:limit], *lists[:limit])}
    return sorted(lines.values(), key=lambda line: (line.at, line.id), reverse=True)[:limit]
