"""Requests of the tests, made by walking the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from access.models import User
from access.states import MunicipalRole
from privacy_domain.people.services import PersonDetails
from requests import services
from requests.models import SubjectRequest
from requests.states import Identification, Received, Requester, RequestKind
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
