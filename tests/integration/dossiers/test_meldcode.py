"""The Meldcode: five steps with facts of their own, seen by who is involved and by the team leader who was consulted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.http import Http404

from access.models import User
from access.policies import ReasonNeeded
from access.selectors import is_marked
from access.services import state_reason
from access.states import MarkerKind, MunicipalRole, Reason
from dossiers import services
from dossiers.models import Involvement, Meldcode, MeldcodeAdvice, MeldcodeDecision, MeldcodeSignal, MeldcodeTalk, MeldcodeWeighing
from dossiers.policies import lead_grants
from dossiers.policies.meldcode import meldcode_rules, reporting_is_norm
from dossiers.presenters.looks import looks_between
from dossiers.services.meldcode import clear_signals, confirm_advice, open_meldcode, open_signals, start_meldcode
from dossiers.services.meldcode_steps import decide_meldcode, record_advice, record_talk, record_weighing
from dossiers.states import ExclusionGround
from dossiers.states.safety import AdviceFrom, Concern, MeldcodeState, MeldcodeStep, NotSpoken, WeighAnswer
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.protocols.types import Part
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.selectors import open_tasks
from tests.factories.access import account
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.meldcodes import advice, ask_lead, begun, decided, decision, signal, talked, to_weigh, weighed, weighing

TOMORROW = clock.today() + timedelta(days=4000)


def opened(world: World, meldcode: Meldcode, by: User, **other: Any) -> Any:
    return open_meldcode(ref=world.dossier.pk, meldcode_id=meldcode.pk, by=by, **other)


# ---------------------------------------------------------------- who may not
def test_who_is_not_involved_begins_nothing(anywhere: World) -> None:
    for nobody in (anywhere.marieke, anywhere.tom, account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))):
        with pytest.raises(Http404):
            begun(anywhere, by=nobody)
    assert not Meldcode.objects.exists()


def test_a_right_by_name_and_a_reason_do_not_open_it(anywhere: World) -> None:
    meldcode = begun(anywhere)
    services.authorise(
        dossier=anywhere.dossier, user=anywhere.marieke, parts={Part.DOSSIER}, may_write=True, reason="vervangt", until=None, by=grantor(anywhere)
    )
    for nobody in (anywhere.marieke, anywhere.tom):
        give_reason(anywhere, nobody)
        with pytest.raises((Http404, ReasonNeeded)):
            opened(anywhere, meldcode, nobody)
        with pytest.raises(Http404):
            record_weighing(meldcode=meldcode, weighing=weighing(), by=nobody)


def test_team_leader_with_a_reason_finds_the_dossier_and_no_step_plan(in_opsterland: World) -> None:
    meldcode = begun(in_opsterland)
    state_reason(subject=in_opsterland.dossier.pk, reason=Reason.SUPERVISION, by=in_opsterland.tom)
    assert services.open_dossier(ref=in_opsterland.dossier.pk, by=in_opsterland.tom)
    assert open_signals(ref=in_opsterland.dossier.pk, by=in_opsterland.tom).meldcodes == ()
    with pytest.raises(Http404):
        opened(in_opsterland, meldcode, in_opsterland.tom)


def test_whose_involvement_ended_sees_it_no_more(anywhere: World) -> None:
    meldcode = begun(anywhere)
    services.end_involvement(involvement=Involvement.objects.get(dossier=anywhere.dossier, user=anywhere.sanne), by=anywhere.sanne)
    with pytest.raises((Http404, ReasonNeeded)):
        opened(anywhere, meldcode, anywhere.sanne)
    with pytest.raises(Http404):
        signal(anywhere, meldcode)


def test_an_excluded_leader_who_was_consulted_is_out(in_opsterland: World) -> None:
    world = in_opsterland
    meldcode = to_weigh(world)
    state_reason(subject=world.dossier.pk, reason=Reason.CONSULTATION, by=world.tom)
    assert opened(world, meldcode, world.tom).advice is not None
    services.exclude_colleague(dossier=world.dossier, user=world.tom, ground=ExclusionGround.CONFLICT, reason="kent de familie", by=world.sanne)
    with pytest.raises(Http404):
        opened(world, meldcode, world.tom)


def test_it_is_found_in_its_own_dossier_only(in_leek: World) -> None:
    meldcode = begun(in_leek)
    other = services.start_dossier(
        person=in_leek.client, team=in_leek.team, purposes=in_leek.dossier.purposes, domains=in_leek.dossier.domains, law_tags=["wmo"],
        help_question="nog iets", by=in_leek.sanne,
    )  # fmt: skip
    with pytest.raises(Http404):
        open_meldcode(ref=other.pk, meldcode_id=meldcode.pk, by=in_leek.sanne)


def test_the_log_says_nothing_of_what_it_is_about(in_leek: World) -> None:
    meldcode = to_weigh(in_leek)
    opened(in_leek, meldcode, in_leek.sanne)
    lines = AuditEvent.objects.filter(subject_id=meldcode.pk)
    assert {line.event for line in lines} == {"dossier:part:looked", "dossier:part:written"}
    assert all(not line.fields and not line.reason and line.subject_kind == "part" for line in lines)
    assert [look.why for look in looks_between(in_leek.dossier, clock.today(), clock.today())] == [""]


# ---------------------------------------------------------------- wrong facts, wrong moment, twice
@pytest.mark.parametrize(("field", "wrong"), [("text", " "), ("noticed_on", TOMORROW)])
def test_a_signal_has_words_and_a_day_that_was(in_leek: World, field: str, wrong: Any) -> None:
    meldcode = begun(in_leek)
    with pytest.raises(Invalid) as refusal:
        signal(in_leek, meldcode, **{field: wrong})
    assert refusal.value.field == field
    assert not MeldcodeSignal.objects.exists()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("text", {"text": ""}), ("given_on", {"given_on": TOMORROW}), ("who", {"who": " "}), ("lead", {"source": AdviceFrom.LEAD}),
        ("anonymous", {"source": AdviceFrom.VEILIG_THUIS}),
    ],
)  # fmt: skip
def test_advice_says_from_whom_and_what(in_leek: World, field: str, wrong: dict[str, Any]) -> None:
    meldcode = begun(in_leek)
    signal(in_leek, meldcode)
    with pytest.raises(Invalid) as refusal:
        record_advice(meldcode=meldcode, advice=advice(**wrong), by=in_leek.sanne)
    assert refusal.value.field == field
    assert not MeldcodeAdvice.objects.exists()


def test_nobody_consults_himself(in_leiden: World) -> None:
    services.involve(dossier=in_leiden.dossier, user=in_leiden.tom, reason="werkt mee", by=in_leiden.sanne)
    meldcode = begun(in_leiden)
    signal(in_leiden, meldcode)
    with pytest.raises(Invalid) as refusal:
        record_advice(meldcode=meldcode, advice=advice(source=AdviceFrom.LEAD, lead=in_leiden.tom.pk), by=in_leiden.tom)
    assert refusal.value.field == "lead"
    with pytest.raises(DatabaseError), transaction.atomic():
        row = MeldcodeAdvice(
            dossier=in_leiden.dossier, meldcode=meldcode, at=clock.now(), by=in_leiden.tom, lead=in_leiden.tom, source=AdviceFrom.LEAD
        )
        row.who, row.given_on, row.text = "", clock.today(), "ik met mij"
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("spoken_on", {"spoken_on": None}), ("spoken_on", {"spoken_on": TOMORROW}), ("with_whom", {"with_whom": ""}), ("text", {"text": " "}),
        ("why_not", {"spoken": False}), ("text", {"spoken": False, "why_not": NotSpoken.UNSAFE, "text": ""}),
    ],
)  # fmt: skip
def test_a_talk_or_why_there_was_none(in_leek: World, field: str, wrong: dict[str, Any]) -> None:
    meldcode = begun(in_leek)
    signal(in_leek, meldcode)
    with pytest.raises(Invalid) as refusal:
        record_talk(meldcode=meldcode, talked=talked(**wrong), by=in_leek.sanne)
    assert refusal.value.field == field
    assert not MeldcodeTalk.objects.exists()


def test_steps_have_their_order(anywhere: World) -> None:
    meldcode = begun(anywhere)
    for act in (
        lambda: record_advice(meldcode=meldcode, advice=advice(), by=anywhere.sanne),
        lambda: record_talk(meldcode=meldcode, talked=talked(), by=anywhere.sanne),
        lambda: record_weighing(meldcode=meldcode, weighing=weighing(), by=anywhere.sanne),
        lambda: decide_meldcode(meldcode=meldcode, decision=decision(), by=anywhere.sanne),
    ):
        with pytest.raises(Conflict):
            act()
    signal(anywhere, meldcode)
    with pytest.raises(Conflict):
        record_weighing(meldcode=meldcode, weighing=weighing(), by=anywhere.sanne)
    assert not MeldcodeWeighing.objects.exists()


def test_one_runs_at_a_time_and_an_ended_one_stands(anywhere: World) -> None:
    meldcode = begun(anywhere)
    with pytest.raises(Conflict):
        begun(anywhere)
    with pytest.raises(Invalid):
        clear_signals(meldcode=meldcode, because=" ", by=anywhere.sanne)
    clear_signals(meldcode=meldcode, because="Een val van de fiets, bevestigd door school.", by=anywhere.sanne)
    with pytest.raises(Conflict):
        clear_signals(meldcode=meldcode, because="nog eens", by=anywhere.sanne)
    with pytest.raises(Conflict):
        signal(anywhere, meldcode)
    assert Meldcode.objects.get().state == MeldcodeState.CLEARED
    assert begun(anywhere).pk != meldcode.pk


def test_what_was_written_never_changes(in_leek: World) -> None:
    meldcode = to_weigh(in_leek)
    for model in (MeldcodeSignal, MeldcodeTalk):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.filter(meldcode=meldcode).update(at=clock.now())


# ---------------------------------------------------------------- weighing and deciding
@pytest.mark.parametrize(
    ("answers", "norm"),
    [
        ({}, False), ({"acute": True}, True), ({"structural": True}, True), ({"able": WeighAnswer.NO}, True), ({"accepted": WeighAnswer.NO}, True),
        ({"leads_to_safety": WeighAnswer.NO}, True), ({"suspicion": False, "acute": True}, False), ({"able": WeighAnswer.UNKNOWN}, False),
    ],
)  # fmt: skip
def test_when_reporting_is_the_norm(answers: dict[str, Any], norm: bool) -> None:
    given = weighing(**answers)
    row = MeldcodeWeighing(**{name: getattr(given, name) for name in ("suspicion", "acute", "structural", "able", "accepted", "leads_to_safety")})
    assert reporting_is_norm(row) is norm


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("text", {"text": ""}), ("departs_because", {}), ("not_told_because", {"report": True}), ("told_on", {"report": True, "told_on": TOMORROW}),
    ],
)  # fmt: skip
def test_a_decision_says_why_and_whether_they_were_told(in_leek: World, field: str, wrong: dict[str, Any]) -> None:
    meldcode = weighed(in_leek, acute=True)
    with pytest.raises(Invalid) as refusal:
        decide_meldcode(meldcode=meldcode, decision=decision(**wrong), by=in_leek.sanne)
    assert refusal.value.field == field
    assert not MeldcodeDecision.objects.exists()


def test_decided_twice(in_leek: World) -> None:
    meldcode = decided(in_leek)
    with pytest.raises(Conflict):
        decide_meldcode(meldcode=meldcode, decision=decision(), by=in_leek.sanne)
    assert [task.kind for task in open_tasks(assignee_id=in_leek.sanne.pk)] == ["carry_out_decision"]


def test_the_last_weighing_counts(in_leek: World) -> None:
    meldcode = weighed(in_leek, acute=True)
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        record_weighing(meldcode=meldcode, weighing=weighing(), by=in_leek.sanne)
    decide_meldcode(meldcode=meldcode, decision=decision(), by=in_leek.sanne)
    assert MeldcodeWeighing.objects.count() == 2
    assert Meldcode.objects.get().state == MeldcodeState.DECIDED


# ---------------------------------------------------------------- per protocol
def _whole_way(world: World) -> Any:
    meldcode = decided(world)
    found = opened(world, meldcode, world.sanne)
    assert found.done == frozenset(MeldcodeStep)
    rows = [*found.written.signals, *found.written.advice, *found.written.talks, *found.written.weighings, found.written.decision]
    assert all(row.by == world.sanne and row.at for row in rows)
    return found


@pytest.mark.requirement("LEEK-10.1")
def test_leek_starts_the_national_code(in_leek: World) -> None:
    found = _whole_way(in_leek)
    assert "leek-2018 art. 10 lid 1" in found.meldcode.citations
    assert not meldcode_rules(clock.today()).consults_lead


@pytest.mark.requirement("LAND-10.1")
def test_landsmeer_starts_the_national_code(in_landsmeer: World) -> None:
    found = _whole_way(in_landsmeer)
    assert "landsmeer-2016 art. 10 lid 1" in found.meldcode.citations
    assert not meldcode_rules(clock.today()).consults_lead


def test_where_the_policy_is_silent_the_law_asks_for_it(in_sittard_geleen: World) -> None:
    assert _whole_way(in_sittard_geleen).meldcode.citations == ["jeugdwet art. 4.1.7", "wmo-2015 art. 3.3"]


def _not_without_the_lead(world: World) -> None:
    meldcode = begun(world)
    signal(world, meldcode)
    record_advice(meldcode=meldcode, advice=advice(), by=world.sanne)
    record_talk(meldcode=meldcode, talked=talked(), by=world.sanne)
    with pytest.raises(Conflict):
        record_weighing(meldcode=meldcode, weighing=weighing(), by=world.sanne)
    ask_lead(world, meldcode)
    record_weighing(meldcode=meldcode, weighing=weighing(), by=world.sanne)
    decide_meldcode(meldcode=meldcode, decision=decision(), by=world.sanne)
    assert Meldcode.objects.get(pk=meldcode.pk).state == MeldcodeState.DECIDED


@pytest.mark.requirement("LEID-14.1")
def test_leiden_consults_the_teamcoach_and_writes_down_each_step(in_leiden: World) -> None:
    _not_without_the_lead(in_leiden)
    assert meldcode_rules(clock.today()).name.endswith("Leiden")
    assert "leiden-2016 art. 14 lid 1" in _whole_way(in_leiden).meldcode.citations


@pytest.mark.requirement("OPST-16.1")
def test_opsterland_consults_the_leader_and_writes_down_each_step(in_opsterland: World) -> None:
    _not_without_the_lead(in_opsterland)
    assert meldcode_rules(clock.today()).name.endswith("Opsterland")
    _whole_way(in_opsterland)


def test_elsewhere_no_leader_is_needed(in_leek: World) -> None:
    meldcode = begun(in_leek)
    signal(in_leek, meldcode)
    record_advice(meldcode=meldcode, advice=advice(), by=in_leek.sanne)
    record_talk(meldcode=meldcode, talked=talked(spoken=False, spoken_on=None, with_whom="", why_not=NotSpoken.UNSAFE), by=in_leek.sanne)
    record_weighing(meldcode=meldcode, weighing=weighing(), by=in_leek.sanne)
    assert MeldcodeWeighing.objects.exists()


def test_a_consulted_leader_sees_it_confirms_it_and_writes_nothing_else(in_opsterland: World) -> None:
    world = in_opsterland
    meldcode = to_weigh(world)
    (task,) = open_tasks(assignee_id=world.tom.pk)
    assert task.kind == "think_along"
    with pytest.raises(ReasonNeeded):
        opened(world, meldcode, world.tom)
    state_reason(subject=world.dossier.pk, reason=Reason.CONSULTATION, by=world.tom)
    found = opened(world, meldcode, world.tom)
    assert not found.involved
    assert open_signals(ref=world.dossier.pk, by=world.tom).meldcodes == (meldcode,)
    with pytest.raises(Http404):
        record_weighing(meldcode=meldcode, weighing=weighing(), by=world.tom)
    with pytest.raises(Http404):
        confirm_advice(advice=found.advice, by=world.marieke)
    confirm_advice(advice=found.advice, note="Klopt.", by=world.tom)
    assert not open_tasks(assignee_id=world.tom.pk)
    with pytest.raises(Conflict):
        confirm_advice(advice=found.advice, by=world.tom)


# ---------------------------------------------------------------- marking violence
@pytest.mark.parametrize("mark", [True, False])
def test_starting_marks_domestic_violence_only_when_asked(in_leek: World, mark: bool) -> None:
    start_meldcode(dossier=in_leek.dossier, concern=Concern.CHILD_ABUSE, mark=mark, by=in_leek.sanne)
    assert is_marked(in_leek.dossier.pk, MarkerKind.DOMESTIC_VIOLENCE) is mark


def test_veilig_thuis_in_the_dossier_sees_no_step_plan(in_leek: World) -> None:
    meldcode = begun(in_leek, mark=True)
    visitor = account("vera", roles=(MunicipalRole.VEILIG_THUIS,))
    state_reason(subject=in_leek.dossier.pk, reason=Reason.SAFETY, by=visitor)
    assert services.open_dossier(ref=in_leek.dossier.pk, by=visitor)
    with pytest.raises(Http404):
        opened(in_leek, meldcode, visitor)


def grantor(world: World) -> User:
    """Who gives rights here: the team leader in Opsterland, elsewhere the functional administrator."""
    return world.tom if lead_grants(clock.today()) else account("bea", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))


def give_reason(world: World, user: User) -> None:
    """State a reason at the door where that opens it."""
    try:
        state_reason(subject=world.dossier.pk, reason=Reason.SAFETY, by=user)
    except (Http404, Invalid):  # not let in at all: nothing to state
        return
