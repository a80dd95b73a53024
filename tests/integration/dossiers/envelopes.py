"""Envelopes in the worlds of the cast, walked through the services as far as a test needs."""

from __future__ import annotations

from datetime import date
from typing import Any

from consent import services as consent
from consent.models import Consent
from consent.states import ConsentState, SigningMethod
from dossiers.models import Consultation, Disclosure, Talk
from dossiers.policies.envelope import envelope_of
from dossiers.presenters.envelope import digest_of, rendering
from dossiers.selectors.disclosure import disclosure_by_id
from dossiers.services import disclosure as services
from dossiers.services.disclosure import Chosen
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import Channel, Partner
from privacy_domain.people.services import open_channel
from privacy_domain.protocols.types import Category, Occasion
from tests.integration.dossiers.cast import INK, World, answer, choose

NAW, HEALTH, PHONE = Category.NAW, Category.HEALTH, Category.PHONE
AGREED = Consultation.Outcome.APPROVED


def post(kind: Channel.Kind = Channel.Kind.LETTER) -> Channel:
    """A way of sending on the list."""
    found = Channel.objects.filter(kind=kind).first()
    return found or open_channel(kind=kind, name=f"Verzenden {kind}", valid_from=date(2015, 1, 1), by=SYSTEM)


def agreed(world: World, partner: Partner, *codes: Category, signed: bool = True) -> Consent:
    """The client agreed that these data go there, with a signature where the protocol asks writing."""
    talk = world.dossier_talk() if Talk.objects.filter(dossier=world.dossier).exists() else world.explained()
    choice = answer(world, choose(world, talk, partner, *codes))
    assert choice.consent is not None
    if signed and choice.consent.state == ConsentState.AWAITING_SIGNATURE:
        form = consent.prepare_form(
            person=world.client, matter_id=world.dossier.pk, consents=[choice.consent], required_signers=["self"],
            protocol_version=choice.consent.protocol_version, text_versions=[], by=world.sanne,
        )  # fmt: skip
        consent.sign(form=form, holder="self", signer_name="Johanna de Vries", method=SigningMethod.SCREEN, ink=INK, by=world.sanne)
    return Consent.objects.get(pk=choice.consent.pk)


def begun(world: World, partner: Partner | None = None, *, occasion: Occasion | None = None, **more: Any) -> Disclosure:
    """An envelope with nothing in it."""
    given = {"purpose": "Om de hulp thuis af te stemmen."} | more
    to = {} if "relation" in more else {"partner": partner or world.provider}
    return again(services.open_disclosure(dossier=world.dossier, occasion=occasion, **to, **given, by=world.sanne))


def again(disclosure: Disclosure) -> Disclosure:
    """As the database has it now."""
    found = disclosure_by_id(disclosure.pk)
    assert found is not None
    return found


def filled(world: World, *codes: Category, partner: Partner | None = None, **more: Any) -> Disclosure:
    """With these data in it, and why it is necessary."""
    disclosure = begun(world, partner, **more)
    services.choose_items(disclosure=disclosure, chosen=[Chosen(code=code) for code in codes or (NAW,)], by=world.sanne)
    services.explain_need(disclosure=disclosure, necessity="Zonder dit kan de zorg niet beginnen.", interest="Snel hulp.", by=world.sanne)
    return again(disclosure)


def answered(world: World, disclosure: Disclosure, *, holds: bool = True, but: str = "") -> Disclosure:
    """Every question answered."""
    for question in envelope_of(disclosure, clock.today()).questions:
        if question.code != but:
            services.answer_question(disclosure=disclosure, question=question.code, holds=holds, text=f"Over {question.code}", by=world.sanne)
    return again(disclosure)


def urgent(world: World, *codes: Category, **more: Any) -> Disclosure:
    """Without consent, with every finding."""
    disclosure = filled(world, *codes, **more)
    services.take_way(disclosure=disclosure, without_consent=True, by=world.sanne)
    return answered(world, again(disclosure))


def preview(disclosure: Disclosure) -> str:
    """The digest of what would leave."""
    return digest_of(rendering(envelope_of(disclosure, clock.today())))


def submitted(world: World, disclosure: Disclosure) -> Disclosure:
    """Sealed as it was previewed."""
    services.submit_disclosure(disclosure=disclosure, digest=preview(disclosure), by=world.sanne)
    return again(disclosure)


def approved(world: World, disclosure: Disclosure) -> Disclosure:
    """And agreed to by the leader."""
    row = submitted(world, disclosure)
    services.decide_disclosure(disclosure=row, outcome=AGREED, reason="Dit kan niet wachten.", digest=row.digest, by=world.tom)
    return again(row)


def sent(world: World, disclosure: Disclosure, **more: Any) -> Disclosure:
    """And gone."""
    services.send_disclosure(disclosure=disclosure, channel=post(), recipient_told=True, by=world.sanne, **more)
    return again(disclosure)
