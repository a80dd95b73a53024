"""May these items go to this recipient?

Leek 5, 8-10; Landsmeer 5, 8-10; Sittard-Geleen par. 4 and bijlage 1; Leiden 6b, 7, 13, 14 and bijlage I;
Opsterland 13-16. First comes the rule for the recipient or occasion (an investigation, a colleague, Veilig Thuis,
a partner, a row of a fixed list), then the ways that hold for any outsider: with consent, and without it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from privacy_domain.protocols import catalogue
from privacy_domain.protocols.facts import DiscloseFacts
from privacy_domain.protocols.protocol import Law, Protocol
from privacy_domain.protocols.rules.verdict import permission
from privacy_domain.protocols.rules.ways import Group, settle
from privacy_domain.protocols.types import (
    Category,
    Condition,
    Decision,
    Finding,
    Obligation,
    Occasion,
    Question,
    Recipient,
    Told,
    freeze,
)
from privacy_domain.protocols.values import Row, Way

_INFORMING = frozenset({Obligation.INFORM_CLIENT, Obligation.INFORM_CLIENT_ASAP, Obligation.TELL_CLIENT_BEFORE})
_FINDINGS = frozenset(str(finding) for finding in Finding) & frozenset(str(condition) for condition in Condition)
_CONSENT = frozenset({Condition.CONSENT, Condition.CONSENT_WRITTEN})


def decide(facts: DiscloseFacts, protocol: Protocol | None, law: Law, on: date) -> Decision:
    """Allowed or not, what is missing, what comes with it, and under ``excess_items`` what the row does not list."""
    own = _own_ways(facts, protocol) if protocol else None
    ways = own if own is not None else _law_ways(facts, law, on)
    row = _row(facts, protocol) if protocol else None
    excess = facts.items - row.items if row else frozenset()
    settled = settle([Group(ways)], lambda way, condition: _met(facts, way, condition, excess))
    obligations = {duty for way in settled.chosen for duty in way.obligations}
    return permission(
        Question.DISCLOSE,
        settled,
        protocol,
        law,
        by_law=own is None,
        obligations=obligations - _INFORMING if facts.client_told else obligations,
        values={"excess_items": tuple(sorted(excess))},
    )


def _law_ways(facts: DiscloseFacts, law: Law, on: date) -> tuple[Way, ...]:
    """The ways of the law, with that to Veilig Thuis first when it is the recipient."""
    ways = law.required_value(catalogue.LAW_DISCLOSE, on)
    if facts.recipient is Recipient.VEILIG_THUIS:
        return law.required_value(catalogue.LAW_DISCLOSE_VEILIG_THUIS, on) + ways
    return ways


def _own_ways(facts: DiscloseFacts, protocol: Protocol) -> tuple[Way, ...] | None:
    """The ways that the protocol gives to this recipient on this occasion, or None when it is silent."""
    fraud = protocol.value(catalogue.DISCLOSE_FRAUD)
    if fraud and facts.occasion is Occasion.FRAUD_INVESTIGATION:
        return fraud
    if facts.recipient is Recipient.COLLEAGUE:
        return protocol.value(catalogue.DISCLOSE_COLLEAGUE)
    if facts.recipient is Recipient.VEILIG_THUIS:
        return _veilig_thuis_ways(facts, protocol)
    partners = protocol.value(catalogue.DISCLOSE_PARTNERS)
    if partners and facts.recipient in partners.recipients:
        return partners.ways
    return _outsider_ways(facts, protocol)


def _veilig_thuis_ways(facts: DiscloseFacts, protocol: Protocol) -> tuple[Way, ...] | None:
    """Veilig Thuis asking has its own article; a report of our own follows the ways to an outsider, or silence."""
    if facts.occasion is Occasion.RECIPIENT_REQUEST:
        request = protocol.value(catalogue.DISCLOSE_VEILIG_THUIS_REQUEST)
        if request is None:
            return None
        return request.ways + (_outsider_ways(facts, protocol) or () if request.beside_outsider else ())
    if protocol.is_silent(catalogue.DISCLOSE_VEILIG_THUIS_UNASKED):
        return None
    return _outsider_ways(facts, protocol)


def _outsider_ways(facts: DiscloseFacts, protocol: Protocol) -> tuple[Way, ...] | None:
    """The special ways of a row or recipient, then those to any outsider: with consent, then without."""
    special: tuple[Way, ...] = ()
    if facts.recipient is Recipient.PW_ENFORCEMENT:
        special += protocol.value(catalogue.DISCLOSE_PW_ENFORCEMENT) or ()
    ways = protocol.value(catalogue.DISCLOSE_OUTSIDER)
    row = _row(facts, protocol)
    if row is None or ways is None:
        return special + (ways or ()) or None
    return special + tuple(_within(row, way) for way in row.ways) + tuple(_signed(row, way, facts) for way in ways)


def _row(facts: DiscloseFacts, protocol: Protocol) -> Row | None:
    """The row of the fixed list for this recipient and occasion."""
    rows = protocol.value(catalogue.DISCLOSE_ROWS) or ()
    found = (row for row in rows if (row.recipient, row.occasion) == (facts.recipient, facts.occasion))
    return next(found, None)


def _within(row: Row, way: Way) -> Way:
    """A row's own way without consent, which holds for the listed items only."""
    conditions = freeze({**way.conditions, Condition.ITEMS_OUTSIDE_LIST: row.articles})
    return replace(way, conditions=conditions, articles=row.articles + way.articles)


def _signed(row: Row, way: Way, facts: DiscloseFacts) -> Way:
    """The way with consent beside a row: it cites a row that asks consent, and asks a signature where that does."""
    if not _CONSENT & way.conditions.keys():
        return way
    cited = way if row.ways else replace(way, articles=row.articles + way.articles)
    if not row.signature_for & facts.items:
        return cited
    return replace(cited, conditions=freeze({**way.conditions, Condition.SIGNATURE: row.articles}))


def _met(facts: DiscloseFacts, way: Way, condition: Condition, excess: frozenset[Category]) -> bool:
    """Whether the facts meet a condition of a way; a finding may be met by one that stands for it."""
    if condition in _FINDINGS:
        accepted = {condition, *way.stands_for.get(condition, ())}
        return bool(accepted & {Condition(finding) for finding in facts.findings if finding in _FINDINGS})
    answers = {
        Condition.CONSENT: facts.consent.given,
        Condition.CONSENT_WRITTEN: facts.consent.given_in_writing,
        Condition.TOLD_BEFORE: facts.told_before == frozenset(Told),
        Condition.SIGNATURE: facts.signature,
        Condition.LEAD_CONSULTED: facts.lead_consulted,
        Condition.REASONS_RECORDED: facts.reasons_recorded,
        Condition.CLIENT_INTEREST: facts.client_interest,
        Condition.NECESSARY: facts.necessary,
        Condition.ACTING_ROLE: facts.acting_role in way.roles,
        Condition.ITEMS_OUTSIDE_LIST: not excess,
    }
    return answers[condition]
