"""The end of a dossier: who opens it again and when there is a second one; what partners and another municipality may hear."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from access.models import User
from access.selectors import excluded_among
from dossiers.models import Closing, Dossier, Involvement
from dossiers.policies.rights import leads_for
from dossiers.states import DossierState
from privacy_domain import clock
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


def may_reopen(user: User, dossier: Dossier) -> bool:
    """Who leads the team of a closed dossier, and who worked with it until it was closed; nobody who is kept away from it."""
    if dossier.state != DossierState.CLOSED or excluded_among(user, [dossier.pk]):
        return False
    return leads_for(user, dossier, clock.today()) or _involved_at_closing(user, dossier)


def _involved_at_closing(user: User, dossier: Dossier) -> bool:
    closing = Closing.objects.filter(dossier=dossier, reopened_at__isnull=True).first()
    if closing is None:
        return False
    day = closing.closed_at.astimezone(clock.AMSTERDAM).date()
    return bool(Involvement.objects.filter(dossier=dossier, user=user, until__gte=day).exists())


def same_matter(dossier: Dossier, purposes: Collection[str], law_tags: Collection[str]) -> bool:
    """Whether a dossier is about one of these purposes under one of these laws: then it goes on, and no second one is made."""
    return bool(set(dossier.purposes) & set(purposes)) and bool(set(dossier.law_tags) & set(law_tags))
