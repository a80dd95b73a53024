"""May a partner hear that the client died or moved, and may his dossier go to another municipality?"""

from __future__ import annotations

from datetime import date

from privacy_domain.protocols import book, facts
from privacy_domain.protocols.rules import disclosure
from privacy_domain.protocols.types import Category, ConsentStatus, Decision, Form, Occasion, Recipient, Told
from privacy_domain.tenancy.selectors import protocol_on


def may_tell_provider(on: date) -> Decision:
    """May a provider hear name and address between two talks (leiden-2016 bijlage I rij 4: death and move, without consent)?"""
    asked = facts.DiscloseFacts(
        recipient=Recipient.PROVIDER, occasion=Occasion.INTERIM_CONTACT, items=frozenset({Category.NAW}), necessary=True, client_interest=True
    )
    return disclosure.decide(asked, protocol_on(on), book.law(), on)


def may_transfer(on: date, *, agreed: bool, in_writing: bool) -> Decision:
    """May the dossier go to another municipality, as far as the client agreed, being told why, to whom and what?"""
    form = Form.WRITTEN if in_writing else Form.ORAL
    consent = facts.Consent(status=ConsentStatus.GIVEN, form=form) if agreed else facts.Consent()
    asked = facts.DiscloseFacts(
        recipient=Recipient.THIRD_PARTY, occasion=Occasion.OWN_REQUEST, items=frozenset({Category.NAW, Category.OTHER}), consent=consent,
        told_before=frozenset(Told) if agreed else frozenset(), necessary=True, client_interest=True,
    )  # fmt: skip
    return disclosure.decide(asked, protocol_on(on), book.law(), on)
