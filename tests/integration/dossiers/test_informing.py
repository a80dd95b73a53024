"""What the client is told: the content that each protocol demands, when, by whom, and what he thought of it."""

from __future__ import annotations

import pytest

from consent.models import Informing
from consent.states import Answer, AnswerForm, ConsentState
from dossiers import services
from dossiers.forms import AgreementForm, ExplainForm
from dossiers.presenters import talk as present
from dossiers.states import Capacity
from privacy_domain.protocols import catalogue
from privacy_domain.protocols.types import Category, Occasion
from privacy_domain.tenancy.selectors import protocol_on
from privacy_domain.web.errors import Conflict, Invalid
from tests.integration.conftest import world_of
from tests.integration.dossiers.cast import DAAN, World, agree, answer, choose, judge, plan_of


def told_items(world: World) -> set[str]:
    world.explained()
    return {item for informing in Informing.objects.all() for item in informing.items}


def test_the_cards_of_every_protocol_cover_what_it_demands(anywhere: World) -> None:
    plan = plan_of(anywhere.talk())
    protocol = protocol_on(plan.on)
    assert protocol is not None
    demanded = {item.code for item in protocol.value(catalogue.INFORMING_CONTENTS) or ()}
    covered = {item for card in present.cards(plan, anywhere.sanne) for item in card.covers}
    assert demanded <= covered


@pytest.mark.requirement("LEEK-7.1-informeren")
def test_in_leek_the_client_hears_who_can_look_and_the_dossier_says_when_and_how(in_leek: World) -> None:
    assert "viewers" in told_items(in_leek)
    told = Informing.objects.get()
    assert (told.form, told.informed_by, told.informed_at is not None) == (AnswerForm.ORAL, in_leek.sanne, True)
    card = next(card for card in present.cards(plan_of(in_leek.dossier_talk()), in_leek.sanne) if "viewers" in card.covers)
    assert any(citation.startswith("leek-2018 art. 7") for citation in card.citations)


@pytest.mark.requirement("LAND-7.1")
def test_in_landsmeer_the_client_hears_that_staff_leader_complaints_and_veilig_thuis_can_look(in_landsmeer: World) -> None:
    talk = in_landsmeer.seated()
    demanded = present.demanded_items(plan_of(talk))
    codes = [code for code, _label in demanded]
    assert "viewers" in codes
    untold = {"told": [code for code in codes if code != "viewers"], "none_known_yet": "on"}
    assert "told" in ExplainForm(untold, demanded=demanded, partners=[]).errors, "it cannot be left out"
    card = next(card for card in present.cards(plan_of(talk), in_landsmeer.sanne) if "viewers" in card.covers)
    assert {f"landsmeer-2016 art. 7 lid {number}" for number in (1, 2)} <= set(card.citations)
    assert all(word in card.body.casefold() for word in ("helpen", "hoofd", "bezwaar", "klacht", "veilig thuis"))
    with pytest.raises(Conflict):
        agree(in_landsmeer, talk)
    in_landsmeer.tell(talk)
    told = Informing.objects.get()
    assert "viewers" in told.items and len(told.cards) == len(present.cards(plan_of(talk), in_landsmeer.sanne))


@pytest.mark.requirement("LEID-6a.1")
def test_leiden_tells_seven_things_and_each_must_be_ticked(in_leiden: World) -> None:
    plan = plan_of(in_leiden.seated())
    protocol = protocol_on(plan.on)
    assert protocol is not None
    demanded = protocol.value(catalogue.INFORMING_CONTENTS) or ()
    assert len(demanded) == 7
    codes = [code for code, _label in present.demanded_items(plan)]
    form = {"demanded": present.demanded_items(plan), "partners": []}
    assert len(codes) == 7 and ExplainForm({"told": codes, "none_known_yet": "on"}, **form).is_valid()
    for missing in codes:
        assert "told" in ExplainForm({"told": [c for c in codes if c != missing], "none_known_yet": "on"}, **form).errors


@pytest.mark.requirement("OPST-6.1-inhoud")
def test_opsterland_tells_a_to_f(in_opsterland: World) -> None:
    protocol = protocol_on(plan_of(in_opsterland.talk()).on)
    assert protocol is not None
    assert {item.code for item in protocol.value(catalogue.INFORMING_CONTENTS) or ()} <= told_items_again(in_opsterland)


