"""The queue's own door."""

from __future__ import annotations

from celery import shared_task

from privacy_domain.work import runner


@shared_task(name="privacy_domain.work.tasks.ring", ignore_result=True)  # type: ignore[untyped-decorator]
def ring(code: str | None = None) -> None:
    """The doorbell rang: do what is due, in one municipality or (beat) in all. Redelivered, doubled or late, it does no harm."""
    runner.work_off(code)
