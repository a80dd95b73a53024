"""Sealers side by side, on a database that really commits."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from privacy_domain import clock
from privacy_domain.audit import record, sealing
from privacy_domain.audit.verification import verify
from privacy_domain.tenancy.scope import entered
from tests.conftest import make_municipality
from tests.integration.audit.cast import Jelle, TalkEvent

JELLE = Jelle()


@pytest.fixture(autouse=True)
def frozen() -> None:
    """Other threads have the real clock, and so has this one."""


def test_two_sealers_never_fork_the_chain(fresh_database: dict[str, str]) -> None:
    """Four sealers at once while lines are committed in another order than that of their moments."""
    here = make_municipality("opsterland").scope()
    start, stop = threading.Barrier(5), threading.Event()
    errors: list[BaseException] = []

    def sealer() -> None:
        try:
            start.wait()
            while not stop.is_set():
                sealing.seal(here)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    def writer() -> None:
        try:
            start.wait()
            for _ in range(30):
                with entered(here), clock.standing_at(clock.now() - timedelta(seconds=30)):
                    record.record(TalkEvent.CHANGED, by=JELLE)
                    record.record_attempt(TalkEvent.CHANGED, by=JELLE)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=sealer) for _ in range(4)]
    last = threading.Thread(target=writer)
    for thread in (*threads, last):
        thread.start()
    last.join()
    stop.set()
    for thread in threads:
        thread.join()
    sealing.seal(here)
    assert errors == []
    with entered(here), connection.cursor() as cursor:
        cursor.execute("select number, lines from audit_seal order by number")
        seals = cursor.fetchall()
    assert [number for number, _ in seals] == list(range(1, len(seals) + 1))
    assert sum(lines for _, lines in seals) == 60
    assert verify(here).faults == []
