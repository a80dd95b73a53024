"""Signing, refusing, withdrawing, going on without, and the end of a talk."""

from __future__ import annotations

import pytest

from consent.models import Consent, ConsentForm, Signature
from consent.states import Answer, AnswerForm, ConsentState, FormState, Scope
from dossiers import services
from dossiers.models import Talk
from dossiers.states import Capacity, Step, StepStatus, TalkState
from privacy_domain.protocols.types import Category, Occasion, Refused
from privacy_domain.web.errors import Conflict, Invalid
from tests.integration.dossiers.cast import INK, World, agree, answer, choose, explain, judge, plan_of


def status(talk: Talk, step: Step) -> StepStatus:
    return plan_of(talk).step(step).status


# ---------------------------------------------------------------- signing, refusing, withdrawing
def _ready_to_sign(world: World) -> Talk:
    talk = world.explained()
    agree(world, talk)
    judge(world, talk, Category.HEALTH)
    services.finish_partners(talk=talk, by=world.sanne)
    services.write_notes(talk=talk, help_question="Douchen", notes="", next_appointment="", by=world.sanne)
    services.check_together(talk=talk, by=world.sanne)
    return talk


@pytest.mark.requirement("LAND-4.4", "LAND-BijlI-7")
def test_special_data_stay_blocked_until_the_form_is_signed(in_landsmeer: World) -> None:
    from consent.policies import may_record
    from privacy_domain import clock

    talk = _ready_to_sign(in_landsmeer)
    assert not may_record([Category.HEALTH], plan_of(talk).where, on=clock.today()).allowed
    form = services.make_form(talk=talk, signers=["self"], by=in_landsmeer.sanne)
    services.sign_on_screen(talk=talk, form=form, holder="self", signer_name="Johanna de Vries", ink=INK, by=in_landsmeer.sanne)
    assert may_record([Category.HEALTH], plan_of(talk).where, on=clock.today()).allowed


@pytest.mark.requirement("LEEK-4.4")
def test_the_signed_form_is_kept(in_leek: World) -> None:
    talk = _ready_to_sign(in_leek)
    form = services.make_form(talk=talk, signers=["self"], by=in_leek.sanne)
    services.sign_on_screen(talk=talk, form=form, holder="self", signer_name="Johanna de Vries", ink=INK, by=in_leek.sanne)
    kept = ConsentForm.objects.get()
    consent = Consent.objects.get(scope=Scope.SPECIAL)
    assert (kept.state, consent.state, consent.form_given, consent.consent_form) == (
        FormState.SIGNED,
        ConsentState.GIVEN,
        AnswerForm.WRITTEN,
        kept,
    )
    assert Signature.objects.get().ink == INK


