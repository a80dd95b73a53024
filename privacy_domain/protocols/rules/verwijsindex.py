"""May this youth be entered in the verwijsindex? (Opsterland 17; by law Jeugdwet 7.1.4.1-7.1.4.5.)"""

from __future__ import annotations

from datetime import date
from typing import Any

from privacy_domain.protocols import catalogue
from privacy_domain.protocols.calendar import add_years, age, birthday
from privacy_domain.protocols.facts import VerwijsindexFacts
from privacy_domain.protocols.protocol import Law, Protocol
from privacy_domain.protocols.reading import Citations
from privacy_domain.protocols.rules.rights import band_for
from privacy_domain.protocols.rules.verdict import permission
from privacy_domain.protocols.rules.ways import closed, granted
from privacy_domain.protocols.types import Decision, Question
from privacy_domain.protocols.values import IndexRule


def decide(facts: VerwijsindexFacts, protocol: Protocol | None, law: Law, on: date) -> Decision:
    """Allowed or not; when allowed, whom to consult, when to remove the entry and which fields may be sent."""
    own = protocol.value(catalogue.VERWIJSINDEX) if protocol else None
    rule = own or law.value(catalogue.LAW_VERWIJSINDEX, on)
    closing = _closed_by(facts, rule, on) if rule else _not_yet(law)
    if rule is None or closing:
        settled = closed(closing)
        values: dict[str, Any] = {"consult": (), "remove_by": None, "fields": ()}
    else:
        settled = granted(_behind(facts, rule, on))
        values = {
            "consult": _consulted(facts, rule, on),
            "remove_by": _remove_by(facts, rule, on),
            "fields": tuple(sorted(rule.fields)),
        }
    return permission(Question.VERWIJSINDEX, settled, protocol, law, by_law=own is None, values=values)


def _not_yet(law: Law) -> Citations:
    """The provision that will allow entries, for a date before the law has it."""
    return law.values[catalogue.LAW_VERWIJSINDEX.name][0].parameter.citations


def _closed_by(facts: VerwijsindexFacts, rule: IndexRule, on: date) -> Citations:
    """The provisions that close the index to this youth or ground; none when it is open."""
    years = age(facts.birth_date, on)
    ground = rule.grounds.get(facts.ground)
    if years >= rule.under_age or ground is None:
        return rule.articles
    too_old = ground.under_age is not None and years >= ground.under_age
    if too_old or (ground.mother_or_pregnant and not facts.is_mother_or_pregnant):
        return ground.articles
    return ()


def _behind(facts: VerwijsindexFacts, rule: IndexRule, on: date) -> Citations:
    """The provisions for the ground, the fields and the consultation."""
    consult = band_for(age(facts.birth_date, on), rule.consult).articles if rule.consult else ()
    fields = tuple(citation for places in rule.fields.values() for citation in places)
    return rule.articles + rule.grounds[facts.ground].articles + fields + consult


def _consulted(facts: VerwijsindexFacts, rule: IndexRule, on: date) -> tuple[str, ...]:
    """Who is consulted on the entry, by age; nobody where the rule names nobody."""
    return tuple(sorted(band_for(age(facts.birth_date, on), rule.consult).acts)) if rule.consult else ()


def _remove_by(facts: VerwijsindexFacts, rule: IndexRule, on: date) -> date:
    """So many years after the entry, or the birthday on which the youth is too old, whichever comes first."""
    return min(add_years(on, rule.remove_after_years), birthday(facts.birth_date, rule.under_age))
