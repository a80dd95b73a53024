"""Questions to colleagues as the tests put them, and a second dossier of the same client with another team."""

from __future__ import annotations

from typing import Any

from access.models import User
from access.services import create_team
from access.states import TeamRole
from dossiers import services
from dossiers.models import ColleagueQuestion, Dossier
from dossiers.services.answering import Reply
from dossiers.services.colleague import Wish, ask_colleague
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.protocols.types import Category
from tests.factories.access import account
from tests.integration.dossiers.cast import JOHANNA, World, first_code


def wish(**other: Any) -> Wish:
    """A question that is right everywhere."""
    known: dict[str, Any] = {
        "purpose": "kiezen welke hulp thuis past",
        "needed": "Loopt er al schuldhulp?",
        "because": "Zonder dit te weten kan ik niet zeggen welke hulp nu past.",
        "items": [Category.OTHER],
        "now": True,
        "law": "wmo",
        "told_on": clock.today(),
    }
    return Wish(**known | other)


def reply(**other: Any) -> Reply:
    """An answer that is right everywhere: the bare fact."""
    return Reply(**{"text": "Ja, sinds mei.", "given": [Category.OTHER], "fits": True} | other)


def ask(world: World, *, by: User | None = None, colleague: User | None = None, named: bool = False, **other: Any) -> ColleagueQuestion:
    """Sanne asks Marieke about the client of her dossier; `named`: Marieke asks Sanne about him by name and birth date."""
    if named:
        name, born = other.pop("client_name", "Johanna Vries"), other.pop("birth_date", JOHANNA["birth_date"])
        return ask_colleague(colleague=colleague or world.sanne, wish=wish(**other), client_name=name, birth_date=born, by=by or world.marieke)
    return ask_colleague(colleague=colleague or world.marieke, wish=wish(**other), dossier=world.dossier, by=by or world.sanne)


def at_debts(world: World) -> tuple[User, Dossier]:
    """Dirk of another team, who has a dossier of the same client."""
    team = create_team(name="Schuldhulp", by=SYSTEM)
    dirk = account("dirk", profession="civil_servant", team=team, place=TeamRole.MEMBER)
    dossier = services.start_dossier(
        person=world.client,
        team=team,
        purposes=[first_code("purposes")],
        domains=[first_code("domains")],
        law_tags=["wmo"],
        help_question="Ik kan mijn rekeningen niet meer betalen.",
        by=dirk,
    )
    return dirk, dossier


ASK_FORM: dict[str, Any] = {
    "purpose": "kiezen welke hulp past",
    "needed": "Loopt er al schuldhulp?",
    "items": ["other"],
    "because": "Zonder dit weet ik niet welke hulp past.",
    "now": "on",
    "law": "wmo",
    "told": "no",
    "told_on": "",
}
