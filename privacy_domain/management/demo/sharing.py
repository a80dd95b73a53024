"""Sharing in the demonstration: something that left with what the client agreed to, and something that waits for the team leader."""

from __future__ import annotations

from access.models import User
from consent.models import Consent
from dossiers.models import Disclosure, Dossier
from dossiers.policies.envelope import envelope_of
from dossiers.presenters.envelope import digest_of, rendering
from dossiers.selectors import consents_of
from dossiers.selectors.disclosure import disclosure_by_id
from dossiers.services import disclosure as services
from dossiers.services.disclosure import Chosen
from dossiers.states import DisclosureState
from privacy_domain import clock
from privacy_domain.people.models import Partner
from privacy_domain.people.selectors import channels_on
from privacy_domain.protocols.types import Category, Occasion

FINDINGS = "Zij was gisteren overstuur en durfde niet naar huis. Wachten tot het volgende gesprek is niet veilig."


def share(dossier: Dossier, partner: Partner, by: User) -> None:
    """What the client agreed to share with this partner leaves; where nothing was to be agreed, name and address."""
    given = _given(dossier, partner)
    items = [Category(code) for code in given.categories] if given else [Category.NAW]
    row = _prepared(dossier, partner, items, Occasion(given.occasion) if given and given.occasion else None, by)
    if not envelope_of(row, clock.today()).complete:
        return
    services.submit_disclosure(disclosure=row, digest=_digest(row), by=by)
    row = _again(row)
    if row.state == DisclosureState.APPROVED:
        channel = channels_on(clock.today())[0]
        services.send_disclosure(disclosure=row, channel=channel, recipient_told=True, by=by)


def ask(dossier: Dossier, partner: Partner, by: User) -> None:
    """It cannot wait and consent cannot be asked: where the protocol wants it, the team leader decides."""
    row = _prepared(dossier, partner, [Category.NAW, Category.PHONE], None, by, safety=True)
    if envelope_of(row, clock.today()).blocked:
        services.take_way(disclosure=row, without_consent=True, by=by)
        row = _again(row)
        for question in envelope_of(row, clock.today()).questions:
            services.answer_question(disclosure=row, question=question.code, holds=True, text=FINDINGS, by=by)
        row = _again(row)
    services.submit_disclosure(disclosure=row, digest=_digest(row), by=by)


def _prepared(dossier: Dossier, partner: Partner, items: list[Category], occasion: Occasion | None, by: User, *, safety: bool = False) -> Disclosure:
    purpose = "Om de hulp thuis op elkaar af te stemmen."
    row = services.open_disclosure(dossier=dossier, partner=partner, occasion=occasion, purpose=purpose, safety=safety, by=by)
    services.choose_items(disclosure=row, chosen=[Chosen(code=code) for code in items], by=by)
    services.explain_need(disclosure=row, necessity="Zonder deze gegevens kan de hulp niet beginnen.", interest="De hulp komt sneller.", by=by)
    return _again(row)


def _given(dossier: Dossier, partner: Partner) -> Consent | None:
    return next((row for row in consents_of(dossier) if row.partner_id == partner.pk and row.state == "given" and row.scope == "sharing"), None)


def _digest(row: Disclosure) -> str:
    return digest_of(rendering(envelope_of(row, clock.today())))


def _again(row: Disclosure) -> Disclosure:
    found = disclosure_by_id(row.pk)
    if found is None:
        raise LookupError("the envelope of this story is gone")
    return found