def told_items_again(world: World) -> set[str]:
    talk = world.dossier_talk()
    services.record_table(talk=talk, seats=[services.Seat("Johanna", Capacity.CLIENT)], by=world.sanne)
    cards = present.cards(plan_of(talk), world.sanne)
    items = sorted({item for card in cards for item in card.covers})
    services.explain(talk=talk, cards=cards, items=items, parties=[], none_known_yet=True, by=world.sanne)
    return set(Informing.objects.get().items)


@pytest.mark.requirement("SITT-4-informeren")
def test_sittard_geleen_tells_before_and_keeps_the_date(in_sittard_geleen: World) -> None:
    talk = in_sittard_geleen.seated()
    assert plan_of(talk).step(present.Step.PARTNERS).status == "cannot_yet"
    in_sittard_geleen.tell(talk)
    assert Informing.objects.get().informed_at is not None
    assert plan_of(talk).step(present.Step.PARTNERS).status == "todo"


@pytest.mark.requirement("LAND-BijlI-2", "LAND-BijlI-3")
def test_what_the_client_thinks_and_what_was_agreed_is_kept(in_landsmeer: World) -> None:
    talk = in_landsmeer.seated()
    cards = present.cards(plan_of(talk), in_landsmeer.sanne)
    services.explain(
        talk=talk, cards=cards, items=["recording"], parties=["CAK"], none_known_yet=False,
        reaction="Liever niet met mijn buurvrouw", agreed="De buurvrouw hoort niets", by=in_landsmeer.sanne,
    )  # fmt: skip
    told = Informing.objects.get()
    assert (told.reaction, told.agreed) == ("Liever niet met mijn buurvrouw", "De buurvrouw hoort niets")


@pytest.mark.requirement("LAND-BijlI-4")
def test_yes_or_no_has_no_default(in_landsmeer: World) -> None:
    form = AgreementForm(holders=["self"], names={})
    assert form["answer"].value() is None
    assert "answer" in AgreementForm({}, holders=["self"]).errors
    talk = in_landsmeer.explained()
    assert agree(in_landsmeer, talk, Answer.NO).state == ConsentState.REFUSED


def test_an_interpreter_is_on_the_record(in_leek: World) -> None:
    in_leek.explained(services.Seat("A. Tolk", Capacity.INTERPRETER, "Tigrinya"))
    assert Informing.objects.get().interpreter == "A. Tolk"


@pytest.mark.requirement("LEID-BijlI-voetnoot2", "LEID-9.1")
def test_leiden_asks_before_medical_data_are_requested_from_a_doctor(in_leiden: World) -> None:
    talk = in_leiden.explained()
    choice = choose(in_leiden, talk, in_leiden.doctor, Category.HEALTH, occasion=Occasion.REPORT)
    assert services.question_of(choice).needed
    asked = answer(in_leiden, choice, Answer.NO).consent
    assert asked is not None and asked.state == ConsentState.REFUSED and asked.purpose


@pytest.mark.requirement("OPST-22.6")
def test_in_opsterland_the_rules_of_age_hold_for_consent_too() -> None:
    with world_of("opsterland", DAAN) as world:
        talk = world.explained(services.Seat("Petra Jansen", Capacity.LEGAL))
        with pytest.raises(Invalid, match="samen"):
            agree(world, talk, self="Daan")
        assert agree(world, talk, self="Daan", legal="Petra Jansen").state == ConsentState.GIVEN


@pytest.mark.requirement("ENG-6")
def test_a_ground_alone_is_no_exception_its_reason_author_and_time_are_kept_apart(in_leek: World) -> None:
    talk = in_leek.explained()
    agree(in_leek, talk, Answer.NO)
    with pytest.raises(Invalid):
        services.go_without(talk=talk, ground="serious_risk", categories=["naw"], note="", by=in_leek.sanne)
    kept = services.go_without(talk=talk, ground="serious_risk", categories=["naw"], note="Gevaar", by=in_leek.sanne)
    assert (kept.ground, kept.note, kept.noted_by) == ("serious_risk", "Gevaar", in_leek.sanne) and kept.noted_at


def test_special_data_in_leiden_ask_consent_after_the_explanation(in_leiden: World) -> None:
    talk = in_leiden.explained()
    (question,) = judge(in_leiden, talk, Category.HEALTH)
    assert question.informing.informed_at <= question.asked_at
