"""A report that something went wrong: two clocks from the first discovery, what is done, who may know of it, and never changed after closing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import Http404

from access.events import AccessEvent
from access.models import Breach, BreachStep, User
from access.policies.breaches import clocks_of
from access.selectors import breaches as select
from access.services import breaches as services
from access.services import exclude
from access.states import BreachKind, BreachOutcome, BreachRisk, BreachState, BreachStepKind, MunicipalRole
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Job, Task
from tests.factories.access import account
from tests.integration.dossiers.cast import World

TOLD, NOT_TOLD = BreachOutcome.TOLD, BreachOutcome.NOT_TOLD
REGULATOR, PEOPLE = BreachStepKind.REGULATOR, BreachStepKind.PEOPLE


def officer() -> User:
    return account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))


def hours_ago(hours: float) -> datetime:
    return clock.now() - timedelta(hours=hours)


def reported(world: World, *, discovered_at: datetime | None = None, **said: Any) -> Breach:
    facts = {"kind": BreachKind.WRONG_RECIPIENT, "happened": "Het plan ging naar een verkeerd adres.", "subject": world.dossier.pk} | said
    return services.report_breach(report=services.Report(discovered_at=discovered_at or hours_ago(3), **facts), by=world.sanne)


def weighed(world: World, by: User, risk: BreachRisk = BreachRisk.RISK, **said: Any) -> Breach:
    breach = reported(world, **said)
    services.assess_breach(breach=breach, risk=risk, text="Adres en zorgvraag.", by=by)
    return Breach.objects.get(pk=breach.pk)


def tasks(kind: str) -> list[Task]:
    return list(Task.objects.filter(kind=kind, state="open"))


# ---------------------------------------------------------------- the clocks
@pytest.mark.requirement("LEEK-3.3")
@pytest.mark.parametrize(
    ("discovered", "inside", "regulator"),
    [
        # Friday evening, over the night in which the clock goes back: 48 and 72 real hours
        ("2026-10-23T16:00:00", "2026-10-25T16:00:00", "2026-10-26T16:00:00"),
        # and over the night in which it goes forward
        ("2027-03-26T17:00:00", "2027-03-28T17:00:00", "2027-03-29T17:00:00"),
        # Christmas does not stop it
        ("2026-12-24T22:30:00", "2026-12-26T22:30:00", "2026-12-27T22:30:00"),
    ],
)
def test_both_clocks_run_in_real_hours_from_the_discovery(in_leek: World, discovered: str, inside: str, regulator: str) -> None:
    clocks = clocks_of(datetime.fromisoformat(discovered).replace(tzinfo=UTC))
    assert clocks.internal_by == datetime.fromisoformat(inside).replace(tzinfo=UTC)
    assert clocks.regulator_by == datetime.fromisoformat(regulator).replace(tzinfo=UTC)
    assert clocks.citations[0] == "leek-2018 art. 3 lid 3"
    local = clocks.internal_by.astimezone(clock.AMSTERDAM)
    assert f"{local.hour}.{local.minute:02}" in clocks.explanation, "in words as the clock on the wall has it"


def test_elsewhere_only_the_law_sets_a_clock(in_leiden: World) -> None:
    breach = reported(in_leiden)
    assert breach.internal_by is None
    assert breach.regulator_by == breach.discovered_at + timedelta(hours=72)
    assert breach.citations == ["avg art. 33 lid 1"]


@pytest.mark.requirement("LEEK-3.3")
def test_the_clock_starts_at_the_discovery_and_not_when_it_is_written_down(in_leek: World) -> None:
    late = reported(in_leek, discovered_at=hours_ago(60))
    assert late.internal_by == late.discovered_at + timedelta(hours=48)
    assert late.reported_at > late.internal_by, "the page shows it as too late"


# ---------------------------------------------------------------- sending
@pytest.mark.parametrize(
    ("wrong", "field"), [({"happened": " "}, "happened"), ({"hours": -1}, "discovered_on"), ({"hours": 24 * 4000}, "discovered_on")]
)
def test_what_cannot_be_right_is_not_sent(in_leek: World, wrong: dict[str, Any], field: str) -> None:
    said = {name: value for name, value in wrong.items() if name != "hours"}
    with pytest.raises(Invalid) as refusal:
        reported(in_leek, discovered_at=hours_ago(wrong.get("hours", 1)), **said)
    assert refusal.value.field == field
    assert not Breach.objects.exists()


@pytest.mark.requirement("LEEK-3.3")
def test_the_officer_and_in_leek_the_leader_are_told_at_once(in_leek: World) -> None:
    breach = reported(in_leek)
    (assess,), (told,) = tasks(services.ASSESS), tasks(services.TOLD)
    assert assess.role == MunicipalRole.PRIVACY_OFFICER
    assert told.assignee_id == in_leek.tom.pk
    services.open_breach(breach_id=breach.pk, by=in_leek.tom)
    assert not tasks(services.TOLD)
    line = AuditEvent.objects.get(event=AccessEvent.BREACH_REPORTED)
    assert (line.subject_id, line.dossier_id, line.actor_id) == (breach.pk, in_leek.dossier.pk, in_leek.sanne.pk)


def test_elsewhere_no_leader_is_told(in_leiden: World) -> None:
    breach = reported(in_leiden)
    assert not tasks(services.TOLD)
    with pytest.raises(Http404):
        services.open_breach(breach_id=breach.pk, by=in_leiden.tom)


def test_what_is_typed_is_kept_and_its_clock_runs(in_leek: World) -> None:
    draft = services.save_draft(version=0, content={"happened": ["Kwijt"]}, discovered_at=hours_ago(2), by=in_leek.sanne)
    assert draft.internal_by == draft.discovered_at + timedelta(hours=48)
    (finish,) = tasks(services.FINISH)
    assert finish.assignee_id == in_leek.sanne.pk
    with pytest.raises(services.DraftChanged):
        services.save_draft(version=0, content={"happened": ["Anders"]}, by=in_leek.sanne)
    again = services.save_draft(version=1, content={"happened": ["Kwijt, in de trein"]}, by=in_leek.sanne)
    for nobody in (officer(), in_leek.tom, in_leek.marieke):
        with pytest.raises(Http404):
            services.open_breach(breach_id=draft.pk, by=nobody)
    sent = reported(in_leek)
    assert sent.pk == again.pk == draft.pk
    assert Breach.objects.get().content == {}
    assert not tasks(services.FINISH)


# ---------------------------------------------------------------- who may know
@pytest.mark.requirement("LEEK-3.3")
def test_reporter_officer_and_leader_see_it_and_nobody_else(in_leek: World, landsmeer: Any) -> None:
    breach = reported(in_leek)
    seen_by = {user.username: select.breach_for(user, breach.pk) for user in (in_leek.sanne, in_leek.tom, in_leek.marieke, officer(), account("zoe"))}
    assert {name for name, found in seen_by.items() if found} == {"sanne", "tom", "olga"}
    with pytest.raises(Http404):
        services.open_breach(breach_id=breach.pk, by=in_leek.marieke)
    with scope.entered(landsmeer.scope()):
        assert select.breach_for(account("piet", roles=(MunicipalRole.PRIVACY_OFFICER,)), breach.pk) is None


def test_only_the_officer_weighs_and_decides(in_leek: World) -> None:
    breach = reported(in_leek)
    for nobody in (in_leek.sanne, in_leek.tom, in_leek.marieke):
        with pytest.raises(PermissionDenied):
            services.assess_breach(breach=breach, risk=BreachRisk.RISK, text="x", by=nobody)
        with pytest.raises(PermissionDenied):
            services.add_affected(breach=breach, subjects=[uuid4()], found_in="log", by=nobody)
        with pytest.raises(PermissionDenied):
            services.close_breach(breach=breach, lessons="x", by=nobody)
    with pytest.raises(PermissionDenied):
        services.add_measure(breach=breach, text="x", done_at=clock.now(), by=in_leek.marieke)


# ---------------------------------------------------------------- the steps
@pytest.mark.requirement("LEEK-3.3-gevolgen")
def test_measures_have_a_moment_and_an_author_also_when_the_report_was_late(in_leek: World) -> None:
    breach, olga = reported(in_leek, discovered_at=hours_ago(70)), officer()
    services.add_measure(breach=breach, text="Brief teruggehaald.", done_at=hours_ago(69), by=in_leek.sanne)
    services.add_measure(breach=breach, text="Account gesloten.", done_at=hours_ago(1), by=olga)
    assert [(step.text, step.recorded_by.username, step.done_at) for step in select.steps_of(breach)] == [
        ("Brief teruggehaald.", "sanne", hours_ago(69)),
        ("Account gesloten.", "olga", hours_ago(1)),
    ]
    for wrong in ({"text": " ", "done_at": hours_ago(1)}, {"text": "x", "done_at": hours_ago(-1)}):
        with pytest.raises(Invalid):
            services.add_measure(breach=breach, by=olga, **wrong)


@pytest.mark.requirement("LEEK-3.3-gevolgen")
def test_it_is_not_closed_without_measures(in_leek: World) -> None:
    olga = officer()
    breach = weighed(in_leek, olga)
    services.decide_telling(breach=breach, kind=REGULATOR, outcome=TOLD, reference="AP-1", by=olga)
    services.decide_telling(breach=breach, kind=PEOPLE, outcome=NOT_TOLD, text="Geen hoog risico.", by=olga)
    with pytest.raises(Conflict):
        services.close_breach(breach=breach, lessons="Adres controleren.", by=olga)
    services.add_measure(breach=breach, text="Brief teruggehaald.", done_at=clock.now(), by=olga)
    assert services.close_breach(breach=breach, lessons="Adres controleren.", by=olga).state == BreachState.CLOSED
    assert not Task.objects.filter(source_id=breach.pk, state="open").exclude(kind=services.TOLD).exists()


def test_not_telling_is_explained_and_where_there_is_a_risk_the_regulator_is_told(in_leek: World) -> None:
    olga = officer()
    with pytest.raises(Conflict):
        services.decide_telling(breach=reported(in_leek), kind=REGULATOR, outcome=TOLD, by=olga)
    breach = weighed(in_leek, olga, BreachRisk.HIGH)
    for kind in (REGULATOR, PEOPLE):
        with pytest.raises(Invalid):
            services.decide_telling(breach=breach, kind=kind, outcome=NOT_TOLD, by=olga)
    with pytest.raises(Invalid):
        services.decide_telling(breach=breach, kind=REGULATOR, outcome=NOT_TOLD, text="Liever niet.", by=olga)
    services.assess_breach(breach=breach, risk=BreachRisk.UNLIKELY, text="Het adres was van de klant zelf.", by=olga)
    services.decide_telling(breach=breach, kind=REGULATOR, outcome=NOT_TOLD, text="Geen risico.", by=olga)


def test_a_report_after_the_72_hours_says_why(in_leek: World) -> None:
    olga = officer()
    breach = weighed(in_leek, olga, discovered_at=hours_ago(80))
    with pytest.raises(Invalid) as refusal:
        services.decide_telling(breach=breach, kind=REGULATOR, outcome=TOLD, by=olga)
    assert refusal.value.field == "text"
    services.decide_telling(breach=breach, kind=REGULATOR, outcome=TOLD, text="Pas later ontdekt.", by=olga)


def test_a_new_assessment_asks_for_the_decisions_again(in_leek: World) -> None:
    olga = officer()
    breach = weighed(in_leek, olga, BreachRisk.UNLIKELY)
    services.add_measure(breach=breach, text="x", done_at=clock.now(), by=olga)
    for kind in (REGULATOR, PEOPLE):
        services.decide_telling(breach=breach, kind=kind, outcome=NOT_TOLD, text="Geen risico.", by=olga)
    services.assess_breach(breach=breach, risk=BreachRisk.HIGH, text="Er zaten BSN's bij.", by=olga)
    with pytest.raises(Conflict):
        services.close_breach(breach=breach, lessons="x", by=olga)


def test_those_concerned_stand_in_it_once(in_leek: World) -> None:
    olga, found = officer(), [uuid4(), in_leek.dossier.pk]
    breach = reported(in_leek)
    assert services.add_affected(breach=breach, subjects=[*found, *found], found_in="ledger", by=olga) == 2
    assert services.add_affected(breach=breach, subjects=found, found_in="log", by=olga) == 0
    assert {row.found_in for row in select.affected_by(breach)} == {"ledger"}


# ---------------------------------------------------------------- after closing
def test_a_closed_report_never_changes_not_even_in_the_database(in_leek: World) -> None:
    olga = officer()
    breach = weighed(in_leek, olga)
    services.add_measure(breach=breach, text="x", done_at=clock.now(), by=olga)
    services.decide_telling(breach=breach, kind=REGULATOR, outcome=TOLD, by=olga)
    services.decide_telling(breach=breach, kind=PEOPLE, outcome=TOLD, by=olga)
    closed = services.close_breach(breach=breach, lessons="Adres controleren.", by=olga)
    for act in (
        lambda: services.close_breach(breach=closed, lessons="x", by=olga),
        lambda: services.assess_breach(breach=closed, risk=BreachRisk.RISK, text="x", by=olga),
        lambda: services.add_measure(breach=closed, text="x", done_at=clock.now(), by=in_leek.sanne),
        lambda: services.add_affected(breach=closed, subjects=[uuid4()], found_in="log", by=olga),
        lambda: services.decide_telling(breach=closed, kind=PEOPLE, outcome=TOLD, by=olga),
    ):
        with pytest.raises(Conflict):
            act()
    step = BreachStep.objects.first()
    for statement in (
        lambda: Breach.objects.filter(pk=closed.pk).update(kind=BreachKind.OTHER),
        lambda: BreachStep.objects.filter(pk=step.pk).update(kind=BreachStepKind.MEASURE),
        lambda: BreachStep.objects.filter(pk=step.pk).delete(),
        lambda: Breach.objects.filter(pk=closed.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()


# ---------------------------------------------------------------- reminders
def test_one_reminder_a_day_before_and_one_when_it_is_too_late(in_leek: World) -> None:
    breach = reported(in_leek)
    jobs = Job.objects.filter(kind="access.breach")
    assert [job.run_after for job in jobs.order_by("run_after")] == [breach.regulator_by - timedelta(hours=24), breach.regulator_by]
    assert services.remind(by=SYSTEM) == 0
    with clock.standing_at(breach.regulator_by - timedelta(hours=24)):
        for _twice in range(2):
            assert services.remind(breach_id=breach.pk, by=SYSTEM) == 1
        assert (len(tasks(services.SOON)), len(tasks(services.LATE))) == (1, 0)
    with clock.standing_at(breach.regulator_by):
        for _twice in range(2):
            assert services.remind(by=SYSTEM) == 1
        assert (len(tasks(services.SOON)), len(tasks(services.LATE))) == (1, 1)
        olga = officer()
        services.assess_breach(breach=breach, risk=BreachRisk.RISK, text="x", by=olga)
        services.decide_telling(breach=breach, kind=REGULATOR, outcome=TOLD, by=olga)
        assert not tasks(services.SOON) + tasks(services.LATE)
        assert services.remind(by=SYSTEM) == 0


def test_a_new_assessment_is_reminded_of_anew(in_leek: World) -> None:
    olga, breach = officer(), reported(in_leek)
    with clock.standing_at(breach.regulator_by - timedelta(hours=20)):
        services.remind(by=SYSTEM)
        services.assess_breach(breach=breach, risk=BreachRisk.UNLIKELY, text="x", by=olga)
        assert len(tasks(services.SOON)) == 1, "one at a time"
        services.decide_telling(breach=breach, kind=REGULATOR, outcome=NOT_TOLD, text="Geen risico.", by=olga)
        assert not tasks(services.SOON)
        services.assess_breach(breach=breach, risk=BreachRisk.HIGH, text="Er zaten BSN's bij.", by=olga)
        assert len(tasks(services.SOON)) == 1, "it was decided, and must be decided again"
        services.remind(by=SYSTEM)
        assert len(tasks(services.SOON)) == 1
    with clock.standing_at(breach.regulator_by):
        services.remind(by=SYSTEM)
        assert (len(tasks(services.SOON)), len(tasks(services.LATE))) == (1, 1)
        services.decide_telling(breach=breach, kind=REGULATOR, outcome=TOLD, by=olga)
        assert not tasks(services.SOON) + tasks(services.LATE)


# ---------------------------------------------------------------- kept away from the dossier
def test_who_is_kept_away_from_the_dossier_knows_only_of_what_he_reported_himself(in_leek: World) -> None:
    olga, theirs = officer(), reported(in_leek)
    report = services.Report(kind=BreachKind.WRONG_RECIPIENT, happened="x", discovered_at=hours_ago(1), subject=in_leek.dossier.pk)
    own, elsewhere = services.report_breach(report=report, by=olga), reported(in_leek, subject=None)
    assert {row.pk for row in select.register_of_breaches(olga)} == {theirs.pk, own.pk, elsewhere.pk}
    for user in (olga, in_leek.sanne, in_leek.tom):
        exclude(subject=in_leek.dossier.pk, user=user, source_kind="exclusion", source=uuid4(), by=SYSTEM)
    assert {row.pk for row in select.register_of_breaches(olga)} == {own.pk, elsewhere.pk}
    with pytest.raises(Http404):
        services.open_breach(breach_id=theirs.pk, by=olga)
    with pytest.raises(Http404):
        services.open_breach(breach_id=theirs.pk, by=in_leek.tom)
    for breach, by in ((own, olga), (elsewhere, olga), (theirs, in_leek.sanne)):
        assert services.open_breach(breach_id=breach.pk, by=by) == breach
