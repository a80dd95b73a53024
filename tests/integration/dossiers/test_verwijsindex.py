"""The verwijsindex: off until the municipality decides, under 23, on twelve grounds, with a message of five fields, out in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from access.services import deactivate_user
from dossiers import services
from dossiers.models import Disclosure, IndexEntry, IndexMessage, IndexPeriod
from dossiers.policies.disclosure import Verdict
from dossiers.policies.envelope import envelope_of
from dossiers.policies.verwijsindex import may_enter, open_grounds
from dossiers.presenters.verwijsindex import FIELDS, message_of
from dossiers.services import disclosure as envelopes
from dossiers.services.verwijsindex import IndexFacts, enter_in_index, give_removal_tasks, remove_from_index, tell_about_entry
from dossiers.states.safety import IndexState, RemovalReason
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.privacy import Technical
from privacy_domain.protocols.types import Condition, IndexGround, Refused
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Task
from privacy_domain.work.selectors import open_tasks
from tests.factories.access import account, logged_in
from tests.integration.conftest import world_of
from tests.integration.dossiers.cast import DAAN, World
from tests.integration.dossiers.envelopes import AGREED, again, post
from tests.integration.dossiers.signals import fill, seal, send
from tests.integration.dossiers.test_looks import browser, text

BSN = "111222333"


def born(years: int, days: int = 0) -> date:
    """The birth date of somebody who turned `years`, so many days ago."""
    today = clock.today()
    return date(today.year - years, today.month, today.day) - timedelta(days=days)


def youth(world: World, birth_date: date) -> World:
    person = world.client
    person.birth_date, person.bsn = birth_date, BSN
    person.save()
    world.dossier.person = person
    return world


@pytest.fixture
def opsterland_youth() -> Iterator[World]:
    """Daan, 13, in Opsterland, where the index is in use."""
    with world_of("opsterland", DAAN) as world:
        use()
        yield youth(world, born(13))


def use(**other: Any) -> IndexPeriod:
    made: IndexPeriod = IndexPeriod.objects.create(**{"valid_from": date(2020, 1, 1), "source": "besluit van 3 december 2019"} | other)
    return made


def facts(**other: Any) -> IndexFacts:
    """What is right for somebody of 13 in Opsterland."""
    known: dict[str, Any] = {
        "ground": IndexGround.E,
        "suspicion": "Vijftien dagen ongeoorloofd verzuim sinds september.",
        "reporter_contact": "0512 123456",
        "consulted": ["legal", "self"],
        "consulted_on": clock.today(),
        "consulted_note": "Moeder en Daan begrijpen het.",
        "told_on": clock.today(),
    }
    return IndexFacts(**known | other)


def alone(**other: Any) -> IndexFacts:
    """For 16 and over: only the youth is consulted."""
    return facts(**{"consulted": ["self"]} | other)


def enter(world: World, given: IndexFacts | None = None) -> IndexEntry:
    return enter_in_index(dossier=world.dossier, facts=given or facts(), by=world.sanne)


# ---------------------------------------------------------------- off, or not allowed
def test_it_is_off_until_the_municipality_decides_otherwise(anywhere: World) -> None:
    youth(anywhere, born(13))
    for period in (None, {"valid_from": clock.today() + timedelta(days=1)}, {"valid_until": clock.today() - timedelta(days=1)}):
        if period is not None:
            use(**period)
        with pytest.raises(Conflict):
            enter(anywhere)
    assert not IndexEntry.objects.exists()


def test_a_decision_has_a_source_and_ends_after_it_begins(in_leek: World) -> None:
    for wrong in ({"source": ""}, {"valid_until": date(2019, 1, 1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            use(**wrong)


@pytest.mark.requirement("OPST-17.1")
def test_at_twenty_three_nobody_is_entered(opsterland_youth: World) -> None:
    youth(opsterland_youth, born(23))
    with pytest.raises(Refused) as refusal:
        enter(opsterland_youth, alone())
    assert "opsterland-2015 art. 17 lid 1" in [str(citation) for citation in refusal.value.decision.citations]
    assert not IndexEntry.objects.exists()
    assert AuditEvent.objects.using("attempts").filter(event="dossier:index:entered", outcome="refused").exists()
    youth(opsterland_youth, born(23) + timedelta(days=1))
    assert enter(opsterland_youth, alone()).state == IndexState.REPORTED


@pytest.mark.requirement("OPST-17.1d")
@pytest.mark.parametrize(("years", "condition", "opens"), [(17, True, True), (17, False, False), (18, True, False)])
def test_ground_d_is_for_a_minor_who_is_mother_or_pregnant(opsterland_youth: World, years: int, condition: bool, opens: bool) -> None:
    youth(opsterland_youth, born(years))
    assert (IndexGround.D in open_grounds(born(years), clock.today())) is (years < 18)
    given = alone(ground=IndexGround.D, mother_or_pregnant=condition)
    if opens:
        assert enter(opsterland_youth, given).ground == "d"
    else:
        with pytest.raises(Refused):
            enter(opsterland_youth, given)


@pytest.mark.requirement("OPST-17.1a-l")
def test_there_are_twelve_grounds_and_one_is_chosen(opsterland_youth: World) -> None:
    assert [str(ground) for ground in open_grounds(born(13), clock.today())] == list("abcdefghijkl")
    page = browser(opsterland_youth.sanne).get(at(opsterland_youth)).content.decode()
    assert [ground for ground in "abcdefghijkl" if f'name="ground" value="{ground}"' in page] == list("abcdefghijkl")
    assert browser(opsterland_youth.sanne).post(at(opsterland_youth), form(ground="")).status_code == 422
    assert browser(opsterland_youth.sanne).post(at(opsterland_youth), form(ground="m")).status_code == 422
    assert not IndexEntry.objects.exists()


@pytest.mark.requirement("OPST-17.1l")
def test_ground_l_comes_with_a_warning_that_must_be_answered(opsterland_youth: World) -> None:
    with pytest.raises(Invalid) as refusal:
        enter(opsterland_youth, facts(ground=IndexGround.L))
    assert refusal.value.field == "aware"
    assert "afkomst" in text(browser(opsterland_youth.sanne).get(at(opsterland_youth)))
    assert enter(opsterland_youth, facts(ground=IndexGround.L, aware=True)).ground == "l"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("suspicion", {"suspicion": " "}), ("reporter_contact", {"reporter_contact": "bel me over Daan"}), ("reporter_contact", {"reporter_contact": ""}),
        ("consulted_on", {"consulted_on": None}), ("consulted_on", {"consulted_on": clock.today() + timedelta(days=4000)}),
        ("consulted_note", {"consulted_note": ""}), ("not_consulted_because", {"consulted": ["self"]}), ("not_consulted_because", {"consulted": []}),
        ("consulted", {"consulted": ["self", "legal", "buurman"]}), ("told_on", {"told_on": clock.today() + timedelta(days=4000)}),
    ],
)  # fmt: skip
def test_an_entry_says_why_and_with_whom_it_was_discussed(opsterland_youth: World, field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        enter(opsterland_youth, facts(**wrong))
    assert refusal.value.field == field
    assert not IndexEntry.objects.exists()


@pytest.mark.requirement("OPST-17.3")
@pytest.mark.parametrize(("years", "whom"), [(11, ["legal"]), (12, ["legal", "self"]), (15, ["legal", "self"]), (16, ["self"])])
def test_whom_to_consult_goes_by_age_and_not_beforehand_needs_a_reason(opsterland_youth: World, years: int, whom: list[str]) -> None:
    youth(opsterland_youth, born(years))
    with pytest.raises(Invalid):
        enter(opsterland_youth, facts(consulted=[]))
    entry = enter(opsterland_youth, facts(consulted=whom))
    assert (entry.consult, entry.consulted, entry.not_consulted_because) == (whom, whom, "")
    remove_from_index(entry=entry, reason=RemovalReason.UNJUSTIFIED, note="te vroeg", by=opsterland_youth.sanne)
    later = enter(opsterland_youth, facts(consulted=[], not_consulted_because="Daan is weggelopen."))
    assert (later.consulted, later.not_consulted_because) == ([], "Daan is weggelopen.")


def test_without_a_bsn_or_a_birth_date_nothing_goes(opsterland_youth: World) -> None:
    person = opsterland_youth.dossier.person
    person.bsn = ""
    with pytest.raises(Invalid):
        enter(opsterland_youth)
    person.bsn, person.birth_date = BSN, None
    with pytest.raises(Invalid):
        enter(opsterland_youth)


def test_once_at_a_time(opsterland_youth: World) -> None:
    entry = enter(opsterland_youth)
    with pytest.raises(Conflict):
        enter(opsterland_youth)
    remove_from_index(entry=entry, reason=RemovalReason.RISK_GONE, note="gaat weer naar school", by=opsterland_youth.sanne)
    assert enter(opsterland_youth).pk != entry.pk


# ---------------------------------------------------------------- the message
@pytest.mark.requirement("OPST-17.2")
def test_the_message_has_five_fields_and_no_place_for_more(opsterland_youth: World) -> None:
    entry = enter(opsterland_youth)
    allowed = may_enter(born(13), IndexGround.E, mother_or_pregnant=False, on=clock.today()).fields
    held = {field.name for field in IndexMessage._meta.concrete_fields if not isinstance(IndexMessage.Privacy.fields[field.name], Technical)}
    assert held == set(allowed) == set(FIELDS) == {"bsn", "remove_by", "reported_at", "reporter_contact", "reporter_identity"}
    sent = " ".join(message_of(entry.message).values())
    assert BSN in sent
    assert "Sanne de Wit" in sent
    for word in ("Daan", "Jansen", "verzuim", "Moeder"):
        assert word not in sent
    shown = browser(opsterland_youth.sanne).get(at(opsterland_youth, f"{entry.pk}/")).content.decode()
    card = shown[shown.index('class="pd-card"') : shown.index("</section>", shown.index('class="pd-card"'))]
    assert card.count("<dt") == 5
    assert "verzuim" not in card
    with pytest.raises(DatabaseError), transaction.atomic():
        IndexMessage.objects.filter(entry=entry).update(reporter_contact="0512 654321")


# ---------------------------------------------------------------- out again
@pytest.mark.requirement("OPST-17.2c")
def test_two_years_or_the_birthday_and_a_task_before_it(opsterland_youth: World) -> None:
    world, today = opsterland_youth, clock.today()
    entry = enter(world)
    assert entry.remove_by == date(today.year + 2, today.month, today.day)
    assert entry.message.remove_by == entry.remove_by
    assert give_removal_tasks(by=SYSTEM) == 0
    with pytest.raises(Invalid):
        remove_from_index(entry=entry, reason=RemovalReason.DUE, by=world.sanne)
    with clock.standing_at(clock.now() + timedelta(days=720)):
        assert give_removal_tasks(by=SYSTEM) == give_removal_tasks(by=SYSTEM) == 1
        (task,) = open_tasks(assignee_id=world.sanne.pk)
        assert (task.kind, task.due_on) == ("remove_index_entry", entry.remove_by)
    with clock.standing_at(clock.now() + timedelta(days=731)):
        remove_from_index(entry=entry, reason=RemovalReason.DUE, by=world.sanne)
        assert not open_tasks(assignee_id=world.sanne.pk)
        assert give_removal_tasks(by=SYSTEM) == 0
    youth(world, born(22))
    assert enter(world, alone()).remove_by == date(today.year + 1, today.month, today.day)


@pytest.mark.parametrize("reason", [RemovalReason.RISK_GONE, RemovalReason.UNJUSTIFIED])
def test_earlier_with_a_word_and_once(opsterland_youth: World, reason: RemovalReason) -> None:
    entry = enter(opsterland_youth)
    with pytest.raises(Invalid) as refusal:
        remove_from_index(entry=entry, reason=reason, note=" ", by=opsterland_youth.sanne)
    assert refusal.value.field == "note"
    IndexPeriod.objects.all().delete()  # also when the municipality uses it no more
    remove_from_index(entry=entry, reason=reason, note="bleek anders", by=opsterland_youth.sanne)
    with pytest.raises(Conflict):
        remove_from_index(entry=entry, reason=reason, note="bleek anders", by=opsterland_youth.sanne)


def test_who_died_comes_out_at_once_and_who_left_leaves_it_to_the_team(opsterland_youth: World) -> None:
    world = opsterland_youth
    entry = enter(world)
    person = world.client
    person.died_on = clock.today()
    person.save()
    deactivate_user(user=world.sanne, by=SYSTEM)
    assert give_removal_tasks(by=SYSTEM) == 1
    task = Task.objects.get(kind="remove_index_entry", source_id=entry.pk)
    assert (task.team_id, task.assignee_id, task.due_on) == (world.team.pk, None, clock.today())
    remove_from_index(entry=entry, reason=RemovalReason.DIED, by=world.tom)


def test_the_client_is_told_or_a_task_says_so(opsterland_youth: World) -> None:
    world = opsterland_youth
    entry = enter(world, facts(told_on=None))
    assert [task.kind for task in open_tasks(assignee_id=world.sanne.pk)] == ["tell_index_entry"]
    with pytest.raises(Invalid):
        tell_about_entry(entry=entry, told_on=clock.today() + timedelta(days=4000), by=world.sanne)
    tell_about_entry(entry=entry, told_on=clock.today(), by=world.sanne)
    assert not open_tasks(assignee_id=world.sanne.pk)
    with pytest.raises(Conflict):
        tell_about_entry(entry=entry, told_on=clock.today(), by=world.sanne)


def test_where_the_protocol_is_silent_the_law_decides(in_leek: World) -> None:
    use()
    youth(in_leek, born(13))
    entry = enter(in_leek, facts(consulted=[], consulted_on=None, consulted_note=""))
    assert entry.consult == []
    assert any(citation.startswith("jeugdwet art. 7.1.4.1") for citation in entry.citations)


# ---------------------------------------------------------------- the pages
def at(world: World, rest: str = "") -> str:
    return f"/{scope.require().code}/d/{world.dossier.pk}/verwijsindex/{rest}"


def form(**other: Any) -> dict[str, Any]:
    today = clock.today().isoformat()
    known = {
        "ground": "e", "suspicion": "Veel verzuim", "consulted": ["self", "legal"], "consulted_on": today, "consulted_note": "Zij begrijpen het",
        "told_on": "", "reporter_contact": "sanne@opsterland.example",
    }  # fmt: skip
    return known | other


def test_by_hand_from_entering_to_taking_out(opsterland_youth: World) -> None:
    world = opsterland_youth
    client, signals = browser(world.sanne), f"/opsterland/d/{world.dossier.pk}/signalen/"
    assert at(world) in client.get(signals).content.decode()
    sent = client.post(at(world), form())
    assert sent.status_code == 302, text(sent)
    page = sent["Location"]
    assert client.post(at(world), form()).status_code == 409
    assert page in client.get(signals).content.decode()
    entry = IndexEntry.objects.get()
    assert client.get(f"/opsterland/verwijsindex/{entry.pk}/")["Location"] == page
    assert client.post(page + "verteld/", {"told_on": "gisteren"}).status_code == 422
    assert client.post(page + "verteld/", {"told_on": clock.today().isoformat()}).status_code == 302
    assert client.post(page + "verwijderd/", {"remove-reason": "due"}).status_code == 422
    assert client.post(page + "verwijderd/", {"remove-reason": "risk_gone", "remove-note": ""}).status_code == 422
    assert client.post(page + "verwijderd/", {"remove-reason": "risk_gone", "remove-note": "gaat goed"}).status_code == 302
    assert client.post(page + "verwijderd/", {"remove-reason": "risk_gone", "remove-note": "gaat goed"}).status_code == 409
    assert client.get(page + "verwijderd/").status_code == 405
    assert "gaat goed" in text(client.get(page))


def test_who_may_not_open_the_dossier_gets_no_page(opsterland_youth: World, leek: Any) -> None:
    world = opsterland_youth
    entry = enter(world)
    colleague = browser(account("noor"))
    for path in (at(world), at(world, f"{entry.pk}/"), f"/opsterland/verwijsindex/{entry.pk}/"):
        assert colleague.get(path).status_code == 404
    for act in ("verteld/", "verwijderd/"):
        assert colleague.post(at(world, f"{entry.pk}/{act}")).status_code == 404
    assert browser(world.marieke).get(at(world)).status_code in (403, 404)
    with scope.entered(leek.scope()):
        stranger = logged_in(leek, account("zoe"))
    assert stranger.get(at(world, f"{entry.pk}/").replace("/opsterland/", "/leek/")).status_code == 404


def test_switched_off_there_is_no_way_in(in_opsterland: World) -> None:
    youth(in_opsterland, born(13))
    client = browser(in_opsterland.sanne)
    assert at(in_opsterland) not in client.get(f"/opsterland/d/{in_opsterland.dossier.pk}/signalen/").content.decode()
    assert client.get(at(in_opsterland)).status_code == client.post(at(in_opsterland), form()).status_code == 409


def test_an_entry_is_found_in_its_own_dossier_only(opsterland_youth: World) -> None:
    world = opsterland_youth
    entry = enter(world)
    other = services.start_dossier(
        person=world.client, team=world.team, purposes=world.dossier.purposes, domains=world.dossier.domains, law_tags=["wmo"],
        help_question="nog iets", by=world.sanne,
    )  # fmt: skip
    assert browser(world.sanne).get(at(world, f"{entry.pk}/").replace(str(world.dossier.pk), str(other.pk))).status_code == 404


# ---------------------------------------------------------------- consulting who entered the youth too
def consulting(world: World, entry: IndexEntry) -> str:
    return f"/{scope.require().code}/d/{world.dossier.pk}/verwijsindex/{entry.pk}/overleg/"


@pytest.mark.requirement("OPST-17.4")
def test_consulting_others_takes_written_consent_or_the_exception(opsterland_youth: World) -> None:
    world = opsterland_youth
    entry = enter_in_index(dossier=world.dossier, facts=facts(), by=world.sanne)
    client = browser(world.sanne)
    shown = text(client.get(consulting(world, entry)))
    assert "14 lid 1" in shown
    answer = client.post(consulting(world, entry), {"partner": str(world.provider.pk), "purpose": "Samen kijken wat nodig is"})
    made = Disclosure.objects.get()
    assert answer["Location"].endswith(f"/delen/{made.pk}/wat/")
    assert client.post(consulting(world, entry), {"partner": str(world.provider.pk), "purpose": "Nog eens"}).status_code == 409
    row = fill(made, world.sanne)
    envelope = envelope_of(row, clock.today())
    assert envelope.answer is not None
    assert envelope.answer.verdict is Verdict.ASK_CONSENT
    assert Condition.CONSENT_WRITTEN in envelope.answer.first
    assert {"only_way", "vital_interest_client", "consent_impossible"} <= {str(one) for one in envelope.answer.urgent}
    with pytest.raises(Refused):
        seal(row, world.sanne)
    envelopes.take_way(disclosure=row, without_consent=True, by=world.sanne)
    row = seal(fill(row, world.sanne), world.sanne)
    assert row.state == "waiting"  # the leader is asked first
    envelopes.decide_disclosure(disclosure=row, outcome=AGREED, reason="Doen.", digest=row.digest, by=world.tom)
    with pytest.raises(Invalid):  # a consultation says who heard what
        send(again(row), world.sanne)
    heard = [envelopes.Heard("A. Ander", "Leerplicht", "naam en adres")]
    envelopes.send_disclosure(disclosure=again(row), channel=post(), recipient_told=True, heard=heard, by=world.sanne)
    assert "opsterland-2015 art. 15 lid 3" in again(row).citations


def test_nobody_is_consulted_about_an_entry_that_was_taken_out(opsterland_youth: World) -> None:
    world = opsterland_youth
    entry = enter_in_index(dossier=world.dossier, facts=facts(), by=world.sanne)
    for nobody in (world.marieke, account("noor")):
        assert browser(nobody).get(consulting(world, entry)).status_code in (403, 404)
    remove_from_index(entry=entry, reason=RemovalReason.RISK_GONE, note="Hij gaat weer naar school.", by=world.sanne)
    answer = browser(world.sanne).post(consulting(world, entry), {"partner": str(world.provider.pk), "purpose": "Samen kijken"})
    assert answer.status_code == 409
    assert not Disclosure.objects.exists()
