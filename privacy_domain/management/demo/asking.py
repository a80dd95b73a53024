"""Requests about data in the demonstration: one in hand, one of a neighbour whose last day comes near, one that nobody handles yet."""

from __future__ import annotations

from datetime import date, timedelta

from access.models import User
from dossiers.models import Dossier
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.people.services import PersonDetails
from requests import services
from requests.states import Identification, Received, RequestKind

NEIGHBOUR = PersonDetails(
    given_names="Theo", prefix="van", surname="Dalen", birth_date=date(1957, 4, 18), street="Kerkstraat", house_number="9", postcode="1234AB", place="Leek",
    phone="0594551234",
)  # fmt: skip


def ask(dossier: Dossier, handler: User, colleague: User) -> None:
    """The client asks to see what is kept and, later, to destroy some of it; somebody who is no client asks for a correction."""
    own_words = "Ik wil weten wat u van mij hebt en aan wie u het gaf."
    with clock.standing_at(clock.now() - timedelta(days=24)):
        wrong = services.register_request(
            intake=_intake(RequestKind.RECTIFICATION, Received.PAPER, "In een dossier staat dat ik de sleutel heb. Dat klopt niet."),
            details=NEIGHBOUR,
            by=colleague,
        )
        services.assign_request(request=wrong, handler=colleague, by=colleague)
    with clock.standing_at(clock.now() - timedelta(days=10)):
        seeing = services.register_request(intake=_intake(RequestKind.ACCESS, Received.TABLE, own_words), person=dossier.person, by=handler)
        services.assign_request(request=seeing, handler=handler, by=handler)
        services.identify(request=seeing, way=Identification.KNOWN, by=handler)
    services.add_part(request=seeing, part=services.Part(what="Wat in uw dossier staat en wie het kreeg", granted=True), by=handler)
    away = "Vernietig de notitie over mijn vorige woning."
    services.register_request(intake=_intake(RequestKind.DESTRUCTION, Received.TELEPHONE, away), person=dossier.person, by=handler)
    while services.remind_some(by=SYSTEM):
        pass


def _intake(kind: RequestKind, channel: Received, wish: str) -> services.Intake:
    return services.Intake(kind=kind, channel=channel, received_on=clock.today(), wish=wish)
