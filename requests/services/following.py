"""The tasks of a request follow it: its days when they move, and whoever handles it when that changes."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from privacy_domain.operation import Actor
from privacy_domain.work import services as work
from privacy_domain.work.models import Task
from requests.models import Reminder, SubjectRequest
from requests.states import Recipient

SOURCE, ASSIGN = "requests.request", "assign_request"
TASK, TASK_SOURCE = "request_due", "requests.reminder"
EXECUTE, EXECUTION, TELL = "execute_request", "requests.execution", "tell_recipient"
DECISION, TO_SIGN = "requests.decision", "sign_decision"


@transaction.atomic
def forget_reminders(*, request: SubjectRequest, by: Actor) -> None:
    """What was reminded of has been done, or its day moved: its tasks are closed. The reminders stay as they were."""
    for each in Reminder.objects.filter(request=request).values_list("pk", flat=True):
        work.complete_tasks_of(source_kind=TASK_SOURCE, source_id=each, by=by)


def follow_days(*, request: SubjectRequest, by: Actor) -> None:
    """Its last day moved: nobody is asked any more about the day of before, and who is to give it away sees the new one."""
    forget_reminders(request=request, by=by)
    for task in _open(SOURCE, request.pk):
        work.postpone_task(task_id=task.pk, due_on=request.due_on, by=by)


def follow_handler(*, request: SubjectRequest, by: Actor) -> None:
    """Somebody else handles it: what the one before was reminded of is his now."""
    if request.handler_id is None:
        return
    for each in Reminder.objects.filter(request=request, recipient=Recipient.HANDLER).values_list("pk", flat=True):
        for task in _open(TASK_SOURCE, each):
            work.assign_task(task_id=task.pk, assignee_id=request.handler_id, by=by)
    for task in [*_open(EXECUTION, request.pk), *_open(DECISION, request.pk)]:
        if task.kind in (TELL, TO_SIGN):  # the privacy officer's, for who handles it may not know of whom it is about; and the signer's
            continue
        work.assign_task(task_id=task.pk, assignee_id=request.handler_id, by=by)


def _open(kind: str, source: UUID) -> list[Task]:
    return list(Task.objects.filter(source_kind=kind, source_id=source, state=Task.State.OPEN))
