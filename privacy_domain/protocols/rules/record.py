"""May the team record or request these data?

Leek 4.3-4.6 and Landsmeer 4.3-4.5: agreement or written consent of an informed client, or an exception with a
note. Leiden 6a: consent for special data only. Opsterland 6, 10 and 11: consent or a basis, and a closed list.
Sittard-Geleen par. 3-4: a basis in law, else consent. Each category may rest on its own way.
"""

from __future__ import annotations

from datetime import date

from privacy_domain.protocols import catalogue
from privacy_domain.protocols.facts import RecordFacts
from privacy_domain.protocols.protocol import Law, Protocol
from privacy_domain.protocols.rules.special_data import special_categories
from privacy_domain.protocols.rules.verdict import permission
from privacy_domain.protocols.rules.ways import Group, settle
from privacy_domain.protocols.types import Category, Condition, Decision, Form, Question
from privacy_domain.protocols.values import RecordGroup, Way


def decide(facts: RecordFacts, protocol: Protocol | None, law: Law, on: date) -> Decision:
    """Allowed or not, with what is missing; no categories at all are answered as ordinary data."""
    special = facts.categories & (special_categories(protocol, law, on).value or frozenset())
    ordinary = facts.categories - special
    groups: list[Group] = []
    by_law = protocol is None
    if ordinary or not special:
        groups += _groups(ordinary, _ordinary_groups(protocol, law, on))
    if special:
        own = protocol.value(catalogue.RECORD_SPECIAL) if protocol else None
        by_law = by_law or own is None
        groups += _groups(special, own or law.required_value(catalogue.LAW_RECORD_SPECIAL, on))
    settled = settle(groups, lambda way, condition: _met(facts, way, condition), facts.basis)
    return permission(Question.RECORD, settled, protocol, law, by_law=by_law)


def _ordinary_groups(protocol: Protocol | None, law: Law, on: date) -> tuple[RecordGroup, ...]:
    """The groups of ordinary data; every protocol speaks of them."""
    own = protocol.value(catalogue.RECORD_ORDINARY) if protocol else None
    return own or law.required_value(catalogue.LAW_RECORD_ORDINARY, on)


def _groups(categories: frozenset[Category], all_groups: tuple[RecordGroup, ...]) -> list[Group]:
    """The groups that these categories touch; the group without categories takes those that no other names."""
    named = frozenset[Category]().union(*(group.categories for group in all_groups))
    touched = [group for group in all_groups if categories & group.categories or (not group.categories and (not categories or categories - named))]
    return [Group(group.ways, group.articles) for group in touched]


def _met(facts: RecordFacts, way: Way, condition: Condition) -> bool:
    """Whether the facts meet a condition of a way."""
    answers = {
        Condition.INFORMED: bool(facts.informed),
        Condition.INFORMED_ORAL: Form.ORAL in facts.informed,
        Condition.INFORMED_WRITTEN: Form.WRITTEN in facts.informed,
        Condition.CONSENT: facts.consent.given,
        Condition.CONSENT_WRITTEN: facts.consent.given_in_writing,
        Condition.BASIS: facts.basis in way.bases,
        Condition.EXCEPTION: facts.exception is not None,
        Condition.NOTE: facts.note,
    }
    return answers[condition]
