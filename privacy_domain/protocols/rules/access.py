"""May this role open the dossier? (Leek 7; Landsmeer 7; Sittard-Geleen par. 5; Leiden 11; Opsterland 12.)

The role chooses its place in the list; a statutory duty is a way for every role.
"""

from __future__ import annotations

from datetime import date

from privacy_domain.protocols import catalogue
from privacy_domain.protocols.facts import AccessFacts
from privacy_domain.protocols.protocol import Law, Protocol
from privacy_domain.protocols.reading import Citations
from privacy_domain.protocols.rules.verdict import permission
from privacy_domain.protocols.rules.ways import Group, settle
from privacy_domain.protocols.types import Condition, Decision, Part, Question
from privacy_domain.protocols.values import Way


def decide(facts: AccessFacts, protocol: Protocol | None, law: Law, on: date) -> Decision:
    """Allowed or not, with what is missing."""
    own = _own_ways(facts, protocol) if protocol else None
    ways = own if own is not None else law.required_value(catalogue.LAW_ACCESS, on)
    if own is not None and protocol and protocol.is_silent(catalogue.ACCESS_STATUTORY_DUTY):
        ways += law.required_value(catalogue.LAW_ACCESS, on)
    settled = settle([Group(ways, _closing(facts, protocol))], lambda _, condition: _met(facts, condition))
    return permission(Question.ACCESS, settled, protocol, law, by_law=own is None)


def _own_ways(facts: AccessFacts, protocol: Protocol) -> tuple[Way, ...] | None:
    """The ways that the protocol gives this role, or None when it is silent on access of this kind."""
    plan = protocol.value(catalogue.ACCESS_PLAN) or {}
    if facts.part is Part.PLAN and facts.role in plan:
        return (plan[facts.role],)
    roles = protocol.value(catalogue.ACCESS_ROLES)
    if roles is None:
        return None
    duty = protocol.value(catalogue.ACCESS_STATUTORY_DUTY)
    return tuple(way for way in (roles.get(facts.role), duty) if way)


def _closing(facts: AccessFacts, protocol: Protocol | None) -> Citations:
    """The provision that keeps the dossier closed to a role that opens the plan only."""
    plan = protocol.get(catalogue.ACCESS_PLAN) if protocol else None
    if plan and facts.part is Part.DOSSIER and facts.role in (plan.value or {}):
        return plan.citations
    return ()


def _met(facts: AccessFacts, condition: Condition) -> bool:
    """Whether the facts meet a condition; the conditions are named after the facts."""
    return bool(getattr(facts, condition))
