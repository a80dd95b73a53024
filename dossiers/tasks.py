"""What the worker does for this floor."""

from __future__ import annotations

from datetime import time

from dossiers.services.ages import give_tasks_of_the_day
from privacy_domain.operation import SYSTEM
from privacy_domain.work.registry import Assignment, daily


@daily("dossiers.ages", at=time(4, 10))
def look_at_ages(job: Assignment) -> None:
    """Tasks for birthdays and for representations that end."""
    give_tasks_of_the_day(by=SYSTEM)
