"""The pages on which a request is decided: for whom they are there, what is wrong comes back, as many statements for many parts as for one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.states import MunicipalRole
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.tenancy import scope
from requests import services
from requests.models import Decision, DecisionPart, Mandate, SubjectRequest
from requests.states import RequestKind
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_looks import browser, text
from tests.integration.requests.asked import SEEING, YES, asked, in_hand, mandate, no, officer, sent

READS = ("", "voorbeeld/", "brief/")
WRITES = ("deel/", "voorleggen/", "ondertekenen/", "terug/", "opnieuw/", "verzonden/", "intrekken/")
PART = {"part-what": "Het verslag van mei", "part-granted": "refused", "part-ground": "protection", "part-reasons": SEEING}


def of(made: SubjectRequest, rest: str = "") -> str:
    return f"/{scope.require().code}/verzoek/{made.pk}/beslissen/{rest}"


def test_it_is_there_for_who_handles_it_only_and_answers_to_its_own_method(in_leek: World, landsmeer: Any) -> None:
    made, outsider, mine = in_hand(in_leek), browser(in_leek.marieke), browser(in_leek.sanne)
    assert {outsider.get(of(made, rest)).status_code for rest in READS} == {404}
    assert {outsider.post(of(made, rest)).status_code for rest in (*WRITES, f"deel/{uuid4()}/weg/")} == {404}
    assert outsider.post(f"/leek/verzoek/{made.pk}/afsluiten/").status_code == 404
    assert {mine.post(of(made, rest)).status_code for rest in READS} == {405} == {mine.get(of(made, rest)).status_code for rest in WRITES}
    services.assign_request(request=made, handler=in_leek.marieke, by=in_leek.sanne)
    assert mine.get(of(made)).status_code == 403, "he sees the request, and does not decide on it"
    assert mine.post(of(made, "deel/"), PART).status_code == 403
    with scope.entered(landsmeer.scope()):
        assert logged_in(landsmeer, officer()).get(f"/landsmeer/verzoek/{made.pk}/beslissen/").status_code == 404
    assert not Decision.objects.exists()


def test_from_part_to_letter_in_the_pages(in_leek: World) -> None:
    made, client = in_hand(in_leek), browser(in_leek.sanne)
    assert of(made) in client.get(f"/leek/verzoek/{made.pk}/").content.decode()
    wrong = client.post(of(made, "deel/"), PART | {"part-reasons": ""})
    assert (
        wrong.status_code == 422 and "Schrijf op waarom dit deel wordt geweigerd" in text(wrong) and "Het verslag van mei" in wrong.content.decode()
    )
    assert client.post(of(made, "ondertekenen/"), {}).status_code == 422, "nothing was decided"
    assert client.get(of(made, "voorbeeld/")).status_code == 409
    assert client.post(of(made, "deel/"), PART).status_code == 302
    part = DecisionPart.objects.get()
    assert client.get(of(made, "voorbeeld/")).content.startswith(b"%PDF")
    assert client.post(of(made, f"deel/{part.pk}/weg/")).status_code == 302
    assert client.post(of(made, f"deel/{part.pk}/weg/")).status_code == 409
    assert client.post(of(made, "deel/"), PART).status_code == 302
    assert client.post(of(made, "ondertekenen/"), {"decide-explanation": "Wij belden u."}).status_code == 302
    assert client.post(of(made, "ondertekenen/"), {}).status_code == 409
    assert client.get(of(made, "brief/")).content.startswith(b"%PDF")
    assert "5 januari 2027" in text(client.get(of(made)))
    with clock.standing_at(datetime(2026, 11, 25, 9, tzinfo=UTC)):
        page = text(client.get(of(made)))
        assert "Maak de brief van vandaag" in page and "De brief ging vandaag weg" not in page
        assert client.post(of(made, "verzonden/"), {"sent-channel": "post"}).status_code == 409
        assert client.post(of(made, "opnieuw/")).status_code == 302
        assert client.post(of(made, "verzonden/"), {"sent-channel": "duif"}).status_code == 422
        assert client.post(of(made, "verzonden/"), {"sent-channel": "post"}).status_code == 302
        assert client.post(of(made, "verzonden/"), {"sent-channel": "post"}).status_code == 409
        assert client.post(f"/leek/verzoek/{made.pk}/afsluiten/").status_code == 409
    with clock.standing_at(datetime(2027, 1, 7, 9, tzinfo=UTC)):
        assert "Sluit het verzoek af" in text(client.get(of(made)))
        assert client.post(f"/leek/verzoek/{made.pk}/afsluiten/").status_code == 302
    assert SubjectRequest.objects.get().state == "closed"


def test_without_a_mandate_nobody_signs_in_the_pages_and_who_is_asked_finds_it_among_his_work(in_opsterland: World) -> None:
    made, client, tom = in_hand(in_opsterland), browser(in_opsterland.sanne), browser(in_opsterland.tom)
    assert client.post(of(made, "deel/"), PART).status_code == 302
    assert "register van mandaten" in text(client.get(of(made)))
    refused = client.post(of(made, "ondertekenen/"), {})
    assert refused.status_code == 403 and AuditEvent.objects.using("attempts").filter(event="request:decision:refused_to_sign").exists()
    mandate(in_opsterland.tom)
    assert client.post(of(made, "voorleggen/"), {"decide-signer": ""}).status_code == 422
    assert client.post(of(made, "voorleggen/"), {"decide-signer": str(in_opsterland.tom.pk)}).status_code == 302
    assert "Een beslissing wacht op je handtekening" in text(tom.get("/opsterland/"))
    assert tom.get(f"/opsterland/verzoeken/beslissen/{made.pk}/").headers["Location"] == of(made)
    assert "Jou wordt gevraagd te ondertekenen" in text(tom.get(of(made)))
    assert tom.post(of(made, "terug/"), {"return-because": ""}).status_code == 422
    assert tom.post(of(made, "terug/"), {"return-because": "Leg meer uit."}).status_code == 302
    assert "Leg meer uit." in text(client.get(of(made)))
    assert client.post(of(made, "voorleggen/"), {"decide-signer": str(in_opsterland.tom.pk), "decide-explanation": "Meer uitleg."}).status_code == 302
    assert tom.post(of(made, "ondertekenen/"), {}).status_code == 302
    assert Decision.objects.get().signed_by == in_opsterland.tom
    assert client.post(of(made, "intrekken/")).status_code == 302


def test_the_register_of_mandates_is_the_functional_administrators(in_opsterland: World) -> None:
    fa = account("fa", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))
    admin, base = browser(fa), "/opsterland/beheer/subject_requests/mandate/"
    said = {
        "user": str(in_opsterland.tom.pk),
        "act": "requests",
        "capacity": "teamcoach",
        "document": "Besluit 12",
        "since": "2026-11-24",
        "until": "",
    }
    assert browser(in_opsterland.sanne).post(base + "add/", said).status_code in (302, 403) and not Mandate.objects.exists()
    assert admin.post(base + "add/", said | {"document": ""}).status_code == 422
    assert admin.post(base + "add/", said | {"user": str(fa.pk)}).status_code in (403, 409, 422) and not Mandate.objects.exists()
    assert admin.post(base + "add/", said).status_code == 302
    row = Mandate.objects.get()
    assert (row.user, row.given_by, row.document) == (in_opsterland.tom, fa.pk, "Besluit 12")
    assert admin.post(f"{base}{row.pk}/doen/beeindigen/").status_code == 302
    assert Mandate.objects.get().ended_at is not None


def test_one_part_and_many_take_the_same_number_of_statements(in_leiden: World) -> None:
    made, client = in_hand(in_leiden, RequestKind.DESTRUCTION), browser(in_leiden.sanne)
    services.add_part(request=made, part=YES, by=in_leiden.sanne)
    client.get(of(made))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(of(made))
    for number in range(6):
        services.add_part(request=made, part=no(what=f"Verslag {number}"), by=in_leiden.sanne)
    with CaptureQueriesContext(connection) as many:
        client.get(of(made))
    assert len(one) == len(many) <= 60


def test_the_tasks_of_a_request_follow_its_handler_and_its_days(in_leiden: World) -> None:
    from privacy_domain.operation import SYSTEM
    from privacy_domain.work.models import Task

    made = in_hand(in_leiden, received_on=clock.today())
    waiting = asked(in_leiden)
    with clock.standing_at(datetime(2026, 12, 9, 9, tzinfo=UTC)):
        services.remind_some(by=SYSTEM)
        mine = Task.objects.filter(kind="request_due", state="open", assignee_id=in_leiden.sanne.pk)
        assert mine.count() == 1
        services.assign_request(request=made, handler=in_leiden.marieke, by=in_leiden.sanne)
        assert not mine.exists() and Task.objects.filter(kind="request_due", state="open", assignee_id=in_leiden.marieke.pk).count() == 1
        services.stop_clock(request=made, ground="agreed", explanation="Op haar verzoek.", by=in_leiden.marieke)
        assert not Task.objects.filter(kind="request_due", state="open", person_id=made.person_id, assignee_id=in_leiden.marieke.pk).exists()
        services.stop_clock(request=waiting, ground="identity", explanation="Wie vraagt dit?", by=in_leiden.sanne)
    with clock.standing_at(datetime(2026, 12, 14, 9, tzinfo=UTC)):
        services.restart_clock(request=waiting, by=in_leiden.sanne)
        task, row = Task.objects.get(kind="assign_request", state="open", source_id=waiting.pk), SubjectRequest.objects.get(pk=waiting.pk)
        assert task.due_on == row.due_on


def test_a_letter_on_an_extension_whose_day_moved_is_made_anew_first(in_leek: World) -> None:
    from privacy_domain.letters.kinds import Channel
    from privacy_domain.web.errors import Conflict
    from requests.states import ExtensionReason

    made = in_hand(in_leek)
    services.write_extension(request=made, reason=ExtensionReason.COMPLEX, words="Wij zoeken nog.", by=in_leek.sanne)
    services.stop_clock(request=made, ground="agreed", explanation="Op haar verzoek.", by=in_leek.sanne)
    with clock.standing_at(datetime(2026, 12, 8, 9, tzinfo=UTC)):
        services.restart_clock(request=made, by=in_leek.sanne)
        with pytest.raises(Conflict):
            services.send_extension(request=made, channel=Channel.POST, by=in_leek.sanne)
        assert "Maak de brief" in text(browser(in_leek.sanne).get(f"/leek/verzoek/{made.pk}/"))
        services.write_extension(request=made, reason=ExtensionReason.COMPLEX, words="Wij zoeken nog.", by=in_leek.sanne)
        services.send_extension(request=made, channel=Channel.POST, by=in_leek.sanne)
    assert SubjectRequest.objects.get().extended_on is not None


def test_the_answer_goes_to_where_who_asked_said_he_can_be_reached(in_leek: World) -> None:
    from requests.presenters.letters import addressee
    from tests.integration.requests.asked import intake

    said: Any = {
        "given_names": "Johanna", "surname": "vries", "birth_date": in_leek.client.birth_date, "street": "Nieuwe weg", "house_number": "8",
        "postcode": "9351AA", "place": "Leek", "phone": "0612345678",
    }  # fmt: skip
    made = services.register_request(intake=intake(), details=said, by=in_leek.sanne)
    assert made.person_id == in_leek.client.pk
    assert addressee(SubjectRequest.objects.select_related("person").get(pk=made.pk)).lines == ("Nieuwe weg 8", "9351AA Leek", "0612345678")
    assert sent(
        in_leek,
        services.identify(request=services.assign_request(request=made, handler=in_leek.sanne, by=in_leek.sanne), way=_KNOWN, by=in_leek.sanne),
    ).sent_on


_KNOWN: Any = "known"
