"""Plans and what stands in them, made by the services, for the tests of the plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from access.models import User
from dossiers import services
from dossiers.models import Dossier, Plan
from dossiers.services.activities import ActivityFacts
from dossiers.services.direction import name_director
from dossiers.services.plan import (
    start_plan,
)
from dossiers.states import DirectionLevel, Performer
from privacy_domain import clock
from privacy_domain.people.services import register_person
from tests.factories.access import account
from tests.integration.dossiers.cast import World, first_code

TODAY = date(2026, 11, 24)
CASE, PROCESS = DirectionLevel.CASE, DirectionLevel.PROCESS
KINDERS = {"given_names": "Bo", "surname": "Vries", "prefix": "de", "birth_date": date(2012, 4, 4)}


def start(world: World, name: str = "") -> Plan:
    from dossiers.policies.plan import plan_rules

    return start_plan(dossier=world.dossier, name=name or plan_rules(clock.today()).names[0], by=world.sanne)


def facts(**more: Any) -> ActivityFacts:
    known: dict[str, Any] = {
        "what": "Hulp bij de administratie",
        "nature": "begeleiding",
        "extent": "twee uur per week",
        "begins_on": TODAY,
        "performer": Performer.TEAM,
        "executor": "Sanne de Wit",
    }
    return ActivityFacts(**(known | more))


def second_dossier(world: World, details: dict[str, Any] = KINDERS) -> Dossier:
    person = register_person(details=details, by=world.sanne)
    return services.start_dossier(
        person=person,
        team=world.team,
        purposes=[first_code("purposes")],
        domains=[first_code("domains")],
        law_tags=["wmo"],
        help_question="Samen eten",
        by=world.sanne,
    )


def director(world: World, plan: Plan, level: DirectionLevel = CASE) -> User:
    user = account("roos")
    name_director(plan=plan, level=level, user=user, reach="046 123 45 67", by=world.sanne)
    return user
