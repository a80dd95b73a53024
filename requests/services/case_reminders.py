"""Reminding of the last days of complaints and objections: at the same marks as of requests, and each once."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from access.states import MunicipalRole
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.work import services as work
from privacy_domain.work.models import Task
from requests.events import RequestEvent
from requests.models import Case
from requests.policies.terms import reminders_due
from requests.selectors.cases import HANDLERS, last_days_near, reminded_of
from requests.services.cases import DUE
from requests.states import REMINDERS, CaseKind, Recipient

WATCHES = {Recipient.LEAD: MunicipalRole.TEAM_LEAD, Recipient.PRIVACY_OFFICER: MunicipalRole.PRIVACY_OFFICER}
"""Who leads the team does not know of a case against it by himself: the head of the Social Domain does."""


@transaction.atomic
def remind_of_cases(*, by: Actor) -> int:
    """Remind of every case whose mark was reached; returns how many tasks are new. A task is named by day, mark and whom it is for, in the
    database: run twice, or by two at once, it is there once. Of several marks that were missed, the nearest to the day asks for something."""
    cases = last_days_near(clock.today() + timedelta(days=max(REMINDERS)))
    given = reminded_of([case.pk for case in cases], DUE)
    return sum(_remind(case, given[case.pk], by) for case in cases)


def _remind(case: Case, given: dict[str, Task], by: Actor) -> int:
    new = [recipient for recipient, mark in _nearest(case).items() if _ask(case, recipient, mark, given, by)]
    if new:
        record(
            RequestEvent.CASE_REMINDED, subject_kind=f"case:{case.kind}", subject_id=case.pk, dossier_id=case.dossier_id,
            person_id=case.dossier.person_id, by=by,
        )  # fmt: skip
    return len(new)


def _nearest(case: Case) -> dict[Recipient, int]:
    """For each who is to be reminded by now, the mark nearest to the last day."""
    assert case.due_on is not None  # by which they were found
    return {recipient: mark for mark in reminders_due(case.due_on, clock.today(), REMINDERS) for recipient in REMINDERS[mark]}


def _ask(case: Case, recipient: Recipient, mark: int, given: dict[str, Task], by: Actor) -> bool:
    """A task in the place of the earlier one for the same recipient; False when it was given before."""
    assignee = case.handler if recipient == Recipient.HANDLER and case.handler and case.handler.is_active else None
    role = "" if assignee else str(WATCHES.get(recipient, HANDLERS[CaseKind(case.kind)]))
    whom = f"{recipient}.{assignee.pk.hex if assignee else role}"
    name = f"requests.case.{case.due_on:%Y%m%d}.{mark}.{whom}"
    if name in given:
        return False
    for task in given.values():
        if task.state == Task.State.OPEN and task.source_kind.endswith(f".{whom}"):
            work.complete_task(task_id=task.pk, by=by)
    work.add_task(
        kind=DUE, title_key=DUE, source_kind=name, source_id=case.pk, due_on=case.due_on, dossier_id=case.dossier_id,
        assignee_id=assignee.pk if assignee else None, role=role, by=by,
    )  # fmt: skip
    return True
