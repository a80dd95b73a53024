"""What protocol and law say about keeping: until when, how long still, who sees to the end of it. The only module here that asks the engine."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from access import policies as gate
from access.models import User
from access.selectors import roles_of, teams_of
from access.states import MunicipalRole, TeamRole
from dossiers.models import Dossier
from privacy_domain import clock
from privacy_domain.protocols import book, catalogue
from privacy_domain.protocols.facts import RetentionFacts
from privacy_domain.protocols.protocol import Protocol
from privacy_domain.protocols.rules import retention
from privacy_domain.protocols.types import Decision, Parameter, SectorLaw, State
from privacy_domain.protocols.values import Ending, Retention, RetentionStart
from privacy_domain.tenancy.selectors import protocol_on
from retention.models import DestructionList, Hold
from retention.states import PROFESSIONAL_REASONS, HoldReason

_TERM_OF_LAW = {SectorLaw.WMO: catalogue.LAW_RETENTION_WMO, SectorLaw.JEUGDWET: catalogue.LAW_RETENTION_JEUGDWET}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFacts:
    """What a clock is counted from: the law of the part, when the latest of it was received or made, when the dossier was closed
    (None: support still runs), and the last change in the dossier."""

    law: SectorLaw
    received: date
    closed: date | None
    last_change: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One answer that went into the term: of the version in force on `on` and of the law of that day. `version` is empty where
    the law alone answers. `silent`: neither says anything, so it stands in nobody's way."""

    on: date
    version: str
    protocol_until: date | None
    law_until: date | None
    destroy_from: date | None
    citations: tuple[str, ...]
    explanation: str
    silent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long a part is kept. `destroy_from` is None while the closing is awaited (`waits`), or where nobody sets a term."""

    steps: tuple[Step, ...]
    destroy_from: date | None
    waits: bool

    @property
    def governing(self) -> Step:
        """The answer of the version in force at closing, or of today while there is none."""
        return self.steps[0]

    @property
    def law_until(self) -> date | None:
        """The longest that the law of closing or of today asks for."""
        return max((step.law_until for step in self.steps if step.law_until), default=None)

    @property
    def citations(self) -> tuple[str, ...]:
        """The provisions behind all answers, each once."""
        return tuple(dict.fromkeys(citation for step in self.steps for citation in step.citations))


def term_of(facts: PartFacts, today: date, current: Protocol | None = None) -> Term:
    """The term under the version in force at closing, tested again against the version and the law of `today`: destruction is
    possible from the day on which both allow it (opsterland-2015 art. 9 lid 2 with 24; reading R31).

    `current` stands in for the version of today, to see what another text would change.
    """
    of_today = _step(facts, current or protocol_on(today), today)
    at_closing = [_step(facts, protocol_on(facts.closed), facts.closed)] if facts.closed and facts.closed < today else []
    steps = (*at_closing, of_today)
    speaking = [step for step in steps if not step.silent]
    days = [step.destroy_from for step in speaking if step.destroy_from]
    waits = len(days) < len(speaking)
    return Term(steps=steps, destroy_from=max(days) if days and not waits else None, waits=waits)


def _step(facts: PartFacts, protocol: Protocol | None, on: date) -> Step:
    asked = RetentionFacts(law=facts.law, received=facts.received, closed=facts.closed, last_change=facts.last_change)
    said: Decision = retention.decide(asked, protocol, book.law(), on)
    return Step(
        on=on,
        version=protocol.id if protocol else "",
        protocol_until=said.values["protocol_until"],
        law_until=said.values["law_until"],
        destroy_from=said.values["destroy_from"],
        citations=tuple(str(citation) for citation in said.citations),
        explanation=said.explanation,
        silent=not said.citations,
    )


def counts_per_item(law: SectorLaw, closed: date | None, today: date) -> bool:
    """Whether the text that sets the term counts from the receipt of each item: the version that governs, and where it is silent the law."""
    on = closed if closed and closed < today else today
    rule = _rule(protocol_on(on), law)
    if rule is None:
        key = _TERM_OF_LAW.get(law)
        rule = book.law().value(key, on) if key else None
    return rule is not None and rule.start is RetentionStart.RECEIPT


def _rule(protocol: Protocol | None, law: SectorLaw) -> Retention | None:
    found = protocol.value(catalogue.RETENTION) if protocol else None
    return found if found and (not found.laws or law in found.laws) else None


def own_term(today: date) -> Retention | None:
    """The term that the protocol of today sets, or None where it sets none."""
    protocol = protocol_on(today)
    return protocol.value(catalogue.RETENTION) if protocol else None


def with_term(today: date, years: int, start: RetentionStart) -> Protocol | None:
    """The protocol of today as if it set this term; None without a protocol. For a preview: nothing is kept by it."""
    protocol = protocol_on(today)
    if protocol is None:
        return None
    said = protocol.get(catalogue.RETENTION)
    laws = said.value.laws if said.value else frozenset[SectorLaw]()
    changed = Parameter(
        name=said.name,
        state=State.SET,
        value=Retention(years=years, start=start, laws=laws, articles=said.citations),
        citations=said.citations,
        explanation=said.explanation,
    )
    return replace(protocol, parameters={**protocol.parameters, said.name: changed})


def longer_for_support(law: SectorLaw, on: date) -> tuple[str, tuple[str, ...]] | None:
    """The version and provisions on which something is kept longer for careful support of the client; where the protocol is silent
    those of the law of its term, and None where neither says it."""
    protocol = protocol_on(on)
    if protocol is not None and protocol.value(catalogue.RETENTION_LONGER_FOR_SUPPORT):
        return protocol.id, tuple(str(citation) for citation in protocol.get(catalogue.RETENTION_LONGER_FOR_SUPPORT).citations)
    key = _TERM_OF_LAW.get(law)
    found = book.law().parameter(key, on) if key else None
    return (protocol.id if protocol else "", tuple(str(citation) for citation in found.citations)) if found else None


def endings(on: date) -> tuple[Ending, ...]:
    """How it can end: destroyed, or stripped of what identifies. Where the protocol is silent, both are open."""
    protocol = protocol_on(on)
    said = protocol.value(catalogue.RETENTION_ENDS_IN) if protocol else None
    return tuple(ending for ending in Ending if not said or ending in said)


# ---------------------------------------------------------------- who
@dataclass(frozen=True, slots=True)
class Keepers:
    """What somebody does for retention: prepares and judges, or approves. `teams`: whose dossiers, None for all; `role` for the log."""

    prepares: bool
    approves: bool
    role: MunicipalRole
    teams: frozenset[UUID] | None

    @property
    def any(self) -> bool:
        """Whether he has a part in it at all."""
        return self.prepares or self.approves

    def reaches(self, team: UUID) -> bool:
        """Whether he has a part in it for dossiers of this team."""
        return self.any and (self.teams is None or team in self.teams)


_NO_PART = Keepers(prepares=False, approves=False, role=MunicipalRole.TEAM_LEAD, teams=frozenset())


def keepers(user: User, on: date) -> Keepers:
    """The functional administrator prepares, the privacy officer approves. Where the protocol names the leader, as beheerder, as the one
    who sees to destruction (leiden-2016 art. 10 lid 3; opsterland-2015 art. 9 lid 3), leaders prepare too, for what they lead."""
    roles = roles_of(user, on=on) if user.is_active else set()
    if MunicipalRole.PRIVACY_OFFICER in roles:
        return Keepers(MunicipalRole.FUNCTIONAL_ADMIN in roles, True, MunicipalRole.PRIVACY_OFFICER, None)
    if MunicipalRole.FUNCTIONAL_ADMIN in roles:
        return Keepers(True, False, MunicipalRole.FUNCTIONAL_ADMIN, None)
    if executor(on) is None:
        return _NO_PART
    if MunicipalRole.TEAM_LEAD in roles:
        return Keepers(True, False, MunicipalRole.TEAM_LEAD, None)
    led = frozenset(place.team_id for place in teams_of(user, on=on) if place.role == TeamRole.LEAD)
    return Keepers(True, False, MunicipalRole.TEAM_LEAD, led) if led else _NO_PART


def reaches(keeper: Keepers, listed: DestructionList) -> bool:
    """Whether somebody has a part in this list."""
    return keeper.any and (keeper.teams is None or listed.team_id in keeper.teams)


def may_place(user: User, dossier: Dossier) -> tuple[HoldReason, ...]:
    """The reasons for which `user` may hold this dossier: all for who prepares or approves destruction; for who writes in it those
    that follow from the support."""
    if keepers(user, clock.today()).reaches(dossier.team_id):
        return tuple(HoldReason)
    allowed = gate.may_write(user, dossier.pk, on=clock.today()).allowed
    return tuple(reason for reason in HoldReason if reason in PROFESSIONAL_REASONS) if allowed else ()


def may_lift(user: User, hold: Hold) -> bool:
    """Whether `user` lifts or renews this hold: who prepares or approves destruction, and who placed it."""
    found = keepers(user, clock.today())
    return hold.placed_by_id == user.pk or (found.reaches(hold.dossier.team_id) if hold.dossier else found.any and found.teams is None)


def executor(on: date) -> Parameter[str] | None:
    """Whom the protocol names as the one who sees to destruction, with its articles; None where it does not say."""
    protocol = protocol_on(on)
    found = protocol.get(catalogue.RETENTION_EXECUTED_BY) if protocol else None
    return found if found is not None and found.value else None


STARTS: Mapping[str, RetentionStart] = {str(start): start for start in RetentionStart if start is not RetentionStart.LAST_CHANGE}
"""Where a term of a protocol can start, by code."""


# ---------------------------------------------------------------- figures
Cell = tuple[str, str, str, str]
"""Kind, year, law and duration; the last three can be left unsaid."""
_SAID = ("kind", "year", "law", "duration")
_NOTHING = {"year": "0", "law": "", "duration": ""}


def large_enough(tally: Mapping[Cell, Mapping[str, int]], least: int) -> dict[Cell, int]:
    """These counts in cells in which at least `least` persons stand together, each said to be of whom: where fewer do, first how long it
    lasted is left out, then the law, then the year. What is still of fewer is left out altogether. Nothing is counted twice."""
    kept: Counter[Cell] = Counter()
    small = {cell: Counter(counted) for cell, counted in tally.items()}
    for leaving in ((), ("duration",), ("duration", "law"), ("duration", "law", "year")):
        joined: dict[Cell, Counter[str]] = defaultdict(Counter)
        for cell, counted in small.items():
            joined[_without(cell, leaving)].update(counted)
        kept.update({cell: counted.total() for cell, counted in joined.items() if len(counted) >= least})
        small = {cell: counted for cell, counted in small.items() if len(joined[_without(cell, leaving)]) < least}
    return dict(kept)


def _without(cell: Cell, leaving: tuple[str, ...]) -> Cell:
    kind, *rest = (_NOTHING[name] if name in leaving else value for name, value in zip(_SAID, cell, strict=True))
    return kind, *rest  # type: ignore[return-value]
