"""Holding: for a coded reason, by somebody, until somebody looks again; it stops destruction of exactly what it names."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from access.models import User
from access.states import MunicipalRole
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.protocols.types import Refused
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.selectors import open_tasks
from retention import services
from retention.models import Hold
from retention.policies import may_place
from retention.selectors import holds_on
from retention.states import HoldOn, HoldReason
from tests.factories.access import account
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.written import consenting, written
from tests.integration.retention.pasts import on, under

REVIEW = date(2027, 11, 1)


def held(world: World, series: Any = None) -> services.Held:
    return services.Held(world.dossier.person, world.dossier, series)


def hold(world: World, reason: HoldReason = HoldReason.SUPPORT, **other: Any) -> Hold:
    said = {"held": held(world), "explanation": "Zij komt waarschijnlijk terug.", "review_on": REVIEW, "by": world.sanne}
    return services.place_hold(reason=reason, **(said | other))


# ---------------------------------------------------------------- refusals
@pytest.mark.requirement("LEEK-6-langer", "LAND-6-zorgvuldig")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"explanation": " "}, "explanation"), ({"review_on": None}, "review_on"), ({"review_on": date(2026, 11, 24)}, "review_on"),
        ({"review_on": date(2031, 1, 1)}, "review_on"),
    ],
)  # fmt: skip
def test_longer_for_support_wants_a_reason_and_a_day_to_look_again(anywhere: World, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        hold(anywhere, **wrong)
    assert refusal.value.field == field
    assert not Hold.objects.exists()


def test_an_item_of_another_dossier_is_not_held_here(in_leek: World) -> None:
    with pytest.raises(Invalid):
        hold(in_leek, held=held(in_leek, uuid4()))


def test_where_neither_protocol_nor_law_says_longer_it_is_not_kept_longer(in_sittard_geleen: World) -> None:
    under(in_sittard_geleen, "participatiewet")
    with pytest.raises(Invalid) as refusal:
        hold(in_sittard_geleen)
    assert refusal.value.field == "reason"
    assert hold(in_sittard_geleen, HoldReason.LITIGATION).citations == []


def test_the_same_reason_does_not_stand_twice(in_leek: World) -> None:
    hold(in_leek)
    with pytest.raises(Conflict):
        hold(in_leek)
    hold(in_leek, HoldReason.INTEREST)


def test_who_may_hold_what(in_leek: World) -> None:
    officer, outsider = account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,)), account("zoe")
    assert set(may_place(officer, in_leek.dossier)) == set(HoldReason)
    assert set(may_place(in_leek.sanne, in_leek.dossier)) == {HoldReason.SUPPORT, HoldReason.INTEREST}
    assert may_place(outsider, in_leek.dossier) == may_place(in_leek.tom, in_leek.dossier) == ()


def test_a_hold_is_lifted_by_who_placed_it_or_prepares_destruction_and_by_nobody_else(in_leek: World, landsmeer: Any) -> None:
    row = hold(in_leek)
    for nobody in (in_leek.marieke, in_leek.tom, account("olav", roles=(MunicipalRole.TEAM_LEAD,))):
        with pytest.raises(PermissionDenied):
            services.lift_hold(hold=row, because="Klaar", by=nobody)
        with pytest.raises(Http404):
            services.open_hold(hold_id=row.pk, by=nobody)
    with scope.entered(landsmeer.scope()), pytest.raises(Http404):
        services.open_hold(hold_id=row.pk, by=account("zoe", roles=(MunicipalRole.PRIVACY_OFFICER,)))
    with pytest.raises(Invalid):
        services.lift_hold(hold=row, because=" ", by=in_leek.sanne)
    assert Hold.objects.get().lifted_at is None


@pytest.mark.requirement("LEID-10.3", "OPST-9.3")
@pytest.mark.parametrize(("where", "may"), [("in_leiden", True), ("in_opsterland", True), ("in_leek", False), ("in_landsmeer", False)])
def test_a_leader_has_a_part_only_where_the_protocol_makes_him_beheerder_and_for_his_own_team(
    where: str, may: bool, request: pytest.FixtureRequest
) -> None:
    from access.services import create_team
    from access.states import TeamRole

    world: World = request.getfixturevalue(where)
    elsewhere = account("els", team=create_team(name="Wijkteam Zuid", by=SYSTEM), place=TeamRole.LEAD)
    assert bool(may_place(world.tom, world.dossier)) is may
    assert not may_place(elsewhere, world.dossier)
    with pytest.raises((Http404, Refused)):
        services.open_kept(ref=world.dossier.pk, by=elsewhere)


# ---------------------------------------------------------------- what it does
@pytest.mark.requirement("LEEK-6-langer", "LAND-6-zorgvuldig", "LEID-10.2", "OPST-9.2", "ENG-6")
@pytest.mark.parametrize(
    ("where", "article"),
    [
        ("in_leek", "leek-2018 art. 6"), ("in_landsmeer", "landsmeer-2016 art. 6"), ("in_leiden", "leiden-2016 art. 10 lid 2"),
        ("in_opsterland", "opsterland-2015 art. 9 lid 2"), ("in_sittard_geleen", "wmo-2015 art. 5.3.4 lid 1"),
    ],
)  # fmt: skip
def test_longer_for_careful_support_rests_on_its_article(where: str, article: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    row = hold(world)
    assert (row.citations, row.placed_by, row.review_on, row.reason) == ([article], world.sanne, REVIEW, HoldReason.SUPPORT)
    assert row.explanation == "Zij komt waarschijnlijk terug."
    line = AuditEvent.objects.get(event="retention:hold:placed")
    assert (line.dossier_id, line.person_id, line.reason, line.actor_id) == (world.dossier.pk, world.client.pk, "support", world.sanne.pk)


def test_a_hold_keeps_exactly_what_it_names(in_leek: World) -> None:
    consenting(in_leek)
    one, other = written(in_leek), written(in_leek)
    row = hold(in_leek, held=held(in_leek, one.series))
    assert row.on == HoldOn.ITEM
    assert holds_on(in_leek.dossier, one.series) == holds_on(in_leek.dossier) == [row], "the whole does not go while a part is held"
    assert holds_on(in_leek.dossier, other.series) == []
    everything = services.place_hold(
        held=services.Held(in_leek.client), reason=HoldReason.LITIGATION, explanation="Rechtszaak", review_on=REVIEW, by=in_leek.sanne
    )
    assert holds_on(in_leek.dossier, other.series) == [everything]


def test_lifted_it_holds_no_more_and_says_who_and_why(in_leek: World) -> None:
    row = hold(in_leek)
    officer = account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
    services.lift_hold(hold=row, because="De hulp is klaar", by=officer)
    found = Hold.objects.get()
    assert (found.lifted_by, found.lifted_because) == (officer, "De hulp is klaar")
    assert holds_on(in_leek.dossier) == []
    with pytest.raises(Conflict):
        services.lift_hold(hold=row, because="Nog eens", by=officer)


# ---------------------------------------------------------------- upper floors
def test_a_cause_places_one_hold_and_ends_it_by_itself(in_leek: World) -> None:
    cause = services.Cause("request", uuid4())
    said: dict[str, Any] = {"held": held(in_leek), "reason": HoldReason.REQUEST, "explanation": "Verzoek om inzage", "cause": cause, "by": SYSTEM}
    row = services.place_hold(**said)
    assert services.place_hold(**said) == row, "asked twice, it stands once"
    assert row.placed_by is None
    with pytest.raises(Conflict):
        services.lift_hold(hold=row, because="Weg ermee", by=account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,)))
    assert services.end_holds_of(cause=cause, by=SYSTEM) == 1
    assert services.end_holds_of(cause=cause, by=SYSTEM) == 0
    assert holds_on(in_leek.dossier) == []
    assert services.place_hold(**said) != row, "a second time is another hold"


# ---------------------------------------------------------------- looked at again
@pytest.mark.requirement("LEEK-6-langer", "LAND-6-zorgvuldig")
def test_the_officer_is_asked_two_weeks_before_the_day(in_leek: World) -> None:
    row = hold(in_leek)
    assert services.give_review_tasks(by=SYSTEM) == 0
    with on(date(2027, 10, 20)):
        assert services.give_review_tasks(by=SYSTEM) == 1
        assert services.give_review_tasks(by=SYSTEM) == 0
        (task,) = open_tasks(roles=["privacy_officer"])
        assert (task.kind, task.source_id, task.due_on) == ("review_hold", row.pk, REVIEW)
        officer: User = account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
        fresh = services.renew_hold(hold=row, explanation="Het loopt nog", review_on=date(2028, 11, 1), by=officer)
        assert not open_tasks(roles=["privacy_officer"])
    assert (fresh.placed_by, fresh.explanation, fresh.review_on) == (officer, "Het loopt nog", date(2028, 11, 1))
    assert holds_on(in_leek.dossier) == [fresh]
    with on(date(2028, 10, 30)):
        assert services.give_review_tasks(by=SYSTEM) == 1, "the next day to look has its own task"
