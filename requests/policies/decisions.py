"""Who decides on a request, on which grounds of the rules a part of it can be refused, and until when there can be objected."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from privacy_domain.protocols import book, catalogue
from privacy_domain.protocols.catalogue import Key
from privacy_domain.protocols.protocol import Protocol
from privacy_domain.protocols.types import Citation, Role
from privacy_domain.protocols.values import Decider, Item, Remedy
from privacy_domain.tenancy.selectors import protocol_on
from requests.policies.cases import case_days
from requests.states import CaseKind, DecisionOutcome, RequestKind

NONE_APPLIES, LEGAL_DUTY = "none_applies", "legal_duty"
SEEING = frozenset({RequestKind.INFORMATION, RequestKind.ACCESS, RequestKind.COPY})
CORRECTING = frozenset({RequestKind.RECTIFICATION, RequestKind.SUPPLEMENT, RequestKind.ERASURE, RequestKind.RESTRICTION})
# provisions that say how long something is kept: that a term runs is no ground to keep what somebody asks to destroy
_KEEPING = re.compile(r"\b5\.3\.4\b|\b7\.3\.8\b|bewaartermijn|selectielijst|archiefwet", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RefusalGround:
    """One ground on which a part can be refused, or left out of a package, in the words of the rules, with its articles."""

    code: str
    label: str
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefusalRules:
    """What a refusal of this kind of request can rest on. `claims`: the grounds on which correction can be asked; it can be refused only
    when none of them applies, and then each is looked at. Without `grounds` it cannot be refused at all."""

    grounds: tuple[RefusalGround, ...]
    claims: tuple[Item, ...] = ()

    def ground(self, code: str) -> RefusalGround | None:
        """The ground with this code."""
        return next((each for each in self.grounds if each.code == code), None)


def refusal_rules(kind: RequestKind, received: date) -> RefusalRules:
    """On what a refusal can rest, under the protocol of the day of receipt and, where that is silent, the law (leek-2018 and
    landsmeer-2016 art. 11 lid 3 and 5; leiden-2016 art. 15 lid 3, 16 lid 1, 17 lid 2; opsterland-2015 art. 18 lid 3, 19 lid 1, 20 lid 2).

    An own statement is added: nothing lets us refuse it (leiden-2016 art. 16 lid 4; opsterland-2015 art. 19 lid 2).
    """
    protocol = protocol_on(received)
    if kind in SEEING:
        return RefusalRules(_grounds(protocol, catalogue.REFUSAL_OF_ACCESS, catalogue.LAW_REFUSAL_OF_ACCESS, received))
    if kind == RequestKind.DESTRUCTION:
        return RefusalRules(_grounds(protocol, catalogue.REFUSAL_OF_DESTRUCTION, catalogue.LAW_REFUSAL_OF_DESTRUCTION, received))
    if kind == RequestKind.OBJECTION:
        return RefusalRules(as_grounds(book.law().value(catalogue.LAW_REFUSAL_OF_OBJECTION, received) or (), ()))
    if kind in CORRECTING:
        return _correcting(protocol, received)
    return RefusalRules(())


def _grounds(protocol: Protocol | None, own: Key[tuple[Item, ...]], legal: Key[tuple[Item, ...]], on: date) -> tuple[RefusalGround, ...]:
    said = protocol.get(own) if protocol else None
    if said is not None and said.value:
        return as_grounds(said.value, tuple(str(place) for place in said.citations))
    return as_grounds(book.law().value(legal, on) or (), ())


def as_grounds(items: Iterable[Item], citations: tuple[str, ...]) -> tuple[RefusalGround, ...]:
    """What the rules list as grounds; one that names no articles of its own rests on `citations`."""
    return tuple(RefusalGround(item.code, item.label, tuple(str(place) for place in item.articles) or citations) for item in items)


def _correcting(protocol: Protocol | None, on: date) -> RefusalRules:
    said = protocol.get(catalogue.CORRECTION_GROUNDS) if protocol else None
    if said is not None and said.value:
        claims, citations = said.value, tuple(str(place) for place in said.citations)
    else:
        claims = book.law().value(catalogue.LAW_CORRECTION_GROUNDS, on) or ()
        citations = tuple(dict.fromkeys(str(place) for item in claims for place in item.articles))
    words = "; ".join(item.label for item in claims)
    return RefusalRules((RefusalGround(NONE_APPLIES, f"geen van deze gronden gaat op: {words}", citations),), claims)


def looked_at_all(rules: RefusalRules, looked_at: Collection[str]) -> bool:
    """Whether each ground on which correction can be asked was looked at and does not apply."""
    return {item.code for item in rules.claims} <= set(looked_at)


def is_about_keeping(provision: str) -> bool:
    """Whether a provision only says how long something is kept."""
    return bool(_KEEPING.search(provision))


# ---------------------------------------------------------------- who decides
@dataclass(frozen=True, slots=True)
class Deciding:
    """Who decides on a day: a professional, or the college, for which somebody signs who has a mandate. `mandate_for`: only to whom has
    this role a mandate can be given; None: to anybody (awb art. 10:3)."""

    by_college: bool
    mandate_for: Role | None
    citations: tuple[str, ...]
    explanation: str


def who_decides(on: date) -> Deciding:
    """Who decides on `on`: in Leek and Landsmeer the professional (art. 11), in Leiden the college (art. 15-18), in Opsterland the college
    or with a written mandate the leader (art. 21); where nothing is said the college, which answers for the data."""
    protocol, law = protocol_on(on), book.law()
    said = protocol.get(catalogue.REQUEST_DECIDER) if protocol else None
    mandate = protocol.get(catalogue.REQUEST_MANDATE) if protocol else None
    places: tuple[Citation, ...] = said.citations if said and said.value else ()
    if said and said.value is Decider.PROFESSIONAL:
        return Deciding(False, None, tuple(str(place) for place in places), said.explanation)
    if mandate and mandate.value:
        return Deciding(True, mandate.value, tuple(dict.fromkeys(str(place) for place in (*places, *mandate.citations))), mandate.explanation)
    by_law = law.required_value(catalogue.LAW_MANDATE, on)
    return Deciding(
        True, None, tuple(str(place) for place in (*places, *by_law)), "Namens het college beslist alleen wie daarvoor schriftelijk mandaat heeft."
    )


def outcome_of(granted: Collection[bool], *, passed_on: bool) -> DecisionOutcome | None:
    """How it was decided, from its parts; None when there is nothing yet that says so."""
    if passed_on:
        return DecisionOutcome.PASSED_ON
    if not granted:
        return None
    if all(granted):
        return DecisionOutcome.GRANTED
    return DecisionOutcome.PARTLY if any(granted) else DecisionOutcome.REFUSED


@dataclass(frozen=True, slots=True)
class Remedies:
    """What who asked can do when he does not agree: object until a day, and where the protocol knows it ask the college again."""

    object_by: date
    again: bool
    citations: tuple[str, ...]


def remedies(sent: date) -> Remedies:
    """The remedies against a decision that goes out on `sent`: a written decision on a request is a decision in the sense of the law
    everywhere (uavg art. 34), so six weeks to object (awb art. 6:7); in Leek the second request too (leek-2018 art. 14 lid 1)."""
    days = case_days(CaseKind.OBJECTION, sent, decided_on=sent)
    if days.file_by is None:
        raise LookupError("the law sets no term to object")
    protocol = protocol_on(sent)
    known = protocol.get(catalogue.REMEDIES) if protocol else None
    own = tuple(str(place) for place in known.citations) if known and known.value else ()
    again = bool(known and Remedy.SECOND_REQUEST in (known.value or ()))
    file = tuple(place for place in days.citations if place.startswith("awb art. 6:7"))
    return Remedies(days.file_by, again, (*own, "uavg art. 34", *file))


def remedies_after(outcome: str, sent: date) -> Remedies | None:
    """The remedies against a decision of this outcome that goes out on `sent`; None: what is passed on was not decided here."""
    return None if outcome == DecisionOutcome.PASSED_ON else remedies(sent)


def passed_on_citations(on: date) -> tuple[str, ...]:
    """By which article what another must decide is sent on."""
    return tuple(str(place) for place in book.law().required_value(catalogue.LAW_PASSED_ON, on))
