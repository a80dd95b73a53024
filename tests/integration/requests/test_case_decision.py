"""Who was refused asks the college again, or objects: the case is linked to the decision that was sent to him, and counts from its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from access.models import User
from privacy_domain import clock
from privacy_domain.letters.kinds import Channel
from privacy_domain.people.models import Person
from privacy_domain.people.services import register_person
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Invalid
from requests import services
from requests.models import Case, Decision, SubjectRequest
from requests.services import cases
from requests.states import CaseKind, Identification, Received, RequestKind
from tests.integration.dossiers.cast import PETRA, World
from tests.integration.dossiers.test_looks import browser, text
from tests.integration.requests.asked import SEEING, in_hand, no

SENT = datetime(2026, 11, 10, 9, tzinfo=UTC)


def refused(person: Person, by: User) -> SubjectRequest:
    """A request of this person that was refused by a letter of the tenth of November."""
    with clock.standing_at(SENT):
        intake = services.Intake(kind=RequestKind.ACCESS, channel=Received.PAPER, received_on=date(2026, 11, 2), wish="Inzage.")
        made = services.register_request(intake=intake, person=person, by=by)
        services.identify(request=services.assign_request(request=made, handler=by, by=by), way=Identification.KNOWN, by=by)
        services.add_part(request=made, part=no("protection", reasons=SEEING), by=by)
        services.sign_decision(request=made, by=by)
        services.send_decision(request=made, channel=Channel.POST, by=by)
    return SubjectRequest.objects.get(pk=made.pk)


@pytest.mark.requirement("LEEK-14.1", "LAND-14.1-college")
@pytest.mark.parametrize(("where", "kind"), [("in_leek", CaseKind.SECOND_REQUEST), ("in_landsmeer", CaseKind.OBJECTION)])
def test_a_case_is_linked_to_the_decision_it_is_against_and_to_no_decision_about_another(
    where: str, kind: CaseKind, request: pytest.FixtureRequest
) -> None:
    world: World = request.getfixturevalue(where)
    mine, theirs = refused(world.client, world.sanne), refused(register_person(details=PETRA, by=world.sanne), world.sanne)  # type: ignore[arg-type]
    more: dict[str, Any] = {"asked": "access"} if kind == CaseKind.SECOND_REQUEST else {}
    said = cases.CaseIntake(
        kind=kind, channel=Received.PAPER, received_on=date(2026, 11, 24), words="Toch.", decided_on=date(2026, 11, 10), request=theirs, **more
    )  # fmt: skip
    with pytest.raises(Invalid) as refusal:
        cases.register_case(dossier=world.dossier, intake=said, by=world.sanne)
    assert refusal.value.field == "request"
    undecided = in_hand(world)
    with pytest.raises(Invalid) as refusal:
        cases.register_case(dossier=world.dossier, intake=replace(said, request=undecided), by=world.sanne)
    assert refusal.value.field == "request", "there is no decision yet"
    here = f"/{scope.require().code}"
    client, address = browser(world.sanne), f"{here}/zaken/nieuw/?d={world.dossier.pk}"
    page = client.get(address).content.decode()
    assert str(mine.pk) in page
    assert str(theirs.pk) not in page
    assert str(undecided.pk) not in page
    form = more | {
        "number": world.dossier.number, "kind": str(kind), "request": str(mine.pk), "target": "municipality", "words": "Ik wil het toch zien.",
        "channel": "paper", "received_on": "2026-11-24", "decided_on": "2026-11-10",
    }  # fmt: skip
    assert client.post(address, form).status_code == 302
    case = Case.objects.get()
    assert (case.request, case.kind, case.decided_on) == (mine, kind, mine.decided_on)
    assert mine.number in text(client.get(f"{here}/zaken/{case.pk}/"))
    if kind == CaseKind.OBJECTION:
        assert case.file_by == Decision.objects.get(request=mine).object_by, "the day that the letter named"
    assert str(mine.pk) not in browser(world.marieke).get(address).content.decode()
