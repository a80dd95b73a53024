"""The Meldcode: what the protocol says of it, who may see it, and what follows from the answers to the weighing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from access.models import User
from access.selectors import accounts_with_role, grounds_of, members_of
from access.states import GroundKind, MunicipalRole, TeamRole
from dossiers.models import Dossier, MeldcodeWeighing
from dossiers.states.safety import STEP_NEEDS, AdviceFrom, MeldcodeStep, WeighAnswer
from privacy_domain.protocols import catalogue
from privacy_domain.protocols.protocol import Protocol
from privacy_domain.protocols.types import Citation, Role
from privacy_domain.tenancy.selectors import protocol_on

# the code is compulsory by law for help under these acts, also where a protocol does not speak of it
_LAW = (Citation("jeugdwet", "art. 4.1.7"), Citation("wmo-2015", "art. 3.3"))


@dataclass(frozen=True, slots=True)
class MeldcodeRules:
    """Which code is followed; whether the team leader is consulted on the steps, and what he is called here."""

    protocol: Protocol | None
    name: str
    explanation: str
    citations: tuple[Citation, ...]
    consults_lead: bool
    lead_name: str
    lead_citations: tuple[Citation, ...]


def meldcode_rules(on: date) -> MeldcodeRules:
    """The rules of the day; where the protocol is silent, or none is in force, the law asks for the code."""
    protocol = protocol_on(on)
    code = protocol.get(catalogue.MELDCODE) if protocol else None
    lead = protocol.get(catalogue.MELDCODE_CONSULTS) if protocol else None
    spoken = code is not None and code.value
    return MeldcodeRules(
        protocol=protocol,
        name=str(spoken or "Meldcode Huiselijk Geweld en Kindermishandeling"),
        explanation=code.explanation if code and spoken else "De wet vraagt om de stappen van de meldcode.",
        citations=code.citations if code and spoken else _LAW,
        consults_lead=bool(lead and lead.value == Role.TEAM_LEAD),
        lead_name=protocol.role_labels.get(Role.TEAM_LEAD, "") if protocol else "",
        lead_citations=lead.citations if lead else (),
    )


def is_involved(user: User, dossier: Dossier, on: date) -> bool:
    """Whether `user` is directly involved in the support today: not by leading, not by a right by name, not by a reason."""
    return any(
        ground.kind == GroundKind.INVOLVED and ground.principal == user.pk and ground.since <= on and (ground.until is None or ground.until >= on)
        for ground in grounds_of(dossier.pk)
    )


def leads_of(dossier: Dossier, *, but: User, on: date) -> list[User]:
    """Who leads the team of this dossier or the whole Social Domain, except `but`: nobody consults himself."""
    own = [place.user for place in members_of(dossier.team, on=on) if place.role == TeamRole.LEAD]
    found = {user.pk: user for user in [*own, *accounts_with_role(MunicipalRole.TEAM_LEAD, on=on)]}
    return [user for key, user in found.items() if key != but.pk]


def steps_done(*, signals: bool, advice: Collection[str], talk: bool, weighed: bool, decided: bool, rules: MeldcodeRules) -> frozenset[MeldcodeStep]:
    """Which steps are taken. Thinking along takes an expert or Veilig Thuis, and the team leader where the protocol says so."""
    expert = bool({AdviceFrom.COLLEAGUE, AdviceFrom.VEILIG_THUIS} & set(advice))
    lead = AdviceFrom.LEAD in advice or not rules.consults_lead
    taken = {
        MeldcodeStep.SIGNALS: signals,
        MeldcodeStep.ADVICE: expert and lead,
        MeldcodeStep.TALK: talk,
        MeldcodeStep.WEIGH: weighed,
        MeldcodeStep.DECIDE: decided,
    }
    return frozenset(step for step, done in taken.items() if done)


def comes_first(step: MeldcodeStep, done: Collection[MeldcodeStep]) -> tuple[MeldcodeStep, ...]:
    """The steps that must be taken before this one and are not."""
    return tuple(sorted(STEP_NEEDS[step] - set(done)))


def reporting_is_norm(weighing: MeldcodeWeighing) -> bool:
    """Whether the weighing framework makes reporting the norm: a suspicion, and danger that is acute or structural, or help that
    we cannot arrange, that is not accepted, or that does not lead to safety."""
    danger = weighing.acute or weighing.structural
    no_way = WeighAnswer.NO in (weighing.able, weighing.accepted, weighing.leads_to_safety)
    return bool(weighing.suspicion and (danger or no_way))
