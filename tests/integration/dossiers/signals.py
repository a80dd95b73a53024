"""Questions of Veilig Thuis and inquiries in the worlds of the cast, walked through the services."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from access.models import User
from dossiers.models import Disclosure, FraudInquiry, MeldcodeDecision, VeiligThuisQuestion
from dossiers.policies.envelope import envelope_of
from dossiers.services import disclosure as envelopes
from dossiers.services.disclosure import Chosen
from dossiers.services.inquiry import InquiryFacts, start_inquiry
from dossiers.services.meldcode import prepare_report
from dossiers.services.veilig_thuis import Asked, begin_answer, register_question
from dossiers.states.safety import AskedWay, InquiryAbout
from privacy_domain import clock
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Category, Recipient
from tests.integration.dossiers.cast import World, register
from tests.integration.dossiers.envelopes import NAW, again, post, preview


def veilig_thuis() -> Partner:
    """In the register."""
    found = Partner.objects.filter(code=Recipient.VEILIG_THUIS).first()
    return found or register("Veilig Thuis Noord", Partner.Class.THIRD_PARTY, Recipient.VEILIG_THUIS)


def asked(**other: Any) -> Asked:
    """A telephone call."""
    known = {"asked_at": clock.now(), "way": AskedWay.TELEPHONE, "asked_by": "K. Bel, onderzoeker", "about": "Onderzoek na een melding."}
    return Asked(**known | other)


def question(world: World, **other: Any) -> VeiligThuisQuestion:
    """Written down by Sanne."""
    return register_question(dossier=world.dossier, asked=asked(**other), by=world.sanne)


def begun_answer(world: World, row: VeiligThuisQuestion | None = None, *codes: Category) -> Disclosure:
    """An envelope to Veilig Thuis, filled, not sealed."""
    made = begin_answer(question=row or question(world), partner=veilig_thuis(), purpose="Onderzoek na een melding.", by=world.sanne)
    return fill(made, world.sanne, *codes)


def begun_report(world: World, *codes: Category) -> Disclosure:
    """An envelope with the report that was decided on."""
    decision = MeldcodeDecision.objects.get(dossier=world.dossier)
    made = prepare_report(decision=decision, partner=veilig_thuis(), purpose="Een vermoeden van huiselijk geweld.", by=world.sanne)
    return fill(made, world.sanne, *codes)


def fill(made: Disclosure, by: User, *codes: Category) -> Disclosure:
    """What goes and why, and every question that is asked."""
    row = again(made)
    envelopes.choose_items(disclosure=row, chosen=[Chosen(code=code) for code in codes or (NAW,)], by=by)
    envelopes.explain_need(disclosure=row, necessity="Zonder dit is het niet veilig.", told_beforehand=row.told_beforehand, by=by)
    for each in envelope_of(again(row), clock.today()).questions:
        envelopes.answer_question(disclosure=row, question=each.code, holds=True, text=f"Over {each.code}", by=by)
    return again(row)


def seal(made: Disclosure, by: User) -> Disclosure:
    """As it was previewed."""
    envelopes.submit_disclosure(disclosure=made, digest=preview(made), by=by)
    return again(made)


def send(made: Disclosure, by: User) -> Disclosure:
    """And gone."""
    envelopes.send_disclosure(disclosure=made, channel=post(), recipient_told=True, by=by)
    return again(made)


def inquiry_facts(**other: Any) -> InquiryFacts:
    """A suspicion that is concrete."""
    known: dict[str, Any] = {
        "about": InquiryAbout.CLIENT,
        "suspicion": "De uren op de rekening zijn niet gemaakt.",
        "investigation": "Onderzoek 2026-14",
        "scope": "De rekeningen van dit jaar.",
        "until": until(),
    }
    return InquiryFacts(**known | other)


def until(days: int = 30) -> date:
    """A last day."""
    return clock.today() + timedelta(days=days)


def inquiry(world: World, by: User, **other: Any) -> FraudInquiry:
    """Begun by somebody who may."""
    return start_inquiry(dossier=world.dossier, facts=inquiry_facts(**other), by=by)
