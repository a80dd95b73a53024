"""The bell of the upkeep."""

from __future__ import annotations

from celery import shared_task

from privacy_domain.upkeep.night import upkeep_when_due


@shared_task(name="privacy_domain.upkeep.tasks.ring", ignore_result=True)  # type: ignore[untyped-decorator]
def ring() -> None:
    """Rung every hour: done once a day. Redelivered, doubled or late, it does no harm."""
    upkeep_when_due()
