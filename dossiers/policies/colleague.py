"""Asking a colleague: whom one may ask, and whether this may be given to him."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from access.models import User
from access.selectors import domain_staff, team_mates
from dossiers.models import ColleagueQuestion
from dossiers.states import QuestionState
from privacy_domain import clock
from privacy_domain.protocols import book, catalogue, facts
from privacy_domain.protocols.protocol import Protocol
from privacy_domain.protocols.rules import disclosure
from privacy_domain.protocols.types import Category, Citation, Condition, Decision, Recipient, State
from privacy_domain.protocols.values import Circle, Item
from privacy_domain.tenancy.selectors import protocol_on
from privacy_domain.web.errors import Conflict


@dataclass(frozen=True, slots=True)
class AskingRules:
    """How a colleague is asked something in this municipality.

    `steps` is what the text wants checked before; `consent_after_task`: the client's agreement carries the sharing only where
    the tasks in the law leave too little room (sittard-geleen-2018 par. 4).
    """

    protocol: Protocol | None
    circle: Circle | None
    circle_words: str
    steps: tuple[Item, ...]
    consent_after_task: bool
    citations: tuple[Citation, ...]


def asking_rules(on: date) -> AskingRules:
    """The rules of the day. Without a protocol in force nobody's circle is known: the law alone decides."""
    protocol = protocol_on(on)
    if protocol is None:
        return AskingRules(None, None, "", (), False, ())
    circle, inside = protocol.get(catalogue.COLLEAGUE_CIRCLE), protocol.get(catalogue.CONSENT_ORDINARY_FORMS)
    steps = protocol.get(catalogue.SHARING_STEPS)
    # the steps of another text are those of sharing without consent, which asking a colleague is not
    mine = [item for item in steps.value or () if {str(c) for c in item.articles or steps.citations} & {str(c) for c in circle.citations}]
    return AskingRules(
        protocol=protocol,
        circle=circle.value,
        circle_words=circle.explanation,
        steps=tuple(mine),
        consent_after_task=inside.state is State.EXCLUDED and _names_consent(protocol),
        citations=protocol.get(catalogue.DISCLOSE_COLLEAGUE).citations,
    )


def _names_consent(protocol: Protocol) -> bool:
    """Whether the text leaves agreement as a way beside the tasks in the law."""
    groups = protocol.value(catalogue.RECORD_ORDINARY) or ()
    return any(Condition.CONSENT in way.conditions for group in groups for way in group.ways)


def colleagues_to_ask(user: User, on: date) -> list[User]:
    """Whom `user` may ask (leek-2018 and landsmeer-2016 art. 8, sittard-geleen-2018 bijlage 1: who works in the social domain;
    leiden-2016 and opsterland-2015 art. 13: who is in his team). Who works in no team asks nobody."""
    circle = asking_rules(on).circle
    return team_mates(user, on=on) if circle is Circle.TEAM else domain_staff(user, on=on)


def may_give(items: Collection[Category], *, necessary: bool, client_told: bool, on: date) -> Decision:
    """May these data go to a colleague, as far as they are needed for the support now?"""
    asked = facts.DiscloseFacts(
        recipient=Recipient.COLLEAGUE, items=frozenset(items), necessary=necessary, client_told=client_told, reasons_recorded=True
    )
    return disclosure.decide(asked, protocol_on(on), book.law(), on)


def outcome_of(decision: Decision) -> dict[str, object]:
    """What a question keeps of a decision."""
    return {
        "protocol_version": decision.protocol or "",
        "citations": [str(citation) for citation in decision.citations],
        "obligations": [str(obligation) for obligation in decision.obligations],
    }


def require_waiting(question: ColleagueQuestion) -> None:
    """Raises Conflict when a question does not wait for an answer any more."""
    if question.state != QuestionState.ASKED or question.expires_on < clock.today():
        raise Conflict("Deze vraag is al beantwoord of verlopen.")
