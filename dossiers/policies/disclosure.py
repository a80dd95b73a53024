"""May this go to this recipient, and what comes first? One answer for the page that asks it and for every envelope."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from consent.policies import asking_inside, special_categories
from consent.states import AnswerForm
from privacy_domain.people.models import Partner
from privacy_domain.protocols import book, catalogue, facts
from privacy_domain.protocols.rules import disclosure
from privacy_domain.protocols.types import (
    Category,
    Condition,
    ConsentStatus,
    Decision,
    Finding,
    Form,
    Obligation,
    Occasion,
    Recipient,
    Role,
    Told,
)
from privacy_domain.protocols.values import Row
from privacy_domain.tenancy.selectors import protocol_on

# what the professional writes down himself while he shares
OWN = frozenset({Condition.NECESSARY, Condition.CLIENT_INTEREST, Condition.REASONS_RECORDED})
CONSENT = frozenset({Condition.CONSENT, Condition.CONSENT_WRITTEN, Condition.TOLD_BEFORE, Condition.SIGNATURE})
FINDINGS = frozenset(Condition(name) for name in {str(finding) for finding in Finding} & {str(condition) for condition in Condition})
_SAID_NO = (ConsentStatus.REFUSED, ConsentStatus.WITHDRAWN)
COVENANTED = frozenset({Recipient.VEILIGHEIDSHUIS, Recipient.RIEC})


class Verdict(StrEnum):
    """The four answers."""

    MAY = "may"
    ASK_CONSENT = "ask_consent"
    CONSULT_FIRST = "consult_first"
    MAY_NOT = "may_not"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one client: the consent that covers everything asked, what he was told before it, whether he signed,
    and for which special data he agreed that the team has them. Left out: of nobody in particular."""

    consent: facts.Consent = field(default_factory=facts.Consent)
    told_before: frozenset[Told] = frozenset()
    signature: bool = False
    special_agreed: frozenset[Category] = frozenset()


@dataclass(frozen=True, slots=True)
class SharingAnswer:
    """One answer. `decision` carries sentence and articles; `first` is what must be there before, `then` what must be done
    afterwards; `form` is the form of the consent to ask; `urgent` are the findings of the way without consent, where there is
    one; `row` is the line of a fixed list, `outside` the items that it does not name."""

    verdict: Verdict
    decision: Decision
    first: tuple[Condition, ...]
    then: tuple[Obligation, ...]
    form: AnswerForm | None = None
    urgent: tuple[Condition, ...] = ()
    row: Row | None = None
    outside: tuple[Category, ...] = ()
    has_list: bool = False


def may_share(
    recipient: Recipient, occasion: Occasion | None, items: Collection[Category], known: Known | None = None, *, acting: Role | None = None, on: date
) -> SharingAnswer:
    """May these items go to this recipient on this occasion, as things stand? Pure: the same facts give the same answer.

    `acting`: the role in which somebody shares, where only some roles may (leek-2018 art. 8 lid 3). Raises ValueError without
    items: nothing would be shared.
    """
    if not items:
        raise ValueError("nothing to share: name at least one item")
    return _may_share(recipient, occasion, frozenset(items), known or Known(), acting, on, protocol_id(on))


@lru_cache(maxsize=2048)
def _may_share(
    recipient: Recipient, occasion: Occasion | None, items: frozenset[Category], known: Known, acting: Role | None, on: date, version: str | None
) -> SharingAnswer:
    question = facts.DiscloseFacts(
        recipient=recipient,
        occasion=occasion,
        items=items,
        consent=known.consent,
        told_before=known.told_before,
        signature=known.signature,
        acting_role=acting,
    )
    asked = decide(question, on, version)
    ways = [frozenset(way) for way in asked.missing] or ([frozenset[Condition]()] if asked.allowed else [])
    verdict, way = _verdict(ways, known)
    inside = _special_inside(question, known, on) if verdict is Verdict.MAY else None
    if inside is not None:
        return replace(inside, row=row_of(recipient, occasion, version), has_list=bool(rows_of(version)))
    met = decide(_as_if_met(question, way), on, version)
    return SharingAnswer(
        verdict=verdict,
        decision=met if verdict is Verdict.MAY else decide(replace(question, necessary=True, client_interest=True), on, version),
        first=_in_order(way),
        then=met.obligations,
        form=_form(way) if verdict is Verdict.ASK_CONSENT else None,
        urgent=_urgent(ways) if verdict is not Verdict.MAY else (),
        row=row_of(recipient, occasion, version),
        outside=tuple(Category(code) for code in asked.values["excess_items"]),
        has_list=bool(rows_of(version)),
    )


def decide(question: facts.DiscloseFacts, on: date, version: str | None) -> Decision:
    """The rule's own answer on a day, for a version of the protocol (None: the law)."""
    return disclosure.decide(question, book.version(version) if version else None, book.law(), on)


def protocol_id(on: date) -> str | None:
    """The version that holds in the municipality in scope."""
    protocol = protocol_on(on)
    return protocol.id if protocol else None


