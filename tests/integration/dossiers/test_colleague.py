"""A question to a colleague: whom one may ask, what he gives, what stays in the dossiers, what nobody may learn from it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import Http404

from access.models import User
from access.services import create_team
from access.states import MunicipalRole
from dossiers import services
from dossiers.models import ColleagueExchange, ColleagueQuestion
from dossiers.policies.colleague import asking_rules, colleagues_to_ask, may_give
from dossiers.services.answering import answer_question, decline_question, open_question
from dossiers.services.colleague import end_questions, tell_client_about
from dossiers.states import DeclineReason, ExclusionGround, QuestionState, SharingBasis
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.protocols.types import Category, Refused
from privacy_domain.tenancy.models import Adoption
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Task
from privacy_domain.work.selectors import open_tasks
from tests.factories.access import account
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.colleagues import ask, at_debts, reply


def tasks_of(user: User) -> list[str]:
    return sorted(task.kind for task in open_tasks(assignee_id=user.pk))


def answer(question: ColleagueQuestion, world: World, by: User | None = None, **other: Any) -> ColleagueQuestion:
    dossier = other.pop("dossier", world.dossier)
    return answer_question(question=question, dossier=dossier, reply=reply(**other), by=by or question.colleague)


# ---------------------------------------------------------------- whom
@pytest.mark.requirement("LEID-13", "OPST-13")
@pytest.mark.parametrize("where", ["in_leiden", "in_opsterland"])
def test_in_leiden_and_opsterland_only_the_own_team_and_its_leader_are_asked(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    dirk, _dossier = at_debts(world)
    assert {user.pk for user in colleagues_to_ask(world.sanne, clock.today())} == {world.marieke.pk, world.tom.pk}
    with pytest.raises(Invalid) as refusal:
        ask(world, colleague=dirk)
    assert refusal.value.field == "colleague"
    answered = answer(ask(world, named=True), world)
    assert answered.citations == [{"in_leiden": "leiden-2016 art. 13", "in_opsterland": "opsterland-2015 art. 13"}[where]]


@pytest.mark.requirement("LEEK-8.1", "LAND-8", "SITT-Bijl1-dat")
@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer", "in_sittard_geleen"])
def test_elsewhere_everybody_of_the_social_domain_is_a_colleague_and_nobody_else(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    dirk, debts = at_debts(world)
    head = account("henk", roles=(MunicipalRole.TEAM_LEAD,))
    outside = account("veilig", profession="care_provider", roles=(MunicipalRole.VEILIG_THUIS,))
    assert {user.pk for user in colleagues_to_ask(world.sanne, clock.today())} == {world.marieke.pk, world.tom.pk, dirk.pk, head.pk}
    assert colleagues_to_ask(outside, clock.today()) == []
    with pytest.raises(Invalid):
        ask(world, colleague=outside)
    answered = answer(ask(world, colleague=dirk), world, dossier=debts)
    assert answered.state == QuestionState.ANSWERED, "without any consent"
    assert answered.protocol_version.startswith({"in_leek": "leek", "in_landsmeer": "landsmeer", "in_sittard_geleen": "sittard"}[where])


def test_without_a_protocol_in_force_the_law_lets_nothing_go_to_a_colleague_like_that(in_opsterland: World) -> None:
    Adoption.objects.get().delete()
    with pytest.raises(Refused) as refusal:
        ask(in_opsterland)
    assert refusal.value.decision.protocol is None
    assert not ColleagueQuestion.objects.exists()


# ---------------------------------------------------------------- what is asked
@pytest.mark.requirement("SITT-Bijl1-nu")
@pytest.mark.requirement("LEEK-8.1", "LAND-8", "LEID-13", "OPST-13")
def test_what_is_not_needed_now_is_not_asked(anywhere: World) -> None:
    with pytest.raises(Refused) as refusal:
        ask(anywhere, now=False)
    assert [str(condition) for way in refusal.value.decision.missing for condition in way] == ["necessary"]
    assert not ColleagueQuestion.objects.exists()
    assert AuditEvent.objects.using("attempts").filter(event="dossier:colleague:asked", outcome="refused").exists()


@pytest.mark.requirement("SITT-Bijl1-doel", "SITT-Bijl1-nu", "SITT-Bijl1-vastleggen")
@pytest.mark.parametrize("field", ["purpose", "needed", "because", "items"])
def test_purpose_need_and_reason_are_said(anywhere: World, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(anywhere, **{field: [] if field == "items" else " "})
    assert refusal.value.field == field


@pytest.mark.requirement("SITT-4-delen-grondslag")
def test_in_sittard_geleen_a_task_in_the_law_goes_before_the_clients_agreement(in_sittard_geleen: World) -> None:
    with pytest.raises(Invalid) as no_law:
        ask(in_sittard_geleen, law="")
    with pytest.raises(Invalid) as no_reason:
        ask(in_sittard_geleen, law="", basis=SharingBasis.CONSENT)
    assert (no_law.value.field, no_reason.value.field) == ("law", "basis_note")
    asked = ask(in_sittard_geleen, basis=SharingBasis.CONSENT, basis_note="De Wmo regelt dit niet; zij vindt het goed, gezegd op 24 november.")
    assert (asked.law, asked.basis) == ("", SharingBasis.CONSENT)
    assert "vindt het goed" in ColleagueExchange.objects.get().basis_note


@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer", "in_leiden", "in_opsterland"])
def test_elsewhere_the_text_knows_no_agreement_for_a_colleague(where: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(request.getfixturevalue(where), basis=SharingBasis.CONSENT, basis_note="Zij vindt het goed")
    assert refusal.value.field == "basis"


def test_a_law_outside_the_protocol_is_no_task(in_leiden: World) -> None:
    with pytest.raises(Invalid):
        ask(in_leiden, law="jeugdwet")


def test_nobody_asks_himself_or_a_stranger(in_leek: World) -> None:
    for colleague in (in_leek.sanne, account("ada")):
        with pytest.raises(Invalid):
            ask(in_leek, colleague=colleague)


# ---------------------------------------------------------------- who is a client stays unknown
def test_somebody_unknown_and_somebody_known_are_asked_and_refused_alike(in_leek: World) -> None:
    known = ask(in_leek, named=True)
    unknown = ask(in_leek, named=True, client_name="Zzyzx", birth_date=date(1971, 1, 1))
    decline_question(question=known, reason=DeclineReason.PURPOSE, note="Daarvoor is het niet vastgelegd", dossier=in_leek.dossier, by=in_leek.sanne)
    decline_question(question=unknown, reason=DeclineReason.UNKNOWN, note="Ken ik niet", by=in_leek.sanne)
    left = [
        {field: getattr(row, field) for field in ("state", "answered_from_id", "answer", "expires_on", "readable_until", "obligations")}
        for row in ColleagueQuestion.objects.all()
    ]
    assert left[0] == left[1]
    kept = ColleagueExchange.objects.get()
    assert (kept.dossier_id, kept.decline_reason, kept.decline_note) == (in_leek.dossier.pk, "purpose", "Daarvoor is het niet vastgelegd")


def test_the_colleague_sees_only_dossiers_that_he_may_open_and_answers_from_no_other(in_leek: World) -> None:
    dirk, debts = at_debts(in_leek)
    question = ask(in_leek, colleague=dirk)
    assert [row.pk for row in open_question(question_id=question.pk, by=dirk).dossiers] == [debts.pk]
    with pytest.raises(Invalid):
        answer(question, in_leek, dossier=in_leek.dossier)
    with pytest.raises(Invalid):
        answer(question, in_leek, dossier=None)
    assert ColleagueQuestion.objects.get().state == QuestionState.ASKED


@pytest.mark.requirement("SITT-Bijl1-contact")
def test_the_asker_gets_the_answer_and_no_way_into_the_dossier(in_sittard_geleen: World) -> None:
    dirk, debts = at_debts(in_sittard_geleen)
    question = ask(in_sittard_geleen, colleague=dirk)
    for nobody in (in_sittard_geleen.sanne, in_sittard_geleen.tom):
        with pytest.raises(Http404):
            answer(question, in_sittard_geleen, by=nobody, dossier=debts)
    answer(question, in_sittard_geleen, dossier=debts)
    with pytest.raises(Http404):
        services.open_dossier(ref=debts.pk, by=in_sittard_geleen.sanne)
    shown = open_question(question_id=question.pk, by=in_sittard_geleen.sanne)
    assert shown.question.answer == "Ja, sinds mei."
    assert shown.dossiers == ()


def test_only_the_two_of_them_see_the_question(in_leek: World) -> None:
    question = ask(in_leek)
    for nobody in (in_leek.tom, account("ada")):
        with pytest.raises(Http404):
            open_question(question_id=question.pk, by=nobody)


# ---------------------------------------------------------------- the answer
@pytest.mark.requirement("SITT-Bijl1-doel")
def test_a_purpose_that_does_not_fit_is_not_answered(in_sittard_geleen: World) -> None:
    question = ask(in_sittard_geleen, named=True)
    with pytest.raises(Invalid) as refusal:
        answer(question, in_sittard_geleen, fits=False)
    assert refusal.value.field == "fits"
    with pytest.raises(Invalid):
        decline_question(question=question, reason=DeclineReason.PURPOSE, note=" ", by=in_sittard_geleen.sanne)
    decline_question(
        question=question, reason=DeclineReason.PURPOSE, note="Ander doel", dossier=in_sittard_geleen.dossier, by=in_sittard_geleen.sanne
    )
    assert ColleagueQuestion.objects.get().state == QuestionState.DECLINED


@pytest.mark.requirement("SITT-4-delen-dat", "SITT-Bijl1-dat")
def test_the_bare_fact_unless_more_is_chosen_with_a_reason(anywhere: World) -> None:
    question = ask(anywhere, named=True)
    story = "Zij heeft schulden bij de huisbaas. " * 12
    with pytest.raises(Invalid) as too_long:
        answer(question, anywhere, text=story)
    with pytest.raises(Invalid) as no_reason:
        answer(question, anywhere, text="Kort", with_content=True)
    assert (too_long.value.field, no_reason.value.field) == ("answer", "content_because")
    answer(question, anywhere, text=story, with_content=True, content_because="Zonder het verhaal kiest zij de verkeerde hulp")
    kept = ColleagueExchange.objects.get()
    assert "verkeerde hulp" in kept.content_because
    assert ColleagueQuestion.objects.get().with_content


@pytest.mark.requirement("LEEK-8.1", "LAND-8")
@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer"])
def test_what_was_not_asked_goes_only_past_the_warning(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    question = ask(world, named=True)
    with pytest.raises(Invalid) as warning:
        answer(question, world, given=[Category.OTHER, Category.HEALTH])
    assert warning.value.field == "beyond_because"
    answer(question, world, given=[Category.OTHER, Category.HEALTH], beyond_because="Haar val bepaalt de hulp")
    assert ColleagueQuestion.objects.get().given == ["health", "other"]
    assert AuditEvent.objects.get(event="dossier:colleague:answered").fields == ["health", "other"]


@pytest.mark.requirement("SITT-4-delen-vastleggen", "SITT-Bijl1-vastleggen", "LEEK-8.1")
@pytest.mark.parametrize("where", ["in_leek", "in_sittard_geleen"])
def test_both_dossiers_keep_why_it_was_asked_and_what_was_given(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    dirk, debts = at_debts(world)
    question = ask(world, colleague=dirk)
    asked = ColleagueExchange.objects.get()
    assert (asked.dossier_id, asked.outcome, asked.because) == (world.dossier.pk, "asked", question.because)
    answer(question, world, dossier=debts)
    kept = {row.dossier_id: row for row in ColleagueExchange.objects.all()}
    assert set(kept) == {world.dossier.pk, debts.pk}
    for row in kept.values():
        assert (row.purpose, row.answer, row.outcome) == (question.purpose, "Ja, sinds mei.", "answered")
        assert row.citations
    line = AuditEvent.objects.get(event="dossier:colleague:answered")
    assert (line.actor_id, line.on_behalf_of, line.dossier_id, line.person_id) == (dirk.pk, world.sanne.pk, debts.pk, world.client.pk)


def test_a_colleague_who_is_kept_away_hears_nothing(in_leek: World) -> None:
    services.exclude_colleague(dossier=in_leek.dossier, user=in_leek.marieke, ground=ExclusionGround.CONFLICT, reason="zus", by=in_leek.sanne)
    with pytest.raises(Invalid):
        answer(ask(in_leek, named=True), in_leek)
    assert not ColleagueExchange.objects.exists()


def test_answered_or_declined_twice_is_a_conflict(in_leek: World) -> None:
    question = ask(in_leek, named=True)
    answer(question, in_leek)
    with pytest.raises(Conflict):
        answer(question, in_leek)
    with pytest.raises(Conflict):
        decline_question(question=question, reason=DeclineReason.OTHER, note="Toch niet", by=in_leek.sanne)


# ---------------------------------------------------------------- telling the client
def test_where_the_protocol_wants_it_the_asker_gets_the_task_to_tell_the_client(anywhere: World) -> None:
    question = ask(anywhere, told_on=None)
    wanted = ["tell_client_asked"] if anywhere.dossier.municipality.code == "sittard-geleen" else []
    assert tasks_of(anywhere.sanne) == wanted
    with pytest.raises(Invalid):
        tell_client_about(question=question, told_on=clock.today() + timedelta(days=1), by=anywhere.sanne)
    with pytest.raises(Http404):
        tell_client_about(question=question, told_on=clock.today(), by=anywhere.marieke)
    tell_client_about(question=question, told_on=clock.today(), by=anywhere.sanne)
    assert tasks_of(anywhere.sanne) == []
    assert ColleagueExchange.objects.get().client_told_on == clock.today()
    with pytest.raises(Conflict):
        tell_client_about(question=question, told_on=clock.today(), by=anywhere.sanne)


@pytest.mark.requirement("SITT-Bijl1-client")
def test_told_before_asking_there_is_no_task_and_the_dossier_has_the_day(in_sittard_geleen: World) -> None:
    ask(in_sittard_geleen, told_on=clock.today() - timedelta(days=2))
    assert tasks_of(in_sittard_geleen.sanne) == []
    assert ColleagueExchange.objects.get().client_told_on == clock.today() - timedelta(days=2)


# ---------------------------------------------------------------- the end of it
def test_the_answer_is_a_task_once_can_be_read_for_a_while_and_is_gone(in_leek: World) -> None:
    question = ask(in_leek, named=True)
    assert tasks_of(in_leek.sanne) == ["answer_colleague"]
    answer(question, in_leek)
    assert (tasks_of(in_leek.sanne), tasks_of(in_leek.marieke)) == ([], ["read_colleague"])
    open_question(question_id=question.pk, by=in_leek.marieke)
    assert tasks_of(in_leek.marieke) == []
    with clock.standing_at(clock.now() + timedelta(days=30)):
        end_questions(by=SYSTEM)
        assert open_question(question_id=question.pk, by=in_leek.marieke).question.answer
    with clock.standing_at(clock.now() + timedelta(days=31)):
        assert end_questions(by=SYSTEM) == 1
        assert end_questions(by=SYSTEM) == 0
        for one in (in_leek.sanne, in_leek.marieke):
            with pytest.raises(Http404):
                open_question(question_id=question.pk, by=one)
    wiped = ColleagueQuestion.objects.get()
    assert (wiped.answer, wiped.client_name, wiped.client_birth_date, wiped.purpose) == ("", "", None, "")
    assert ColleagueExchange.objects.get().answer == "Ja, sinds mei.", "the dossier keeps it"


def test_nobody_answered_in_time(in_leek: World) -> None:
    question = ask(in_leek)
    with clock.standing_at(clock.now() + timedelta(days=14)):
        assert end_questions(by=SYSTEM) == 0
    with clock.standing_at(clock.now() + timedelta(days=15)):
        with pytest.raises(Conflict):
            decline_question(question=question, reason=DeclineReason.OTHER, note="Te laat", by=in_leek.marieke)
        assert end_questions(by=SYSTEM) == 1
    assert ColleagueQuestion.objects.get().state == QuestionState.EXPIRED
    assert ColleagueExchange.objects.get().outcome == QuestionState.EXPIRED
    assert tasks_of(in_leek.marieke) == []
    assert tasks_of(in_leek.sanne) == ["read_colleague"]
    assert Task.objects.get(kind="answer_colleague").reason == "expired"


# ---------------------------------------------------------------- the rule itself
def test_each_text_has_its_own_articles_circle_and_duties(anywhere: World) -> None:
    code = anywhere.dossier.municipality.code
    decision = may_give([Category.OTHER], necessary=True, client_told=False, on=clock.today())
    duties = ["inform_client", "record_in_dossier"] if code == "sittard-geleen" else []
    assert sorted(map(str, decision.obligations)) == duties
    rules = asking_rules(clock.today())
    assert str(rules.circle) == ("team" if code in ("leiden", "opsterland") else "domain")
    assert bool(rules.steps) == rules.consent_after_task == (code == "sittard-geleen")


def test_a_team_of_another_place_is_not_asked(in_leiden: World) -> None:
    other = create_team(name="Wijkteam Zuid", by=SYSTEM)
    assert account("rosa", team=other) not in colleagues_to_ask(in_leiden.sanne, clock.today())
