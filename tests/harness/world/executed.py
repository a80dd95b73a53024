"""A request that was granted and is carried out by hand; a recipient who is not told, and why. A canary in every text."""

from __future__ import annotations

from access.models import User
from privacy_domain import clock
from privacy_domain.letters.kinds import Channel
from privacy_domain.people.models import Partner, Person
from requests import services
from requests.models import ExecutionStep, RecipientNotice
from requests.services.execution import execute_step
from requests.services.notices import waive_notice
from requests.states import Identification, Received, RequestKind
from tests.harness.canaries import Nest


def carry_out(nest: Nest, code: str, owner: str, person: Person, *, by: User, signer: User) -> None:
    """One part, done by hand. Nothing of this person was sent to anybody: the recipient is put down as if an earlier file had been."""
    wish = nest.sentence(code, owner, "what is to be supplemented")
    intake = services.Intake(kind=RequestKind.SUPPLEMENT, channel=Received.PAPER, received_on=clock.today(), wish=wish)
    made = services.register_request(intake=intake, person=person, by=by)
    services.identify(request=services.assign_request(request=made, handler=by, by=by), way=Identification.KNOWN, by=by)
    services.add_part(request=made, part=services.Part(what=nest.word(code, owner, "what is supplemented"), granted=True), by=by)
    services.sign_decision(request=made, explanation=nest.sentence(code, owner, "why it is supplemented"), by=signer)
    decision = services.send_decision(request=made, channel=Channel.POST, by=by)
    notice = RecipientNotice(
        request=made, person=person, decision=decision, partner=Partner.objects.order_by("pk").first(), citations=["avg art. 19"]
    )
    notice.name = nest.word(code, owner, "recipient of what is supplemented")
    notice.save(force_insert=True)
    step = ExecutionStep.objects.get(request=made)
    execute_step(request=made, step_id=step.pk, words=nest.sentence(code, owner, "how it was supplemented"), by=by)
    waive_notice(request=made, notice_id=notice.pk, because=nest.sentence(code, owner, "why the recipient is not told"), by=by)
