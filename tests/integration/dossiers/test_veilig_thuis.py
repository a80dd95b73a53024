"""Veilig Thuis asks, and is told nothing, or exactly what was sealed: by its own article, after the leader where he is asked first."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connections, transaction
from django.test.utils import CaptureQueriesContext

from access.states import MunicipalRole
from dossiers.models import Disclosure, DisclosureOrigin, Telling, VeiligThuisQuestion
from dossiers.policies.envelope import envelope_of
from dossiers.services import disclosure as envelopes
from dossiers.services.disclosure import Chosen
from dossiers.services.telling import Wait, postpone_telling, tell_client
from dossiers.services.veilig_thuis import begin_answer, give_nothing, register_question
from dossiers.states import DisclosureState
from dossiers.states.safety import ASKED_TRANSITIONS, AskedState
from dossiers.states.telling import ToldHow
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.people.services import end_partner
from privacy_domain.protocols.types import Category, PostponeGround, Refused
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.selectors import open_tasks
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.envelopes import AGREED, NAW, again
from tests.integration.dossiers.signals import asked, begun_answer, question, seal, send, veilig_thuis
from tests.integration.dossiers.test_looks import browser, text

State = DisclosureState
WHEN = "2026-11-24T09:30"
FUTURE = datetime(2100, 1, 1, tzinfo=clock.AMSTERDAM)
FORM = {"asked_at": WHEN, "way": "telephone", "asked_by": "K. Bel, onderzoeker", "about": "Onderzoek na een melding", "reference": "VT-12"}


def at(world: World, rest: str = "") -> str:
    return f"/{scope.require().code}/d/{world.dossier.pk}/vraag/{rest}"


def kinds(user: Any) -> list[str]:
    return [task.kind for task in open_tasks(assignee_id=user.pk)]


# ---------------------------------------------------------------- refusals
@pytest.mark.parametrize(
    ("field", "wrong"),
    [("asked_at", {"asked_at": FUTURE}), ("asked_by", {"asked_by": " "}), ("about", {"about": ""})],
)
def test_a_question_says_who_when_and_what_for(in_leek: World, field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        register_question(dossier=in_leek.dossier, asked=asked(**wrong), by=in_leek.sanne)
    assert refusal.value.field == field
    assert not VeiligThuisQuestion.objects.exists()


def test_who_may_not_open_or_write_gets_no_page(in_leek: World, landsmeer: Any) -> None:
    row = question(in_leek)
    pages = ["", f"{row.pk}/", f"{row.pk}/antwoord/", f"{row.pk}/niets/"]
    for nobody in (in_leek.marieke, account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))):
        client = browser(nobody)
        for rest in pages:
            assert client.get(at(in_leek, rest)).status_code == 404, rest
            assert client.post(at(in_leek, rest), FORM).status_code in (404, 405), rest
        assert client.get(f"/leek/vraag/{row.pk}/").status_code == 404
    with scope.entered(landsmeer.scope()):
        stranger = logged_in(landsmeer, account("zoe"))
    for rest in pages:
        assert stranger.get(at(in_leek, rest).replace("/leek/", "/landsmeer/")).status_code == 404
    client = browser(in_leek.sanne)
    assert client.get(at(in_leek, f"{uuid4()}/")).status_code == 404
    assert client.put(at(in_leek, f"{row.pk}/niets/")).status_code == 405
    assert client.post(at(in_leek, f"{row.pk}/")).status_code == 405
    assert client.post(at(in_leek), {**FORM, "asked_at": "2026-99-99T10:00"}).status_code == 422
    assert client.post(at(in_leek), {**FORM, "way": "duif"}).status_code == 422


def test_only_veilig_thuis_in_the_register_can_be_answered(in_leek: World) -> None:
    row = question(in_leek)
    with pytest.raises(Invalid) as refusal:
        begin_answer(question=row, partner=in_leek.provider, purpose="Onderzoek", by=in_leek.sanne)
    assert refusal.value.field == "partner"
    client = browser(in_leek.sanne)
    assert "register" in text(client.get(at(in_leek, f"{row.pk}/antwoord/")))
    end_partner(partner=veilig_thuis(), last_day=clock.today(), by=SYSTEM)
    with clock.standing_at(clock.now() + timedelta(days=1)), pytest.raises(Invalid):
        begin_answer(question=row, partner=veilig_thuis(), purpose="Onderzoek", by=in_leek.sanne)
    assert not Disclosure.objects.exists()


@pytest.mark.requirement("LEID-14.4-overleg")
def test_in_leiden_nothing_leaves_before_the_coach_was_asked(in_leiden: World) -> None:
    _not_before_the_lead(in_leiden)


@pytest.mark.requirement("OPST-16.5")
def test_in_opsterland_nothing_leaves_before_the_leader_was_asked(in_opsterland: World) -> None:
    _not_before_the_lead(in_opsterland)


def _not_before_the_lead(world: World) -> None:
    made = seal(begun_answer(world), world.sanne)
    assert made.state == State.WAITING
    with pytest.raises((Conflict, Refused)):
        send(made, world.sanne)
    assert kinds(world.tom) == ["decide_disclosure"]
    envelopes.decide_disclosure(disclosure=made, outcome=AGREED, reason="Het is nodig.", digest=made.digest, by=world.tom)
    assert send(again(made), world.sanne).state == State.SENT


def test_answered_twice_or_answered_and_declined_is_refused(in_leek: World) -> None:
    row = question(in_leek)
    made = begun_answer(in_leek, row)
    with pytest.raises(Conflict):
        begin_answer(question=row, partner=veilig_thuis(), purpose="Nog een keer", by=in_leek.sanne)
    send(seal(made, in_leek.sanne), in_leek.sanne)
    row.refresh_from_db()
    for late in (
        lambda: begin_answer(question=row, partner=veilig_thuis(), purpose="Nog een keer", by=in_leek.sanne),
        lambda: give_nothing(question=row, because="Toch niet.", by=in_leek.sanne),
    ):
        with pytest.raises(Conflict):
            late()
    assert row.state == AskedState.GIVEN


def test_giving_nothing_says_why(in_leek: World) -> None:
    row = question(in_leek)
    with pytest.raises(Invalid) as refusal:
        give_nothing(question=row, because=" ", by=in_leek.sanne)
    assert refusal.value.field == "because"
    assert VeiligThuisQuestion.objects.get().state == AskedState.OPEN


def test_where_an_envelope_comes_from_never_changes(in_leek: World) -> None:
    begun_answer(in_leek)
    with pytest.raises(DatabaseError), transaction.atomic():
        DisclosureOrigin.objects.update(question=None)


def test_the_table_of_states_is_whole() -> None:
    assert set(ASKED_TRANSITIONS) == set(AskedState)
    assert set().union(*ASKED_TRANSITIONS.values()) | {AskedState.OPEN} == set(AskedState)


# ---------------------------------------------------------------- nothing given
@pytest.mark.parametrize("ready", [lambda made, by: made, seal], ids=["being prepared", "sealed"])
def test_nothing_is_given_and_what_was_being_prepared_stays(in_leek: World, ready: Any) -> None:
    row = question(in_leek)
    made = ready(begun_answer(in_leek, row), in_leek.sanne)
    give_nothing(question=row, because="De cliënt is hier niet bekend als betrokkene.", by=in_leek.sanne)
    row.refresh_from_db()
    assert (row.state, row.closed_by, row.closed_at) == (AskedState.NOTHING, in_leek.sanne, clock.now())
    assert again(made).state in (State.NOT_SHARED, State.WITHDRAWN)
    assert not kinds(in_leek.sanne)
    with pytest.raises(Conflict):
        give_nothing(question=row, because="Nog eens.", by=in_leek.sanne)
    shown = text(browser(in_leek.sanne).get(at(in_leek, f"{row.pk}/")))
    assert "niet bekend als betrokkene" in shown


def test_after_a_refusal_of_the_coach_another_answer_can_begin(in_leiden: World) -> None:
    row = question(in_leiden)
    made = seal(begun_answer(in_leiden, row), in_leiden.sanne)
    refused = type(AGREED).REFUSED
    envelopes.decide_disclosure(disclosure=made, outcome=refused, reason="Alleen de naam.", digest=made.digest, by=in_leiden.tom)
    assert begun_answer(in_leiden, row).pk != made.pk


# ---------------------------------------------------------------- given: by each protocol
def _given(world: World, *codes: Category) -> tuple[VeiligThuisQuestion, Disclosure]:
    """Asked and answered without consent; the question, and the envelope as it left."""
    row = question(world, reference="VT-12")
    made = seal(begun_answer(world, row, *codes), world.sanne)
    if made.state == State.WAITING:
        envelopes.decide_disclosure(disclosure=made, outcome=AGREED, reason="Het is nodig.", digest=made.digest, by=world.tom)
    made = send(again(made), world.sanne)
    row.refresh_from_db()
    assert (row.state, row.closed_by) == (AskedState.GIVEN, world.sanne)
    assert "answer_veilig_thuis" not in kinds(world.sanne)
    assert made.ground != Disclosure.Ground.CONSENT
    assert (row.asked_by, row.about, row.reference, row.way) == ("K. Bel, onderzoeker", "Onderzoek na een melding.", "VT-12", "telephone")
    return row, made


def _noted(world: World, row: VeiligThuisQuestion) -> None:
    """The dossier says that it was given, what, when, how and by whom."""
    shown = text(browser(world.sanne).get(at(world, f"{row.pk}/")))
    for words in ("naam en adres", "gezondheid", "K. Bel", "VT-12", "Veilig Thuis Noord"):
        assert words in shown
    assert "naam en adres" in text(browser(world.sanne).get(f"/{scope.require().code}/d/{world.dossier.pk}/delen/"))


def _client_is_to_hear(world: World, made: Disclosure, *, only_for_safety: bool) -> None:
    """There is a task until he was told. It may wait for safety, and then it shows that it does."""
    duty = Telling.objects.get(source_id=made.pk)
    assert (duty.state, duty.after) == ("due", "veilig_thuis_request")
    assert "tell_client" in kinds(world.sanne)
    tomorrow = clock.today() + timedelta(days=1)
    other = Wait(ground=PostponeGround.SITUATION_ONGOING, because="Het loopt nog.", look_on=tomorrow)
    if only_for_safety:
        with pytest.raises(Refused):
            postpone_telling(telling=duty, wait=other, by=world.sanne)
    postpone_telling(telling=duty, wait=Wait(ground=PostponeGround.SAFETY, because="Hij leest mee.", look_on=tomorrow), by=world.sanne)
    duty.refresh_from_db()
    assert (duty.state, duty.look_on) == ("waiting", tomorrow)
    tell_client(telling=duty, how=ToldHow.ORAL, told_on=clock.today(), note="Aan tafel verteld.", by=world.sanne)
    duty.refresh_from_db()
    assert (duty.state, duty.told_on, duty.told_by) == ("told", clock.today(), world.sanne)
    assert "tell_client" not in kinds(world.sanne)


@pytest.mark.requirement("LEEK-10.2", "LEEK-10.2-aantekening", "LEEK-10.2-informeren")
def test_leek_gives_what_is_necessary_notes_it_and_tells_the_client(in_leek: World) -> None:
    row, made = _given(in_leek, NAW, Category.HEALTH)
    assert "leek-2018 art. 10 lid 2" in made.citations
    assert "leek-2018 art. 10 lid 2" in row.citations
    _noted(in_leek, row)
    _client_is_to_hear(in_leek, made, only_for_safety=False)


@pytest.mark.requirement("LAND-10.2", "LAND-10.2-aantekening")
def test_landsmeer_gives_and_notes_and_the_law_asks_to_tell(in_landsmeer: World) -> None:
    row, made = _given(in_landsmeer, NAW, Category.HEALTH)
    assert "landsmeer-2016 art. 10 lid 2" in made.citations
    assert "inform_client" not in made.obligations
    _noted(in_landsmeer, row)
    assert "wet wel" in text(browser(in_landsmeer.sanne).get(at(in_landsmeer)))
    _client_is_to_hear(in_landsmeer, made, only_for_safety=True)


def test_sittard_geleen_gives_by_law(in_sittard_geleen: World) -> None:
    _, made = _given(in_sittard_geleen, NAW, Category.HEALTH)
    assert "wmo-2015 art. 5.2.6" in made.citations


@pytest.mark.requirement("LEID-14.2", "LEID-14.3", "LEID-14.4-informeren")
def test_leiden_gives_notes_and_tells_when_it_is_safe(in_leiden: World) -> None:
    row, made = _given(in_leiden, NAW, Category.HEALTH)
    assert {"leiden-2016 art. 14 lid 2", "leiden-2016 art. 14 lid 4"} <= set(made.citations)
    _noted(in_leiden, row)
    _client_is_to_hear(in_leiden, made, only_for_safety=True)


@pytest.mark.requirement("OPST-16.2", "OPST-16.3", "OPST-16.4")
def test_opsterland_gives_notes_and_tells_when_it_is_safe(in_opsterland: World) -> None:
    row, made = _given(in_opsterland, NAW, Category.HEALTH)
    assert {"opsterland-2015 art. 16 lid 2", "opsterland-2015 art. 16 lid 5"} <= set(made.citations)
    _noted(in_opsterland, row)
    _client_is_to_hear(in_opsterland, made, only_for_safety=True)


@pytest.mark.requirement("LEEK-10.2", "LAND-10.2", "LEID-14.2", "OPST-16.2")
def test_nothing_is_given_without_its_need(anywhere: World) -> None:
    """Only what is necessary for the task of Veilig Thuis: without that written down nothing is sealed."""
    made = begin_answer(question=question(anywhere), partner=veilig_thuis(), purpose="Onderzoek", by=anywhere.sanne)
    envelopes.choose_items(disclosure=again(made), chosen=[Chosen(code=NAW)], by=anywhere.sanne)
    with pytest.raises(Invalid):
        seal(again(made), anywhere.sanne)
    assert not envelope_of(again(made), clock.today()).decision(lead_consulted=True).allowed


# ---------------------------------------------------------------- by hand
def test_by_hand_from_the_call_to_what_was_given(in_leek: World) -> None:
    world, client = in_leek, browser(in_leek.sanne)
    partner = veilig_thuis()
    assert "Vraag vastleggen" in text(client.get(f"/leek/d/{world.dossier.pk}/signalen/"))
    assert client.get(at(world)).status_code == 200
    assert client.post(at(world), FORM).status_code == 302
    row = VeiligThuisQuestion.objects.get()
    assert f"/leek/vraag/{row.pk}/" in client.get("/leek/").content.decode()
    assert client.get(f"/leek/vraag/{row.pk}/")["Location"] == at(world, f"{row.pk}/")
    assert client.post(at(world, f"{row.pk}/antwoord/"), {"partner": str(uuid4()), "purpose": "x"}).status_code == 422
    answer = client.post(at(world, f"{row.pk}/antwoord/"), {"partner": str(partner.pk), "purpose": "Onderzoek"})
    assert answer.status_code == 302
    assert client.post(at(world, f"{row.pk}/antwoord/"), {"partner": str(partner.pk), "purpose": "Onderzoek"}).status_code == 409
    made = Disclosure.objects.get()
    assert answer["Location"].endswith(f"/delen/{made.pk}/wat/")
    assert (made.occasion, made.safety, made.purpose) == ("recipient_request", True, "Onderzoek")
    assert "Onderzoek" in text(client.get(at(world, f"{row.pk}/antwoord/")))
    assert client.post(at(world, f"{row.pk}/niets/"), {"because": ""}).status_code == 422
    assert client.post(at(world, f"{row.pk}/niets/"), {"because": "Niet nodig"}).status_code == 302
    assert client.post(at(world, f"{row.pk}/niets/"), {"because": "Niet nodig"}).status_code == 409
    assert client.get(at(world, f"{row.pk}/antwoord/")).status_code == 409


def test_the_log_and_the_pages_say_nothing_to_who_looks_over_a_shoulder(in_leek: World) -> None:
    row = question(in_leek)
    client = browser(in_leek.sanne)
    for rest in ("", f"{row.pk}/", f"{row.pk}/antwoord/", f"{row.pk}/niets/"):
        page = client.get(at(in_leek, rest)).content.decode()
        shown = re.findall(r"<(?:title|h1|h2|summary)[^>]*>(.*?)</(?:title|h1|h2|summary)>", page, re.DOTALL)
        assert shown
        assert not [words for words in shown if re.search("veilig|geweld|melding|Vries", words, re.IGNORECASE)], rest
        assert "data-hide>" in page
    lines = AuditEvent.objects.filter(subject_id=row.pk).values_list("event", flat=True)
    assert set(lines) == {"dossier:part:written"}


# ---------------------------------------------------------------- budget
def test_pages_cost_the_same_for_one_question_and_for_many(in_leek: World) -> None:
    client, first = browser(in_leek.sanne), question(in_leek)
    pages = [f"/leek/d/{in_leek.dossier.pk}/signalen/", at(in_leek, f"{first.pk}/"), f"/leek/d/{in_leek.dossier.pk}/delen/"]

    def statements() -> list[int]:
        counted = []
        for page in pages:
            with CaptureQueriesContext(connections["default"]) as caught:
                assert client.get(page).status_code == 200
            counted.append(len(caught))
        return counted

    send(seal(begun_answer(in_leek, first), in_leek.sanne), in_leek.sanne)
    statements()
    one = statements()
    for _ in range(4):
        send(seal(begun_answer(in_leek, question(in_leek)), in_leek.sanne), in_leek.sanne)
    assert statements() == one
    assert max(one) <= 36