def rows_of(version: str | None) -> tuple[Row, ...]:
    """The fixed list of this version: who gets what on which occasion (leiden-2016 bijlage I); empty where there is none."""
    protocol = book.version(version) if version else None
    return (protocol.value(catalogue.DISCLOSE_ROWS) or ()) if protocol else ()


def row_of(recipient: Recipient, occasion: Occasion | None, version: str | None) -> Row | None:
    """The line of the fixed list for this recipient on this occasion."""
    return next((row for row in rows_of(version) if (row.recipient, row.occasion) == (recipient, occasion)), None)


def recipient_of(partner: Partner, on: date) -> Recipient:
    """Under which kind of recipient the rule sees somebody in the register: the class decides (Leek 1 onder d).

    Where the protocol has a rule for partners of its own, a third party of a kind that usually is a partner is a third party,
    and a partner of any other kind is a partner. Veilig Thuis keeps its own article.
    """
    kind = Recipient(partner.code)
    protocol = protocol_on(on)
    partners = protocol.value(catalogue.DISCLOSE_PARTNERS) if protocol else None
    if partners is None or kind is Recipient.VEILIG_THUIS:
        return kind
    is_partner = partner.recipient_class in (Partner.Class.PARTNER, Partner.Class.PROCESSOR)
    return kind if is_partner == (kind in partners.recipients) else Recipient(partner.recipient_class)


def asks_consultation(on: date) -> bool:
    """Whether this protocol prescribes consulting the team leader before sharing without consent (leiden-2016 art. 7 lid 2,
    opsterland-2015 art. 15 lid 3); the other three prescribe nobody."""
    protocol = protocol_on(on)
    ways = (protocol.value(catalogue.DISCLOSE_OUTSIDER) or ()) if protocol else ()
    return any(Condition.LEAD_CONSULTED in way.conditions for way in ways)


def _verdict(ways: Iterable[frozenset[Condition]], known: Known) -> tuple[Verdict, frozenset[Condition]]:
    """The mildest way that is open, and which of the four answers it is. The first findings count only when nothing else does."""
    every = sorted(ways, key=lambda way: (len(way), sorted(way)))
    for way in every:
        if way <= OWN:
            return Verdict.MAY, way
    for way in every:
        if Condition.LEAD_CONSULTED in way and way <= OWN | {Condition.LEAD_CONSULTED}:
            return Verdict.CONSULT_FIRST, way
    for way in every:
        if way & CONSENT and way <= OWN | CONSENT:
            return (Verdict.MAY_NOT if known.consent.status in _SAID_NO else Verdict.ASK_CONSENT), way
    return Verdict.MAY_NOT, next(iter(every), frozenset())


def _as_if_met(question: facts.DiscloseFacts, way: frozenset[Condition]) -> facts.DiscloseFacts:
    """The same question with what this way asks already there: what then comes with it."""
    findings = frozenset(Finding(condition) for condition in way & FINDINGS)
    met = replace(question, necessary=True, client_interest=True, reasons_recorded=True, findings=findings)
    if Condition.LEAD_CONSULTED in way:
        met = replace(met, lead_consulted=True)
    if way & CONSENT:
        agreed = facts.Consent(status=ConsentStatus.GIVEN, form=Form.WRITTEN)
        met = replace(met, consent=agreed, told_before=frozenset(Told), signature=True)
    return met


def _special_inside(question: facts.DiscloseFacts, known: Known, on: date) -> SharingAnswer | None:
    """Where sharing itself asks nothing, special data still ask the consent to record and request them (Leek 4 lid 4,
    Landsmeer 4 lid 4), unless an article of its own goes before: an investigation, a colleague, Veilig Thuis."""
    own = question.recipient in (Recipient.COLLEAGUE, Recipient.VEILIG_THUIS) or question.occasion is Occasion.FRAUD_INVESTIGATION
    special = question.items & special_categories(on) - known.special_agreed
    asking = asking_inside(special, on) if special and not own else None
    if asking is None or not asking.needed:
        return None
    first = tuple(condition for way in asking.decision.missing for condition in way if condition in CONSENT)
    return SharingAnswer(Verdict.ASK_CONSENT, asking.decision, tuple(dict.fromkeys(first)), (), form=asking.form)


def _urgent(ways: Iterable[frozenset[Condition]]) -> tuple[Condition, ...]:
    """What must be found, each by itself, for the way without consent; empty where the protocol has none."""
    return next((_in_order(way) for way in sorted(ways, key=sorted) if way & FINDINGS), ())


def _form(way: frozenset[Condition]) -> AnswerForm:
    return AnswerForm.WRITTEN if way & {Condition.CONSENT_WRITTEN, Condition.SIGNATURE} else AnswerForm.ORAL


def _in_order(way: Iterable[Condition]) -> tuple[Condition, ...]:
    """In the order of the engine's list, so that two answers read alike."""
    given = frozenset(way)
    return tuple(condition for condition in Condition if condition in given)
