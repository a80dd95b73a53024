"""Somebody who is no client asks about his data, by a friend with a written authority; it was late, and says why. A canary in every text."""

from __future__ import annotations

from datetime import date, timedelta

from access.models import User
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from requests import services
from requests.states import ExtensionReason, Identification, Lateness, Received, Requester, RequestKind
from tests.harness.canaries import Nest
from tests.harness.world import people

OWNER = "asking/client"
DAYS_AGO = timedelta(days=40)


def come_in(nest: Nest, code: str, staff: dict[str, User]) -> None:
    """The request, its clock that stood still for a day, and the reminders of its last day."""
    by, begun = staff["involved"], clock.now() - DAYS_AGO
    with clock.standing_at(begun):
        made = services.register_request(
            intake=services.Intake(
                kind=RequestKind.RECTIFICATION,
                channel=Received.PAPER,
                received_on=clock.today(),
                wish=nest.sentence(code, OWNER, "what is asked"),
                requester=Requester.AUTHORISED,
                requester_name=nest.word(code, OWNER, "name of who asks"),
                authority=nest.sentence(code, OWNER, "what the authority rests on"),
            ),
            details=people.details(nest, code, OWNER, date(1958, 9, 14)),
            by=by,
        )
        services.assign_request(request=made, handler=by, by=by)
        services.stop_clock(request=made, ground="identity", explanation=nest.sentence(code, OWNER, "why it stands still"), by=by)
    with clock.standing_at(begun + timedelta(days=1)):
        services.identify(request=made, way=Identification.DOCUMENT, by=by)
    longer = services.register_request(
        intake=services.Intake(
            kind=RequestKind.ACCESS, channel=Received.TELEPHONE, received_on=clock.today(), wish=nest.sentence(code, OWNER, "what else is asked")
        ),
        person=made.person,
        by=by,
    )
    services.identify(request=longer, way=Identification.KNOWN, by=by)
    services.write_extension(request=longer, reason=ExtensionReason.NUMBER, words=nest.sentence(code, OWNER, "why it takes longer"), by=by)
    services.remind_some(by=SYSTEM)
    services.explain_lateness(request=made, because=Lateness.SEARCH, words=nest.sentence(code, OWNER, "why it is late"), by=by)
