"""Reminders: to whom they should go, once for each mark, whatever happens to the machinery that gives them."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.models import Adoption
from privacy_domain.work import services as work
from privacy_domain.work.models import Task
from privacy_domain.work.registry import Assignment, Finished, More, planned_daily
from requests import services, tasks
from requests.models import Reminder, SubjectRequest
from requests.states import REMINDERS, Ending, Recipient, RequestKind
from tests.integration.dossiers.cast import World
from tests.integration.requests.asked import TODAY, asked, in_hand

LAST = date(2026, 12, 22)  # four weeks after today
ALL = sum(len(recipients) for recipients in REMINDERS.values())


def at(day: date, hour: int = 9) -> Any:
    return clock.standing_at(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


def run(times: int = 1) -> int:
    """What the daily job does, step after step, until it says that it is ready."""
    looked_at = 0
    for _ in range(times):
        done: More | Finished = More(0, 1)
        while isinstance(done, More):
            done = tasks.remind(Assignment(id=SYSTEM.id, kind="", key="", args={}, owner_id=None, done=getattr(done, "done", 0), total=0))  # type: ignore[arg-type]
            looked_at += 1
    return looked_at


def given() -> Counter[tuple[int, str]]:
    return Counter(Reminder.objects.values_list("days_before", "recipient"))


def open_tasks() -> set[tuple[Any, str]]:
    return set(Task.objects.filter(kind="request_due", state="open").values_list("assignee_id", "role"))


def test_nobody_is_reminded_too_early_or_of_what_stands_still_or_is_over(in_leiden: World) -> None:
    early, still, over = in_hand(in_leiden), asked(in_leiden), asked(in_leiden)
    services.stop_clock(request=still, ground="identity", explanation="Wie?", by=in_leiden.sanne)
    services.end_request(request=over, because=Ending.WITHDRAWN, by=in_leiden.sanne)
    with at(LAST - timedelta(days=15)):
        run()
    assert not Reminder.objects.exists()
    with at(LAST - timedelta(days=14)):
        run()
    assert set(Reminder.objects.values_list("request", flat=True)) == {early.pk}


def test_the_nearer_the_day_the_more_are_reminded_and_each_has_one_task_at_a_time(in_leiden: World) -> None:
    made = in_hand(in_leiden)
    handler, lead, officer = (in_leiden.sanne.pk, ""), (in_leiden.tom.pk, ""), (None, "privacy_officer")
    for days, whom in (
        (14, {handler}),
        (7, {handler, lead}),
        (2, {handler, lead, officer}),
        (0, {handler, lead, officer}),
        (-9, {handler, lead, officer}),
    ):
        with at(LAST - timedelta(days=days)):
            run(times=2)
        assert open_tasks() == whom
        assert Task.objects.filter(kind="request_due", state="open").count() == len(whom)
    assert given() == Counter({(days, str(each)): 1 for days, several in REMINDERS.items() for each in several})
    services.end_request(request=made, because=Ending.WITHDRAWN, by=in_leiden.sanne)
    assert open_tasks() == set()


def test_without_a_handler_or_a_leader_it_is_asked_of_who_watches(in_leek: World) -> None:
    made = asked(in_leek)
    SubjectRequest.objects.filter(pk=made.pk).update(team=None)
    with at(SubjectRequest.objects.get().due_on):  # type: ignore[arg-type]
        run()
    assert open_tasks() == {(None, "privacy_officer"), (None, "team_lead")}


def test_the_key_makes_it_once_even_when_two_run_at_the_same_moment(in_leiden: World) -> None:
    """The second does not see the first one's rows when it chooses: the insert itself does nothing."""
    from requests.services.reminders import _remind

    made = in_hand(in_leiden)
    with at(LAST):
        run()
        before = given()
        fresh = SubjectRequest.objects.select_related("handler", "team", "person").get(pk=made.pk)
        _remind(fresh, SYSTEM)
    assert given() == before and sum(before.values()) == ALL
    assert Task.objects.filter(kind="request_due").count() == 3


