"""The worker's Celery app with the handlers of these tests, a slow one, and a short lease."""

from __future__ import annotations

import time
from datetime import timedelta

import django

from privacy_domain.celery import app

django.setup()

from privacy_domain.work import runner  # noqa: E402
from privacy_domain.work.registry import Assignment, handler  # noqa: E402
from tests.integration.work.handlers import effect  # noqa: E402

__all__ = ["app"]
runner.LEASE = timedelta(seconds=3)


@handler("test.slow")
def slow(job: Assignment) -> None:
    """Takes long enough to be killed."""
    effect(job)
    time.sleep(2)
