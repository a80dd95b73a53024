"""What the worker does for the desk."""

from __future__ import annotations

from privacy_domain.adoption import services
from privacy_domain.operation import SYSTEM
from privacy_domain.work.registry import Assignment, Finished, More, handler


@handler(services.JOB)
def count_proposal(job: Assignment) -> More | Finished:
    """The effect of a proposal, a batch at a time."""
    return services.count_some(job=job, by=SYSTEM)
