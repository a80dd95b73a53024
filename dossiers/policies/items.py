"""May this go into the dossier: for which purpose, on which ground, in which place of the protocol's list?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from consent.policies import Standing, asking_inside, may_record
from dossiers.models import Dossier, Triage
from dossiers.states import ItemKind, RecordGround
from privacy_domain.protocols import catalogue
from privacy_domain.protocols.protocol import Protocol
from privacy_domain.protocols.types import Basis, Category, Citation, Decision, Refused, Right, SectorLaw
from privacy_domain.protocols.values import Item as Entry
from privacy_domain.tenancy.selectors import protocol_on

_NOTHING_YET = Standing(informed=frozenset(), consents=(), exceptions=())
# the places in a protocol's list that a kind of item can have (Opsterland 9 lid 1, Leiden 10 lid 1); what is no kind of item
# (number, address, plan, measurement) has its own page
KIND_ENTRIES: Mapping[ItemKind, tuple[str, ...]] = {
    ItemKind.NOTE: ("progress", "people", "closing"),
    ItemKind.CONTACT: ("progress", "referrer", "people"),
    ItemKind.JUDGEMENT: ("progress", "zrm", "closing"),
    ItemKind.DOCUMENT: ("progress", "referrer", "plan", "zrm", "people", "closing"),
    ItemKind.PAPER: ("progress", "referrer", "plan", "zrm", "people", "closing"),
    ItemKind.STATEMENT: (),
}
# grounds that stand in a law: the item says which
NAMES_A_LAW = frozenset({RecordGround.LEGAL_DUTY, RecordGround.PUBLIC_TASK})
_GENERAL_LAWS = frozenset({"avg", "wbp"})
_NOT_A_LAW = frozenset({"evrm", "local_rules", "big", "covenant_riec", "covenant_veiligheidshuis"})
_BASIS_GROUNDS = {Basis(ground.value): ground for ground in RecordGround if ground.value in set(Basis)}
_LAWS = tuple(law.value for law in SectorLaw if law is not SectorLaw.OTHER)


@dataclass(frozen=True, slots=True)
class ItemRules:
    """What the protocol of a day asks of an item of one kind in one dossier.

    `grounds` is empty where the professional chooses none, because the protocol knows only consent and its exception.
    `entries` are the places in a closed list; empty where the list is open. `closed` cites what closes it.
    """

    protocol: Protocol | None
    purposes: tuple[str, ...]
    purpose_words: Mapping[str, str]
    purpose_citations: tuple[Citation, ...]
    domains: tuple[str, ...]
    domain_words: Mapping[str, str]
    laws: tuple[str, ...]
    entries: tuple[Entry, ...]
    closed: Decision | None
    possible: frozenset[Category]
    impossible: tuple[Decision, ...]
    grounds: tuple[RecordGround, ...]
    legal_bases: tuple[Entry, ...]
    question_leads: bool
    question_citations: tuple[Citation, ...]
    departure: tuple[Entry, ...]
    departure_citations: tuple[Citation, ...]


def item_rules(dossier: Dossier, kind: ItemKind, on: date) -> ItemRules:
    """The rules for recording an item of `kind` in `dossier` on a day; without a protocol in force the law alone."""
    protocol = protocol_on(on)
    asking = {category: asking_inside({category}, on) for category in Category}
    closed = None if asking[Category.OTHER].possible else asking[Category.OTHER].decision
    entries = _list(protocol, catalogue.RECORD_LIST) if closed else ()
    allowed = protocol.value(catalogue.RECORD_PURPOSES) if protocol else None
    purposes = _parameter(protocol, catalogue.PURPOSES)
    triage = _parameter(protocol, catalogue.TRIAGE)
    departure = _parameter(protocol, catalogue.DEPARTURE)
    return ItemRules(
        protocol=protocol,
        purposes=tuple(code for code in dossier.purposes if allowed is None or code in allowed),
        purpose_words={entry.code: entry.label for entry in purposes[0]},
        purpose_citations=(_parameter(protocol, catalogue.RECORD_PURPOSES)[1] if allowed is not None else purposes[1]),
        domains=tuple(dossier.domains),
        domain_words={entry.code: entry.label for entry in _list(protocol, catalogue.DOMAINS)},
        laws=tuple(dossier.law_tags),
        entries=tuple(entry for entry in entries if entry.code in KIND_ENTRIES[kind]),
        closed=closed,
        possible=frozenset(category for category, asked in asking.items() if asked.possible),
        impossible=tuple(asked.decision for asked in asking.values() if not asked.possible),
        grounds=_grounds_to_choose(on),
        legal_bases=_legal_bases(protocol),
        question_leads=bool(triage[0]),
        question_citations=triage[1],
        departure=departure[0],
        departure_citations=departure[1],
    )


def _parameter(
    protocol: Protocol | None, key: catalogue.Key[tuple[Entry, ...]] | catalogue.Key[frozenset[str]]
) -> tuple[tuple[Entry, ...], tuple[Citation, ...]]:
    found = protocol.get(key) if protocol else None
    return (tuple(found.value or ()), found.citations) if found else ((), ())  # type: ignore[arg-type]


def _list(protocol: Protocol | None, key: catalogue.Key[tuple[Entry, ...]]) -> tuple[Entry, ...]:
    return _parameter(protocol, key)[0]


def _grounds_to_choose(on: date) -> tuple[RecordGround, ...]:
    """Consent and the bases that carry some data here; nothing where no basis carries any."""
    waiting = [category for category in (Category.NAW, Category.HEALTH) if not may_record([category], _NOTHING_YET, on=on).allowed]
    carrying = [ground for basis, ground in _BASIS_GROUNDS.items() if any(_by_basis(category, basis, on).allowed for category in waiting)]
    return (RecordGround.CONSENT, *carrying) if carrying else ()


def _legal_bases(protocol: Protocol | None) -> tuple[Entry, ...]:
    """The laws an item can rest on: sector laws first, the general law last, for when they say nothing (Sittard-Geleen par. 3)."""
    named = [entry for entry in _list(protocol, catalogue.LEGAL_BASES) if entry.code not in _NOT_A_LAW]
    found = named or [Entry(code=code, label=code) for code in (*_LAWS, "avg")]
    return tuple(sorted(found, key=lambda entry: entry.code in _GENERAL_LAWS))


def rests_on_the_general_law(legal_basis: str) -> bool:
    """Whether this is the law that comes last, and only with a word on why no sector law helps."""
    return legal_basis in _GENERAL_LAWS


@dataclass(frozen=True, slots=True)
class Recording:
    """On what an item rests: its grounds in the order of the list, and the answers that say so."""

    grounds: tuple[RecordGround, ...]
    decisions: tuple[Decision, ...]

    @property
    def protocol_version(self) -> str:
        """The version that answered; empty where the law did."""
        return next((decision.protocol or "" for decision in self.decisions), "")

    @property
    def citations(self) -> tuple[str, ...]:
        """The provisions that let it in, each once."""
        return tuple(dict.fromkeys(str(citation) for decision in self.decisions for citation in decision.citations))


def check_recording(categories: Collection[Category], chosen: Collection[RecordGround], where: Standing, on: date) -> Recording:
    """Ask the protocol for each of these data by itself, as informing and consent stand, on the grounds that were chosen.

    Each may rest on another of them. Raises Refused with the answer for the first that rests on none, ValueError for no data.
    """
    if not categories:
        raise ValueError("nothing to record: name at least one category")
    choosable = _grounds_to_choose(on)
    answers = [
        _ground_of(category, [ground for ground in choosable if ground in chosen], bool(choosable), where, on) for category in sorted(categories)
    ]
    grounds = {ground for ground, _ in answers}
    return Recording(tuple(ground for ground in RecordGround if ground in grounds), tuple(decision for _, decision in answers))


def _ground_of(category: Category, chosen: Collection[RecordGround], choosing: bool, where: Standing, on: date) -> tuple[RecordGround, Decision]:
    if choosing:
        for ground in chosen:
            decision = may_record([category], where, on=on) if ground == RecordGround.CONSENT else _by_basis(category, Basis(ground.value), on)
            if decision.allowed:
                return ground, decision
        raise Refused(may_record([category], where, on=on) if not _carried(category, where, on) else asking_inside({category}, on).decision)
    decision = may_record([category], where, on=on)
    if not decision.allowed:
        raise Refused(decision)
    if may_record([category], _NOTHING_YET, on=on).allowed:
        return RecordGround.FREE, decision
    by_consent = may_record([category], replace(where, exceptions=()), on=on).allowed
    return (RecordGround.CONSENT if by_consent else RecordGround.EXCEPTION), decision


def _carried(category: Category, where: Standing, on: date) -> bool:
    """Whether consent stands for it, though another ground was chosen."""
    return bool(may_record([category], where, on=on).allowed)


def _by_basis(category: Category, basis: Basis, on: date) -> Decision:
    return may_record([category], _NOTHING_YET, basis=basis, on=on)


def grounds_now(categories: Collection[Category], where: Standing, on: date) -> Mapping[Category, Decision]:
    """What the protocol would answer for each of these now, without a ground in the law: for the page, before anybody types."""
    return {category: may_record([category], where, on=on) for category in categories}


def stands_no_longer(
    resting: Collection[tuple[Collection[str], Collection[str]]], where: Standing, on: date
) -> list[tuple[Collection[str], Collection[str]]]:
    """Of items that rest on consent, as their data and grounds: those with data that neither consent nor another of their
    grounds carries any more, because it was withdrawn or has run out."""
    return [(categories, grounds) for categories, grounds in resting if not all(_still(Category(c), grounds, where, on) for c in categories)]


def _still(category: Category, grounds: Collection[str], where: Standing, on: date) -> bool:
    others = [Basis(ground) for ground in grounds if ground in set(Basis)]
    return bool(may_record([category], where, on=on).allowed) or any(_by_basis(category, basis, on).allowed for basis in others)


def right_to_a_statement(on: date) -> tuple[str, tuple[str, ...]]:
    """The version and provisions that give the client a statement of his own (Leiden 16 lid 4, Opsterland 19 lid 2); where the
    protocol is silent the law does (AVG 16)."""
    protocol = protocol_on(on)
    found = protocol.get(catalogue.TERMS[Right.OWN_STATEMENT]) if protocol else None
    if found is not None and found.value is not None:
        return protocol.id if protocol else "", tuple(str(citation) for citation in found.citations)
    return protocol.id if protocol else "", (str(Citation("avg", "art. 16")),)


def looked_beforehand(dossier: Dossier) -> bool:
    """Whether a step of the triage says why information is looked at beforehand (Sittard-Geleen par. 4)."""
    return bool(Triage.objects.filter(dossier=dossier, beforehand=True).exists())
