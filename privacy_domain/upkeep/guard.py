"""No task runs while a restored backup shows what was destroyed, or while nobody can say whether it does."""

from __future__ import annotations

import logging
from typing import Any

import django
from celery import Task
from celery.signals import beat_init, worker_init
from django.apps import apps
from django.db import OperationalError, connections

from privacy_domain.web.watching import watched

EX_CONFIG = 78  # as in sysexits.h: whoever starts it must do something first

log = logging.getLogger(__name__)
_in_order = False


def why_not() -> str:
    """Why nothing may run, or nothing. Once in order a process stays so: a backup is restored with everything stopped.

    Raises OperationalError when the database does not answer.
    """
    global _in_order
    if _in_order:
        return ""
    reason = next((reason for ask in watched().values() if (reason := ask())), "")
    _in_order = not reason
    return reason


class GuardedTask(Task):  # type: ignore[misc]  # the library has no types
    """A task that is passed by while nothing may run. Nothing is lost: a message is a doorbell, what is to do stands in tables."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run it, or say in the log why not."""
        if reason := why_not():
            log.error("%s does not run: %s", self.name, reason)
            return None
        return self.run(*args, **kwargs)


def refuse_to_start(**kwargs: Any) -> None:
    """At the start of a worker or beat: say why nothing may run, and end with EX_CONFIG.

    While the database does not answer nobody knows; then each task asks again before it runs.
    """
    if not apps.ready:
        django.setup()
    try:
        reason = why_not()
    except OperationalError as error:
        log.warning("not known yet whether the ledger was replayed: %s", type(error).__name__)
        return
    finally:
        connections.close_all()  # children do not share a connection
    if reason:
        log.error("does not start: %s", reason)
        raise SystemExit(EX_CONFIG)


for starting in (worker_init, beat_init):  # Celery's own, and the only place where a start can be refused
    starting.connect(refuse_to_start)
