"""What may stand in a plan, what stays of how it was, looking at it again, its end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import Http404

from access.policies import may_write
from dossiers.models import Activity, Evaluation, Plan, PlanDossier
from dossiers.selectors.plan import activities_of, dossiers_of, earlier_states, my_plans
from dossiers.services.activities import add_activity, change_activity
from dossiers.services.closing import close_dossier
from dossiers.services.direction import name_director
from dossiers.services.drafts import DraftConflict, forget_plan_draft, save_plan_draft
from dossiers.services.evaluation import Outcome, give_evaluation_tasks, hold_evaluation, plan_evaluation
from dossiers.services.measurement import begin_measurement, drop_measurement
from dossiers.services.plan import (
    agree_plan,
    close_plan,
    join_plan,
    open_plan,
    settle_before_closing,
    write_plan,
)
from dossiers.states import EvaluationKind, Performer, PlanState
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.protocols.types import Part
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Task
from tests.integration.conftest import world_of
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.plans import CASE, TODAY, director, facts, second_dossier, start
from tests.integration.dossiers.test_closing import ending


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
    with pytest.raises(Conflict):
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
    with pytest.raises(DraftConflict) as caught:
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
