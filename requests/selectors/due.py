"""Which requests the daily job has to do with."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from privacy_domain.tenancy import scope
from requests.models import SubjectRequest
from requests.states import OPEN, REMINDERS

# a mark has been reached and nobody was reminded of it for this last day
_WAITING = """
select r.id from subject_requests_subjectrequest r
where r.municipality_id = %(municipality)s and r.state in ('received', 'running', 'decided') and r.due_on <= %(today)s + %(widest)s
  and exists (select from unnest(%(marks)s::int[]) mark where r.due_on <= %(today)s + mark and not exists (
    select from subject_requests_reminder m where m.request_id = r.id and m.due_on = r.due_on and m.days_before = mark
      and m.deadline = case r.state when 'decided' then 'execute' else 'decide' end
  ))
order by r.due_on, r.id limit %(limit)s
"""


def to_remind(today: date, limit: int) -> list[UUID]:
    """At most `limit` open requests of which somebody is to be reminded, the soonest first; one statement."""
    values: dict[str, Any] = {"municipality": scope.require().id, "today": today, "marks": list(REMINDERS), "widest": max(REMINDERS), "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, values)
        return [row[0] for row in cursor.fetchall()]


def locked(request_id: UUID) -> SubjectRequest | None:
    """An open request as it stands now, until the transaction ends; None when it is over."""
    rows = SubjectRequest.objects.select_for_update(of=("self",)).select_related("person", "team", "handler")
    found: SubjectRequest | None = rows.filter(pk=request_id, state__in=OPEN).first()
    return found


def counted_under() -> list[tuple[date, str]]:
    """Each day of receipt of open requests, with the version under which their days were counted."""
    return list(SubjectRequest.objects.filter(state__in=OPEN).order_by().values_list("received_on", "protocol_version").distinct())


def received(on: date, version: str) -> list[UUID]:
    """Open requests received on a day whose days were counted under this version."""
    return list(SubjectRequest.objects.filter(state__in=OPEN, received_on=on, protocol_version=version).values_list("pk", flat=True))