def test_a_worker_that_dies_leaves_nothing_behind_and_the_next_does_all(in_leiden: World) -> None:
    in_hand(in_leiden)

    class Killed(BaseException):
        pass

    with at(LAST):
        for number in range(1, 12):
            seen = 0

            def die(execute: Any, sql: str, params: Any, many: bool, context: Any, number: int = number) -> Any:
                nonlocal seen
                seen += 1
                if seen == number * 3:
                    raise Killed
                return execute(sql, params, many, context)

            with pytest.raises(Killed), transaction.atomic(), connection.execute_wrapper(die):
                services.remind_some(by=SYSTEM)
            assert not Reminder.objects.exists() and not Task.objects.filter(kind="request_due").exists()
        run()
    assert sum(given().values()) == ALL


def test_days_with_two_beats_gaps_and_jumps_of_the_clock_give_every_reminder_once(in_leiden: World) -> None:
    """Sixty days in which the job runs never, once or three times a day, and the clock is an hour, a day or a year wrong at times."""
    dice = random.Random(7)
    kinds = [RequestKind.ACCESS, RequestKind.DESTRUCTION, RequestKind.OBJECTION]
    made = [asked(in_leiden, kind, received_on=TODAY - timedelta(days=5 * number)) for number, kind in enumerate(kinds)]
    for day in range(60):
        for _ in range(dice.choice((0, 1, 1, 3))):
            wrong = dice.choice((timedelta(0), timedelta(0), timedelta(hours=1), timedelta(hours=-1), timedelta(days=-1)))
            with clock.standing_at(datetime(2026, 11, 24, 23, 30, tzinfo=UTC) + timedelta(days=day) + wrong):
                run()
    with at(TODAY + timedelta(days=61)):
        run()
    per_request = Counter(Reminder.objects.values_list("request", flat=True))
    assert per_request == Counter({each.pk: ALL for each in made})


def test_a_last_day_that_moves_is_reminded_of_anew_and_one_that_does_not_is_not(in_leiden: World) -> None:
    made = in_hand(in_leiden)
    with at(LAST - timedelta(days=14)):
        run()
        services.stop_clock(request=made, ground="agreed", explanation="Zij wil wachten tot na haar verhuizing.", by=in_leiden.sanne)
    with at(LAST - timedelta(days=4)):
        run()
        services.restart_clock(request=made, by=in_leiden.sanne)
        run()
    assert [(row.days_before, row.due_on) for row in Reminder.objects.order_by("due_on")] == [(14, LAST), (14, LAST + timedelta(days=10))]


def test_a_mended_adoption_is_counted_anew(in_leiden: World) -> None:
    made = asked(in_leiden)
    Adoption.objects.get().delete()
    assert services.count_anew(by=SYSTEM) == 1
    made.refresh_from_db()
    assert (made.due_on, made.protocol_version) == (date(2026, 12, 24), "")
    assert services.count_anew(by=SYSTEM) == 0


def test_the_job_is_planned_once_a_day_outside_the_hour_that_comes_twice(in_leiden: World) -> None:
    planned = planned_daily()["requests.reminders"]
    assert planned.hour not in (2, 3)
    moment = datetime(2026, 11, 24, planned.hour, planned.minute, tzinfo=clock.AMSTERDAM)
    assert work.plan(kind="requests.reminders", moment=moment, by=SYSTEM) == work.plan(kind="requests.reminders", moment=moment, by=SYSTEM)


def test_reminding_takes_the_same_number_of_statements_to_choose_for_one_and_for_many(
    in_leiden: World, django_assert_num_queries: Any
) -> None:  # fmt: skip
    from requests.selectors.due import to_remind

    for _ in range(5):
        asked(in_leiden)
    with django_assert_num_queries(1):
        assert len(to_remind(LAST, 50)) == 5
    with django_assert_num_queries(1):
        assert to_remind(LAST - timedelta(days=20), 50) == []
    assert Recipient.LEAD in REMINDERS[7]
