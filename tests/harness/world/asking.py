"""Somebody who is no client asks about his data, by a friend with a written authority; it was late, and says why. A canary in every text."""

from __future__ import annotations

from datetime import date, timedelta

from access.models import User
from privacy_domain import clock
from privacy_domain.letters.kinds import Channel
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import Person
from requests import services
from requests.policies.decisions import who_decides
from requests.states import ExtensionReason, Identification, Lateness, MandateAct, Received, Requester, RequestKind
from tests.harness.canaries import Nest
from tests.harness.world import executed, packaged, people

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
    decide(nest, code, staff, made.person)


def decide(nest: Nest, code: str, staff: dict[str, User], person: Person) -> None:
    """Two requests of the same person that were decided: a refusal by who may, which went out, and one that was passed on."""
    by, leader = staff["involved"], staff["team_lead"]
    college = who_decides(clock.today()).by_college
    services.give_mandate(
        user=leader, act=MandateAct.REQUESTS, capacity="teamleider", document="Mandaatbesluit 2026", by=staff["functional_admin"]
    )  # fmt: skip
    for what, elsewhere in ((RequestKind.DESTRUCTION, False), (RequestKind.OBJECTION, True)):
        intake = services.Intake(
            kind=what, channel=Received.PAPER, received_on=clock.today(), wish=nest.sentence(code, OWNER, f"what is asked: {what}")
        )
        asked = services.register_request(intake=intake, person=person, by=by)
        services.identify(request=services.assign_request(request=asked, handler=by, by=by), way=Identification.KNOWN, by=by)
        if not elsewhere:
            part = services.Part(
                what=nest.word(code, OWNER, "which data"), granted=False, ground="other_person", provision=nest.word(code, OWNER, "provision"),
                reasons=nest.sentence(code, OWNER, "why it is refused"),
            )  # fmt: skip
            services.add_part(request=asked, part=part, by=by)
        said = {
            "explanation": nest.sentence(code, OWNER, f"explanation: {what}"),
            "passed_to": nest.word(code, OWNER, "passed on to") if elsewhere else "",
        }
        if college:
            services.propose_decision(request=asked, signer=leader, **said, by=by)
            services.return_decision(request=asked, because=nest.sentence(code, OWNER, f"why it came back: {what}"), by=leader)
        services.sign_decision(request=asked, **said, by=leader if college else by)
        if not elsewhere:
            services.send_decision(request=asked, channel=Channel.POST, by=by)
    executed.carry_out(nest, code, OWNER, person, by=by, signer=leader if college else by)
    packaged.put_together(nest, code, OWNER, person, by=by, reader=leader)
