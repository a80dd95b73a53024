"""The registers of the privacy officer: who sees them, what stands in them, what a file of them holds, when it goes."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, timedelta
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import privacy_domain.desk.tasks  # noqa: F401 - the worker imports it
from access.models import Membership, RoleAssignment, User
from access.services import exclude
from access.states import MunicipalRole
from dossiers.models import Telling
from dossiers.services.authorisation import authorise
from dossiers.services.disclosure import decide_disclosure, take_way
from dossiers.services.telling import Wait, postpone_telling
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.crypto import files
from privacy_domain.desk.models import Export, ProcessingActivity
from privacy_domain.desk.registers import MOST, REGISTERS, exporting, sheets
from privacy_domain.desk.registers.events import RegisterEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Part, PostponeGround
from privacy_domain.tenancy import scope
from privacy_domain.upkeep.tidying import Tidied, tidy_some
from privacy_domain.work import runner
from privacy_domain.work.models import Job
from tests.factories.access import account
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.envelopes import AGREED, NAW, again
from tests.integration.dossiers.meldcodes import decided
from tests.integration.dossiers.signals import begun_report, fill, seal, send
from tests.integration.dossiers.test_looks import browser, text
from tests.integration.dossiers.test_telling import gone

AT = "/leek/registers/"


@pytest.fixture
def officer(in_leek: World) -> User:
    return account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))


def work_off() -> None:
    while runner.run_next(scope.require()):
        pass


def activity(name: str = "Uitvoering van de Wmo", **more: Any) -> ProcessingActivity:
    said = {
        "name": name, "purpose": "hulp bieden", "basis": "public_task", "law": "Wmo 2015 art. 5.1.1", "subjects": "inwoners", "data": "adres",
        "recipients": "aanbieders", "terms": "15 jaar", "measures": "versleuteld", "contact": "hoofd Sociaal Domein",
        "valid_from": date(2026, 1, 1), **more,
    }  # fmt: skip
    made: ProcessingActivity = ProcessingActivity.objects.create(**said)
    return made


def asked(by: User, code: str = "verwerkingen", form: str = "csv", **said: str) -> Export:
    answer = browser(by).post(f"{AT}{code}/uitvoer/", {"form": form, **said})
    assert answer.status_code == 302, text(answer)
    made: Export = Export.objects.order_by("-asked_at").first()
    return made


# ---------------------------------------------------------------- who
def test_only_the_privacy_officer_comes_near(in_leek: World, officer: User) -> None:
    admin, client = account("bram", roles=(MunicipalRole.FUNCTIONAL_ADMIN,)), browser(officer)
    for nobody in map(browser, (in_leek.sanne, in_leek.tom, admin)):
        assert nobody.get(AT).status_code == 403
        assert {nobody.get(f"{AT}{code}/").status_code for code in REGISTERS} == {403}
        assert {nobody.post(f"{AT}{code}/uitvoer/", {"form": "csv"}).status_code for code in REGISTERS} == {403}
    for code, register in REGISTERS.items():
        page = client.get(f"{AT}{code}/")
        assert page.status_code == 200 and str(register.title) in text(page) and str(register.title) in text(client.get(AT))
        assert client.post(f"{AT}{code}/").status_code == client.get(f"{AT}{code}/uitvoer/").status_code == 405
        line = AuditEvent.objects.filter(event=RegisterEvent.SEEN, reason=code).get()
        assert line.actor_id == officer.pk
    assert not Export.objects.exists()


def test_a_file_is_of_who_asked_and_of_nobody_else(in_leek: World, officer: User, landsmeer: Any) -> None:
    activity()
    made, other = asked(officer), account("otto", roles=(MunicipalRole.PRIVACY_OFFICER,))
    mine = f"{AT}uitvoer/{made.pk}/"
    assert browser(officer).get(f"{mine}bestand/").status_code == 409, "not yet"
    work_off()
    for rest in ("", "bestand/"):
        assert browser(other).get(f"{mine}{rest}").status_code == 404
        assert browser(in_leek.sanne).get(f"{mine}{rest}").status_code == 403
        assert browser(officer).get(f"{AT}uitvoer/{uuid4()}/{rest}").status_code == 404
        assert browser(officer).post(f"{mine}{rest}").status_code == 405
    with scope.entered(landsmeer.scope()):
        stranger = browser(account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,)))
        assert stranger.get(f"/landsmeer/registers/uitvoer/{made.pk}/bestand/").status_code == 404
    assert browser(officer).get(f"{AT}bestaat-niet/").status_code == 404
    taken = browser(officer).get(f"{mine}bestand/")
    assert taken.status_code == 200 and "attachment" in taken["Content-Disposition"]
    events = list(AuditEvent.objects.filter(subject_id=made.pk).values_list("event", flat=True))
    assert {RegisterEvent.EXPORT_ASKED, RegisterEvent.EXPORT_MADE, RegisterEvent.EXPORT_TAKEN} <= set(events)


def test_who_lost_the_role_gets_no_file(officer: User) -> None:
    made = asked(officer)
    officer.roleassignments.update(ended_at=clock.now())
    runner.run_next(scope.require())
    assert Export.objects.get().made_at is None and Job.objects.get(kind=exporting.JOB).message == "error:permissiondenied"
    assert browser(officer).get(f"{AT}uitvoer/{made.pk}/bestand/").status_code == 403


# ---------------------------------------------------------------- what
def test_lines_are_chosen_by_period_and_choice_and_wrong_choices_are_shown(officer: User) -> None:
    activity()
    activity("Leerplicht", basis="legal_duty")
    client = browser(officer)
    assert "Leerplicht" in text(client.get(f"{AT}verwerkingen/"))
    narrowed = text(client.get(f"{AT}verwerkingen/?grond=public_task"))
    assert "Leerplicht" not in narrowed and "Uitvoering van de Wmo" in narrowed
    for wrong in ("grond=onzin", "start=x"):
        assert client.get(f"{AT}verwerkingen/?{wrong}").status_code in (200, 422)
    assert client.get(f"{AT}verstrekkingen/?vanaf=2026-02-01&tot=2026-01-01").status_code == 422
    assert client.get(f"{AT}verstrekkingen/?vanaf=gisteren").status_code == 422
    for far in ("tot=9999-12-31", "tot=2200-01-01", "vanaf=0001-01-01", "vanaf=1899-12-31"):
        for code in ("verstrekkingen", "verzoeken"):
            answer = client.get(f"{AT}{code}/?{far}")
            assert answer.status_code == 422 and "tussen 1900 en 2199" in text(answer)
    assert client.post(f"{AT}verstrekkingen/uitvoer/", {"form": "csv", "tot": "9999-12-31"}).status_code == 422
    assert client.get(f"{AT}verstrekkingen/?vanaf=1900-01-01&tot=2199-12-31").status_code == 200
    assert client.post(f"{AT}verwerkingen/uitvoer/", {"form": "exe"}).status_code == 422
    made = asked(officer, grond="public_task")
    work_off()
    rows = table(browser(officer).get(f"{AT}uitvoer/{made.pk}/bestand/").content)
    assert [row[0] for row in rows[1:]] == ["Uitvoering van de Wmo"]


def test_many_lines_take_as_many_statements_as_one(in_leek: World, officer: User) -> None:
    client = browser(officer)

    def statements(code: str) -> int:
        with CaptureQueriesContext(connection) as taken:
            assert client.get(f"{AT}{code}/").status_code == 200
        return len(taken)

    few = {code: statements(code) for code in ("rollen", *REGISTERS)}  # the first page of a browser takes more
    for number in range(51):
        activity(f"Nummer {number}")
        Partner.objects.create(name=f"P{number}", organisation="private", recipient_class="processor", code="provider", valid_from=date(2026, 1, 1))
        clerk = User.objects.create_user(f"medewerker{number}")
        RoleAssignment.objects.create(user=clerk, role=MunicipalRole.SUPERVISOR, since=date(2026, 1, 1))
        Membership.objects.create(user=clerk, team=in_leek.team, since=date(2026, 1, 1))
    many = {code: statements(code) for code in REGISTERS}
    assert max(many.values()) <= 20 and {code for code in REGISTERS if many[code] > few[code]} == set()
    for code in ("verwerkingen", "verwerkers", "rollen", "teams", "geheimhouding"):
        assert "start=50" in client.get(f"{AT}{code}/").content.decode() and client.get(f"{AT}{code}/?start=50").status_code == 200


def test_too_many_lines_for_a_file_are_refused_with_what_to_do(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        activity(f"Nummer {number}")
    monkeypatch.setattr(exporting, "MOST_PRINTED", 2)
    answer = browser(officer).post(f"{AT}verwerkingen/uitvoer/", {"form": "pdf"})
    assert answer.status_code == 422 and "Een PDF heeft ten hoogste 2 regels, en dit zijn er 3." in text(answer)
    monkeypatch.setattr(exporting, "MOST", 2)
    assert "meer dan 2 regels" in text(browser(officer).post(f"{AT}verwerkingen/uitvoer/", {"form": "csv"}))
    assert not Export.objects.exists() and MOST > 2


# ---------------------------------------------------------------- the file
def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


NASTY = ("=1+1", "+31 6", "-2", "@som", "\t=x", " =x", "a;b", 'zeg "ja"', "twee\nregels", "\x00nul", "<b>&amp;", "gewoon")


def test_no_cell_of_a_file_is_a_formula() -> None:
    sheet = sheets.Sheet("Titel", "Over", [("=Naam", "=waarde")], ["=kop"], [[cell] for cell in NASTY])
    rows = [row[0] for row in table(sheets.as_csv(sheet))]
    assert rows == ["'=kop", "'=1+1", "'+31 6", "'-2", "'@som", "'\t=x", "' =x", "a;b", 'zeg "ja"', "twee\nregels", "nul", "<b>&amp;", "gewoon"]
    with zipfile.ZipFile(io.BytesIO(sheets.as_ods(sheet))) as package:
        assert package.infolist()[0].filename == "mimetype" and package.infolist()[0].compress_type == zipfile.ZIP_STORED
        content = ElementTree.fromstring(package.read("content.xml"))
        ElementTree.fromstring(package.read("META-INF/manifest.xml"))
    names = "{urn:oasis:names:tc:opendocument:xmlns:"
    cells = list(content.iter(f"{names}table:1.0}}table-cell"))
    assert {cell.get(f"{names}office:1.0}}value-type") for cell in cells} == {"string"}
    assert not [cell for cell in cells if cell.get(f"{names}table:1.0}}formula")]
    first = content.find(f".//{names}table:1.0}}table")
    assert first is not None
    said = ["\n".join("".join(p.itertext()) for p in cell) for cell in first.iter(f"{names}table:1.0}}table-cell")]
    assert said == ["=kop", "=1+1", "+31 6", "-2", "@som", "\t=x", " =x", "a;b", 'zeg "ja"', "twee\nregels", "nul", "<b>&amp;", "gewoon"]
    assert sheets.as_ods(sheet) == sheets.as_ods(sheet)


@pytest.mark.parametrize("form", Export.Form.values)
def test_a_file_is_sealed_has_its_digest_and_goes_after_a_week(officer: User, form: str) -> None:
    activity(purpose="EEN-KENMERK")
    made = asked(officer, form=form)
    client, at = browser(officer), f"{AT}uitvoer/{made.pk}/"
    assert "0 van 2" in text(client.get(at))
    assert runner.run_next(scope.require()) and not runner.run_next(scope.require())
    made.refresh_from_db()
    taken = client.get(f"{at}bestand/")
    assert exporting.hashlib.sha256(taken.content).hexdigest() == made.digest and made.gathered is None and made.count == 1
    assert taken.content[:4] == {"csv": b"\xef\xbb\xbfA", "ods": b"PK\x03\x04", "pdf": b"%PDF"}[form]
    assert b"EEN-KENMERK" not in files._path(made.file).read_bytes()
    page = text(client.get(at))
    assert made.digest in page and f"{at}bestand/" in client.get(at).content.decode()
    exporting.make_file(export_id=made.pk, by=SYSTEM)
    assert Export.objects.get().file == made.file, "twice is once"
    with clock.standing_at(clock.now() + timedelta(days=8)):
        later = browser(officer)
        assert later.get(f"{at}bestand/").status_code == 404, "its term is over, whether or not the night came"
        assert tidy_some(by=SYSTEM) == Tidied(Export._meta.db_table, 1) and not Export.objects.exists()
    assert tidy_some(by=SYSTEM) is None


# ---------------------------------------------------------------- what the access rule keeps away
def test_an_officer_sees_nothing_of_a_dossier_he_is_kept_away_from(in_leiden: World) -> None:
    officer = account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
    authorise(
        dossier=in_leiden.dossier, user=in_leiden.marieke, parts=[Part.DOSSIER], may_write=False, reason="KENMERK VAN DE REDEN", by=in_leiden.tom
    )
    client = browser(officer)
    page = text(client.get("/leiden/registers/autorisaties/"))
    assert in_leiden.dossier.number in page and in_leiden.marieke.display_name in page
    assert "KENMERK" not in page and "Vries" not in page, "nothing of the case, nor whose it is"
    shown = AuditEvent.objects.filter(event=RegisterEvent.SEEN).last()
    assert shown is not None and shown.object_ids == [in_leiden.dossier.pk]
    exclude(subject=in_leiden.dossier.pk, user=officer, source_kind="exclusion", source=uuid4(), by=in_leiden.tom)
    assert in_leiden.dossier.number not in text(client.get("/leiden/registers/autorisaties/"))


@pytest.mark.parametrize("code", ["verstrekkingen", "doorbroken", "uitstel", "vertellen"])
def test_of_a_report_after_the_step_plan_an_officer_sees_that_it_is_there_and_not_of_whom(in_opsterland: World, code: str) -> None:
    world, here = in_opsterland, "/opsterland/registers/"
    decided(world, told_on=None, not_told_because="Haar man leest mee.")
    made = begun_report(world, NAW)
    take_way(disclosure=made, without_consent=True, by=world.sanne)
    made = seal(fill(made, world.sanne, NAW), world.sanne)
    decide_disclosure(disclosure=made, outcome=AGREED, reason="Doen.", digest=made.digest, by=world.tom)
    send(again(made), world.sanne)
    wait = Wait(ground=PostponeGround.SAFETY, because="Hij slaat.", look_on=clock.today() + timedelta(days=7))
    postpone_telling(telling=Telling.objects.get(source_id=made.pk), wait=wait, by=world.sanne)
    officer = account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
    client = browser(officer)
    page = text(client.get(f"{here}{code}/"))
    assert client.post(f"{here}{code}/uitvoer/", {"form": "csv"}).status_code == 302
    work_off()
    rows = table(client.get(f"{here}uitvoer/{Export.objects.get().pk}/bestand/").content)
    assert len(rows) == 2 and "Alleen voor wie erbij betrokken is" in page and "Alleen voor wie erbij betrokken is" in rows[1]
    canaries = (world.dossier.number, world.team.name, "Veilig Thuis", "geweld", world.sanne.display_name, world.tom.display_name)
    shown = page.split(str(REGISTERS[code].about))[1]
    for canary in canaries:
        assert canary not in " ".join(rows[1]) and canary not in shown, canary
    named = AuditEvent.objects.filter(event__in=[RegisterEvent.SEEN, RegisterEvent.EXPORT_MADE], reason=code)
    assert [line.object_ids or [] for line in named] == [[], []]


def test_what_is_of_no_signal_is_named(in_leiden: World) -> None:
    gone(in_leiden)
    officer = account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))
    for code in ("verstrekkingen", "vertellen", "doorbroken"):
        assert in_leiden.dossier.number in text(browser(officer).get(f"/leiden/registers/{code}/"))
        assert AuditEvent.objects.get(event=RegisterEvent.SEEN, reason=code).object_ids == [in_leiden.dossier.pk]
