"""The doorbell: tells a worker to look in the table of jobs. Nobody relies on it; beat rings too, every twenty seconds."""

from __future__ import annotations

import logging
import time
from functools import partial

from celery import current_app
from django.db import connection, transaction

TASK = "privacy_domain.work.tasks.ring"
QUIET_SECONDS = 30.0  # after a broker that did not answer: a page must not wait for it each time

_log = logging.getLogger(__name__)
_quiet_until = 0.0


def ring_after_commit(code: str) -> None:
    """Ring once for the municipality `code` when the transaction commits, however many jobs it queued."""
    waiting = (entry[1] for entry in connection.run_on_commit)
    if not any(isinstance(function, partial) and function.func is ring and function.args == (code,) for function in waiting):
        transaction.on_commit(partial(ring, code))


def ring(code: str) -> None:
    """Send the message. A broker that is not there is no fault of the page that rings."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        current_app.send_task(TASK, args=[code], retry=False, ignore_result=True)
    except Exception as error:  # every broker library has its own; the table holds the job whatever happened
        _quiet_until = time.monotonic() + QUIET_SECONDS
        _log.warning("the doorbell does not ring: %s", type(error).__name__)