@pytest.mark.requirement("LEEK-4.4-weigering", "LAND-4.4-weigering")
@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer"])
def test_a_refused_form_is_kept_as_a_refusal(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    talk = _ready_to_sign(world)
    form = services.make_form(talk=talk, signers=["self"], by=world.sanne)
    services.close_form_by_refusal(talk=talk, form=form, holder="self", signer_name="Johanna de Vries", by=world.sanne)
    assert ConsentForm.objects.get().state == FormState.REFUSED
    assert Consent.objects.get(scope=Scope.SPECIAL).state == ConsentState.REFUSED
    with pytest.raises(Conflict):
        services.sign_on_screen(talk=talk, form=form, holder="self", signer_name="Johanna", ink=INK, by=world.sanne)


def test_signing_comes_after_checking(in_leek: World) -> None:
    talk = in_leek.explained()
    agree(in_leek, talk)
    judge(in_leek, talk, Category.HEALTH)
    with pytest.raises(Conflict, match="Controleer"):
        services.make_form(talk=talk, signers=["self"], by=in_leek.sanne)


def test_an_answer_after_the_check_asks_the_check_again(in_leek: World) -> None:
    talk = _ready_to_sign(in_leek)
    choose(in_leek, talk, in_leek.provider, Category.NAW)
    assert status(talk, Step.CHECK) == StepStatus.CANNOT_YET
    with pytest.raises(Conflict):
        services.make_form(talk=talk, signers=["self"], by=in_leek.sanne)


@pytest.mark.parametrize("ink", [[], [[[1, 1]]], [[["x", 1], [2, 2], [3, 3]]], [[[float("nan"), 1], [2, 2], [3, 3]]]])
def test_what_is_no_drawing_is_no_signature(in_leek: World, ink: list[object]) -> None:
    talk = _ready_to_sign(in_leek)
    form = services.make_form(talk=talk, signers=["self"], by=in_leek.sanne)
    with pytest.raises(Invalid):
        services.sign_on_screen(talk=talk, form=form, holder="self", signer_name="J", ink=ink, by=in_leek.sanne)
    assert not Signature.objects.exists()


@pytest.mark.requirement("LAND-12.1")
def test_at_thirteen_both_must_agree_and_both_must_sign(daan_in_landsmeer: World) -> None:
    world = daan_in_landsmeer
    talk = world.explained(services.Seat("Petra Jansen", Capacity.LEGAL))
    assert plan_of(talk).deciders.acts == ("legal", "self")
    with pytest.raises(Invalid, match="samen"):
        agree(world, talk, self="Daan")
    agree(world, talk, self="Daan", legal="Petra Jansen")
    judge(world, talk, Category.HEALTH, self="Daan", legal="Petra Jansen")
    services.finish_partners(talk=talk, by=world.sanne)
    services.write_notes(talk=talk, help_question="School", notes="", next_appointment="", by=world.sanne)
    services.check_together(talk=talk, by=world.sanne)
    form = services.make_form(talk=talk, signers=["self", "legal"], by=world.sanne)
    services.sign_on_screen(talk=talk, form=form, holder="self", signer_name="Daan", ink=INK, by=world.sanne)
    assert Consent.objects.get(scope=Scope.SPECIAL).state == ConsentState.AWAITING_SIGNATURE
    assert status(talk, Step.SIGN) == StepStatus.TODO
    services.sign_on_screen(talk=talk, form=form, holder="legal", signer_name="Petra Jansen", ink=INK, by=world.sanne)
    assert Consent.objects.get(scope=Scope.SPECIAL).state == ConsentState.GIVEN


def test_nobody_signs_twice(daan_in_landsmeer: World) -> None:
    world = daan_in_landsmeer
    talk = world.explained(services.Seat("Petra Jansen", Capacity.LEGAL))
    agree(world, talk, self="Daan", legal="Petra Jansen")
    judge(world, talk, Category.HEALTH, self="Daan", legal="Petra Jansen")
    services.finish_partners(talk=talk, by=world.sanne)
    services.write_notes(talk=talk, help_question="School", notes="", next_appointment="", by=world.sanne)
    services.check_together(talk=talk, by=world.sanne)
    form = services.make_form(talk=talk, signers=["self", "legal"], by=world.sanne)
    services.sign_on_screen(talk=talk, form=form, holder="self", signer_name="Daan", ink=INK, by=world.sanne)
    with pytest.raises(Conflict, match="al getekend"):
        services.sign_on_screen(talk=talk, form=form, holder="self", signer_name="Daan", ink=INK, by=world.sanne)


@pytest.mark.requirement("LEEK-4.5", "LAND-4.6")
@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer"])
def test_withdrawing_works_at_once_and_lists_what_rested_on_it(where: str, request: pytest.FixtureRequest) -> None:
    from consent.policies import may_record
    from privacy_domain import clock

    world: World = request.getfixturevalue(where)
    talk = world.explained()
    consent = agree(world, talk)
    assert may_record([Category.NAW], plan_of(talk).where, on=clock.today()).allowed
    services.withdraw_consent(dossier=world.dossier, consent_given=consent, said_by="Johanna de Vries", by=world.sanne)
    assert not may_record([Category.NAW], plan_of(talk).where, on=clock.today()).allowed
    kept = Consent.objects.get(pk=consent.pk)
    assert (kept.state, kept.answered_at is not None, kept.withdrawn_by) == (ConsentState.WITHDRAWN, True, world.sanne)
    with pytest.raises(Conflict):
        services.withdraw_consent(dossier=world.dossier, consent_given=kept, said_by="Johanna", by=world.sanne)


def test_withdrawing_names_the_exchanges_that_must_stop(in_leiden: World) -> None:
    from privacy_domain.work.models import Task

    talk = in_leiden.explained()
    choice = answer(in_leiden, choose(in_leiden, talk, in_leiden.doctor, Category.HEALTH, occasion=Occasion.REPORT))
    done = services.withdraw_consent(dossier=in_leiden.dossier, consent_given=choice.consent, said_by="Johanna", by=in_leiden.sanne)
    assert [row.partner.name for row in done.resting] == ["Huisarts De Linde"]
    assert Task.objects.filter(kind="stop_exchange", dossier_id=in_leiden.dossier.pk).count() == 1


# ---------------------------------------------------------------- going on without consent
@pytest.mark.requirement("LEEK-4.6", "LAND-4.5")
@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer"])
@pytest.mark.parametrize("ground", ["necessary_unavoidable", "serious_risk"])
def test_one_of_two_grounds_with_a_note_opens_the_way(where: str, ground: str, request: pytest.FixtureRequest) -> None:
    from consent.policies import may_record
    from privacy_domain import clock

    world: World = request.getfixturevalue(where)
    talk = world.explained()
    agree(world, talk, Answer.NO)
    assert not may_record([Category.NAW], plan_of(talk).where, on=clock.today()).allowed
    with pytest.raises(Invalid, match="waarom"):
        services.go_without(talk=talk, ground=ground, categories=["naw"], note=" ", by=world.sanne)
    services.go_without(talk=talk, ground=ground, categories=["naw"], note="Anders geen hulp", by=world.sanne)
    assert may_record([Category.NAW], plan_of(talk).where, on=clock.today()).allowed


@pytest.mark.parametrize("where", ["in_leiden", "in_opsterland"])
def test_where_the_protocol_knows_no_exception_there_is_none(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    talk = world.explained()
    with pytest.raises(Refused):
        services.go_without(talk=talk, ground="serious_risk", categories=["health"], note="Gevaar", by=world.sanne)


# ---------------------------------------------------------------- the end
def test_a_finished_talk_has_its_letter_and_cannot_be_changed(anywhere: World) -> None:
    talk = anywhere.explained()
    plan = plan_of(talk)
    if plan.ordinary.needed:
        agree(anywhere, talk)
    judge(anywhere, talk, answer=None)
    services.finish_partners(talk=talk, by=anywhere.sanne)
    services.write_notes(
        talk=talk,
        help_question="Douchen",
        notes="Badkamer boven",
        next_appointment="1 december, 10 uur",
        by=anywhere.sanne,
    )
    services.check_together(talk=talk, by=anywhere.sanne)
    services.finish_talk(talk=talk, by=anywhere.sanne)
    kept = Talk.objects.get(pk=talk.pk)
    assert kept.state == TalkState.FINISHED and kept.receipt_letter_id is not None
    for act in (
        lambda: services.finish_talk(talk=kept, by=anywhere.sanne),
        lambda: explain(anywhere, kept),
        lambda: services.write_notes(talk=kept, help_question="x", notes="", next_appointment="", by=anywhere.sanne),
    ):
        with pytest.raises(Conflict):
            act()


def test_two_tabs_notice_each_other(in_leek: World) -> None:
    talk = in_leek.talk()
    first = services.save_draft(talk=talk, step=Step.NOTES, version=0, content={"notes": ["een"]}, by=in_leek.sanne)
    services.save_draft(talk=talk, step=Step.NOTES, version=first.version, content={"notes": ["twee"]}, by=in_leek.sanne)
    with pytest.raises(services.DraftConflict) as conflict:
        services.save_draft(talk=talk, step=Step.NOTES, version=1, content={"notes": ["drie"]}, by=in_leek.sanne)
    assert conflict.value.theirs.content == {"notes": ["twee"]}
