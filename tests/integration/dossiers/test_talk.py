"""The talk in each municipality: what its protocol asks, in which form, and what it refuses."""

from __future__ import annotations

import pytest

from consent.models import Consent, Informing
from consent.states import Answer, AnswerForm, ConsentState, Scope
from dossiers import services
from dossiers.models import PartnerChoice, Talk
from dossiers.states import Step, StepStatus, TalkState
from privacy_domain.protocols.types import Category, Occasion, Refused
from privacy_domain.web.errors import Conflict, Invalid
from tests.integration.dossiers.cast import World, agree, answer, choose, explain, judge, plan_of


def status(talk: Talk, step: Step) -> StepStatus:
    return plan_of(talk).step(step).status


# ---------------------------------------------------------------- order
@pytest.mark.requirement("LEEK-4.1")
def test_in_leek_nothing_is_asked_before_the_client_was_told(in_leek: World) -> None:
    talk = in_leek.seated()
    assert status(talk, Step.AGREEMENT) == StepStatus.CANNOT_YET
    with pytest.raises(Conflict, match="Vertel eerst"):
        agree(in_leek, talk)
    assert not Consent.objects.exists()


@pytest.mark.requirement("LAND-4.1")
def test_in_landsmeer_nothing_is_asked_before_the_client_was_told(in_landsmeer: World) -> None:
    talk = in_landsmeer.seated()
    with pytest.raises(Conflict):
        agree(in_landsmeer, talk)
    explain(in_landsmeer, talk)
    agree(in_landsmeer, talk)
    told = Informing.objects.get()
    assert told.informed_by == in_landsmeer.sanne and told.cards and told.informed_at


@pytest.mark.requirement("LEEK-4.2", "LAND-4.2")
def test_without_a_party_the_explanation_says_that_none_is_known(in_leek: World) -> None:
    talk = in_leek.seated()
    with pytest.raises(Invalid, match="partij"):
        services.explain(talk=talk, cards=[], items=["recording"], parties=[], none_known_yet=False, by=in_leek.sanne)
    with pytest.raises(Invalid, match="partij"):
        services.explain(talk=talk, cards=[], items=["recording"], parties=["CAK"], none_known_yet=True, by=in_leek.sanne)


@pytest.mark.requirement("LEEK-4.2")
def test_a_party_named_later_is_told_again(in_leek: World) -> None:
    talk = in_leek.explained()
    choice = choose(in_leek, talk, in_leek.provider, Category.NAW)
    services.tell_partner(choice=choice, by=in_leek.sanne)
    latest = Informing.objects.order_by("-informed_at").filter(none_known_yet=False).first()
    assert latest is not None and latest.parties == ["Zorggroep Het Veer"]


@pytest.mark.requirement("OPST-6.1-vorm")
def test_in_opsterland_telling_alone_leaves_the_questions_closed(in_opsterland: World) -> None:
    talk = in_opsterland.seated()
    explain(in_opsterland, talk)
    assert status(talk, Step.WRITTEN) == StepStatus.TODO
    with pytest.raises(Conflict):
        agree(in_opsterland, talk)
    from dossiers.presenters.talk import cards

    services.hand_over(talk=talk, cards=cards(plan_of(talk), in_opsterland.sanne), by=in_opsterland.sanne)
    assert sorted(Informing.objects.values_list("form", flat=True)) == ["oral", "written"]
    agree(in_opsterland, talk)


def test_only_opsterland_asks_the_explanation_on_paper(anywhere: World) -> None:
    talk = anywhere.seated()
    has_written = any(line.step == Step.WRITTEN for line in plan_of(talk).steps)
    assert has_written == (anywhere.dossier.municipality.code == "opsterland")


# ---------------------------------------------------------------- agreement for ordinary data
@pytest.mark.requirement("LEEK-4.3")
def test_leek_takes_an_oral_agreement_and_says_who_when_and_to_whom(in_leek: World) -> None:
    talk = in_leek.explained()
    consent = agree(in_leek, talk)
    assert (consent.state, consent.form_given, consent.said_by) == (
        ConsentState.GIVEN,
        AnswerForm.ORAL,
        "Johanna de Vries",
    )
    assert consent.answered_at is not None and consent.asked_by == in_leek.sanne
    assert "leek-2018 art. 4 lid 3" in consent.citations


@pytest.mark.requirement("LAND-4.3", "LAND-BijlI-5")
def test_landsmeer_takes_an_oral_agreement(in_landsmeer: World) -> None:
    talk = in_landsmeer.explained()
    consent = agree(in_landsmeer, talk)
    assert consent.state == ConsentState.GIVEN and "landsmeer-2016 art. 4 lid 3" in consent.citations


