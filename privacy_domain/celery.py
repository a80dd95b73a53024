"""The Celery app and the beat table. Names only: a test resolves each of them."""

from __future__ import annotations

import os

from celery import Celery

from privacy_domain.upkeep import guard

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacy_domain.settings")

app = Celery("privacy_domain", task_cls=guard.GuardedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["privacy_domain.work", "privacy_domain.letters", "privacy_domain.audit", "privacy_domain.upkeep"])

# sealing has a queue, and a worker, of its own: behind an hour of letters it would not be in time
app.conf.task_routes = {"privacy_domain.audit.tasks.seal": {"queue": "audit"}}

# seconds between rings; every job is a row with a unique planned moment, so a second beat changes nothing
app.conf.beat_schedule = {
    "queue": {"task": "privacy_domain.work.tasks.ring", "schedule": 20.0},
    # the master key lives a day; a bell that was missed is made up by the next
    "upkeep": {"task": "privacy_domain.upkeep.tasks.ring", "schedule": 3600.0, "options": {"expires": 3600.0}},
    # every line has its seal within five seconds; a message that waited longer has been overtaken by the next
    "seal": {"task": "privacy_domain.audit.tasks.seal", "schedule": 4.0, "options": {"expires": 4.0}},
}
