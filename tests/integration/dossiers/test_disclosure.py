"""The envelope: prepared, sealed, decided on by another where the protocol wants that, sent once, and never changed again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from consent.services import withdraw
from dossiers.models import Consultation, Disclosure, DisclosureRemark
from dossiers.policies.disclosure import Verdict
from dossiers.policies.envelope import envelope_of
from dossiers.selectors.disclosure import ledger_of
from dossiers.selectors.telling import telling_of
from dossiers.services import disclosure as services
from dossiers.services import telling as tell
from dossiers.services.disclosure import Chosen, Heard
from dossiers.states import DisclosureState
from dossiers.states.telling import ToldHow
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import Agreement, Partner
from privacy_domain.people.services import close_channel, end_partner, register_agreement
from privacy_domain.protocols.types import Category, Occasion, Recipient, Refused
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Task
from tests.integration.dossiers.cast import World, register
from tests.integration.dossiers.envelopes import (
    HEALTH,
    NAW,
    PHONE,
    again,
    agreed,
    answered,
    approved,
    begun,
    filled,
    post,
    sent,
    submitted,
    urgent,
)

State, Outcome, Kind = DisclosureState, Consultation.Outcome, DisclosureRemark.Kind


# ---------------------------------------------------------------- preparing
def test_to_nobody_to_two_or_without_a_purpose_nothing_begins(in_leek: World) -> None:
    for wrong in ({}, {"partner": in_leek.provider, "relation": object()}):
        with pytest.raises(Invalid) as refusal:
            services.open_disclosure(dossier=in_leek.dossier, purpose="Waarom", **wrong, by=in_leek.sanne)  # type: ignore[arg-type]
        assert refusal.value.field == "recipient"
    with pytest.raises(Invalid):
        begun(in_leek, purpose="  ")
    assert not Disclosure.objects.exists()


@pytest.mark.requirement("LEEK-1d")
def test_a_processor_without_agreement_and_who_left_the_register_receive_nothing(in_leek: World) -> None:
    printer = register("Drukkerij", Partner.Class.PROCESSOR, Recipient.PROCESSOR)
    with pytest.raises(Invalid):
        begun(in_leek, printer)
    register_agreement(partner=printer, kind=Agreement.Kind.PROCESSING, reference="1", valid_from=clock.today(), by=SYSTEM)
    begun(in_leek, printer)
    end_partner(partner=in_leek.provider, last_day=clock.today() - timedelta(days=1), by=SYSTEM)
    with pytest.raises(Invalid):
        begun(in_leek)


@pytest.mark.requirement("LEID-BijlII-needtoknow", "LEEK-5")
def test_nothing_is_in_it_until_it_is_chosen_and_content_needs_its_reason(in_leek: World) -> None:
    disclosure = begun(in_leek)
    assert not envelope_of(disclosure, clock.today()).items
    with pytest.raises(Invalid):
        services.choose_items(disclosure=disclosure, chosen=[], by=in_leek.sanne)
    whole = Chosen(code=HEALTH, level=Chosen(code=NAW).level.CONTENT, text="Loopt slecht")
    with pytest.raises(Invalid) as refusal:
        services.choose_items(disclosure=disclosure, chosen=[whole], by=in_leek.sanne)
    assert refusal.value.field == "reason"
    services.choose_items(disclosure=disclosure, chosen=[Chosen(code=NAW), Chosen(code=PHONE)], by=in_leek.sanne)
    services.choose_items(disclosure=disclosure, chosen=[Chosen(code=NAW)], by=in_leek.sanne)
    assert [row.code for row in envelope_of(again(disclosure), clock.today()).items] == ["naw"]


@pytest.mark.requirement("LEEK-5", "LEEK-9-belang")
def test_leek_wants_the_necessity_and_of_others_than_partners_the_interest(in_leek: World) -> None:
    disclosure = begun(in_leek, in_leek.doctor)
    services.choose_items(disclosure=disclosure, chosen=[Chosen(code=NAW)], by=in_leek.sanne)
    with pytest.raises(Invalid):
        submitted(in_leek, again(disclosure))
    with pytest.raises(Invalid):
        services.explain_need(disclosure=disclosure, necessity=" ", by=in_leek.sanne)
    services.explain_need(disclosure=disclosure, necessity="Nodig voor de zorg", by=in_leek.sanne)
    with pytest.raises(Refused):
        submitted(in_leek, again(disclosure))
    services.explain_need(disclosure=disclosure, necessity="Nodig voor de zorg", interest="Sneller geholpen", by=in_leek.sanne)
    assert submitted(in_leek, again(disclosure)).state == State.APPROVED


# ---------------------------------------------------------------- with consent
@pytest.mark.requirement("LEID-6b.1", "LEID-6b.2", "OPST-14.1", "OPST-14.2")
@pytest.mark.parametrize("where", ["in_leiden", "in_opsterland", "in_sittard_geleen"])
def test_without_consent_that_covers_every_item_it_is_not_sealed(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    with pytest.raises(Refused):
        submitted(world, filled(world, NAW))
    assert not Disclosure.objects.exclude(state=State.DRAFTING).exists()


@pytest.mark.requirement("LEID-6b.1")
def test_with_consent_it_goes_without_anybody_else_and_names_the_consent(in_leiden: World) -> None:
    consent = agreed(in_leiden, in_leiden.provider, NAW)
    sealed = submitted(in_leiden, filled(in_leiden, NAW))
    assert (sealed.state, sealed.ground, sealed.consent_ids) == (State.APPROVED, Disclosure.Ground.CONSENT, [consent.pk])
    with pytest.raises(Refused):
        submitted(in_leiden, filled(in_leiden, NAW, PHONE))


@pytest.mark.requirement("OPST-14.1", "OPST-14.3")
def test_opsterland_wants_the_signature_on_it_and_keeps_the_form(in_opsterland: World) -> None:
    agreed(in_opsterland, in_opsterland.doctor, NAW, signed=False)
    with pytest.raises(Refused):
        submitted(in_opsterland, filled(in_opsterland, NAW, partner=in_opsterland.doctor))
    consent = agreed(in_opsterland, in_opsterland.provider, NAW)
    sealed = submitted(in_opsterland, filled(in_opsterland, NAW))
    assert (sealed.ground, sealed.consent_ids) == (Disclosure.Ground.CONSENT, [consent.pk])
    assert consent.consent_form is not None
    assert (consent.consent_form.state, consent.matter_id) == ("signed", in_opsterland.dossier.pk)


def test_a_consent_withdrawn_after_sealing_stops_the_sending(in_leiden: World) -> None:
    consent = agreed(in_leiden, in_leiden.provider, NAW)
    sealed = submitted(in_leiden, filled(in_leiden, NAW))
    withdraw(consent=consent, said_by="Johanna", by=in_leiden.sanne)  # whatever else the withdrawal stops: sending asks by itself
    with pytest.raises(Refused):
        sent(in_leiden, sealed)
    assert again(sealed).state == State.APPROVED


@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer"])
def test_no_consultation_is_forced_where_none_is_prescribed(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    sealed = submitted(world, filled(world, NAW))
    assert (sealed.state, sealed.ground) == (State.APPROVED, Disclosure.Ground.PROTOCOL)
    assert not Task.objects.filter(kind="decide_disclosure").exists()


@pytest.mark.requirement("SITT-4-vitaal", "SITT-4-vitaal-informeren")
def test_sittard_geleen_goes_on_vital_interests_alone_with_both_questions_and_then_tells_the_client(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    half = filled(world, NAW)
    services.take_way(disclosure=half, without_consent=True, by=world.sanne)
    half = answered(world, again(half), but="informing_impossible")
    with pytest.raises(Refused):
        submitted(world, half)
    gone = sent(world, submitted(world, answered(world, half)))
    assert "inform_client" in gone.obligations
    duty = telling_of("dossier.disclosure", gone.pk)
    assert duty is not None
    assert (duty.state, duty.ground, duty.after) == ("waiting", "situation_ongoing", "vital_interest")
    assert not Task.objects.filter(kind="tell_client").exists()
    tell.lift_telling(telling=duty, ended_on=clock.today(), by=world.sanne)
    assert Task.objects.get(kind="tell_client").state == Task.State.OPEN
    tell.tell_client(telling=duty, how=ToldHow.ORAL, told_on=clock.today(), note="Verteld aan tafel.", by=world.sanne)
    assert Task.objects.get(kind="tell_client").state == Task.State.DONE


# ---------------------------------------------------------------- sending
@pytest.mark.requirement("LEEK-3.4")
def test_it_leaves_only_by_a_way_on_the_list(in_leek: World) -> None:
    sealed = submitted(in_leek, filled(in_leek, NAW))
    channel = post()
    close_channel(channel=channel, last_day=clock.today(), by=SYSTEM)
    with clock.standing_at(clock.now() + timedelta(days=1)), pytest.raises(Invalid) as refusal:
        services.send_disclosure(disclosure=sealed, channel=channel, recipient_told=True, by=in_leek.sanne)
    assert refusal.value.field == "channel"


@pytest.mark.requirement("LEEK-9-informeren", "LAND-9-informeren", "LEEK-9-aanspreken")
@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer"])
def test_who_is_no_partner_hears_the_main_lines_first_and_can_be_addressed_later(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    sealed = submitted(world, filled(world, NAW, partner=world.doctor))
    with pytest.raises(Invalid) as refusal:
        services.send_disclosure(disclosure=sealed, channel=post(), recipient_told=False, by=world.sanne)
    assert refusal.value.field == "recipient_told"
    gone = sent(world, sealed)
    assert gone.content is not None
    assert len(gone.content["along"]) == 2
    for kind in (Kind.ACCEPTED, Kind.AGAINST, Kind.ADDRESSED):
        services.remark_on(disclosure=gone, kind=kind, note="Vertelde het verder.", by=world.sanne)
    with pytest.raises(Invalid):
        services.remark_on(disclosure=gone, kind=Kind.AGAINST, note="", by=world.sanne)
    assert DisclosureRemark.objects.filter(disclosure=gone, kind=Kind.ADDRESSED).get().at == clock.now()


def test_a_meeting_says_who_attended_and_heard_what(in_leek: World) -> None:
    sealed = submitted(in_leek, filled(in_leek, NAW, occasion=Occasion.CASE_MEETING))
    with pytest.raises(Invalid):
        sent(in_leek, sealed)
    with pytest.raises(Invalid):
        sent(in_leek, sealed, heard=[Heard("P. Jansen", "school", " ")])
    gone = sent(in_leek, sealed, heard=[Heard("P. Jansen", "school", "dat er hulp is")])
    assert gone.attendees == [{"name": "P. Jansen", "organisation": "school", "heard": "dat er hulp is"}]


@pytest.mark.requirement("LEID-0-convenant")
def test_to_the_riec_only_under_a_covenant_that_is_then_named(in_leiden: World) -> None:
    riec = register("RIEC", Partner.Class.THIRD_PARTY, Recipient.RIEC)
    disclosure = answered(in_leiden, filled(in_leiden, NAW, partner=riec, occasion=Occasion.ORGANISED_CRIME))
    with pytest.raises(Invalid):
        submitted(in_leiden, disclosure)
    covenant = register_agreement(partner=riec, kind=Agreement.Kind.COVENANT, reference="2014-1", valid_from=clock.today(), by=SYSTEM)
    gone = sent(in_leiden, approved(in_leiden, again(disclosure)))
    assert gone.agreement_id == covenant.pk


@pytest.mark.requirement("LEID-BijlI-kader")
def test_outside_its_row_an_item_must_go_or_needs_its_own_way(in_leiden: World) -> None:
    narrow = filled(in_leiden, Category.BSN, Category.BIRTH_DATE, partner=in_leiden.cak, occasion=Occasion.OWN_CONTRIBUTION)
    assert submitted(in_leiden, narrow).ground == Disclosure.Ground.PROTOCOL
    wide = filled(in_leiden, Category.BSN, NAW, partner=in_leiden.cak, occasion=Occasion.OWN_CONTRIBUTION)
    envelope = envelope_of(wide, clock.today())
    assert envelope.answer is not None
    assert (envelope.answer.verdict, envelope.answer.outside) == (Verdict.ASK_CONSENT, (NAW,))
    with pytest.raises(Refused):
        submitted(in_leiden, wide)


def test_it_is_sent_once(in_leek: World) -> None:
    sealed = submitted(in_leek, filled(in_leek, NAW))
    stale = again(sealed)
    sent(in_leek, sealed)
    with pytest.raises(Conflict):
        sent(in_leek, stale)
    with pytest.raises(Conflict):
        services.withdraw_disclosure(disclosure=stale, reason="Toch niet", by=in_leek.sanne)


def test_what_was_sent_never_changes_and_says_later_what_it_said_then(in_leek: World) -> None:
    gone = sent(in_leek, submitted(in_leek, filled(in_leek, NAW)))
    for change in (lambda: services.choose_items(disclosure=gone, chosen=[Chosen(code=PHONE)], by=in_leek.sanne),
                   lambda: services.explain_need(disclosure=gone, necessity="Anders", by=in_leek.sanne)):  # fmt: skip
        with pytest.raises(Conflict):
            change()
    for statement in (
        "update dossiers_disclosure set digest = 'x'",
        "update dossiers_disclosure set state = 'drafting'",
        "delete from dossiers_disclosure",
        "delete from dossiers_disclosureitem",
        "update dossiers_disclosureitem set level = 'content'",
        "update dossiers_disclosureremark set kind = 'done'",
    ):
        with pytest.raises((ProgrammingError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_sealed_envelope_that_waits_keeps_what_leaves(in_leiden: World) -> None:
    submitted(in_leiden, urgent(in_leiden, NAW))
    for statement in ("update dossiers_disclosure set purpose = null", "update dossiers_disclosurefinding set holds = false"):
        with pytest.raises((ProgrammingError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.requirement("LEID-BijlII-slot")
def test_deliberately_not_shared_is_kept_with_its_reason(in_leiden: World) -> None:
    disclosure = filled(in_leiden, NAW)
    with pytest.raises(Invalid):
        services.leave_unshared(disclosure=disclosure, reason="", by=in_leiden.sanne)
    services.leave_unshared(disclosure=disclosure, reason="Het helpt haar niet.", by=in_leiden.sanne)
    row = again(disclosure)
    assert (row.state, row.end_reason, row.ended_by_id) == (State.NOT_SHARED, "Het helpt haar niet.", in_leiden.sanne.pk)
    with pytest.raises(Conflict):
        submitted(in_leiden, row)


def test_the_ledger_has_one_line_for_each_thing_that_left_and_nothing_else(in_leek: World) -> None:
    submitted(in_leek, filled(in_leek, NAW))
    gone = sent(in_leek, submitted(in_leek, filled(in_leek, NAW, PHONE)))
    lines = ledger_of(in_leek.client)
    assert [(line.disclosure_id, line.what) for line in lines] == [(gone.pk, "naam en adres"), (gone.pk, "telefoonnummer")]
    assert {(line.recipient, line.ground, line.sent_by_id, line.digest) for line in lines} == {
        (in_leek.provider.name, Disclosure.Ground.PROTOCOL, in_leek.sanne.pk, gone.digest)
    }
    assert "Johanna Maria de Vries" in lines[0].text
