"""The log's own upkeep."""

from __future__ import annotations

import logging
from datetime import time

from celery import shared_task

from privacy_domain.audit import dropping, partitions, sealing, verification
from privacy_domain.audit.sealing import Contradiction
from privacy_domain.tenancy import scope
from privacy_domain.work.registry import Assignment, daily

_log = logging.getLogger(__name__)


@daily("audit.partitions", at=time(4, 10))
def make_partitions(job: Assignment) -> None:
    """The months ahead exist before they begin."""
    partitions.ensure()


@daily("audit.verify", at=time(4, 40))
def verify(job: Assignment) -> None:
    """The log still says what it said. Months whose term is over are the owner's to remove; that they stand there still is said."""
    verification.verify_daily(scope.require())
    if due := dropping.due_months():
        _log.warning("audit: %d months are older than their term; run `manage.py audit drop-due` as the owner of the tables", len(due))


@shared_task(name="privacy_domain.audit.tasks.seal", ignore_result=True)  # type: ignore[untyped-decorator]
def seal() -> None:
    """Beat asks: seal what is new, in every municipality. Looks in the table only, so twice, late or never at all does no harm;
    what stops one municipality does not stop the others."""
    for here in sealing.everyone():
        try:
            sealing.look_after(here)
        except Contradiction as contradiction:
            with scope.entered(here):
                verification.raise_alarm(here, [str(contradiction)])
        except Exception as error:
            _log.error("the audit log of %s could not be sealed", here.code, exc_info=error)
