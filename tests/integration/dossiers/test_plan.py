"""The plan of a household: who comes in, who does not, what may stand in it, and what stays of how it was."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import Http404

from access.models import User
from access.policies import may_open, may_write
from access.selectors import visible_to
from access.services import deactivate_user
from access.states import MunicipalRole
from dossiers import services
from dossiers.models import Activity, Direction, Dossier, Evaluation, Plan, PlanDossier, Relation
from dossiers.selectors.plan import activities_of, directors_of, dossiers_of, earlier_states, my_plans, persons_of
from dossiers.services.activities import ActivityFacts, add_activity, change_activity
from dossiers.services.closing import close_dossier
from dossiers.services.direction import end_direction, name_director
from dossiers.services.evaluation import Outcome, give_evaluation_tasks, hold_evaluation, plan_evaluation
from dossiers.services.exclusion import exclude_colleague
from dossiers.services.measurement import begin_measurement, drop_measurement
from dossiers.services.plan import (
    add_to_plan,
    agree_plan,
    close_plan,
    join_plan,
    leave_plan,
    open_plan,
    settle_before_closing,
    start_plan,
    take_out_of_plan,
    write_plan,
)
from dossiers.services.plan_drafts import PlanDraftConflict, forget_plan_draft, save_plan_draft
from dossiers.services.relations import Around, add_relation
from dossiers.states import DirectionLevel, EvaluationKind, ExclusionGround, Performer, PlanState, RelationRole
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.people.services import register_person
from privacy_domain.protocols.types import Part, Refused
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Task
from tests.factories.access import account
from tests.integration.dossiers.cast import World, first_code
from tests.integration.dossiers.conftest import world_of
from tests.integration.dossiers.test_closing import ending

TODAY = date(2026, 11, 24)
CASE, PROCESS = DirectionLevel.CASE, DirectionLevel.PROCESS
KINDERS = {"given_names": "Bo", "surname": "Vries", "prefix": "de", "birth_date": date(2012, 4, 4)}


def start(world: World, name: str = "") -> Plan:
    from dossiers.policies.plan import plan_rules

    return start_plan(dossier=world.dossier, name=name or plan_rules(clock.today()).names[0], by=world.sanne)


def facts(**more: Any) -> ActivityFacts:
    known: dict[str, Any] = {
        "what": "Hulp bij de administratie",
        "nature": "begeleiding",
        "extent": "twee uur per week",
        "begins_on": TODAY,
        "performer": Performer.TEAM,
        "executor": "Sanne de Wit",
    }
    return ActivityFacts(**(known | more))


def second_dossier(world: World, details: dict[str, Any] = KINDERS) -> Dossier:
    person = register_person(details=details, by=world.sanne)
    return services.start_dossier(
        person=person,
        team=world.team,
        purposes=[first_code("purposes")],
        domains=[first_code("domains")],
        law_tags=["wmo"],
        help_question="Samen eten",
        by=world.sanne,
    )


def director(world: World, plan: Plan, level: DirectionLevel = CASE) -> User:
    user = account("roos")
    name_director(plan=plan, level=level, user=user, reach="046 123 45 67", by=world.sanne)
    return user


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


# ---------------------------------------------------------------- what stands in it
@pytest.mark.requirement("SITT-5-plan-dossier")
def test_where_plan_and_dossier_are_kept_apart_the_plan_takes_no_words_of_the_help(in_sittard_geleen: World) -> None:
    plan = start(in_sittard_geleen)
    with pytest.raises(Invalid):
        write_plan(plan=plan, goals="Schuldenvrij", agreements="Elke week", by=in_sittard_geleen.sanne)
    outcome = Outcome(kind=EvaluationKind.EVALUATION, held_on=TODAY, with_client=True, achieved="Minder schulden")
    with pytest.raises(Invalid):
        hold_evaluation(plan=plan, outcome=outcome, by=in_sittard_geleen.sanne)
    assert Plan.objects.get().goals == ""


@pytest.mark.requirement("LEID-9.2")
@pytest.mark.requirement("LEID-10.1-plan")
def test_goals_and_agreements_stand_in_the_plan_of_leiden(in_leiden: World) -> None:
    plan = start(in_leiden)
    assert plan.name == "plan van aanpak"
    with pytest.raises(Invalid):
        write_plan(plan=plan, goals=" ", agreements="", by=in_leiden.sanne)
    write_plan(plan=plan, goals="Zelf koken", agreements="Elke dinsdag samen", by=in_leiden.sanne)
    add_activity(plan=plan, facts=facts(performer=Performer.PARTNER, organisation=in_leiden.provider, contact="071 1"), by=in_leiden.sanne)
    fresh = Plan.objects.get(pk=plan.pk)
    assert (fresh.goals, fresh.agreements) == ("Zelf koken", "Elke dinsdag samen")
    assert [(row.organisation.name, row.executor, row.contact) for row in activities_of(plan)] == [("Zorggroep Het Veer", "Sanne de Wit", "071 1")]


@pytest.mark.requirement("OPST-9.1e")
def test_the_maatwerkplan_says_how_it_was_drawn_up_together(in_opsterland: World) -> None:
    plan = start(in_opsterland)
    assert plan.name == "maatwerkplan"
    write_plan(plan=plan, goals="", agreements="Samen de post openen", by=in_opsterland.sanne)
    with pytest.raises(Invalid):
        agree_plan(plan=plan, agreed_on=TODAY, agreed_with="Johanna", by=in_opsterland.sanne)
    agree_plan(plan=plan, agreed_on=TODAY, agreed_with="Johanna de Vries", agreed_how="aan tafel, regel voor regel", by=in_opsterland.sanne)
    fresh = Plan.objects.get()
    assert (fresh.agreed_on, fresh.agreed_with, fresh.agreed_how) == (TODAY, "Johanna de Vries", "aan tafel, regel voor regel")
    write_plan(plan=plan, goals="", agreements="Iets anders", by=in_opsterland.sanne)
    assert Plan.objects.get().agreed_on is None


def test_what_is_agreed_otherwise_must_be_agreed_again_and_what_is_done_not(in_leek: World) -> None:
    plan = start(in_leek)
    row = add_activity(plan=plan, facts=facts(), by=in_leek.sanne)
    agree_plan(plan=plan, agreed_on=TODAY, agreed_with="Johanna", by=in_leek.sanne)
    change_activity(activity=row, facts=facts(done_on=TODAY, remarks="klaar"), by=in_leek.sanne)
    assert Plan.objects.get().agreed_on == TODAY
    change_activity(activity=row, facts=facts(extent="vier uur per week"), by=in_leek.sanne)
    assert Plan.objects.get().agreed_on is None
    agree_plan(plan=plan, agreed_on=TODAY, agreed_with="Johanna", by=in_leek.sanne)
    add_activity(plan=plan, facts=facts(), by=in_leek.sanne)
    assert Plan.objects.get().agreed_on is None


@pytest.mark.parametrize("when", [TODAY + timedelta(days=1), TODAY - timedelta(days=1)])
def test_nobody_agreed_before_the_plan_or_tomorrow(in_leek: World, when: date) -> None:
    plan = start(in_leek)
    with pytest.raises(Invalid):
        agree_plan(plan=plan, agreed_on=when, agreed_with="Johanna", by=in_leek.sanne)


@pytest.mark.requirement("SITT-5-VISD-3")
@pytest.mark.requirement("SITT-5-VISD-5")
@pytest.mark.parametrize("lacking", ["what", "nature", "extent", "executor"])
def test_an_activity_lacks_nothing_of_the_set(in_sittard_geleen: World, lacking: str) -> None:
    plan = start(in_sittard_geleen)
    with pytest.raises(Invalid) as caught:
        add_activity(plan=plan, facts=facts(**{lacking: " "}), by=in_sittard_geleen.sanne)
    assert caught.value.field == lacking
    row = add_activity(plan=plan, facts=facts(), by=in_sittard_geleen.sanne)
    fresh = Activity.objects.get(pk=row.pk)
    assert (fresh.what, fresh.nature, fresh.extent) == ("Hulp bij de administratie", "begeleiding", "twee uur per week")


@pytest.mark.requirement("SITT-5-VISD-5")
def test_another_organisation_is_named(anywhere: World) -> None:
    plan = start(anywhere)
    with pytest.raises(Invalid) as caught:
        add_activity(plan=plan, facts=facts(performer=Performer.PARTNER), by=anywhere.sanne)
    assert caught.value.field == "organisation"
    row = add_activity(plan=plan, facts=facts(performer=Performer.PARTNER, organisation=anywhere.provider), by=anywhere.sanne)
    assert row.organisation == anywhere.provider


@pytest.mark.requirement("SITT-5-VISD-4")
def test_an_activity_ends_not_before_it_begins(in_sittard_geleen: World) -> None:
    plan = start(in_sittard_geleen)
    with pytest.raises(Invalid):
        add_activity(plan=plan, facts=facts(ends_on=TODAY - timedelta(days=1)), by=in_sittard_geleen.sanne)
    row = add_activity(plan=plan, facts=facts(ends_on=TODAY), by=in_sittard_geleen.sanne)
    assert (row.begins_on, row.ends_on) == (TODAY, TODAY)


@pytest.mark.requirement("SITT-5-VISD-6")
def test_an_activity_is_done_on_a_day_with_a_remark(in_sittard_geleen: World) -> None:
    plan = start(in_sittard_geleen)
    row = add_activity(plan=plan, facts=facts(), by=in_sittard_geleen.sanne)
    for wrong in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(Invalid):
            change_activity(activity=row, facts=facts(done_on=wrong), by=in_sittard_geleen.sanne)
    change_activity(activity=row, facts=facts(done_on=TODAY, remarks="eerder klaar"), by=in_sittard_geleen.sanne)
    fresh = Activity.objects.get(pk=row.pk)
    assert (fresh.done_on, fresh.remarks) == (TODAY, "eerder klaar")


# ---------------------------------------------------------------- how it was
@pytest.mark.requirement("LEID-10.1-plan")
def test_earlier_states_stay_readable_and_are_ciphertext(in_leiden: World) -> None:
    plan = start(in_leiden)
    row = add_activity(plan=plan, facts=facts(), by=in_leiden.sanne)
    with clock.standing_at(clock.now() + timedelta(minutes=1)):
        write_plan(plan=plan, goals="Zelf koken", agreements="dinsdag", by=in_leiden.sanne)
        change_activity(activity=row, facts=facts(remarks="loopt"), by=in_leiden.sanne)
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        write_plan(plan=plan, goals="Zelf koken", agreements="woensdag", by=in_leiden.marieke)
    states = earlier_states(plan)
    assert [state.row.agreements for state in states if state.kind == "plan"] == ["woensdag", "dinsdag", ""]
    assert [state.who for state in states if state.kind == "plan"] == ["Marieke Bos", "Sanne de Wit", "Sanne de Wit"]
    assert [state.row.remarks for state in states if state.kind == "activity"] == ["loopt", ""]
    with connection.cursor() as cursor:
        cursor.execute("select agreements from dossiers_historicalplan")
        kept = [bytes(value) for (value,) in cursor.fetchall()]
    assert len(kept) == 3
    assert not any(b"dinsdag" in value for value in kept)


# ---------------------------------------------------------------- looking at it again
def tasks() -> list[tuple[str, str]]:
    return list(Task.objects.filter(source_kind="evaluation").order_by("made_at", "kind").values_list("kind", "state"))


@pytest.mark.requirement("LEID-BijlI-4-evaluatie")
def test_who_directs_is_warned_before_and_on_the_day_of_the_plan(in_leiden: World) -> None:
    plan = start(in_leiden)
    name_director(plan=plan, level=CASE, user=in_leiden.sanne, reach="071 1", by=in_leiden.sanne)
    plan_evaluation(plan=plan, due_on=TODAY + timedelta(days=30), by=in_leiden.sanne)
    assert give_evaluation_tasks(by=SYSTEM) == 0
    with clock.standing_at(clock.now() + timedelta(days=16)):
        assert give_evaluation_tasks(by=SYSTEM) == 1
        assert give_evaluation_tasks(by=SYSTEM) == 0
    assert tasks() == [("evaluation_soon", "open")]
    with clock.standing_at(clock.now() + timedelta(days=33)):  # three nights without a worker
        assert give_evaluation_tasks(by=SYSTEM) == 1
        assert give_evaluation_tasks(by=SYSTEM) == 0
        assert tasks() == [("evaluation_soon", "done"), ("evaluation_due", "open")]
        assert set(Task.objects.filter(source_kind="evaluation").values_list("assignee_id", flat=True)) == {in_leiden.sanne.pk}
        said = Outcome(kind=EvaluationKind.EVALUATION, held_on=clock.today(), with_client=True, achieved="Kookt zelf", next_on=date(2027, 6, 1))
        hold_evaluation(plan=plan, outcome=said, by=in_leiden.sanne)
        assert [state for _, state in tasks()] == ["done", "done"]
    assert list(Evaluation.objects.order_by("due_on").values_list("state", "due_on")) == [
        ("held", TODAY + timedelta(days=30)), ("planned", date(2027, 6, 1))
    ]  # fmt: skip


def test_without_a_director_the_team_is_warned(in_leek: World) -> None:
    plan_evaluation(plan=start(in_leek), due_on=TODAY + timedelta(days=1), by=in_leek.sanne)
    give_evaluation_tasks(by=SYSTEM)
    assert Task.objects.get(source_kind="evaluation").team_id == in_leek.team.pk


def test_another_day_drops_the_one_before_with_its_task(in_leek: World) -> None:
    plan = start(in_leek)
    plan_evaluation(plan=plan, due_on=TODAY + timedelta(days=3), by=in_leek.sanne)
    give_evaluation_tasks(by=SYSTEM)
    with pytest.raises(Conflict):
        plan_evaluation(plan=plan, due_on=TODAY + timedelta(days=3), by=in_leek.sanne)
    with pytest.raises(Invalid):
        plan_evaluation(plan=plan, due_on=TODAY, by=in_leek.sanne)
    plan_evaluation(plan=plan, due_on=TODAY + timedelta(days=60), by=in_leek.sanne)
    assert give_evaluation_tasks(by=SYSTEM) == 0
    assert not Task.objects.filter(source_kind="evaluation", state="open").exists()


@pytest.mark.requirement("LEID-BijlI-4-heronderzoek")
def test_a_re_examination_has_no_fixed_day_asks_no_consent_and_leaves_the_evaluation_standing(in_leiden: World) -> None:
    from consent.models import Consent

    plan = start(in_leiden)
    ahead = plan_evaluation(plan=plan, due_on=TODAY + timedelta(days=90), by=in_leiden.sanne)
    said = Outcome(kind=EvaluationKind.REEXAMINATION, held_on=TODAY, with_client=True, achieved="De hulp past nog")
    hold_evaluation(plan=plan, outcome=said, by=in_leiden.sanne)
    assert Evaluation.objects.get(pk=ahead.pk).state == "planned"
    assert Evaluation.objects.filter(kind="reexamination", state="held", held_on=TODAY).count() == 1
    assert not Consent.objects.exists()


@pytest.mark.requirement("LEID-BijlI-4-heronderzoek")
@pytest.mark.parametrize("code", ["leek", "landsmeer", "sittard-geleen", "opsterland"])
def test_only_leiden_knows_a_re_examination(code: str) -> None:
    with world_of(code) as world:
        said = Outcome(kind=EvaluationKind.REEXAMINATION, held_on=TODAY, with_client=True)
        with pytest.raises(Invalid):
            hold_evaluation(plan=start(world), outcome=said, by=world.sanne)


# ---------------------------------------------------------------- drafts and the end
def test_a_draft_is_ones_own_and_two_tabs_notice_each_other(in_leiden: World) -> None:
    plan = start(in_leiden)
    first = save_plan_draft(plan=plan, page="afspraken", version=0, content={"goals": ["a"]}, by=in_leiden.sanne)
    assert first.version == 1
    with pytest.raises(PlanDraftConflict) as caught:
        save_plan_draft(plan=plan, page="afspraken", version=0, content={"goals": ["b"]}, by=in_leiden.sanne)
    assert caught.value.theirs.content == {"goals": ["a"]}
    save_plan_draft(plan=plan, page="afspraken", version=0, content={"goals": ["c"]}, by=in_leiden.marieke)
    forget_plan_draft(plan=plan, page="afspraken", by=in_leiden.sanne)
    assert save_plan_draft(plan=plan, page="afspraken", version=0, content={"goals": ["d"]}, by=in_leiden.sanne).version == 1


def test_a_plan_ends_once_when_nothing_runs_and_lets_the_directors_go(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    plan = start(world)
    user = director(world, plan)
    row = add_activity(plan=plan, facts=facts(), by=world.sanne)
    plan_evaluation(plan=plan, due_on=TODAY + timedelta(days=3), by=world.sanne)
    with pytest.raises(Conflict):
        close_plan(plan=plan, by=world.sanne)
    change_activity(activity=row, facts=facts(done_on=TODAY), by=world.sanne)
    close_plan(plan=plan, by=world.sanne)
    assert Plan.objects.get().state == PlanState.CLOSED
    assert not PlanDossier.objects.filter(until__isnull=True).exists()
    with pytest.raises(Http404):
        open_plan(ref=world.dossier.pk, by=user)
    door = open_plan(ref=world.dossier.pk, by=world.sanne)
    assert door.plan == plan
    with pytest.raises(Conflict):
        _ = door.running
    with pytest.raises(Conflict):
        close_plan(plan=plan, by=world.sanne)
    assert start(world).pk != plan.pk


def test_my_plans_are_those_the_gate_opens(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    plan = start(world)
    user = director(world, plan)
    assert [line.plan for line in my_plans(user, TODAY)] == [plan]
    assert [line.plan for line in my_plans(world.sanne, TODAY)] == [plan]
    assert my_plans(world.marieke, TODAY) == []
    assert not may_write(world.marieke, world.dossier.pk, on=TODAY, part=Part.PLAN).allowed


# ---------------------------------------------------------------- a dossier of it closes
def test_a_dossier_does_not_close_under_a_plan_of_its_own_or_an_unfinished_measurement(in_opsterland: World) -> None:
    world = in_opsterland
    plan = start(world)
    with pytest.raises(Conflict, match="plan"):
        settle_before_closing(dossier=world.dossier, by=world.sanne)
    close_plan(plan=plan, by=world.sanne)
    row = begin_measurement(dossier=world.dossier, measured_on=TODAY, by=world.sanne)
    with pytest.raises(Conflict, match="meting"):
        settle_before_closing(dossier=world.dossier, by=world.sanne)
    drop_measurement(measurement=row, by=world.sanne)
    settle_before_closing(dossier=world.dossier, by=world.sanne)


def test_one_of_several_dossiers_leaves_the_plan_when_it_closes(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    plan = start(world)
    child = second_dossier(world)
    join_plan(plan=plan, number=child.number, by=world.sanne)
    close_dossier(dossier=child, ending=ending(world, results=dict.fromkeys(child.purposes, "klaar")), by=world.sanne)
    assert [link.dossier_id for link in dossiers_of(plan)] == [world.dossier.pk]