@pytest.mark.requirement("LAND-BijlI-mondeling")
def test_without_a_name_there_is_no_answer(in_landsmeer: World) -> None:
    talk = in_landsmeer.explained()
    with pytest.raises(Invalid):
        agree(in_landsmeer, talk, self="  ")
    assert not Consent.objects.exists()


@pytest.mark.requirement("LEID-6a.2-gewoon")
def test_leiden_never_asks_agreement_for_ordinary_data(in_leiden: World) -> None:
    talk = in_leiden.explained()
    assert status(talk, Step.AGREEMENT) == StepStatus.NOT_NEEDED
    with pytest.raises(Refused):
        services.ask_agreement(
            talk=talk,
            answer=Answer.YES,
            said_by={"self": "J"},
            purpose="x",
            text=_any_text(in_leiden, talk),
            by=in_leiden.sanne,
        )


@pytest.mark.requirement("SITT-Bijl1-toestemming")
def test_sittard_geleen_does_not_ask_where_the_law_allows(in_sittard_geleen: World) -> None:
    talk = in_sittard_geleen.explained()
    assert status(talk, Step.AGREEMENT) == StepStatus.NOT_NEEDED
    assert not any(asking.needed for asking in plan_of(talk).special.values())


@pytest.mark.requirement("OPST-6.3")
def test_opsterland_asks_consent_for_ordinary_data_too(in_opsterland: World) -> None:
    talk = in_opsterland.explained()
    assert status(talk, Step.AGREEMENT) == StepStatus.TODO
    assert agree(in_opsterland, talk).state == ConsentState.GIVEN


def test_a_second_agreement_is_a_conflict(in_landsmeer: World) -> None:
    talk = in_landsmeer.explained()
    agree(in_landsmeer, talk)
    with pytest.raises(Conflict, match="staat al"):
        agree(in_landsmeer, talk)
    assert Consent.objects.count() == 1


def test_later_can_become_yes_and_a_no_can_be_asked_again(in_landsmeer: World) -> None:
    talk = in_landsmeer.explained()
    first = agree(in_landsmeer, talk, Answer.LATER)
    assert agree(in_landsmeer, talk, Answer.NO).pk == first.pk
    again = agree(in_landsmeer, talk, Answer.YES)
    assert again.pk != first.pk and again.state == ConsentState.GIVEN
    assert sorted(Consent.objects.values_list("state", flat=True)) == ["given", "refused"]


# ---------------------------------------------------------------- special data
@pytest.mark.requirement("LEEK-1b", "LEEK-4.4")
def test_leek_asks_written_consent_for_a_bsn(in_leek: World) -> None:
    talk = in_leek.explained()
    agree(in_leek, talk)
    (question,) = judge(in_leek, talk, Category.BSN)
    assert (question.scope, question.form_needed) == (Scope.SPECIAL, AnswerForm.WRITTEN)
    assert question.state == ConsentState.AWAITING_SIGNATURE


@pytest.mark.requirement("LAND-1-bijzonder")
def test_a_bsn_is_ordinary_in_landsmeer(in_landsmeer: World) -> None:
    talk = in_landsmeer.explained()
    with pytest.raises(Invalid):
        judge(in_landsmeer, talk, Category.BSN)
    assert "bsn" in agree(in_landsmeer, talk).categories


@pytest.mark.requirement("LAND-BijlI-start")
def test_the_judgement_that_no_special_data_are_needed_is_recorded(in_landsmeer: World) -> None:
    talk = in_landsmeer.explained()
    with pytest.raises(Invalid, match="waarom"):
        services.judge_special(
            talk=talk,
            categories=[],
            reason=" ",
            answer=None,
            said_by={},
            purpose="x",
            text=_any_text(in_landsmeer, talk),
            by=in_landsmeer.sanne,
        )
    assert judge(in_landsmeer, talk, answer=None) == []
    fresh = Talk.objects.get(pk=talk.pk)
    assert fresh.special_needed is False and fresh.special_reason
    assert status(talk, Step.SPECIAL) == StepStatus.DONE


@pytest.mark.requirement("LEID-6a.2")
def test_leiden_asks_consent_for_special_data_in_any_form(in_leiden: World) -> None:
    talk = in_leiden.explained()
    (question,) = judge(in_leiden, talk, Category.HEALTH)
    assert (question.form_needed, question.state) == (AnswerForm.ORAL, ConsentState.GIVEN)


@pytest.mark.requirement("OPST-11")
def test_opsterland_asks_consent_for_health(in_opsterland: World) -> None:
    talk = in_opsterland.explained()
    (question,) = judge(in_opsterland, talk, Category.HEALTH)
    assert question.state == ConsentState.GIVEN


def test_opsterland_has_no_ground_at_all_for_religion(in_opsterland: World) -> None:
    talk = in_opsterland.explained()
    with pytest.raises(Refused) as refusal:
        judge(in_opsterland, talk, Category.RELIGION)
    assert any("art. 11" in str(citation) for citation in refusal.value.decision.citations)


