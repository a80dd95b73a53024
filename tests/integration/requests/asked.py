"""Requests of the tests, made by walking the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from access.models import User
from access.states import MunicipalRole
from privacy_domain import clock
from privacy_domain.letters.kinds import Channel
from privacy_domain.people.services import PersonDetails
from requests import services
from requests.models import Decision, Mandate, SubjectRequest
from requests.policies.decisions import who_decides
from requests.services import Part
from requests.states import Identification, MandateAct, Received, Requester, RequestKind
from tests.factories.access import account
from tests.integration.dossiers.cast import World

TODAY = date(2026, 11, 24)
STRANGER = PersonDetails(given_names="Karel", surname="Onbekend", birth_date=date(1961, 2, 3), phone="0612345678")


def intake(kind: RequestKind = RequestKind.ACCESS, **other: Any) -> services.Intake:
    """What is known of a request that came in today."""
    said: dict[str, Any] = {"channel": Received.TABLE, "received_on": TODAY, "wish": "Wat weet u van mij?"}
    return services.Intake(kind=kind, **(said | other))


def asked(world: World, kind: RequestKind = RequestKind.ACCESS, *, by: User | None = None, **other: Any) -> SubjectRequest:
    """A request of the client, taken in by the professional."""
    return services.register_request(intake=intake(kind, **other), person=world.client, by=by or world.sanne)


def in_hand(world: World, kind: RequestKind = RequestKind.ACCESS, **other: Any) -> SubjectRequest:
    """A request that somebody handles, of which it is sure who asks."""
    made = services.assign_request(request=asked(world, kind, **other), handler=world.sanne, by=world.sanne)
    return services.identify(request=made, way=Identification.DOCUMENT, by=world.sanne)


def officer() -> User:
    """The privacy officer."""
    return account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))


def for_other(requester: Requester) -> dict[str, Any]:
    """Somebody asks for the client."""
    return {"requester": requester, "requester_name": "Petra Jansen", "authority": "Uittreksel gezagsregister van 3 november 2026"}


YES = Part(what="Alles", granted=True)
WHY = "De zoon van mevrouw heeft dit nodig."
SEEING = "Hier staat iets in over een ander."


def no(ground: str = "other_person", what: str = "Het verslag van mei", **more: Any) -> Part:
    """A part that is refused."""
    return Part(what=what, granted=False, ground=ground, reasons=more.pop("reasons", WHY), **more)


def mandate(user: User, **more: Any) -> Mandate:
    """A mandate to decide on requests, given by the functional administrator."""
    by = account("fa-mandaat", roles=(MunicipalRole.FUNCTIONAL_ADMIN,)) if not User.objects.filter(username="fa-mandaat").exists() else None
    said: dict[str, Any] = {"act": MandateAct.REQUESTS, "capacity": "teamcoach", "document": "Mandaatbesluit 2026, nummer 12"}
    return services.give_mandate(user=user, **(said | more), by=by or User.objects.get(username="fa-mandaat"))


def deciding(world: World) -> User:
    """Who may sign here: the professional, or the leader with a mandate."""
    if not who_decides(clock.today()).by_college:
        return world.sanne
    if not Mandate.objects.filter(user=world.tom).exists():
        mandate(world.tom)
    return world.tom


def signed(world: World, made: SubjectRequest, *parts: Part) -> Decision:
    """A decision of these parts, signed by who may."""
    for part in parts or (YES,):
        services.add_part(request=made, part=part, by=world.sanne)
    return services.sign_decision(request=made, explanation="Wij spraken u hierover.", by=deciding(world))


def sent(world: World, made: SubjectRequest, *parts: Part) -> Decision:
    """A decision of these parts that went out."""
    signed(world, made, *parts)
    return services.send_decision(request=made, channel=Channel.POST, by=world.sanne)
