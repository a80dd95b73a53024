"""What the worker does for the rights desk."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from privacy_domain.operation import SYSTEM
from privacy_domain.work.registry import Assignment, Finished, More, daily, handler
from requests import services
from requests.services.package import JOB, make_next


@daily("requests.reminders", at=time(5, 30))
def remind(job: Assignment) -> More | Finished:
    """Last days: counted again where a version changed, then everybody who is to be reminded, a batch at a time."""
    if job.done == 0:
        services.count_anew(by=SYSTEM)
        services.remind_of_cases(by=SYSTEM)
    looked_at = services.remind_some(by=SYSTEM)
    return More(job.done + looked_at, job.done + looked_at + 1) if looked_at else Finished()


@handler(JOB)
def build(job: Assignment) -> More | Finished:
    """An access package, a file at a time: each is committed before the next begins."""
    step = make_next(package_id=UUID(job.args["package"]), round=int(job.args["round"]), by=SYSTEM)
    return More(step.done, max(step.total, step.done)) if step else Finished()
