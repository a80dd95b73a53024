"""By when a breach is reported, and who may know of it: the protocol and the law of the day of discovery."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from access.models import Breach, BreachStep, User
from access.states import BREACH_TRANSITIONS, BreachOutcome, BreachRisk, BreachState, BreachStepKind
from privacy_domain import clock
from privacy_domain.protocols import book
from privacy_domain.protocols.facts import BreachFacts
from privacy_domain.protocols.rules import breach as rule
from privacy_domain.tenancy.selectors import protocol_on
from privacy_domain.web.errors import Conflict


@dataclass(frozen=True, slots=True)
class Clocks:
    """The last moments to report inside the house and to the regulator, None where nobody sets one; and what says so."""

    internal_by: datetime | None
    regulator_by: datetime | None
    protocol_version: str
    citations: tuple[str, ...]
    explanation: str


def clocks_of(discovered: datetime) -> Clocks:
    """Both clocks of a breach, in real hours from its first discovery (leek-2018 art. 3 lid 3; avg art. 33 lid 1)."""
    here = discovered.astimezone(clock.AMSTERDAM)  # its explanation names the moments as the clock on the wall has them
    said = rule.decide(BreachFacts(discovered=here), protocol_on(here.date()), book.law(), here.date())
    return Clocks(
        internal_by=said.values["internal_by"],
        regulator_by=said.values["regulator_by"],
        protocol_version=said.protocol or "",
        citations=tuple(str(citation) for citation in said.citations),
        explanation=said.explanation,
    )


def is_told_to_leaders(breach: Breach) -> bool:
    """Whether a protocol has this report made to who leads the reporter (leek-2018 art. 3 lid 3)."""
    return breach.internal_by is not None and breach.state != BreachState.DRAFT


def may_see_breach(breach: Breach, user: User, *, handles: bool, leads: bool) -> bool:
    """The reporter; once it is sent who handles breaches, and where the protocol says so who leads the reporter. Nobody else."""
    if breach.reporter_id == user.pk:
        return True
    return breach.state != BreachState.DRAFT and (handles or (leads and is_told_to_leaders(breach)))


def require_step(breach: Breach, into: BreachState) -> None:
    """Raise Conflict where the report cannot come into this state from the one it is in."""
    if into not in BREACH_TRANSITIONS[BreachState(breach.state)]:
        raise Conflict("Deze melding is intussen verder of al afgesloten. Kijk hoe zij er nu voor staat.")


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts now: the last assessment, and the decisions that were made since."""

    assessment: BreachStep | None
    regulator: BreachStep | None
    people: BreachStep | None
    measures: tuple[BreachStep, ...]

    @property
    def risk(self) -> BreachRisk | None:
        """The risk as it was last assessed."""
        return BreachRisk(self.assessment.risk) if self.assessment else None


def standing_of(steps: Iterable[BreachStep]) -> Standing:
    """Of the steps of one report, in the order in which they were recorded, those that count."""
    latest: dict[str, BreachStep] = {}
    measures = []
    for step in steps:
        if step.kind == BreachStepKind.MEASURE:
            measures.append(step)
            continue
        if step.kind == BreachStepKind.ASSESSMENT:
            latest.clear()
        latest[step.kind] = step
    return Standing(latest.get(BreachStepKind.ASSESSMENT), latest.get(BreachStepKind.REGULATOR), latest.get(BreachStepKind.PEOPLE), tuple(measures))


def missing_to_close(standing: Standing) -> tuple[BreachStepKind, ...]:
    """What must be recorded before a report can be closed (avg art. 33 lid 5; leek-2018 art. 3 lid 3)."""
    done = {
        BreachStepKind.MEASURE: bool(standing.measures),
        BreachStepKind.ASSESSMENT: standing.assessment is not None,
        BreachStepKind.REGULATOR: standing.regulator is not None,
        BreachStepKind.PEOPLE: standing.people is not None,
    }
    return tuple(kind for kind, is_done in done.items() if not is_done)


def must_tell(kind: BreachStepKind, risk: BreachRisk) -> bool:
    """Whether the law leaves no choice: the regulator unless a risk is unlikely (avg art. 33 lid 1). The people concerned are told
    of a high risk, unless one of the exceptions of avg art. 34 lid 3 stands, which is written down."""
    return kind == BreachStepKind.REGULATOR and risk != BreachRisk.UNLIKELY


def wants_reason(kind: BreachStepKind, outcome: BreachOutcome, late: bool) -> bool:
    """Whether a decision is explained: not telling always is, and so is a report after the 72 hours (avg art. 33 lid 1)."""
    return outcome == BreachOutcome.NOT_TOLD or (kind == BreachStepKind.REGULATOR and late)
