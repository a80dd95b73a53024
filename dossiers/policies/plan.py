"""What the protocol of the day says about the plan, and which plan a household has already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from access.models import User
from access.selectors import visible_among
from dossiers.models import Dossier, Plan, PlanDossier, PlanPerson, Relation
from dossiers.states import EvaluationKind, RelationRole
from privacy_domain.crypto.search import plain
from privacy_domain.people.models import Person
from privacy_domain.people.selectors import find, persons
from privacy_domain.protocols import catalogue
from privacy_domain.protocols.protocol import Protocol
from privacy_domain.protocols.types import Citation, Part
from privacy_domain.protocols.values import Item
from privacy_domain.tenancy.selectors import protocol_on

USUAL_NAME = "plan"


@dataclass(frozen=True, slots=True)
class PlanRules:
    """How a plan is made here. `separate`: plan and dossier are kept apart, and the plan holds `items` and nothing else
    (Sittard-Geleen par. 5). `joint`: it is drawn up with the client (Leiden 1, Opsterland 9 lid 1 onder f)."""

    protocol: Protocol | None
    names: tuple[str, ...]
    joint: bool
    household: bool
    separate: bool
    items: tuple[Item, ...]
    citations: tuple[Citation, ...]
    occasions: tuple[EvaluationKind, ...]
    occasion_citations: tuple[Citation, ...]
    occasion_explanation: str

    @property
    def words(self) -> bool:
        """Whether goals, agreements and results are told in words in the plan; where it is kept apart they stand in the dossier."""
        return not self.separate


def plan_rules(on: date) -> PlanRules:
    """The rules for a plan on `on` in the municipality in scope; where nothing is said of a plan it is made as the team likes."""
    protocol = protocol_on(on)
    if protocol is None:
        return PlanRules(None, (USUAL_NAME,), False, False, False, (), (), (EvaluationKind.EVALUATION,), (), "")
    plan, items, again = protocol.get(catalogue.PLAN), protocol.get(catalogue.PLAN_ITEMS), protocol.get(catalogue.PLAN_EVALUATION)
    rule, separate = plan.value, bool(protocol.value(catalogue.ACCESS_PLAN))
    named = tuple(EvaluationKind(item.code) for item in again.value or ())
    return PlanRules(
        protocol=protocol,
        names=rule.names if rule else (USUAL_NAME,),
        joint=bool(rule and rule.joint),
        household=bool(rule and rule.household),
        separate=separate,
        items=tuple(items.value or ()),
        citations=tuple(dict.fromkeys([*plan.citations, *items.citations])),
        occasions=named or (EvaluationKind.EVALUATION,),
        occasion_citations=again.citations if named else (),
        occasion_explanation=again.explanation if named else "",
    )


def plan_of_household(dossier: Dossier, by: User, on: date) -> Plan | None:
    """The open plan that the household of this client has already, as far as `by` may know of it; or None.

    Where the protocol wants one plan and one director for a household (Sittard-Geleen par. 5) that it exists is itself
    "dat-informatie" that directing needs; elsewhere only a plan that `by` may open counts.
    """
    rules = plan_rules(on)
    household = _household(dossier, by_name=rules.household)
    open_links = PlanDossier.objects.filter(until__isnull=True).exclude(dossier=dossier).select_related("plan")
    links = list(open_links.filter(dossier__person_id__in=household))
    named = PlanPerson.objects.filter(person_id__in=household, until__isnull=True).values_list("plan_id", flat=True)
    links += list(open_links.filter(plan_id__in=list(named)))
    if not rules.household:
        mine = visible_among(by, {link.dossier_id for link in links}, on=on, part=Part.PLAN)
        links = [link for link in links if link.dossier_id in mine]
    return links[0].plan if links else None


def _household(dossier: Dossier, *, by_name: bool) -> set[UUID]:
    """The client, his family, and those whose family he is; with `by_name` also other records of the same person."""
    client = {dossier.person_id} | _same_people({dossier.person_id}) if by_name else {dossier.person_id}
    family = Relation.objects.filter(role=RelationRole.FAMILY, until__isnull=True)
    around = set(family.filter(dossier__person_id__in=client, person__isnull=False).values_list("person_id", flat=True))
    around |= set(family.filter(person_id__in=client).values_list("dossier__person_id", flat=True))
    return client | around | (_same_people(around) if by_name else set())


def _same_people(known: Collection[UUID]) -> set[UUID]:
    return {other for person in persons(known) for other in _same(person)}


def _same(person: Person) -> list[UUID]:
    if not person.birth_date or not person.surname:
        return []
    alike = persons(find(name=person.surname, birth_date=person.birth_date, limit=20))
    return [other.pk for other in alike if plain(other.given_names)[:3] == plain(person.given_names)[:3]]
