"""The plan of a household: who comes in and who does not, one plan for one household, who directs it."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404

from access.policies import may_open
from access.selectors import visible_to
from access.services import deactivate_user
from access.states import MunicipalRole
from dossiers import services
from dossiers.models import Direction, Plan, Relation
from dossiers.selectors.plan import directors_of, dossiers_of, persons_of
from dossiers.services.direction import end_direction, name_director
from dossiers.services.exclusion import exclude_colleague
from dossiers.services.plan import (
    add_to_plan,
    join_plan,
    leave_plan,
    open_plan,
    start_plan,
    take_out_of_plan,
)
from dossiers.services.relations import Around, add_relation
from dossiers.states import ExclusionGround, RelationRole
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.people.services import register_person
from privacy_domain.protocols.types import Part, Refused
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from tests.factories.access import account
from tests.integration.conftest import world_of
from tests.integration.dossiers.cast import World, first_code
from tests.integration.dossiers.plans import CASE, KINDERS, PROCESS, TODAY, director, second_dossier, start


# ---------------------------------------------------------------- the door
def test_who_has_nothing_to_do_with_it_finds_no_plan(in_sittard_geleen: World) -> None:
    start(in_sittard_geleen)
    for nobody in (in_sittard_geleen.marieke, in_sittard_geleen.tom, account("vreemde")):
        with pytest.raises(Http404):
            open_plan(ref=in_sittard_geleen.dossier.pk, by=nobody)


def test_another_municipality_finds_no_plan(in_leek: World, leiden: Any) -> None:
    plan = start(in_leek, "plan")
    with scope.entered(leiden.scope()):
        with pytest.raises(Http404):
            open_plan(ref=in_leek.dossier.pk, by=account("zoe"))
        assert not Plan.objects.filter(pk=plan.pk).exists()


@pytest.mark.requirement("SITT-5-autorisatie")
@pytest.mark.requirement("SITT-5-plan-dossier")
def test_a_director_opens_the_plan_and_no_dossier(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    user = director(world, start(world))
    door = open_plan(ref=world.dossier.pk, by=user)
    assert door.plan is not None
    assert door.may_write
    with pytest.raises(Http404):
        services.open_dossier(ref=world.dossier.pk, by=user)
    assert not may_open(user, world.dossier.pk, on=TODAY).allowed
    assert [seen.subject for seen in visible_to(user, part=Part.PLAN)] == [world.dossier.pk]
    assert visible_to(user) == []


@pytest.mark.requirement("SITT-5-autorisatie")
def test_the_process_director_of_the_municipality_says_why_and_looks_only(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    start(world)
    user = account("pim", roles=(MunicipalRole.DIRECTOR,))
    with pytest.raises(Refused):
        open_plan(ref=world.dossier.pk, by=user)
    from access.services import state_reason
    from access.states import Reason

    state_reason(subject=world.dossier.pk, reason=Reason.SUPERVISION, part=Part.PLAN, by=user)
    assert not open_plan(ref=world.dossier.pk, by=user).may_write
    with pytest.raises(Refused):
        open_plan(ref=world.dossier.pk, write=True, by=user)
    with pytest.raises(Http404):
        services.open_dossier(ref=world.dossier.pk, by=user)


@pytest.mark.parametrize("code", ["leek", "landsmeer", "leiden", "opsterland"])
def test_where_no_protocol_lets_a_director_in_he_must_be_involved(code: str) -> None:
    with world_of(code) as world:
        plan = start(world)
        with pytest.raises(Invalid):
            name_director(plan=plan, level=CASE, user=account("roos"), reach="tst", by=world.sanne)
        assert not Direction.objects.exists()
        name_director(plan=plan, level=CASE, user=world.sanne, reach="0594 1", by=world.sanne)
        assert open_plan(ref=world.dossier.pk, by=world.sanne).may_write


def test_who_is_kept_away_from_the_dossier_directs_no_plan(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    plan = start(world)
    exclude_colleague(dossier=world.dossier, user=world.marieke, ground=ExclusionGround.CONFLICT, reason="buren", by=world.sanne)
    with pytest.raises(Invalid):
        name_director(plan=plan, level=CASE, user=world.marieke, reach="tst", by=world.sanne)


def test_a_look_at_the_plan_is_one_line_in_the_log(in_leek: World) -> None:
    start(in_leek)
    before = AuditEvent.objects.filter(event="dossier:plan:looked").count()
    open_plan(ref=in_leek.dossier.pk, by=in_leek.sanne)
    assert AuditEvent.objects.filter(event="dossier:plan:looked", dossier_id=in_leek.dossier.pk).count() == before + 1


# ---------------------------------------------------------------- one household, one plan, one director
@pytest.mark.requirement("SITT-5-gezin")
def test_a_household_has_one_plan(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    plan = start(world)
    user = director(world, plan)
    add_relation(dossier=world.dossier, around=Around(role=RelationRole.FAMILY, relation="kind"), details=KINDERS, by=world.sanne)
    child = second_dossier(world)
    with pytest.raises(Conflict, match=user.display_name):
        start_plan(dossier=child, name="gezinsplan", by=world.sanne)
    assert Plan.objects.count() == 1
    join_plan(plan=plan, number=child.number, by=world.sanne)
    assert {link.dossier_id for link in dossiers_of(plan)} == {world.dossier.pk, child.pk}
    assert open_plan(ref=child.pk, by=user).plan == plan
    with pytest.raises(Conflict):
        join_plan(plan=plan, number=child.number, by=world.sanne)
    with pytest.raises(Conflict):
        start_plan(dossier=child, name="gezinsplan", by=world.sanne)


def test_who_may_not_open_that_plan_hears_that_it_is_there_and_not_who_directs_it(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    user = director(world, start(world))
    add_relation(dossier=world.dossier, around=Around(role=RelationRole.FAMILY, relation="kind"), details=KINDERS, by=world.sanne)
    outsider = account("anna")
    person = register_person(details=KINDERS, by=outsider)
    theirs = services.start_dossier(
        person=person, team=world.team, purposes=[first_code("purposes")], domains=[first_code("domains")], law_tags=["wmo"],
        help_question="x", by=outsider,
    )  # fmt: skip
    with pytest.raises(Conflict, match="al een plan") as refusal:
        start_plan(dossier=theirs, name="gezinsplan", by=outsider)
    said = str(refusal.value)
    assert user.display_name not in said and "046 123" not in said and "leidinggevende" in said
    assert Plan.objects.count() == 1


def test_a_second_plan_for_the_same_dossier_is_refused(anywhere: World) -> None:
    start(anywhere)
    with pytest.raises(Conflict):
        start(anywhere)


def test_elsewhere_a_plan_that_one_may_not_open_is_not_betrayed(in_leiden: World) -> None:
    world = in_leiden
    other = account("anna")
    person = register_person(details=KINDERS, by=other)
    theirs = services.start_dossier(
        person=person, team=world.team, purposes=[first_code("purposes")], domains=[first_code("domains")], law_tags=["wmo"],
        help_question="x", by=other,
    )  # fmt: skip
    start_plan(dossier=theirs, name="plan van aanpak", by=other)
    Relation.objects.create(dossier=theirs, role="family", person=world.client, relation="oma", relevance="x", since=TODAY, added_by=other)
    assert start(world).pk


@pytest.mark.parametrize("number", ["0000000000", "their"])
def test_a_number_one_has_no_right_to_and_one_that_does_not_exist_answer_alike(in_sittard_geleen: World, number: str) -> None:
    world = in_sittard_geleen
    plan = start(world)
    other = account("anna")
    theirs = services.start_dossier(
        person=register_person(details=KINDERS, by=other), team=world.team, purposes=[first_code("purposes")], domains=[first_code("domains")],
        law_tags=["wmo"], help_question="x", by=other,
    )  # fmt: skip
    with pytest.raises(Invalid, match="Er is geen open dossier met dit nummer waarin jij mag schrijven"):
        join_plan(plan=plan, number=theirs.number if number == "their" else number, by=world.sanne)


def test_a_dossier_that_leaves_takes_the_directors_way_in_with_it(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    plan = start(world)
    user, child = director(world, plan), second_dossier(world)
    join_plan(plan=plan, number=child.number, by=world.sanne)
    leave_plan(plan=plan, dossier=child, by=world.sanne)
    with pytest.raises(Http404):
        open_plan(ref=child.pk, by=user)
    assert open_plan(ref=world.dossier.pk, by=user).plan == plan
    with pytest.raises(Conflict):
        leave_plan(plan=plan, dossier=child, by=world.sanne)
    with pytest.raises(Conflict):
        leave_plan(plan=plan, dossier=world.dossier, by=world.sanne)


@pytest.mark.requirement("SITT-5-VISD-1")
def test_the_family_concerned_stands_in_the_plan(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    plan = start(world)
    family = add_relation(dossier=world.dossier, around=Around(role=RelationRole.FAMILY, relation="zoon"), details=KINDERS, by=world.sanne)
    neighbour = add_relation(
        dossier=world.dossier, around=Around(role=RelationRole.NETWORK, relation="buur"), details={"surname": "Bos"}, by=world.sanne
    )
    with pytest.raises(Invalid):
        add_to_plan(plan=plan, relation=neighbour, by=world.sanne)
    row = add_to_plan(plan=plan, relation=family, by=world.sanne)
    assert [(one.person_id, one.relation) for one in persons_of(plan)] == [(family.person_id, "zoon")]
    assert [link.dossier.person_id for link in dossiers_of(plan)] == [world.client.pk]
    with pytest.raises(Conflict):
        add_to_plan(plan=plan, relation=family, by=world.sanne)
    take_out_of_plan(row=row, by=world.sanne)
    assert persons_of(plan) == []
    with pytest.raises(Conflict):
        take_out_of_plan(row=row, by=world.sanne)


# ---------------------------------------------------------------- direction
@pytest.mark.requirement("SITT-5-regie")
@pytest.mark.requirement("SITT-5-VISD-2")
def test_process_and_case_are_directed_each_by_one_with_how_to_reach_him(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    plan = start(world)
    with pytest.raises(Invalid):
        name_director(plan=plan, level=CASE, user=account("piet"), reach=" ", by=world.sanne)
    roos = director(world, plan)
    pim = account("pim")
    name_director(plan=plan, level=PROCESS, user=pim, reach="pim@example.org", by=world.sanne)
    now = {row.level: (row.user_id, row.reach) for row in directors_of(plan) if row.until is None}
    assert now == {"case": (roos.pk, "046 123 45 67"), "process": (pim.pk, "pim@example.org")}
    next_one = account("tineke")
    name_director(plan=plan, level=CASE, user=next_one, reach="1", by=world.sanne)
    with pytest.raises(Http404):
        open_plan(ref=world.dossier.pk, by=roos)
    assert open_plan(ref=world.dossier.pk, by=next_one).plan == plan
    assert [(row.user_id, row.until) for row in directors_of(plan) if row.user_id == roos.pk] == [(roos.pk, TODAY)]
    with pytest.raises(Conflict):
        name_director(plan=plan, level=CASE, user=next_one, reach="1", by=world.sanne)


def test_direction_that_ended_opens_nothing_and_ends_once(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    user = director(world, start(world))
    row = Direction.objects.get()
    end_direction(direction=row, by=world.sanne)
    with pytest.raises(Http404):
        open_plan(ref=world.dossier.pk, by=user)
    with pytest.raises(Conflict):
        end_direction(direction=row, by=world.sanne)


def test_a_director_who_leaves_directs_no_more(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    user = director(world, start(world))
    deactivate_user(user=user, by=account("bea", roles=(MunicipalRole.FUNCTIONAL_ADMIN,)))
    services.close_rows_of(user_id=user.pk, by=SYSTEM)
    assert Direction.objects.get().until == TODAY
