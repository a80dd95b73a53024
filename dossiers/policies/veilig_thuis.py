"""Veilig Thuis asks: what may be given, what comes first, and whether the client hears of it by the protocol or by law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dossiers.policies.disclosure import SharingAnswer, may_share
from dossiers.policies.telling import INFORMING, may_wait
from privacy_domain.protocols.types import After, Category, Decision, Occasion, PostponeGround, Recipient


@dataclass(frozen=True, slots=True)
class ToldOfIt:
    """Whether the protocol itself orders that the client is told (otherwise the law asks it), and the answer to whether that may
    wait for somebody's safety."""

    ordered: bool
    waits: Decision


def asked_by_veilig_thuis(on: date) -> SharingAnswer:
    """The answer for what says least of the client, his name and address; another kind of data changes nothing in it."""
    return may_share(Recipient.VEILIG_THUIS, Occasion.RECIPIENT_REQUEST, {Category.NAW}, on=on)


def told_of_it(on: date) -> ToldOfIt:
    """Telling the client that something was given because Veilig Thuis asked (leek-2018 art. 10 lid 2; leiden-2016 art. 14 lid 4;
    opsterland-2015 art. 16 lid 4; landsmeer-2016 orders nothing)."""
    waits = may_wait(After.VEILIG_THUIS_REQUEST, PostponeGround.SAFETY, on)
    return ToldOfIt(bool(INFORMING & {str(duty) for duty in asked_by_veilig_thuis(on).then}), waits)
