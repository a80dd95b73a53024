"""The system's own records: each model names what ends its rows, and what has a term of its own really goes, neither sooner nor later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, models, transaction

from access.models import Breach, BreachStep, Exclusion, OpeningReason, User
from access.services import close_subject
from access.services.exclusion import exclude
from access.services.forgetting import forget_words_of_breaches
from access.states import BreachState
from dossiers.models import Dossier, LookReview
from dossiers.states import DossierState
from dossiers.states.oversight import LookReviewState
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.crypto.stored import columns_of
from privacy_domain.erasure.places import paths
from privacy_domain.erasure.removing import remove_dossier
from privacy_domain.operation import SYSTEM
from privacy_domain.privacy import Along, Always, Months, Until, With, every_row, our_models, overdue, rules
from privacy_domain.tenancy.rls import term_is_over
from privacy_domain.tenancy.scope import entered
from privacy_domain.terms import TERMS
from privacy_domain.upkeep import tidying
from privacy_domain.upkeep.tasks import tidy
from privacy_domain.work.models import Job
from privacy_domain.work.registry import Assignment, Finished, More, planned_daily
from requests.services.calendar import open_feed
from tests.harness.world import Town, World

OWN = list(tidying.own_terms())
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


# ---------------------------------------------------------------- what each model says
def test_every_model_says_what_ends_its_rows_and_it_can() -> None:
    for model in our_models():
        said = rules(model)
        assert said, f"{model._meta.label} says nothing"
        for rule in said:
            match rule:
                case With(subject="person"):
                    assert paths(model, KeyKind.PERSON), model
                case With(subject="request"):
                    assert paths(model, KeyKind.PERSON) or paths(model, KeyKind.DOSSIER), model
                case With():
                    shared = model._meta.label in {"dossiers.Plan", "dossiers.ColleagueQuestion"}
                    assert shared or paths(model, KeyKind.DOSSIER) or paths(model, KeyKind.PLAN), model
                case Along(column=column):
                    owner: Any = model._meta.get_field(column).related_model
                    assert any(isinstance(each, Until) for each in rules(owner)), model
                case Until(term=term) | Months(term=term):
                    assert term in TERMS, model
                case Always(because=because):
                    assert len(because) > 20, model


def test_what_goes_along_has_no_file_that_would_stay() -> None:
    assert not any(list(columns_of(other)) for model, _ in OWN for other, _ in tidying.going_along(model))


def test_a_term_has_a_ground_and_is_counted_in_days_of_here() -> None:
    assert len({term.code for term in TERMS}) == len(TERMS)
    assert all(term.basis and term.because and str(term) for term in TERMS)
    assert "upkeep.tidy" in planned_daily()


# ---------------------------------------------------------------- one row of each, on its last day and the day after
def settled(model: Any, rule: Until, town: Town) -> dict[str, Any]:
    """What a row must be besides old, for the database to believe that it is over."""
    by = town.staff["functional_admin"]
    return {
        "access.Breach": {}
        if rule.since == "saved_at"
        else {"state": BreachState.CLOSED, "closed_by_id": by.pk, "reported_at": datetime(2000, 1, 2, tzinfo=UTC)},
        "access.User": {"is_active": False},
        "work.Task": {"state": "done", "dossier_id": None, "person_id": None},
        "access.RoleAssignment": {"since": LONG_AGO.date()},
        "subject_requests.Mandate": {"since": LONG_AGO.date()},
        "access.Membership": {"since": LONG_AGO.date()},
    }.get(model._meta.label, {})


def put_back(model: Any, rule: Until, pk: Any, moment: Any, more: dict[str, Any]) -> None:
    """Make a row as old as `moment` says, past whatever guards it from the application."""
    if model is OpeningReason:  # written once, never changed
        row = model.objects.get(pk=pk)
        with term_is_over(model._meta.db_table):
            every_row(model).filter(pk=pk)._raw_delete("default")
        row.on = moment
        row.save(force_insert=True)
        return
    *way, column = rule.since.split("__")
    for step in way:
        pk, model = every_row(model).filter(pk=pk).values_list(f"{step}_id", flat=True).get(), model._meta.get_field(step).related_model
        more = {"is_active": False}
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.tidying', %s, true)", [model._meta.db_table])
    extra = {"discovered_at": LONG_AGO} if model is Breach and column == "closed_at" else {}
    values = {column: moment} | more | extra
    columns = {name: field.column for field in model._meta.local_fields for name in (field.name, field.attname)}
    names = ", ".join(f'"{columns[name]}" = %s' for name in values)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"update {table} set {names} where id = %s", [*values.values(), pk])
        cursor.execute("select set_config('app.tidying', '', true)")


def on(model: Any, since: str, day: Any) -> Any:
    """The last moment of a day, in the type of the column."""
    *way, column = since.split("__")
    for step in way:
        model = model._meta.get_field(step).related_model
    late = isinstance(model._meta.get_field(column), models.DateTimeField)
    return datetime.combine(day, time(0, 0), clock.AMSTERDAM) if late else day


def some_row(model: Any, rule: Until, town: Town) -> Any:
    """A row of the made world that is not over yet."""
    by = town.staff["involved"]
    if model is User:
        return town.staff["ended"].pk
    rows = every_row(model).filter(rule.where).order_by("pk")
    if not rows.exists():
        match model._meta.label:  # what the made world holds for a moment only, or not at all
            case "subject_requests.CalendarFeed":
                open_feed(by=by)
            case "subject_requests.Mandate":
                model.objects.create(user=by, since=LONG_AGO.date(), capacity="Teamleider", document="Besluit 12")
            case "desk.Export":
                model.objects.create(register="harness", form="csv", asked_at=clock.now(), asked_by=by)
    return rows.values_list("pk", flat=True).first()


@pytest.mark.parametrize(("model", "rule"), OWN, ids=[f"{model._meta.label}-{rule.since}" for model, rule in OWN])
def test_a_row_goes_the_night_after_its_last_day_and_no_sooner(world: World, model: Any, rule: Until) -> None:
    town = world.towns["leek"]
    with entered(town.scope):
        key = some_row(model, rule, town)
        assert key is not None, f"the made world has no {model._meta.label}"
        last = rule.term.first_kept(clock.today())
        put_back(model, rule, key, on(model, rule.since, last), settled(model, rule, town))
        tidy_all()
        assert is_there(model, rule, key), "a day too soon"
        put_back(
            model, rule, key, on(model, rule.since, last) - timedelta(microseconds=1) if rule_is_late(model, rule) else last - timedelta(days=1), {}
        )
        others = every_row(model).count()
        tidy_all()
        assert not is_there(model, rule, key), "it stays after its term"
        assert overdue(model, rule).count() == 0
        assert every_row(model).count() >= others - 1 or rule.since.startswith("user__"), "more went than its term was over"


def rule_is_late(model: Any, rule: Until) -> bool:
    return isinstance(on(model, rule.since, clock.today()), datetime)


def is_there(model: Any, rule: Until, key: Any) -> bool:
    found = every_row(model).filter(pk=key)
    return bool(found.exclude(**rule.blank).exists() if rule.blank else found.exists())


def tidy_all() -> None:
    """The nightly job, to its end."""
    done, total = 0, 0
    for _ in range(50):
        answer = tidy(Assignment(uuid4(), "upkeep.tidy", "night", {}, None, done, total))
        if isinstance(answer, Finished):
            return
        assert isinstance(answer, More)
        done, total = answer.done, answer.total
    raise AssertionError("no end to it")


# ---------------------------------------------------------------- refusals
@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(DatabaseError, match="until its term is over"), transaction.atomic():
        yield


@pytest.mark.parametrize("table", ["access_ground", "access_marker", "access_breach", "access_openingreason", "access_membership"])
def test_nothing_else_removes_them(world: World, table: str) -> None:
    with entered(world.towns["leek"].scope), refused(), connection.cursor() as cursor:
        cursor.execute(f"delete from {table}")


def test_the_setting_of_one_table_opens_no_other(world: World) -> None:
    with entered(world.towns["leek"].scope), refused(), term_is_over("access_marker"), connection.cursor() as cursor:
        cursor.execute("delete from access_ground")


def old_jobs() -> int:
    """All jobs of the municipality in scope were done long ago; returns how many, more than two."""
    return Job.objects.update(state=Job.State.DONE, lease_id=None, lease_until=None, ended_at=datetime(2015, 1, 1, tzinfo=UTC))


def test_another_municipality_keeps_its_own(world: World) -> None:
    here, there = world.towns["leek"], world.towns["leiden"]
    with entered(there.scope):
        before = old_jobs()
    with entered(here.scope):
        tidy_all()
    with entered(there.scope):
        assert Job.objects.count() == before
        tidy_all()
        assert not Job.objects.exists()
        said = [event.reason for event in AuditEvent.objects.filter(event="upkeep:records:tidied")]
        assert said == [f"work:{before}"]


def test_in_batches_and_a_second_time_nothing(world: World) -> None:
    with entered(world.towns["leek"].scope):
        total = old_jobs()
        sizes = []
        while done := tidying.tidy_some(most=2, by=SYSTEM):
            sizes.append(done.rows)
        assert sum(sizes) == total
        assert max(sizes) == 2
        assert tidying.tidy_some(by=SYSTEM) is None


def test_who_left_long_ago_keeps_his_name_and_nothing_to_log_in_with(world: World) -> None:
    town = world.towns["leek"]
    with entered(town.scope):
        user = town.staff["involved"]
        name = user.display_name
        assert Authenticator.objects.filter(user=user).exists()
        User.objects.filter(pk=user.pk).update(is_active=False, deactivated_at=datetime(2020, 1, 1, tzinfo=UTC), email="x@voorbeeld.example")
        tidy_all()
        user.refresh_from_db()
        assert (user.display_name, user.email, user.job_title, user.has_usable_password()) == (name, "", "", False)
        assert not Authenticator.objects.filter(user=user).exists()


def test_sessions_that_are_over_go(world: World) -> None:
    over, running = clock.now() - timedelta(seconds=1), clock.now() + timedelta(hours=1)
    Session.objects.create(session_key="over", session_data="", expire_date=over)
    Session.objects.create(session_key="running", session_data="", expire_date=running)
    with entered(world.towns["leek"].scope):
        tidy_all()
    assert not Session.objects.filter(session_key="over").exists()
    assert Session.objects.filter(session_key="running").exists()


# ---------------------------------------------------------------- what lies beside a dossier
def test_what_was_closed_after_its_dossier_had_gone_loses_its_words_in_the_night(world: World) -> None:
    town = world.towns["leek"]
    with entered(town.scope):
        dossier = town.files["running"].dossier
        line = LookReview.objects.get(subject=dossier.pk)
        LookReview.objects.filter(pk=line.pk).update(state=LookReviewState.ANSWERED, closed_at=None, closed_by=None, finding="")
        officer, finding = line.closed_by_id, line.finding
        remove_dossier(dossier.pk)
        line.refresh_from_db()
        assert line.question, "still under way: who asked must be able to read the answer"
        LookReview.objects.filter(pk=line.pk).update(state=LookReviewState.CLOSED, closed_at=clock.now(), closed_by=officer, finding=finding)
        tidy_all()
        line.refresh_from_db()
        assert not line.question
        assert not line.answer
        assert not line.note


def test_a_report_about_a_dossier_that_stays_keeps_its_words(world: World) -> None:
    town = world.towns["leek"]
    with entered(town.scope):
        tidy_all()
        closed = Breach.objects.filter(state=BreachState.CLOSED)
        assert closed
        assert all(breach.happened and breach.dossier_number for breach in closed)


def test_a_report_that_lost_its_words_still_says_what_and_when(world: World) -> None:
    town = world.towns["leek"]
    with entered(town.scope):
        breach = Breach.objects.filter(state=BreachState.CLOSED).first()
        kept = (breach.kind, breach.discovered_at, breach.reported_at, breach.closed_at)
        assert forget_words_of_breaches(subject=breach.subject, by=SYSTEM) == 1
        assert forget_words_of_breaches(subject=breach.subject, by=SYSTEM) == 0
        breach.refresh_from_db()
        assert (breach.kind, breach.discovered_at, breach.reported_at, breach.closed_at) == kept
        assert not (breach.happened or breach.lessons or breach.dossier_number)
        steps = BreachStep.objects.filter(breach=breach)
        assert not any(step.text for step in steps)
        assert any(step.reference for step in steps)
        with pytest.raises(DatabaseError), transaction.atomic():
            Breach.objects.filter(pk=breach.pk).update(kind="other")


def test_nobody_is_kept_away_from_what_has_gone(world: World) -> None:
    town = world.towns["leek"]
    with entered(town.scope):
        dossier = Dossier.objects.exclude(state=DossierState.GOING).first()
        exclude(subject=dossier.pk, user=town.staff["ended"], source_kind="harness", source=dossier.pk, by=SYSTEM)
        close_subject(subject=dossier.pk, by=SYSTEM)
        assert not Exclusion.objects.filter(subject=dossier.pk, ended_at__isnull=True).exists()
