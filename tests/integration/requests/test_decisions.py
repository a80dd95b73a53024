"""A request is decided part by part, on grounds of the rules only, by who may, by a letter with the right remedy; and only then its clock ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from access.models import User
from access.policies import NotYourOwnRights
from access.states import MunicipalRole
from dossiers.services.exclusion import exclude_colleague
from dossiers.states import ExclusionGround
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.letters.kinds import Channel
from privacy_domain.letters.models import Letter
from privacy_domain.letters.render import html_of
from privacy_domain.letters.selectors import frozen
from privacy_domain.protocols.types import Role
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Task
from requests import services
from requests.models import Decision, DecisionPart, Mandate, SubjectRequest
from requests.policies.decisions import outcome_of, refusal_rules, remedies, who_decides
from requests.services import Part
from requests.states import (
    DECISION_TRANSITIONS,
    TO_CARRY_OUT,
    DecisionOutcome,
    DecisionState,
    Lateness,
    MandateAct,
    RequestKind,
    RequestState,
)
from retention.selectors import holds_on
from tests.factories.access import account
from tests.integration.dossiers.cast import World
from tests.integration.requests.asked import SEEING, TODAY, YES, asked, deciding, in_hand, mandate, no, officer, sent, signed


def at(day: date) -> Any:
    return clock.standing_at(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


def fresh(made: SubjectRequest) -> SubjectRequest:
    return SubjectRequest.objects.select_related("person", "handler", "team").get(pk=made.pk)


def paper(decision: Decision) -> str:
    return html_of(frozen(Letter.objects.get(pk=decision.letter)))


# ---------------------------------------------------------------- who decides
@pytest.mark.parametrize(("where", "college", "role"), [
    ("in_leek", False, None), ("in_landsmeer", False, None), ("in_leiden", True, None), ("in_opsterland", True, Role.TEAM_LEAD), ("in_sittard_geleen", True, None),
])  # fmt: skip
def test_who_decides_follows_from_the_protocol(where: str, college: bool, role: Role | None, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    said = who_decides(TODAY)
    assert (said.by_college, said.mandate_for) == (college, role) and said.citations
    made = in_hand(world)
    services.add_part(request=made, part=YES, by=world.sanne)
    if not college:
        decision = services.sign_decision(request=made, by=world.sanne)
        assert (decision.authority, decision.mandate, decision.signed_by) == ("professional", None, world.sanne)
        with pytest.raises(Conflict):
            services.propose_decision(request=made, signer=world.tom, by=world.sanne)
        return
    with pytest.raises(PermissionDenied) as refusal:
        services.sign_decision(request=made, by=world.sanne)
    assert all(place in str(refusal.value) for place in said.citations), "with the article"
    assert (
        fresh(made).state == RequestState.RUNNING
        and AuditEvent.objects.using("attempts").filter(event="request:decision:refused_to_sign").count() == 1
    )


@pytest.mark.requirement("OPST-21")
def test_opsterland_lets_only_a_leader_with_a_written_mandate_of_that_day_sign_for_the_college(in_opsterland: World) -> None:
    made, world = in_hand(in_opsterland), in_opsterland
    services.add_part(request=made, part=YES, by=world.sanne)

    def refused(by: User) -> None:
        with pytest.raises(PermissionDenied) as refusal:
            services.sign_decision(request=made, by=by)
        assert "opsterland-2015 art. 21" in str(refusal.value)

    refused(world.tom)  # the leader, without a mandate
    mandate(world.sanne)
    refused(world.sanne)  # a mandate, and no leader
    later = mandate(world.tom, since=TODAY + timedelta(days=1), until=TODAY + timedelta(days=9))
    refused(world.tom)
    with at(TODAY + timedelta(days=10)):
        refused(world.tom)
    Mandate.objects.filter(pk=later.pk).update(ended_at=clock.now())
    given = mandate(world.tom)
    services.end_mandate(mandate=given.pk, by=User.objects.get(username="fa-mandaat"))
    refused(world.tom)
    held = mandate(world.tom)
    decision = services.sign_decision(request=made, by=world.tom)
    assert (decision.authority, decision.mandate) == ("mandate", held) and "opsterland-2015 art. 21" in decision.citations
    words = paper(decision)
    assert "Namens het college van burgemeester en wethouders" in words and "teamcoach" in words and world.tom.display_name in words


@pytest.mark.requirement("OPST-1a")
def test_a_mandate_is_in_writing_and_nobody_gives_or_ends_his_own(in_opsterland: World) -> None:
    fa = account("fa", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))
    for name in ("document", "capacity"):
        with pytest.raises(Invalid) as refusal:
            mandate(in_opsterland.tom, **{name: "  "})
        assert refusal.value.field == name
    with pytest.raises(NotYourOwnRights):
        services.give_mandate(user=fa, act=MandateAct.REQUESTS, capacity="x", document="y", by=fa)
    given = mandate(in_opsterland.tom)
    with pytest.raises(Conflict):
        mandate(in_opsterland.tom)
    with pytest.raises(NotYourOwnRights):
        services.end_mandate(mandate=given.pk, by=in_opsterland.tom)
    assert Mandate.objects.get().ended_at is None
    assert AuditEvent.objects.get(event="request:mandate:given").on_behalf_of == in_opsterland.tom.pk


def test_it_is_put_to_who_has_a_mandate_and_he_signs_or_gives_it_back(in_leiden: World, landsmeer: Any) -> None:
    world, made = in_leiden, in_hand(in_leiden)
    judge = account("judith")  # nothing to do with the team: it is there for her because it was put to her
    services.add_part(request=made, part=YES, by=world.sanne)
    with pytest.raises(Invalid) as refusal:
        services.propose_decision(request=made, signer=judge, by=world.sanne)
    assert refusal.value.field == "signer"
    mandate(judge, capacity="afdelingsmanager")
    with pytest.raises(Http404):
        services.open_decision(request_id=made.pk, by=judge)
    services.propose_decision(request=made, signer=judge, explanation="Zoals besproken.", by=world.sanne)
    task = Task.objects.get(kind="sign_decision", state="open")
    assert (task.assignee_id, task.source_id) == (judge.pk, made.pk)
    for act in (
        lambda: services.add_part(request=made, part=YES, by=world.sanne),
        lambda: services.propose_decision(request=made, signer=judge, by=world.sanne),
    ):
        with pytest.raises(Conflict):
            act()
    for act in (
        lambda: services.sign_decision(request=made, by=world.tom), lambda: services.return_decision(request=made, because="x", by=world.sanne)
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            act()
    assert services.open_decision(request_id=made.pk, by=judge).signs
    with pytest.raises(Invalid):
        services.return_decision(request=made, because=" ", by=judge)
    services.return_decision(request=made, because="Leg uit waarom.", by=judge)
    assert not Task.objects.filter(kind="sign_decision", state="open").exists()
    with pytest.raises(Http404):
        services.open_decision(request_id=made.pk, by=judge)
    found = services.open_decision(request_id=made.pk, by=world.sanne).decision
    assert found is not None and (found.state, found.returned_because) == ("draft", "Leg uit waarom.")
    services.propose_decision(request=made, signer=judge, explanation="Nu met uitleg.", by=world.sanne)
    decision = services.sign_decision(request=made, explanation="Iets anders", by=judge)
    assert decision.explanation == "Nu met uitleg.", "as it was put"
    assert Task.objects.get(kind="send_decision", state="open").assignee_id == world.sanne.pk
    with scope.entered(landsmeer.scope()), pytest.raises(Http404):
        services.open_decision(request_id=made.pk, by=officer())


def test_who_is_kept_away_signs_nothing(in_leiden: World) -> None:
    judge, made = account("judith"), in_hand(in_leiden)
    mandate(judge)
    exclude_colleague(dossier=in_leiden.dossier, user=judge, ground=ExclusionGround.CLIENT_WISH, reason="Haar zus", by=in_leiden.sanne)
    services.add_part(request=made, part=YES, by=in_leiden.sanne)
    assert judge not in services.open_decision(request_id=made.pk, by=in_leiden.sanne).signers
    with pytest.raises(Invalid):
        services.propose_decision(request=made, signer=judge, by=in_leiden.sanne)


# ---------------------------------------------------------------- what it comes to, and the letter
def test_the_outcome_follows_from_the_parts() -> None:
    assert outcome_of([], passed_on=False) is None and outcome_of([], passed_on=True) == DecisionOutcome.PASSED_ON
    assert [outcome_of(parts, passed_on=False) for parts in ([True, True], [True, False], [False])] == ["granted", "partly", "refused"]


@pytest.mark.requirement("LEEK-11.5", "LAND-11.5", "LEID-15.2-termijn", "LEID-18.1", "OPST-18.2", "OPST-18.4", "OPST-19.3")
def test_the_decision_is_the_letter_that_went_out_and_ends_the_term(anywhere: World) -> None:
    world = anywhere
    for kind in (RequestKind.ACCESS, RequestKind.RECTIFICATION):
        made = in_hand(world, kind)
        due, codes = made.due_on, [item.code for item in refusal_rules(kind, TODAY).claims]
        assert due is not None
        ground = "none_applies" if codes else "protection"
        with pytest.raises(Invalid):
            services.sign_decision(request=made, by=deciding(world))
        with pytest.raises(Conflict):
            services.send_decision(request=made, channel=Channel.POST, by=world.sanne)
        with at(due):
            decision = signed(world, made, YES, no(ground, what="Een naam", reasons=SEEING, looked_at=codes))
            assert (decision.outcome, fresh(made).state, fresh(made).due_on) == ("partly", "running", due), "signed is not sent"
            with pytest.raises(Conflict):
                services.sign_decision(request=made, by=deciding(world))
            words = paper(decision)
            assert SEEING in words and "Een naam" in words and "bezwaar" in words
            services.send_decision(request=made, channel=Channel.POST, by=world.sanne)
            after = fresh(made)
            assert (after.state, after.decided_on, after.late_because) == ("decided", due, "")
            with pytest.raises(Conflict):
                services.send_decision(request=made, channel=Channel.POST, by=world.sanne)
        letter = Letter.objects.get(pk=decision.letter)
        assert (letter.state, len(letter.pdf_digest), letter.channel) == ("sent", 64, "post")
        assert not Task.objects.filter(state="open", kind__in=("request_due", "send_decision", "sign_decision")).exists()
        assert AuditEvent.objects.filter(event="request:decision:sent", subject_id=made.pk).count() == 1


def test_what_is_decided_too_late_says_why_first(in_leek: World) -> None:
    made = in_hand(in_leek)
    assert made.due_on is not None
    with at(made.due_on + timedelta(days=1)):
        signed(in_leek, made)
        with pytest.raises(Invalid):
            services.send_decision(request=made, channel=Channel.POST, by=in_leek.sanne)
        services.explain_lateness(request=made, because=Lateness.WORKLOAD, words="Te druk.", by=in_leek.sanne)
        services.send_decision(request=made, channel=Channel.POST, by=in_leek.sanne)
    after = fresh(made)
    assert (
        (after.state, after.late_because) == ("decided", "workload") and after.decided_on and after.decide_by and after.decided_on > after.decide_by
    )


@pytest.mark.requirement("LEID-18.3", "LEEK-14.1", "LAND-14.1-college")
@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer", "in_leiden", "in_opsterland", "in_sittard_geleen"])
def test_the_letter_names_the_exact_last_day_to_object_and_never_an_outdated_one(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    made = in_hand(world)
    first = signed(world, made, no("protection", reasons=SEEING))
    assert first.object_by == date(2027, 1, 5)  # 42 days after 24 November
    assert "5 januari 2027" in paper(first) and "bezwaar maken bij het college" in paper(first)
    assert ("nog een keer vragen aan het college" in paper(first)) == (where == "in_leek")
    with at(date(2026, 11, 30)):
        with pytest.raises(Conflict):
            services.send_decision(request=made, channel=Channel.POST, by=world.sanne)
        again = services.renew_letter(request=made, by=world.sanne)
        assert again.object_by == date(2027, 1, 11) and "11 januari 2027" in paper(again)
        with pytest.raises(Conflict):
            services.renew_letter(request=made, by=world.sanne)
        services.send_decision(request=made, channel=Channel.HANDED, by=world.sanne)
    assert remedies(date(2026, 11, 13)).object_by == date(2026, 12, 28), "the 25th is Christmas: the first working day"
    case = {"uavg art. 34", "awb art. 6:7"} <= set(again.citations)
    assert case


def test_what_another_must_decide_is_passed_on(in_leek: World) -> None:
    made = in_hand(in_leek)
    services.add_part(request=made, part=YES, by=in_leek.sanne)
    with pytest.raises(Invalid) as refusal:
        services.sign_decision(request=made, passed_to="De gemeente Groningen", by=in_leek.sanne)
    assert refusal.value.field == "passed_to"
    part = DecisionPart.objects.get()
    services.remove_part(request=made, part_id=part.pk, by=in_leek.sanne)
    with pytest.raises(Conflict):
        services.remove_part(request=made, part_id=part.pk, by=in_leek.sanne)
    decision = services.sign_decision(request=made, passed_to="De gemeente Groningen", by=in_leek.sanne)
    assert (decision.outcome, decision.object_by) == ("passed_on", None) and "awb art. 2:3 lid 1" in decision.citations
    words = paper(decision)
    assert "De gemeente Groningen" in words and "bezwaar maken" not in words
    services.send_decision(request=made, channel=Channel.POST, by=in_leek.sanne)
    assert services.close_request(request=made, by=in_leek.sanne).state == "closed"


@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer", "in_leiden", "in_opsterland", "in_sittard_geleen"])
def test_a_refused_destruction_stays_kept_until_nobody_can_object_any_more(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    made = in_hand(world, RequestKind.DESTRUCTION)
    decision = sent(world, made, no())
    assert (decision.outcome, fresh(made).due_on) == ("refused", None), "nothing is left to be carried out"
    assert Task.objects.get(kind="close_request", state="open").due_on == decision.object_by == date(2027, 1, 5)
    with at(date(2027, 1, 5)), pytest.raises(Conflict):
        services.close_request(request=made, by=world.sanne)
    assert len(holds_on(world.dossier)) == 1
    with at(date(2027, 1, 6)):
        services.close_request(request=made, by=world.sanne)
        with pytest.raises(Conflict):
            services.close_request(request=made, by=world.sanne)
    assert holds_on(world.dossier) == [] and not Task.objects.filter(kind="close_request", state="open").exists()


@pytest.mark.requirement("LEEK-11-kop")
@pytest.mark.parametrize("kind", [RequestKind.COPY, RequestKind.DESTRUCTION])
def test_leek_answers_a_copy_and_a_destruction_by_the_law(in_leek: World, kind: RequestKind) -> None:
    made = in_hand(in_leek, kind)
    assert (made.due_on, made.citations) == (date(2026, 12, 24), ["avg art. 12 lid 3"]), "a month, and not the four weeks of article 11"
    decision = sent(in_leek, made, YES)
    assert (decision.outcome, fresh(made).state) == ("granted", "decided")


@pytest.mark.requirement("LEID-17.2-termijn")
def test_what_is_granted_keeps_its_second_clock_and_is_not_closed_here(in_leiden: World) -> None:
    made = in_hand(in_leiden, RequestKind.DESTRUCTION)
    decision = sent(in_leiden, made, YES)
    assert (fresh(made).due_on, decision.outcome) == (date(2027, 2, 24), "granted") and "24 februari 2027" in paper(decision)
    with at(date(2027, 3, 1)), pytest.raises(Conflict):
        services.close_request(request=made, by=in_leiden.sanne)


def test_what_did_not_go_out_is_taken_back_and_what_went_out_never_changes(in_leek: World) -> None:
    made = in_hand(in_leek)
    with pytest.raises(Conflict):
        services.take_back_decision(request=made, by=in_leek.sanne)
    first = signed(in_leek, made)
    services.take_back_decision(request=made, by=in_leek.sanne)
    second = sent(in_leek, made, no("protection", reasons=SEEING))
    assert {row.state for row in Decision.objects.filter(request=made)} == {"taken_back", "sent"} and first.pk != second.pk
    with pytest.raises(Conflict):
        services.take_back_decision(request=made, by=in_leek.sanne)
    for row in (first, second):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.filter(pk=row.pk).update(outcome="granted")


def test_a_page_sent_twice_adds_one_part_and_nothing_is_decided_before_it_is_sure_who_asks(in_leek: World) -> None:
    made, key = in_hand(in_leek), uuid4()
    assert services.add_part(request=made, part=YES, key=key, by=in_leek.sanne) == services.add_part(
        request=made, part=YES, key=key, by=in_leek.sanne
    )
    assert DecisionPart.objects.count() == 1
    with pytest.raises(Conflict):
        services.add_part(request=asked(in_leek), part=YES, by=in_leek.sanne)
    with pytest.raises(Invalid) as refusal:
        services.add_part(request=made, part=Part(what="", granted=True), by=in_leek.sanne)
    assert refusal.value.field == "what"
    with pytest.raises(Invalid) as refusal:
        services.add_part(request=made, part=Part(what="", granted=True, item=uuid4()), by=in_leek.sanne)
    assert refusal.value.field == "item"


def test_the_table_of_states_names_every_state_and_its_ends() -> None:
    assert set(DECISION_TRANSITIONS) == set(DecisionState)
    assert {state for state, following in DECISION_TRANSITIONS.items() if not following} == {DecisionState.SENT, DecisionState.TAKEN_BACK}
    assert set(DecisionOutcome) - TO_CARRY_OUT == {DecisionOutcome.REFUSED, DecisionOutcome.PASSED_ON}
