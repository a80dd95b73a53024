"""May I share this? The four answers in each municipality, with and without a client, and the page that asks."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent.states import Answer, AnswerForm
from dossiers.policies.covering import covering
from dossiers.policies.disclosure import SharingAnswer, Verdict, asks_consultation, may_share, recipient_of
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import Agreement, Partner
from privacy_domain.people.services import register_agreement
from privacy_domain.protocols.types import Category, Condition, Obligation, Occasion, Recipient
from tests.factories.access import account
from tests.integration.dossiers.cast import World, answer, choose, register
from tests.integration.dossiers.test_looks import browser

NAW, HEALTH, BSN, PHONE, BIRTH = Category.NAW, Category.HEALTH, Category.BSN, Category.PHONE, Category.BIRTH_DATE


def ask(recipient: Recipient, *items: Category, on: Occasion | None = None) -> SharingAnswer:
    return may_share(recipient, on, items, on=clock.today())


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_without_anything_to_share_there_is_no_question(in_leek: World) -> None:
    with pytest.raises(ValueError, match="nothing to share"):
        ask(Recipient.PARTNER)


# ---------------------------------------------------------------- the list of Leiden
ROWS = [
    ("LEID-BijlI-2-jgt", Recipient.JEUGD_GEZINSTEAM, Occasion.REPORT, {HEALTH, NAW}),
    ("LEID-BijlI-2-artsen", Recipient.DOCTOR, Occasion.REPORT, {HEALTH}),
    ("LEID-BijlI-2-stadsbank", Recipient.STADSBANK, Occasion.REPORT, {NAW}),
    ("LEID-BijlI-2-werkinkomen", Recipient.WERK_EN_INKOMEN, Occasion.REPORT, {NAW}),
    ("LEID-BijlI-2-schuldeisers", Recipient.CREDITOR, Occasion.REPORT, {Category.CREDITOR_FILE_NUMBER}),
    ("LEID-BijlI-3-mozaak", Recipient.MO_ZAAK, Occasion.APPLICATION, {NAW, PHONE, BSN, BIRTH, Category.BANK_ACCOUNT, HEALTH}),
    ("LEID-BijlI-3-doorsturen", Recipient.PROVIDER, Occasion.APPLICATION, {NAW, PHONE, BSN, BIRTH, Category.TEMPORARY_ADDRESS}),
]


@pytest.mark.requirement(*(row[0] for row in ROWS), "LEID-6b.1")
@pytest.mark.parametrize(("row", "recipient", "occasion", "items"), ROWS)
def test_a_row_with_consent_asks_it_and_cites_itself(
    in_leiden: World, row: str, recipient: Recipient, occasion: Occasion, items: set[Category]
) -> None:
    found = ask(recipient, *items, on=occasion)
    assert (found.verdict, found.outside) == (Verdict.ASK_CONSENT, ())
    assert found.row is not None
    assert items <= found.row.items
    assert any(str(citation).startswith("leiden-2016 bijlage I rij") for citation in found.decision.citations)
    assert Condition.TOLD_BEFORE in found.first
    assert (Condition.SIGNATURE in found.first) == (recipient is Recipient.MO_ZAAK), "medical data at an application are signed for"


WITHOUT = [
    ("LEID-BijlI-3-facturatie", Recipient.PROVIDER, Occasion.INVOICING, {NAW, BSN, BIRTH}, Category.PHONE),
    ("LEID-BijlI-3-caksvb", Recipient.CAK_SVB, Occasion.OWN_CONTRIBUTION, {BSN, BIRTH}, NAW),
]


@pytest.mark.requirement(*(row[0] for row in WITHOUT), "LEID-BijlI-kader")
@pytest.mark.parametrize(("row", "recipient", "occasion", "items", "more"), WITHOUT)
def test_a_row_without_consent_may_go_and_what_it_does_not_name_may_not(
    in_leiden: World, row: str, recipient: Recipient, occasion: Occasion, items: set[Category], more: Category
) -> None:
    assert ask(recipient, *items, on=occasion).verdict is Verdict.MAY
    wider = ask(recipient, *items, more, on=occasion)
    assert wider.verdict is Verdict.ASK_CONSENT
    assert wider.outside == (more,)


CONSULTING = [
    (
        "LEID-BijlI-5-veiligheidshuis",
        Recipient.VEILIGHEIDSHUIS,
        Occasion.SERIOUS_NUISANCE,
        {NAW, BIRTH, BSN},
        Category.EMAIL,
        Obligation.INFORM_CLIENT_ASAP,
    ),
    ("LEID-BijlI-5-riec", Recipient.RIEC, Occasion.ORGANISED_CRIME, {NAW, BIRTH, BSN, Category.EMAIL}, HEALTH, Obligation.INFORM_CLIENT_ASAP),
    ("LEID-BijlI-2-veiligthuis", Recipient.VEILIG_THUIS, Occasion.SUSPECTED_VIOLENCE, {NAW, PHONE}, BSN, Obligation.TELL_CLIENT_BEFORE),
]


@pytest.mark.requirement(*(row[0] for row in CONSULTING), "LEID-7.2")
@pytest.mark.parametrize(("row", "recipient", "occasion", "items", "more", "duty"), CONSULTING)
def test_a_signal_goes_by_the_coach_and_only_with_what_its_row_names(
    in_leiden: World, row: str, recipient: Recipient, occasion: Occasion, items: set[Category], more: Category, duty: Obligation
) -> None:
    found = ask(recipient, *items, on=occasion)
    assert found.verdict is Verdict.CONSULT_FIRST
    assert {Condition.LEAD_CONSULTED, Condition.REASONS_RECORDED} == set(found.first)
    assert duty in found.then
    assert ask(recipient, *items, more, on=occasion).verdict is Verdict.ASK_CONSENT


@pytest.mark.requirement("LEID-1-derden")
def test_a_partner_organisation_outside_the_team_is_an_outsider_in_leiden(in_leiden: World) -> None:
    assert ask(Recipient.PARTNER, NAW).verdict is Verdict.ASK_CONSENT
    assert ask(recipient_of(in_leiden.provider, clock.today()), NAW).verdict is Verdict.ASK_CONSENT
    assert ask(Recipient.COLLEAGUE, NAW).verdict is Verdict.MAY


def test_medical_data_to_a_provider_need_a_signature(in_leiden: World) -> None:
    found = ask(Recipient.PROVIDER, NAW, HEALTH, on=Occasion.APPLICATION)
    assert (found.verdict, found.form) == (Verdict.ASK_CONSENT, AnswerForm.WRITTEN)
    assert Condition.SIGNATURE in found.first


# ---------------------------------------------------------------- the other four
@pytest.mark.requirement("LEEK-5", "LEEK-9-belang")
def test_leek_asks_the_need_of_everybody_and_the_interest_of_the_client_for_who_is_no_partner(in_leek: World) -> None:
    assert ask(Recipient.PROVIDER, NAW).first == (Condition.NECESSARY,)
    found = ask(Recipient.NETWORK, NAW)
    assert (found.verdict, set(found.first)) == (Verdict.MAY, {Condition.NECESSARY, Condition.CLIENT_INTEREST})
    assert Obligation.INFORM_RECIPIENT_OF_PROTOCOL in found.then


@pytest.mark.requirement("LAND-5", "LAND-9")
def test_landsmeer_asks_the_need_and_no_interest(in_landsmeer: World) -> None:
    found = ask(Recipient.NETWORK, NAW)
    assert (found.verdict, found.first) == (Verdict.MAY, (Condition.NECESSARY,))
    assert Obligation.INFORM_RECIPIENT_OF_PROTOCOL in found.then


@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer"])
def test_special_data_to_a_partner_still_ask_written_consent_but_not_when_veilig_thuis_asks(where: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(where)
    found = ask(Recipient.PROVIDER, NAW, HEALTH)
    assert (found.verdict, found.form) == (Verdict.ASK_CONSENT, AnswerForm.WRITTEN)
    assert ask(Recipient.VEILIG_THUIS, NAW, HEALTH, on=Occasion.RECIPIENT_REQUEST).verdict is Verdict.MAY


@pytest.mark.requirement("OPST-14.1", "OPST-15.1")
def test_opsterland_asks_written_consent_or_five_findings_and_the_leader(in_opsterland: World) -> None:
    found = ask(Recipient.PROVIDER, NAW)
    assert (found.verdict, found.form) == (Verdict.ASK_CONSENT, AnswerForm.WRITTEN)
    assert {
        Condition.SERIOUS_SITUATION,
        Condition.VITAL_INTEREST_CLIENT,
        Condition.URGENT_NEED,
        Condition.CONSENT_IMPOSSIBLE,
        Condition.ONLY_WAY,
    } <= set(found.urgent)
    assert Condition.LEAD_CONSULTED in found.urgent


@pytest.mark.requirement("SITT-4-vitaal")
def test_sittard_geleen_asks_consent_or_a_critical_situation_with_both_questions(in_sittard_geleen: World) -> None:
    found = ask(Recipient.PROVIDER, NAW)
    assert found.verdict is Verdict.ASK_CONSENT
    assert set(found.urgent) == {Condition.SERIOUS_SITUATION, Condition.VITAL_INTEREST_CLIENT, Condition.INFORMING_IMPOSSIBLE}


def test_the_head_does_fraud_in_leek_and_nobody_else(in_leek: World) -> None:
    found = ask(Recipient.PW_ENFORCEMENT, NAW, on=Occasion.FRAUD_INVESTIGATION)
    assert (found.verdict, found.first) == (Verdict.MAY_NOT, (Condition.ACTING_ROLE,))


def test_consultation_is_prescribed_in_two_places(request: pytest.FixtureRequest) -> None:
    for where, prescribed in (
        ("in_leiden", True),
        ("in_opsterland", True),
        ("in_leek", False),
        ("in_landsmeer", False),
        ("in_sittard_geleen", False),
    ):
        request.getfixturevalue(where)
        assert asks_consultation(clock.today()) is prescribed


@pytest.mark.requirement("LEEK-1d", "LAND-1-derde")
@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer"])
def test_the_class_in_the_register_decides_the_rule(where: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(where)
    on = clock.today()
    contracted = register("Dokter in dienst", Partner.Class.PARTNER, Recipient.DOCTOR)
    free = register("Zorg zonder contract", Partner.Class.THIRD_PARTY, Recipient.PROVIDER)
    assert recipient_of(contracted, on) is Recipient.PARTNER
    assert recipient_of(free, on) is Recipient.THIRD_PARTY
    assert Obligation.INFORM_RECIPIENT_OF_PROTOCOL not in ask(recipient_of(contracted, on), NAW).then
    assert Obligation.INFORM_RECIPIENT_OF_PROTOCOL in ask(recipient_of(free, on), NAW).then


# ---------------------------------------------------------------- with a client
def agreed(world: World, *items: Category, said: Answer = Answer.YES, occasion: Occasion | None = None) -> None:
    talk = world.explained()
    answer(world, choose(world, talk, world.doctor, *items, occasion=occasion), said)


def looked_up(world: World, *items: Category, occasion: Occasion | None = None, on: date | None = None) -> tuple[SharingAnswer, Any]:
    day = on or clock.today()
    recipient = recipient_of(world.doctor, day)
    found = covering(world.dossier, recipient, items, occasion=occasion, partner_id=world.doctor.pk, on=day)
    return may_share(recipient, occasion, items, found.known, on=day), found


@pytest.mark.requirement("LEID-6b.2")
def test_a_consent_covers_what_it_names_and_no_more(in_leiden: World) -> None:
    agreed(in_leiden, NAW)
    covered, found = looked_up(in_leiden, NAW)
    assert (covered.verdict, found.uncovered) == (Verdict.MAY, ())
    wider, found = looked_up(in_leiden, NAW, PHONE)
    assert (wider.verdict, found.uncovered) == (Verdict.ASK_CONSENT, (PHONE,))


def test_a_consent_for_another_occasion_or_another_recipient_does_not_count(in_leiden: World) -> None:
    agreed(in_leiden, NAW, occasion=Occasion.APPLICATION)
    assert looked_up(in_leiden, NAW, occasion=Occasion.CASE_MEETING)[0].verdict is Verdict.ASK_CONSENT
    found = covering(in_leiden.dossier, Recipient.PROVIDER, [NAW], occasion=None, partner_id=in_leiden.provider.pk, on=clock.today())
    assert not found.consents


def test_who_said_no_is_not_shared_about(in_leiden: World) -> None:
    agreed(in_leiden, NAW, said=Answer.NO)
    assert looked_up(in_leiden, NAW)[0].verdict is Verdict.MAY_NOT


# ---------------------------------------------------------------- the page
def form(**more: Any) -> dict[str, Any]:
    return {"recipient": "doctor", "items": ["naw"], "occasion": ""} | more


def page(world: World, who: str = "sanne", ref: Any = None, **said: Any) -> Any:
    client = browser(getattr(world, who))
    code = world.dossier.municipality.code
    path = f"/{code}/d/{ref}/delen/mag-ik/" if ref else f"/{code}/delen/mag-ik/"
    return client.post(path, form(**said)) if said.pop("post", True) else client.get(path)


def test_what_is_not_filled_in_is_asked_again(in_leiden: World) -> None:
    answered = page(in_leiden, items=[], recipient="iemand")
    assert answered.status_code == 422
    assert "Kies met wie" in text(answered)


@pytest.mark.requirement("LEEK-1d")
def test_a_processor_without_its_agreement_is_refused_with_the_reason(in_leek: World) -> None:
    printer = register("Drukkerij Voorbeeld", Partner.Class.PROCESSOR, Recipient.PROCESSOR)
    refused = page(in_leek, recipient=f"partner:{printer.pk}")
    assert refused.status_code == 422
    assert "verwerkersovereenkomst" in text(refused)
    register_agreement(partner=printer, kind=Agreement.Kind.PROCESSING, reference="2026-1", valid_from=clock.today() - timedelta(days=1), by=SYSTEM)
    assert page(in_leek, recipient=f"partner:{printer.pk}").status_code == 200


def test_anybody_of_the_staff_asks_without_a_dossier_and_gets_the_articles(anywhere: World) -> None:
    officer = account("olga")
    answered = browser(officer).post(f"/{anywhere.dossier.municipality.code}/delen/mag-ik/", form())
    assert answered.status_code == 200
    assert re.search(r"\(?(artikel|paragraaf|bijlage) ", text(answered))


def test_about_a_client_only_who_may_see_him(in_leiden: World) -> None:
    assert page(in_leiden, ref=in_leiden.dossier.pk).status_code == 200
    assert page(in_leiden, "marieke", ref=in_leiden.dossier.pk).status_code == 404
    assert page(in_leiden, ref=uuid4()).status_code == 404
    assert browser(in_leiden.sanne).put("/leiden/delen/mag-ik/").status_code == 405


def test_with_the_client_the_consent_is_shown(in_leiden: World) -> None:
    agreed(in_leiden, NAW)
    answered = page(in_leiden, ref=in_leiden.dossier.pk, recipient=f"partner:{in_leiden.doctor.pk}")
    assert "Ja, je mag dit delen" in text(answered)
    assert "gegeven" in text(answered)


def test_the_page_stays_cheap_whatever_the_register_holds(in_leiden: World) -> None:
    def statements() -> int:
        client = browser(in_leiden.sanne)
        path = f"/leiden/d/{in_leiden.dossier.pk}/delen/mag-ik/"
        client.post(path, form())
        with CaptureQueriesContext(connection) as taken:
            assert client.post(path, form()).status_code == 200
        return len(taken)

    few = statements()
    for number in range(5):
        register(f"Zorg {number}", Partner.Class.PARTNER, Recipient.PROVIDER)
    assert statements() == few <= 26
