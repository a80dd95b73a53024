"""The log's own upkeep."""

from __future__ import annotations

from datetime import time

from privacy_domain.audit import partitions
from privacy_domain.work.registry import Assignment, daily


@daily("audit.partitions", at=time(4, 10))
def make_partitions(job: Assignment) -> None:
    """The months ahead exist before they begin."""
    partitions.ensure()
