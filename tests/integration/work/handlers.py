"""Jobs that exist for these tests only. Their effect is a task in the database, so that it can be counted."""

from __future__ import annotations

import time
from uuid import uuid4

from privacy_domain.operation import SYSTEM
from privacy_domain.work import services
from privacy_domain.work.registry import Assignment, Finished, More, handler


def effect(job: Assignment) -> None:
    """One effect; done twice, it is there twice."""
    services.add_task(
        kind="effect",
        title_key="effect",
        source_kind="job",
        source_id=uuid4(),
        dossier_id=job.id,
        role="professional",
        by=SYSTEM,
    )


@handler("test.effect")
def once(job: Assignment) -> Finished:
    """One effect."""
    effect(job)
    return Finished(result_id=job.id, message="made")


@handler("test.meet")
def meet(job: Assignment) -> None:
    """One effect, slowly enough that another worker looks for work meanwhile."""
    effect(job)
    time.sleep(0.05)


@handler("test.steps")
def steps(job: Assignment) -> More | None:
    """Three steps, each with its own effect."""
    effect(job)
    return More(done=job.done + 1, total=3) if job.done < 2 else None


@handler("test.poison")
def poison(job: Assignment) -> None:
    """Writes and then fails, with a name in the message of the error."""
    effect(job)
    raise ZeroDivisionError("Willeke Jansen")


@handler("test.daily")
def every_day(job: Assignment) -> None:
    """One effect; the tests plan it daily."""
    effect(job)
