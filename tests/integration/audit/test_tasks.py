"""The log's upkeep by the queue."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection

from privacy_domain import clock
from privacy_domain.audit import tasks  # noqa: F401 - registers
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from privacy_domain.work import registry, runner
from privacy_domain.work.models import Job


def test_every_day_the_months_ahead_are_made(leek: Municipality) -> None:
    with clock.standing_at(datetime(2033, 1, 31, 12, 0, tzinfo=UTC)):
        runner.work_off("leek")

    with entered(leek.scope()), connection.cursor() as cursor:
        assert Job.objects.get(kind="audit.partitions").state == "done"
        cursor.execute("select count(*) from pg_class where relname ~ '^audit_event_2033_0[1-4]$'")
        assert cursor.fetchone() == (4,)
    assert "audit.partitions" in registry.planned_daily()
