"""The number of an operation, and who acts in it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

from privacy_domain import clock, operation
from privacy_domain.operation import SYSTEM, Operation, time_ordered_id


def test_an_id_is_a_version_7_uuid_of_the_domains_moment() -> None:
    moment = datetime(2026, 11, 24, 9, 0, 0, 123000, tzinfo=UTC)
    with clock.standing_at(moment):
        made = time_ordered_id()

    assert (made.version, made.variant) == (7, UUID(int=0x8 << 60).variant)
    assert made.int >> 80 == int(moment.timestamp() * 1000)


def test_ids_sort_by_moment_and_within_one_by_order_of_making() -> None:
    first = [time_ordered_id() for _ in range(10_000)]
    with clock.standing_at(clock.now() + timedelta(milliseconds=1)):
        later = time_ordered_id()

    assert first == sorted(first)
    assert later > first[-1]


def test_threads_make_no_id_twice() -> None:
    made: list[UUID] = []
    threads = [threading.Thread(target=lambda: made.extend(time_ordered_id() for _ in range(2_000))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(made)) == 8_000


def test_within_an_operation_everything_has_its_number_and_afterwards_that_of_before() -> None:
    outer, inner = Operation(origin="request"), Operation(origin="job:x", acting=lambda: SYSTEM)
    with operation.begun(outer):
        with operation.begun(inner):
            assert operation.current() is inner
            assert operation.current().acting() is SYSTEM
        assert operation.current() is outer
        assert operation.current().acting() is None


def test_outside_an_operation_each_act_stands_alone() -> None:
    assert operation.current().id != operation.current().id
    assert operation.current().origin == ""


def test_an_operation_does_not_leak_into_another_thread() -> None:
    seen: list[str] = []
    with operation.begun(Operation(origin="request")):
        thread = threading.Thread(target=lambda: seen.append(operation.current().origin))
        thread.start()
        thread.join()

    assert seen == [""]
