"""What the worker does for the rights desk."""

from __future__ import annotations

from datetime import time

from privacy_domain.operation import SYSTEM
from privacy_domain.work.registry import Assignment, Finished, More, daily
from requests import services


@daily("requests.reminders", at=time(5, 30))
def remind(job: Assignment) -> More | Finished:
    """Last days: counted again where a version changed, then everybody who is to be reminded, a batch at a time."""
    if job.done == 0:
        services.count_anew(by=SYSTEM)
        services.remind_of_cases(by=SYSTEM)
    looked_at = services.remind_some(by=SYSTEM)
    return More(job.done + looked_at, job.done + looked_at + 1) if looked_at else Finished()
