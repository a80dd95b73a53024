"""What left, on paper and in a list: exactly that, frozen, downloaded with a line in the log; late calls and what was not told in the inbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.services import assign_role
from access.states import MunicipalRole
from dossiers.models import Disclosure
from dossiers.selectors.telling import Quarter, quarter_of
from dossiers.services import disclosure as services
from dossiers.services import telling
from dossiers.services.disclosure.listing import list_without_consent
from dossiers.services.disclosure.printing import disclosure_document, summary_document
from dossiers.services.telling import ToTell
from dossiers.states.telling import ToldHow
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.letters.models import Letter
from privacy_domain.letters.render import html_of
from privacy_domain.letters.selectors import frozen
from privacy_domain.operation import SYSTEM
from privacy_domain.people.services import record_death
from privacy_domain.protocols.types import After, Refused
from privacy_domain.web.errors import Conflict, Invalid
from tests.factories.access import account
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.envelopes import NAW, PHONE, again, approved, filled, preview, sent, submitted, urgent
from tests.integration.dossiers.test_looks import browser, text


def gone(world: World) -> Disclosure:
    return sent(world, approved(world, urgent(world, NAW, PHONE)))


def owe(world: World, after: After = After.DISCLOSURE_WITHOUT_CONSENT) -> Any:
    about = ToTell(after=after, recipient="Veilig Thuis", what="naam", why="melding", occurred_on=clock.today())
    return telling.owe_telling(dossier=world.dossier, source_kind="test", source_id=uuid4(), about=about, by=world.sanne)


def at(world: World, row: Disclosure, page: str) -> str:
    return f"/{world.dossier.municipality.code}/d/{world.dossier.pk}/delen/{row.pk}/{page}"


# ---------------------------------------------------------------- on paper
@pytest.mark.requirement("LEID-7.3", "OPST-15.4")
@pytest.mark.parametrize("where", ["in_leiden", "in_opsterland"])
def test_the_paper_says_exactly_what_left_and_who_decided_and_stays_the_same(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    row = gone(world)
    assert disclosure_document(disclosure=row, by=world.sanne).startswith(b"%PDF")
    letter = Letter.objects.get(kind="disclosed")
    facts = (letter.context or {})["facts"]
    assert row.content is not None
    assert [line["text"] for line in facts["lines"]] == [item["text"] for item in row.content["items"]]
    assert (facts["digest"], facts["addressee"]["name"], facts["sent_by"]) == (row.digest, world.provider.name, world.sanne.display_name)
    assert [(who["who"], who["by_telephone"]) for who in facts["judged"]] == [(world.tom.display_name, False)]
    assert any("artikel" in place for place in facts["articles"])
    assert set(row.citations) <= set(letter.citations)
    disclosure_document(disclosure=again(row), by=world.tom)
    assert Letter.objects.filter(kind="disclosed").count() == 1
    assert AuditEvent.objects.filter(event="letter:pdf:opened", subject_id=letter.pk).count() == 2


@pytest.mark.requirement("LEEK-13.1", "LAND-13", "LEID-20", "OPST-23")
@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer", "in_leiden", "in_opsterland"])
def test_every_paper_says_that_who_reads_it_keeps_it_secret(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    consulted = where in {"in_leiden", "in_opsterland"}
    row = gone(world) if consulted else sent(world, submitted(world, filled(world, NAW)))
    disclosure_document(disclosure=row, by=world.sanne)
    assert "moet ze geheim houden" in html_of(frozen(Letter.objects.get(kind="disclosed")))


def test_what_did_not_leave_is_not_on_paper(in_leek: World) -> None:
    row = submitted(in_leek, filled(in_leek, NAW))
    with pytest.raises(Conflict):
        disclosure_document(disclosure=row, by=in_leek.sanne)
    assert browser(in_leek.sanne).get(at(in_leek, row, "pdf/")).status_code == 409
    assert not Letter.objects.filter(kind="disclosed").exists()


def test_of_who_died_the_file_can_still_be_printed(in_leiden: World) -> None:
    row = gone(in_leiden)
    record_death(person=in_leiden.client, died_on=clock.today(), by=in_leiden.sanne)
    assert disclosure_document(disclosure=again(row), by=in_leiden.sanne)


@pytest.mark.requirement("LEEK-9-informeren", "LAND-9-informeren")
@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer"])
def test_who_is_no_partner_can_have_the_main_lines_as_a_letter(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    row = submitted(world, filled(world, NAW, partner=world.doctor))
    client = browser(world.sanne)
    assert "als brief voor de ontvanger" in text(client.get(at(world, row, "")))
    page = client.get(at(world, row, "hoofdlijnen/"))
    assert page["Content-Type"] == "application/pdf"
    summary_document(disclosure=row, by=world.sanne)
    letter = Letter.objects.get(kind="protocol_summary")
    assert letter.context is not None
    assert letter.context["facts"]["addressee"]["name"] == world.doctor.name
    assert "Johanna" not in str(letter.context["facts"])
    assert sent(world, row).recipient_told is True


@pytest.mark.parametrize("page", ["pdf/", "hoofdlijnen/"])
def test_the_paper_is_for_whom_the_dossier_is_open(in_leek: World, page: str) -> None:
    row = sent(in_leek, submitted(in_leek, filled(in_leek, NAW)))
    for user in (in_leek.marieke, account("ada")):
        assert browser(user).get(at(in_leek, row, page)).status_code == 404
    assert browser(in_leek.sanne).post(at(in_leek, row, page)).status_code == 405
    assert browser(in_leek.sanne).get(f"/leek/d/{in_leek.dossier.pk}/delen/{uuid4()}/{page}").status_code == 404


# ---------------------------------------------------------------- the list
def test_quarters_are_as_people_count_them() -> None:
    quarter = Quarter(2026, 1)
    assert (quarter.first.isoformat(), quarter.last.isoformat()) == ("2026-01-01", "2026-03-31")
    assert quarter.before == Quarter(2025, 4)
    assert Quarter(2026, 4).last.isoformat() == "2026-12-31"
    assert quarter_of(clock.today()) == Quarter(2026, 4)


@pytest.mark.requirement("LEID-7.4", "OPST-15.5")
@pytest.mark.parametrize("where", ["in_leiden", "in_opsterland"])
def test_the_list_counts_and_filters_and_names_no_client(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    code, officer = world.dossier.municipality.code, account("fg")
    assign_role(user=officer, role=MunicipalRole.PRIVACY_OFFICER, by=SYSTEM)
    told, _ = owe(world), owe(world)
    telling.tell_client(telling=told, how=ToldHow.ORAL, told_on=clock.today(), note="Verteld", by=world.sanne)
    for user in (officer, world.tom):
        listed = list_without_consent(by=user)
        assert (listed.counts["all"], listed.counts["told"], listed.counts["due"], listed.counts["late"]) == (2, 1, 1, 0)
        assert [row.pk for row in list_without_consent(state="told", by=user).page] == [told.pk]
        assert list_without_consent(quarter="2026-3", by=user).counts["all"] == 0
        page = text(browser(user).get(f"/{code}/delen/zonder-toestemming/"))
        assert world.dossier.number in page
        assert "Vries" not in page
        assert "Veilig Thuis" not in page
    with clock.standing_at(clock.now() + timedelta(days=10)):
        assert list_without_consent(by=officer).counts["late"] == 1
    assert browser(officer).get(f"/{code}/delen/zonder-toestemming/?kwartaal=x&stand=y&page=z").status_code == 200


def test_the_list_is_for_nobody_else_and_shows_a_leader_his_own_teams_only(in_leiden: World) -> None:
    owe(in_leiden)
    for user in (in_leiden.sanne, in_leiden.marieke, account("ada")):
        with pytest.raises(PermissionDenied):
            list_without_consent(by=user)
        assert browser(user).get("/leiden/delen/zonder-toestemming/").status_code == 403
    assert browser(in_leiden.tom).post("/leiden/delen/zonder-toestemming/").status_code == 405


# ---------------------------------------------------------------- the inbox
@pytest.mark.parametrize("where", ["in_leiden", "in_opsterland"])
def test_a_call_that_is_not_confirmed_stands_in_the_inbox_and_is_visibly_late(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    code, row = world.dossier.municipality.code, urgent(world, NAW)
    called = clock.now() - timedelta(minutes=5)
    services.consult_by_telephone(disclosure=row, leader=world.tom, called_at=called, said="Doe maar.", digest=preview(row), by=world.sanne)
    first = text(browser(world.tom).get(f"/{code}/te-beoordelen/"))
    assert "Bevestig wat je aan de telefoon zei" in first
    assert "Te laat" not in first
    assert "Bevestig wat je" not in text(browser(world.sanne).get(f"/{code}/te-beoordelen/"))
    with clock.standing_at(clock.now() + timedelta(days=1)):
        assert "Te laat" in text(browser(world.tom).get(f"/{code}/te-beoordelen/"))
        services.confirm_call(disclosure=again(row), right=True, note="", by=world.tom)
        assert "Bevestig wat je" not in text(browser(world.tom).get(f"/{code}/te-beoordelen/"))


def test_the_inbox_shows_who_was_not_told_and_costs_the_same_for_one_and_many(in_leiden: World) -> None:
    client, later = browser(in_leiden.tom), clock.now() + timedelta(days=9)

    def statements(path: str) -> int:
        with clock.standing_at(later):
            client.get(path)
            with CaptureQueriesContext(connection) as taken:
                assert client.get(path).status_code == 200
            return len(taken)

    pages = ("/leiden/te-beoordelen/", "/leiden/delen/zonder-toestemming/")
    owe(in_leiden)
    few = [statements(path) for path in pages]
    for _ in range(3):
        owe(in_leiden)
    assert [statements(path) for path in pages] == few
    assert max(few) <= 34
    with clock.standing_at(later):
        assert "Cliënten die het nog niet weten" in text(client.get(pages[0]))


# ---------------------------------------------------------------- each time anew
@pytest.mark.requirement("LEID-BijlII-uitgangspunt")
def test_nothing_is_shared_as_a_matter_of_course(in_leiden: World) -> None:
    """What left leaves once; for the same recipient everything is chosen, answered and consulted again, and nothing is taken over."""
    first = gone(in_leiden)
    with pytest.raises(Conflict):
        sent(in_leiden, again(first))
    second = again(services.open_disclosure(dossier=in_leiden.dossier, partner=in_leiden.provider, purpose="Nog eens", by=in_leiden.sanne))
    assert (second.items.count(), second.findings.count(), second.without_consent, second.necessity) == (0, 0, False, "")
    with pytest.raises(Invalid):
        submitted(in_leiden, second)
    with pytest.raises((Refused, Invalid)):
        submitted(in_leiden, filled(in_leiden, NAW))
    third = submitted(in_leiden, urgent(in_leiden, NAW))
    assert third.state == "waiting"
    with pytest.raises(Refused):
        sent(in_leiden, third)
