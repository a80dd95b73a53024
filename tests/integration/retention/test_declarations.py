"""What is left of a list that was carried out: figures that nobody can be found by, the declaration, and the log of destruction."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

import retention.tasks  # noqa: F401 - the worker imports it
from dossiers.models import Item
from privacy_domain.tenancy import scope
from retention.models import Certificate, Destruction, Statistic
from retention.policies import large_enough
from retention.states import Outcome
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_looks import browser, text
from tests.integration.dossiers.written import consenting, written
from tests.integration.retention.carried import LATER, Staff, approved, lists, old_item, staff, wait_and_work
from tests.integration.retention.pasts import close, counted, on
from tests.integration.retention.test_destruction import another


@pytest.mark.usefixtures("unprinted")
@pytest.mark.requirement("LEEK-6-einde")
def test_made_anonymous_only_figures_large_enough_stay(long_in_leek: World) -> None:
    for number in range(5):  # of five persons
        world = another(long_in_leek)
        consenting(world)
        old_item(world, f"Nummer {number}")
        counted(world)
    for number in range(5):  # of one
        written(long_in_leek, title=f"Alleen {number}", received_on=date(2004, 1, 15))
    counted(long_in_leek)
    approved(staff(), Outcome.ANONYMISE)
    wait_and_work()
    assert [(row.kind, row.year, row.law, row.duration, row.number) for row in Statistic.objects.all()] == [("note", 2003, "wmo", "", 5)]
    assert not Item.with_going.exists() and lists().tally == {}
    assert set(Destruction.objects.values_list("outcome", flat=True)) == {Outcome.ANONYMISE}


def test_small_numbers_say_less_until_they_are_large_enough_and_are_otherwise_forgotten() -> None:
    def cell(year: int, law: str, duration: str, kind: str = "dossier") -> tuple[str, str, str, str]:
        return kind, str(year), law, duration

    numbers = {cell(2011, "wmo", "1-2y"): 6, cell(2011, "wmo", "2-5y"): 3, cell(2011, "wmo", "5y+"): 2, cell(2012, "wmo", "1-2y"): 4,
             cell(2013, "jeugdwet", "1-2y"): 1, cell(2012, "other", "", "note"): 4}  # fmt: skip
    tally = {said: {f"{said} {one}": 1 for one in range(number)} for said, number in numbers.items()}
    assert large_enough(tally, 5) == {cell(2011, "wmo", "1-2y"): 6, cell(2011, "wmo", ""): 5, cell(0, "", ""): 5}
    assert large_enough({}, 5) == {} == large_enough({cell(2011, "wmo", ""): dict.fromkeys("abcd", 1)}, 5)
    assert large_enough({cell(2011, "wmo", ""): {"e": 9}, cell(2012, "wmo", ""): dict.fromkeys("abcd", 2)}, 5) == {cell(0, "", ""): 17}
    assert large_enough({cell(2011, "wmo", ""): dict.fromkeys("abcd", 9), cell(2012, "wmo", ""): {"a": 9}}, 5) == {}, "the same four"


# ---------------------------------------------------------------- the declaration and the log
@pytest.mark.requirement("LEID-10.3-log")
def test_the_declaration_says_kinds_and_numbers_and_nothing_of_a_person(long_in_leiden: World) -> None:
    close(long_in_leiden, date(2020, 3, 15))
    with on(LATER):
        counted(long_in_leiden)
        number = long_in_leiden.dossier.number
        by = staff()
        listed = approved(by)
        officer, judge = browser(by.officer), browser(by.judge)
        at = f"/leiden/bewaren/lijst/{listed.pk}/verklaring/"
        assert officer.get(at).status_code == 404, "not yet"
        wait_and_work()
        page, sheet, pdf = officer.get(at), judge.get(f"{at}csv/"), judge.get(f"{at}pdf/")
        assert pdf.content.startswith(b"%PDF-") and "attachment" in pdf["Content-Disposition"]
        lines = sheet.content.decode("utf-8-sig").splitlines()
        assert "vernietigd;Een heel dossier (Wmo 2015);1" in lines and "grondslag;artikel;leiden-2016 art. 10 lid 2" in lines
        for said in (text(page), sheet.content.decode()):
            assert listed.name in said and by.judge.display_name in said
            assert number not in said and "Johanna" not in said and str(long_in_leiden.dossier.pk) not in said
        for nobody in (long_in_leiden.sanne, long_in_leiden.tom):
            assert {browser(nobody).get(f"{at}{form}").status_code for form in ("", "pdf/", "csv/")} == {404}
        for refused in (lambda: Certificate.objects.update(digest=""), lambda: Certificate.objects.all().delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                refused()


@pytest.mark.usefixtures("unprinted")
def test_the_log_is_the_privacy_officers(several: Staff, landsmeer: Any) -> None:
    wait_and_work()
    client = browser(several.officer)
    assert browser(several.judge).get("/leek/bewaren/logboek/").status_code == 403
    assert text(client.get("/leek/bewaren/logboek/?year=2019&of=item&law=wmo")).count("leek-2018 art. 6") == 3
    assert "Geen regel" in text(client.get("/leek/bewaren/logboek/?year=2001"))
    assert client.get("/leek/bewaren/logboek/?year=veel").status_code == 422
    assert client.post("/leek/bewaren/logboek/").status_code == 405
    with scope.entered(landsmeer.scope()):
        assert not Destruction.objects.exists() and not Certificate.objects.exists()
