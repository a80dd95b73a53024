"""The pages of the rights desk: who sees what, what happens to a form filled in wrongly, how many statements a page takes, calendars."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.models import User
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.erasure.removing import remove_dossier
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy import scope
from requests import services
from requests.models import CalendarFeed, Reminder, SubjectRequest
from requests.states import Ending, RequestKind, RequestState
from tests.factories.access import logged_in
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_looks import browser, text
from tests.integration.requests.asked import asked, in_hand, officer

NEW = {
    "kind": "access", "wish": "Wat weet u van mij?", "channel": "table", "received_on": "2026-11-24", "requester": "self",
    "subject-given_names": "Karel", "subject-surname": "Onbekend", "subject-birth_date": "1961-02-03", "subject-phone": "0612345678",
}  # fmt: skip
ACTS = ("toewijzen/", "stil/", "verder/", "eindigen/", "te-laat/", "identiteit/")


def at(rest: str = "") -> str:
    return f"/{scope.require().code}/verzoeken/{rest}"


def of(request: SubjectRequest, rest: str = "") -> str:
    return f"/{scope.require().code}/verzoek/{request.pk}/{rest}"


def test_an_outsider_finds_nothing_and_changes_nothing(in_leek: World, landsmeer: Any) -> None:
    made = asked(in_leek)
    client = browser(in_leek.marieke)
    assert {client.get(of(made, rest)).status_code for rest in ("", "agenda.ics", "identiteit/")} == {404}
    assert {client.post(of(made, rest)).status_code for rest in ACTS} == {404}
    assert "Vries" not in text(client.get(at())) and "Vries" not in text(client.get(at("weken/")))
    assert client.get(f"/leek/d/{in_leek.dossier.pk}/verzoeken/").status_code == 404
    assert client.post(f"/leek/d/{in_leek.dossier.pk}/verzoeken/nieuw/", NEW).status_code == 404
    assert client.get(at(f"herinnering/{uuid4()}/")).status_code == client.get(f"/leek/verzoek/{uuid4()}/").status_code == 404
    with scope.entered(landsmeer.scope()):
        stranger = logged_in(landsmeer, officer())
        assert stranger.get(f"/landsmeer/verzoek/{made.pk}/").status_code == 404
    assert SubjectRequest.objects.get().state == RequestState.RECEIVED


def test_addresses_answer_to_their_own_method_only(in_leek: World) -> None:
    made, client = asked(in_leek), browser(in_leek.sanne)
    assert {client.get(of(made, rest)).status_code for rest in ACTS[:-1]} == {405}
    assert {client.post(where).status_code for where in (at(), at("weken/"), of(made), of(made, "agenda.ics"))} == {405}
    assert client.get(at("agenda/")).status_code == client.get(at("agenda/sluiten/")).status_code == 405


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"wish": ""}, "Schrijf op wat er gevraagd wordt"), ({"received_on": "2031-01-01"}, "Deze dag moet nog komen"),
        ({"subject-phone": ""}, "Vul een adres of een telefoonnummer in"), ({"kind": "niets"}, "kind"),
        ({"requester": "authorised"}, "Schrijf op wie het verzoek doet"), ({"subject-birth_date": "gisteren"}, "Vul een datum in"),
    ],
)  # fmt: skip
def test_a_form_that_is_not_right_comes_back_with_what_was_typed(in_leek: World, wrong: dict[str, str], sentence: str) -> None:
    answer = browser(in_leek.sanne).post(at("nieuw/"), NEW | {"wish": "Mijn eigen woorden"} | wrong)
    shown = answer.content.decode()
    assert answer.status_code == 422 and sentence in shown
    assert "Onbekend" in shown and ("Mijn eigen woorden" in shown or "wish" in wrong)
    assert not SubjectRequest.objects.exists()


@pytest.mark.requirement("LEID-15.1", "OPST-18.1")
@pytest.mark.parametrize("where", ["in_leiden", "in_opsterland"])
def test_somebody_at_the_table_who_is_no_client_is_helped_in_one_page(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    client = browser(world.marieke)
    answer = client.post(at("nieuw/"), NEW, follow=True)
    made = SubjectRequest.objects.get()
    assert answer.redirect_chain[0][0].endswith(f"/verzoek/{made.pk}/")
    shown = text(answer)
    assert "22 december 2026" in shown and "24 december 2026" in shown and "0 van 28 dagen" in shown
    assert "artikel 12 lid 3 AVG" in shown and ("artikel 18 lid 2" in shown or "artikel 15 lid 2" in shown)
    assert made.number in text(client.get(at()))
    assert {line.event for line in AuditEvent.objects.filter(actor_id=world.marieke.pk)} >= {
        "request:request:registered", "request:request:looked", "request:desk:looked",
    }  # fmt: skip


def test_the_client_of_a_dossier_asks_at_the_table_and_its_page_shows_that(in_leek: World) -> None:
    client, page = browser(in_leek.sanne), f"/leek/d/{in_leek.dossier.pk}/verzoeken/"
    said = {name: value for name, value in NEW.items() if not name.startswith("subject")}
    assert client.post(f"{page}nieuw/", said | {"kind": ""}).status_code == 422
    assert client.post(f"{page}nieuw/", said).status_code == 302
    made = SubjectRequest.objects.get()
    assert made.person_id == in_leek.client.pk and made.team_id == in_leek.team.pk
    assert made.number in text(client.get(page))


def test_each_act_does_its_work_from_its_page(in_leek: World) -> None:
    made, client = asked(in_leek, RequestKind.RECTIFICATION), browser(in_leek.sanne)
    assert client.post(of(made, "toewijzen/"), {"assign-handler": str(uuid4())}).status_code == 422
    assert client.post(of(made, "toewijzen/"), {"assign-handler": str(in_leek.sanne.pk)}).status_code == 302
    assert client.post(of(made, "stil/"), {"stop-ground": "vakantie", "stop-explanation": "Vrij"}).status_code == 422
    assert client.post(of(made, "stil/"), {"stop-ground": "identity", "stop-explanation": "Gevraagd om langs te komen"}).status_code == 302
    shown = text(client.get(of(made)))
    assert "De termijn staat stil" in shown and "artikel 12 lid 6 AVG" in shown and "Gevraagd om langs te komen" in shown
    assert "Staat stil" in text(client.get(f"{at()}?which=standing_still"))
    assert client.post(of(made, "verder/")).status_code == 302
    assert client.post(of(made, "verder/")).status_code == 409
    assert client.get(of(made, "identiteit/")).status_code == 200
    assert client.post(of(made, "identiteit/"), {}).status_code == 422
    assert client.post(of(made, "identiteit/"), {"way": "document"}).status_code == 302
    assert client.post(of(made, "identiteit/"), {"way": "document"}).status_code == 409
    assert client.post(of(made, "te-laat/"), {"late-because": "other", "late-words": "Zo."}).status_code == 409
    assert client.post(of(made, "eindigen/"), {}).status_code == 422
    assert client.post(of(made, "eindigen/"), {"end-because": "withdrawn"}).status_code == 302
    assert SubjectRequest.objects.get().ended_because == Ending.WITHDRAWN
    assert "nam het terug" in text(client.get(of(made)))


def test_what_is_too_late_says_so_everywhere(in_leek: World) -> None:
    made, client = in_hand(in_leek, RequestKind.RECTIFICATION), browser(in_leek.sanne)
    with clock.standing_at(datetime(2026, 12, 24, 9, tzinfo=UTC)):
        services.remind_some(by=SYSTEM)
        for where in (of(made), at(), at("weken/"), "/leek/"):
            assert "te laat" in text(client.get(where, follow=True)).lower(), where
        assert client.post(of(made, "te-laat/"), {"late-because": "advice", "late-words": "Gewacht op de jurist."}).status_code == 302
        shown = text(client.get(of(made)))
        assert "Te laat" in shown and "Gewacht op de jurist." in shown
    reminder = Reminder.objects.filter(recipient="handler", days_before=0).get()
    assert client.get(at(f"herinnering/{reminder.pk}/")).headers["Location"].endswith(f"/verzoek/{made.pk}/")


def test_filters_choose_and_nonsense_chooses_nothing(in_leek: World) -> None:
    first, second = in_hand(in_leek), asked(in_leek, RequestKind.ERASURE)
    client = browser(in_leek.sanne)

    def numbers(query: str) -> set[str]:
        return set(re.findall(r"\b\d{8}\b", text(client.get(f"{at()}?{query}"))))

    assert numbers("") == {first.number, second.number}
    assert numbers("mine=on") == {first.number}
    assert numbers("kind=erasure") == {second.number}
    assert numbers("which=over") == numbers("which=late") == numbers("vanaf=50") == set()
    for nonsense in ("which=alles", "kind=%00", "vanaf=-1", "vanaf=²", f"vanaf={'9' * 40}"):
        assert client.get(f"{at()}?{nonsense}").status_code == 200


@pytest.mark.parametrize(("page", "most"), [("", 24), ("weken/", 24)])
def test_the_list_and_the_weeks_take_as_many_statements_for_one_as_for_many(in_leek: World, page: str, most: int) -> None:
    client = browser(in_leek.sanne)
    client.get(at(page))

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(at(page)).status_code == 200
        return len(caught)

    in_hand(in_leek)
    one = statements()
    for _ in range(6):
        in_hand(in_leek)
    assert statements() == one <= most


# ---------------------------------------------------------------- calendars
def lines(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    body = answer.content.decode()
    assert body.endswith("\r\n") and all(len(line.encode()) <= 75 for line in body.split("\r\n"))
    return body.replace("\r\n ", "").split("\r\n")


def test_a_calendar_holds_days_and_numbers_and_nobody(in_leiden: World) -> None:
    made = in_hand(in_leiden, RequestKind.DESTRUCTION)
    found = lines(browser(in_leiden.sanne), of(made, "agenda.ics"))
    assert [line for line in found if line.startswith("DTSTART")] == ["DTSTART;VALUE=DATE:20261222", "DTSTART;VALUE=DATE:20270224"]
    assert all(word not in "".join(found) for word in ("Vries", "Johanna", "Wat weet u", "vernietig"))


def test_a_private_calendar_is_read_without_logging_in_until_it_is_closed(in_leiden: World) -> None:
    made, client, program = in_hand(in_leiden), browser(in_leiden.sanne), Client()
    asked(in_leiden)  # nobody handles it: it is in nobody's calendar

    def address() -> str:
        shown = client.post(at("agenda/")).content.decode()
        found = re.search(r"/leiden/agenda/[\w-]+\.ics", shown)
        assert found
        return found[0]

    first = address()
    assert sum(line.startswith("UID") for line in lines(program, first)) == 1
    assert made.number in "".join(lines(program, first))
    assert first.split("/")[-1].removesuffix(".ics") not in CalendarFeed.objects.get().digest
    second = address()
    assert program.get(first).status_code == 404
    assert AuditEvent.objects.filter(event="request:calendar:looked", on_behalf_of=in_leiden.sanne.pk).count() == 2
    assert client.post(at("agenda/sluiten/")).status_code == 302
    assert client.post(at("agenda/sluiten/")).status_code == 302
    assert program.get(second).status_code == program.get("/leiden/agenda/x.ics").status_code == 404


def test_a_calendar_of_a_closed_account_and_of_another_municipality_answers_no_more(in_leiden: World, leek: Any) -> None:
    secret = services.open_feed(by=in_leiden.sanne)
    assert Client().get(f"/leiden/agenda/{secret}.ics").status_code == 200
    assert Client().get(f"/leek/agenda/{secret}.ics").status_code == 404
    User.objects.filter(pk=in_leiden.sanne.pk).update(is_active=False)
    assert Client().get(f"/leiden/agenda/{secret}.ics").status_code == 404


# ---------------------------------------------------------------- the end of a dossier
def test_requests_of_a_client_go_with_the_last_that_is_known_of_him(in_leek: World) -> None:
    made = in_hand(in_leek)
    services.stop_clock(request=made, ground="agreed", explanation="Op haar verzoek.", by=in_leek.sanne)
    services.restart_clock(request=made, by=in_leek.sanne)
    with clock.standing_at(datetime(2026, 12, 24, 9, tzinfo=UTC)):
        services.remind_some(by=SYSTEM)
    remove_dossier(in_leek.dossier.pk)
    assert not SubjectRequest.objects.exists() and not Reminder.objects.exists()


def test_no_day_is_shown_before_it_is_counted(in_leek: World) -> None:
    made = asked(in_leek, received_on=date(2026, 11, 2))
    assert made.due_on == date(2026, 12, 2) and made.protocol_version == "leek-2018"
