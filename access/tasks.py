"""What the worker does for this floor."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from access.services import breaches
from privacy_domain.operation import SYSTEM
from privacy_domain.work.registry import Assignment, daily, handler


@handler("access.breach")
def remind_of_one(job: Assignment) -> None:
    """A moment of one report has come."""
    breaches.remind(breach_id=UUID(job.args["breach"]), by=SYSTEM)


@daily("access.breaches", at=time(6, 30))
def remind_of_all(job: Assignment) -> None:
    """Every report that is still open, whatever became of its own moments."""
    breaches.remind(by=SYSTEM)
