"""May this be shared with this recipient, and must consent be asked for it?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from consent.policies import Asking, asking_inside, read_asking, special_categories
from consent.states import AnswerForm, Scope
from privacy_domain.protocols import book, facts
from privacy_domain.protocols.rules import disclosure
from privacy_domain.protocols.types import Category, Condition, Decision, Occasion, Recipient, Told
from privacy_domain.tenancy.selectors import protocol_on


@dataclass(frozen=True, slots=True)
class SharingQuestion:
    """What the page of one partner asks: whether consent is needed, for what, in which form, and on what that rests.

    `outside_row` are items that the protocol's list for this recipient does not allow without their own consent.
    """

    needed: bool
    scope: Scope
    form: AnswerForm
    signature: bool
    outside_row: tuple[str, ...]
    decision: Decision


def sharing_question(recipient: Recipient, occasion: Occasion | None, items: Collection[Category], on: date) -> SharingQuestion:
    """Ask the protocol as the talk stands: the client is told why, with whom and what, the need is recorded, nothing is agreed yet.

    Consent is needed where the only open ways go through it. Where sharing itself asks nothing, special data still ask the
    consent to record and request them, per partner (Leek 4 lid 4, Landsmeer 4 lid 4 with bijlage I stap 6).
    """
    decision = _ask(recipient, occasion, items, on)
    asking = read_asking(decision)
    signature = any(Condition.SIGNATURE in way for way in decision.missing)
    if asking.needed:
        written = asking.form == AnswerForm.WRITTEN or signature
        form = AnswerForm.WRITTEN if written else AnswerForm.ORAL
        return SharingQuestion(True, Scope.SHARING, form, signature, _outside(decision), decision)
    inside = _special_inside(items, on)
    if inside is not None and inside.needed and inside.form is not None:
        return SharingQuestion(True, Scope.SPECIAL, inside.form, False, _outside(decision), inside.decision)
    return SharingQuestion(False, Scope.SHARING, AnswerForm.ORAL, False, _outside(decision), decision)


def _ask(recipient: Recipient, occasion: Occasion | None, items: Collection[Category], on: date) -> Decision:
    asked = facts.DiscloseFacts(
        recipient=recipient,
        occasion=occasion,
        items=frozenset(items),
        told_before=frozenset(Told),
        necessary=True,
        client_interest=True,
    )
    return disclosure.decide(asked, protocol_on(on), book.law(), on)


def _special_inside(items: Collection[Category], on: date) -> Asking | None:
    special = frozenset(items) & special_categories(on)
    return asking_inside(special, on) if special else None


def _outside(decision: Decision) -> tuple[str, ...]:
    return tuple(str(code) for code in decision.values.get("excess_items", ()))
