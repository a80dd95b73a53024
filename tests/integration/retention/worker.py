"""The worker's Celery app with a short lease, so that what a killed worker left is taken up within seconds."""

from __future__ import annotations

from datetime import timedelta

import django

from privacy_domain.celery import app

django.setup()

from privacy_domain.work import runner  # noqa: E402

__all__ = ["app"]
runner.LEASE = timedelta(seconds=2)
runner.PAUSE = timedelta(seconds=0)
