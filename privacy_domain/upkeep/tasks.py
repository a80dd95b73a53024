"""The bell of the upkeep, and what it does each night in every municipality."""

from __future__ import annotations

from datetime import time

from celery import shared_task

from dossiers.services.forgetting import forget_words_of_the_gone
from privacy_domain.operation import SYSTEM
from privacy_domain.upkeep.night import upkeep_when_due
from privacy_domain.upkeep.tidying import sweep_sessions, tidy_some
from privacy_domain.work.registry import Assignment, Finished, More, daily


@shared_task(name="privacy_domain.upkeep.tasks.ring", ignore_result=True)  # type: ignore[untyped-decorator]
def ring() -> None:
    """Rung every hour: done once a day. Redelivered, doubled or late, it does no harm."""
    upkeep_when_due()


@daily("upkeep.tidy", at=time(3, 50))
def tidy(job: Assignment) -> More | Finished:
    """What the system keeps about itself, as far as its term is over; a batch at a time."""
    gone = tidy_some(by=SYSTEM)
    if gone:
        return More(job.done + gone.rows, job.done + gone.rows + 1)
    forget_words_of_the_gone(by=SYSTEM)
    sweep_sessions()
    return Finished()
