"""What the protocol of the day says about a new dossier: purposes, domains, laws, who refers, what may be written down first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from consent.policies import Standing, may_record, special_categories
from dossiers.models import Dossier, Relation
from dossiers.states import Origin
from privacy_domain.protocols import catalogue
from privacy_domain.protocols.protocol import Protocol
from privacy_domain.protocols.types import Basis, Category, Citation, Condition, Decision, Refused, SectorLaw
from privacy_domain.protocols.values import Item, Referrers
from privacy_domain.tenancy.selectors import protocol_on

# the laws that a dossier can fall under, by the codes with which protocols name them; all others together are "other"
_LAW_OF_BASE = {law.value: law for law in SectorLaw if law is not SectorLaw.OTHER} | dict.fromkeys(
    ["wsw", "wgs", "leerplichtwet", "rmc"], SectorLaw.OTHER
)
# what the form at the start can write down about a client; everything else waits for the talk
INTAKE_FIELDS: Mapping[str, Category] = {
    **dict.fromkeys(
        ["given_names", "initials", "prefix", "surname", "street", "house_number", "house_letter", "house_number_addition", "postcode", "place"],
        Category.NAW,
    ),
    "sex": Category.SEX,
    "birth_date": Category.BIRTH_DATE,
    "phone": Category.PHONE,
    "email": Category.EMAIL,
    "bsn": Category.BSN,
    "address_secret": Category.SECRECY_FLAG,
    "birth_place": Category.BIRTH_PLACE,
    "correspondence_address": Category.TEMPORARY_ADDRESS,
    "parents_civil_status": Category.CIVIL_STATUS_PARENTS,
}
# what no first appointment needs: asked at the start only where the protocol names it among the data of the report
_ONLY_WITH_A_REPORT = frozenset({Category.BIRTH_PLACE, Category.TEMPORARY_ADDRESS, Category.CIVIL_STATUS_PARENTS})
_NOTHING_YET = Standing(informed=frozenset(), consents=(), exceptions=())  # before the first talk
_FAMILY_CODES = frozenset({"family", "network", "family_network"})


@dataclass(frozen=True, slots=True)
class IntakeRules:
    """How a dossier starts in this municipality. `purposes` and `domains` are empty where no protocol names them.

    `family_apart`: family and social network are two kinds in the protocol's own list. `report_client` and `report_relative`: the
    data that it names at the report, asked with the client's yes (Leiden bijlage I rij 2); empty where it names none.
    """

    protocol: Protocol | None
    purposes: tuple[Item, ...]
    domains: tuple[Item, ...]
    laws: tuple[SectorLaw, ...]
    law_citations: tuple[Citation, ...]
    unasked: bool
    triage: tuple[Item, ...]
    referrers: Referrers | None
    without_agreement: str
    without_agreement_citations: tuple[Citation, ...]
    relevance_needed: bool
    relevance_citations: tuple[Citation, ...]
    family_as_client: bool
    information_contact: bool
    family_apart: bool = False
    report_client: frozenset[Category] = frozenset()
    report_relative: frozenset[Category] = frozenset()
    report_citations: tuple[Citation, ...] = ()

    @property
    def origins(self) -> tuple[Origin, ...]:
        """The ways in which a dossier can start here."""
        asked = {Origin.REFERRED: self.referrers is not None, Origin.UNASKED: self.unasked}
        return tuple(origin for origin in Origin if asked.get(origin, True))


def intake_rules(on: date) -> IntakeRules:
    """The rules for a start on `on` in the municipality in scope; without a protocol in force the law leaves the choice open."""
    protocol = protocol_on(on)
    if protocol is None:
        return IntakeRules(None, (), (), tuple(SectorLaw), (), True, (), None, "", (), False, (), False, False)
    bases = protocol.get(catalogue.LEGAL_BASES)
    named = {_LAW_OF_BASE[item.code] for item in bases.value or () if item.code in _LAW_OF_BASE}
    agreement = protocol.get(catalogue.REFERRAL_WITHOUT_AGREEMENT)
    contents = protocol.get(catalogue.RECORD_LIST)
    family = [item for item in contents.value or () if item.code in _FAMILY_CODES]
    return IntakeRules(
        protocol=protocol,
        purposes=tuple(protocol.value(catalogue.PURPOSES) or ()),
        domains=tuple(protocol.value(catalogue.DOMAINS) or ()),
        laws=tuple(law for law in SectorLaw if law in named) or tuple(SectorLaw),
        law_citations=bases.citations,
        unasked=bool(protocol.value(catalogue.UNASKED_SUPPORT)),
        triage=tuple(protocol.value(catalogue.TRIAGE) or ()),
        referrers=protocol.value(catalogue.REFERRERS),
        without_agreement=agreement.explanation if agreement.value else "",
        without_agreement_citations=agreement.citations,
        relevance_needed=bool(family),
        relevance_citations=contents.citations if family else (),
        family_as_client=bool(protocol.value(catalogue.FAMILY_AS_CLIENT)),
        information_contact=bool(protocol.value(catalogue.INFORMATION_CONTACT)),
        family_apart={"family", "network"} <= {item.code for item in family},
        report_client=protocol.value(catalogue.REPORT_CLIENT) or frozenset(),
        report_relative=protocol.value(catalogue.REPORT_RELATIVE) or frozenset(),
        report_citations=protocol.get(catalogue.REPORT_CLIENT).citations,
    )


def is_client_too(dossier: Dossier, relation: Relation, on: date) -> bool:
    """Whether this relative is a client himself, who is told and asked for himself: directly involved in the support, where the
    protocol reckons such relatives among its clients (Opsterland 1 onder f)."""
    here = relation.dossier_id == dossier.pk and relation.in_support and relation.until is None
    return here and intake_rules(on).family_as_client


@dataclass(frozen=True, slots=True)
class FirstRecord:
    """On which ways the data of the start may be written down: `free` as they are, `by_task` on the task in the law,
    `by_note` on the exception with a note. `decisions` are the answers behind them."""

    free: frozenset[Category]
    by_task: frozenset[Category]
    by_note: frozenset[Category]
    decisions: tuple[Decision, ...]


def first_record(categories: Collection[Category], on: date) -> FirstRecord:
    """The way on which each of these may be written down before the talk. Raises Refused for one that has none.

    Nobody was informed and nothing was asked yet, so consent is no way here: it follows at the table. Where the text lets
    the team go on while consent was not asked yet (Leek 4 lid 6, Landsmeer 4 lid 5) that takes a note by the professional.
    """
    ways: dict[str, set[Category]] = {"free": set(), "by_task": set(), "by_note": set()}
    decisions = []
    for category in sorted(categories):
        way, decision = _way(category, on)
        if not way:
            raise Refused(decision)
        ways[way].add(category)
        decisions.append(decision)
    return FirstRecord(**{way: frozenset(found) for way, found in ways.items()}, decisions=tuple(decisions))


def intake_categories(on: date) -> frozenset[Category]:
    """What the form at the start asks: ordinary data with a way. A special datum waits for its own question, with a signature
    where the protocol wants one: it is never unavoidable for a first appointment (Leek 1 onder b with 4 lid 4: the BSN)."""
    asked = set(INTAKE_FIELDS.values()) - special_categories(on) - (_ONLY_WITH_A_REPORT - intake_rules(on).report_client)
    return frozenset(c for c in asked if _way(c, on)[0])


def _way(category: Category, on: date) -> tuple[str, Decision]:
    decision = may_record([category], _NOTHING_YET, on=on)
    if decision.allowed:
        return "free", decision
    by_task = may_record([category], _NOTHING_YET, basis=Basis.PUBLIC_TASK, on=on)
    if by_task.allowed:
        return "by_task", by_task
    return ("by_note" if any(Condition.EXCEPTION in way for way in decision.missing) else ""), decision


def check_may_add(categories: Collection[Category], where: Standing, on: date) -> Decision:
    """May these data go into a dossier that exists, as informing and consent stand there? On the task in the law where the
    text lets that carry them (Opsterland 10 onder d, Sittard-Geleen par. 3). Raises Refused when not."""
    decision = may_record(categories, where, on=on)
    if not decision.allowed:
        by_task = may_record(categories, where, basis=Basis.PUBLIC_TASK, on=on)
        if not by_task.allowed:
            raise Refused(decision)
        decision = by_task
    return decision
