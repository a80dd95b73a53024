"""Reminding of last days: to who handles it, then to who leads him, then to the privacy officer. Each once, whatever happens.

What makes it once is the key of a row in the database, written in the same transaction as the task: a second beat, a message that comes
twice, a worker that dies and begins again find the row and do nothing. What was missed is made up at the next run, on whatever day.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from access.selectors import members_of
from access.states import MunicipalRole, TeamRole
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.selectors import protocol_on
from privacy_domain.work import services as work
from requests.events import RequestEvent
from requests.models import Reminder, SubjectRequest
from requests.policies.terms import reminders_due
from requests.selectors.due import counted_under, locked, received, to_remind
from requests.services.clock import count
from requests.services.following import TASK, TASK_SOURCE
from requests.states import AWAITING_DECISION, REMINDERS, Deadline, Recipient

BATCH = 200

_INSERT = """
insert into subject_requests_reminder (id, municipality_id, request_id, person_id, deadline, due_on, days_before, recipient, made_at)
values (%(id)s, %(municipality)s, %(request)s, %(person)s, %(deadline)s, %(due_on)s, %(days_before)s, %(recipient)s, %(now)s)
on conflict on constraint reminded_once do nothing returning id
"""


@transaction.atomic
def remind_some(*, by: Actor) -> int:
    """Remind of at most 200 requests whose mark was reached; returns how many it looked at, 0 when nothing is left for today.

    Their days are counted again from the facts before anybody is reminded.
    """
    waiting = to_remind(clock.today(), BATCH)
    for request_id in waiting:
        request = locked(request_id)
        if request is not None:
            count(request=request, by=by)
            _remind(request, by)
    return len(waiting)


def _remind(request: SubjectRequest, by: Actor) -> None:
    if request.due_on is None:
        return
    deadline = Deadline.DECIDE if request.state in AWAITING_DECISION else Deadline.EXECUTE
    new: dict[Recipient, UUID] = {}
    for days in reminders_due(request.due_on, clock.today(), REMINDERS):
        for recipient in REMINDERS[days]:
            made = _write(request, deadline, days, recipient)
            if made is not None:
                new[recipient] = made  # of several that were missed, the one nearest to the day asks for something
    for recipient, reminder in new.items():
        _ask(request, recipient, reminder, by)
    if new:
        record(
            RequestEvent.REMINDED, subject_kind="request", subject_id=request.pk, person_id=request.person_id, reason=str(deadline),
            object_ids=list(new.values()), by=by,
        )  # fmt: skip


def _write(request: SubjectRequest, deadline: Deadline, days: int, recipient: Recipient) -> UUID | None:
    """The row, or None when it was there already."""
    values: dict[str, Any] = {
        "id": uuid4(), "municipality": scope.require().id, "request": request.pk, "person": request.person_id, "deadline": str(deadline),
        "due_on": request.due_on, "days_before": days, "recipient": str(recipient), "now": clock.now(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        made = cursor.fetchone()
    return made[0] if made else None


def _ask(request: SubjectRequest, recipient: Recipient, reminder: UUID, by: Actor) -> None:
    """A task in the place of the earlier one for the same recipient."""
    earlier = Reminder.objects.filter(request=request, recipient=recipient).exclude(pk=reminder).values_list("pk", flat=True)
    for each in earlier:
        work.complete_tasks_of(source_kind=TASK_SOURCE, source_id=each, by=by)
    assignee, role = _whom(request, recipient)
    work.add_task(
        kind=TASK, title_key=TASK, source_kind=TASK_SOURCE, source_id=reminder, due_on=request.due_on, person_id=request.person_id,
        assignee_id=assignee, role=role, by=by,
    )  # fmt: skip


def _whom(request: SubjectRequest, recipient: Recipient) -> tuple[UUID | None, str]:
    """The account, or the role when there is no such account: a request that nobody handles is the privacy officer's, a team without a
    leader that of the head of the Social Domain."""
    if recipient == Recipient.HANDLER and request.handler is not None and request.handler.is_active:
        return request.handler.pk, ""
    if recipient == Recipient.LEAD:
        leaders = [place.user_id for place in members_of(request.team) if place.role == TeamRole.LEAD] if request.team else []
        return (leaders[0], "") if leaders else (None, str(MunicipalRole.TEAM_LEAD))
    return None, str(MunicipalRole.PRIVACY_OFFICER)


@transaction.atomic
def count_anew(*, by: Actor) -> int:
    """Count the days again of requests that were counted under another version than the one that was in force on their day of receipt:
    an adoption was mended. Returns how many."""
    changed = 0
    for day, version in counted_under():
        protocol = protocol_on(day)
        if version == (protocol.id if protocol else ""):
            continue
        for request_id in received(day, version):
            request = locked(request_id)
            if request is not None:
                count(request=request, by=by)
                changed += 1
    return changed