# ---------------------------------------------------------------- specific by construction
@pytest.mark.requirement("LEEK-1i")
def test_a_question_needs_purpose_data_recipient_and_an_explanation(in_leek: World) -> None:
    from consent import services as consent

    talk = in_leek.explained()
    told = Informing.objects.first()
    complete = {
        "person": in_leek.client, "matter_id": in_leek.dossier.pk, "scope": Scope.ORDINARY, "purpose": "hulp", "categories": ["naw"],
        "recipient_code": "team", "recipient_name": "Team", "informing": told, "form_needed": AnswerForm.ORAL,
        "text": _any_text(in_leek, talk), "by": in_leek.sanne,
    }  # fmt: skip
    for hole in ({"purpose": " "}, {"categories": []}, {"recipient_name": ""}, {"recipient_code": ""}):
        with pytest.raises(Invalid):
            consent.ask(**(complete | hole))
    other = Informing.objects.get(pk=told.pk)
    other.matter_id = in_leek.client.pk
    with pytest.raises(Invalid, match="Vertel"):
        consent.ask(**(complete | {"informing": other}))
    assert talk.state == TalkState.RUNNING and not Consent.objects.exists()


# ---------------------------------------------------------------- partners
@pytest.mark.requirement("LEID-6b.1", "LEID-6b.2")
def test_leiden_asks_before_anything_leaves_the_team(in_leiden: World) -> None:
    talk = in_leiden.explained()
    choice = choose(in_leiden, talk, in_leiden.doctor, Category.NAW, Category.HEALTH, occasion=Occasion.REPORT)
    assert services.question_of(choice).needed
    with pytest.raises(Refused):
        services.tell_partner(choice=choice, by=in_leiden.sanne)
    answered = answer(in_leiden, choice)
    assert answered.consent is not None
    told = answered.consent.informing
    assert set(told.items) == {"purpose", "recipient", "content"} and told.parties == ["Huisarts De Linde"]


def test_leiden_tells_but_does_not_ask_for_the_own_contribution(in_leiden: World) -> None:
    talk = in_leiden.explained()
    choice = choose(in_leiden, talk, in_leiden.cak, Category.BSN, Category.BIRTH_DATE, occasion=Occasion.OWN_CONTRIBUTION)
    assert not services.question_of(choice).needed
    services.tell_partner(choice=choice, by=in_leiden.sanne)
    assert PartnerChoice.objects.get().outcome == "told" and not Consent.objects.exists()


@pytest.mark.requirement("OPST-14.1", "OPST-14.2")
def test_opsterland_asks_writing_for_anything_outside_the_team(in_opsterland: World) -> None:
    talk = in_opsterland.explained()
    choice = choose(in_opsterland, talk, in_opsterland.provider, Category.NAW)
    question = services.question_of(choice)
    assert question.needed and question.form == AnswerForm.WRITTEN
    assert answer(in_opsterland, choice).consent.state == ConsentState.AWAITING_SIGNATURE


@pytest.mark.requirement("LAND-BijlI-6")
def test_landsmeer_asks_which_special_data_go_to_which_partner(in_landsmeer: World) -> None:
    talk = in_landsmeer.explained()
    ordinary = choose(in_landsmeer, talk, in_landsmeer.provider, Category.NAW)
    assert not services.question_of(ordinary).needed
    special = choose(in_landsmeer, talk, in_landsmeer.doctor, Category.HEALTH)
    question = services.question_of(special)
    assert question.needed and question.form == AnswerForm.WRITTEN and question.scope == Scope.SPECIAL


@pytest.mark.requirement("LAND-BijlI-1")
def test_why_what_and_with_whom_come_before_the_question(in_landsmeer: World) -> None:
    talk = in_landsmeer.explained()
    choice = services.choose_partner(talk=talk, partner=in_landsmeer.doctor, occasion=None, by=in_landsmeer.sanne)
    with pytest.raises(Conflict, match="Kies eerst"):
        services.question_of(choice)
    for items, purpose in (([], "advies"), ([Category.HEALTH], " ")):
        with pytest.raises(Invalid):
            services.describe_partner(choice=choice, items=items, purpose=purpose, valid_until=None, by=in_landsmeer.sanne)


def test_a_partner_stands_once_on_the_list(in_landsmeer: World) -> None:
    talk = in_landsmeer.explained()
    choose(in_landsmeer, talk, in_landsmeer.doctor, Category.NAW)
    with pytest.raises(Conflict):
        services.choose_partner(talk=talk, partner=in_landsmeer.doctor, occasion=None, by=in_landsmeer.sanne)


def _any_text(world: World, talk: Talk) -> object:
    from dossiers.presenters.talk import wording

    return wording(plan_of(talk), world.sanne, "statement.free")
