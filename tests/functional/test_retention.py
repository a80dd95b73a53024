"""From a list to the declaration, in a browser: made, judged by another, approved by a third, a week later carried out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import retention.tasks  # noqa: F401 - the worker imports it
from access.models import User
from access.states import MunicipalRole
from dossiers.models import Dossier
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.scope import entered
from privacy_domain.work import runner
from retention import services
from retention.models import Destruction, DestructionList, Hold
from tests.factories.access import account
from tests.functional.tablet import LOOK, Tablet
from tests.integration.dossiers.cast import World
from tests.integration.retention.pasts import close, on, under
from tests.integration.retention.test_destruction import another

pytestmark = pytest.mark.browser
MADE_BY, JUDGED_BY, APPROVED_BY = ("fien", "functional_admin"), ("fred", "functional_admin"), ("olga", "privacy_officer")


@pytest.fixture(autouse=True)
def outside(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A ledger and files of this test."""
    settings.DESTRUCTION_LEDGER, settings.MEDIA_ROOT = str(tmp_path / "destroyed.ledger"), tmp_path / "media"
    yield tmp_path


@pytest.fixture(scope="module")
def landsmeer(town: Callable[..., Any]) -> Any:
    """Landsmeer, where a term of five years has passed for three dossiers."""
    year = clock.today().year
    with on(date(year - 8, 2, 4)):
        here = town("landsmeer")
    with entered(here.scope):
        for world in (here.world, *_more(here.world, date(year - 8, 2, 4))):
            under(world, "participatiewet")
            close(world, date(year - 7, 3, 15))
        services.refresh_dossiers(dossiers=list(Dossier.objects.all()), by=SYSTEM)
    return here


def _more(world: World, since: date) -> list[World]:
    with on(since):
        return [another(world) for _ in range(2)]


def staff(here: Any) -> list[User]:
    with entered(here.scope):
        return [account(name, roles=(MunicipalRole(role),)) for name, role in (MADE_BY, JUDGED_BY, APPROVED_BY)]


def work(here: Any, most: int = 100) -> None:
    """What the worker does when the week is over."""
    with clock.standing_at(clock.now() + timedelta(days=8)):
        for _ in range(most):
            if not runner.run_next(here.scope):
                return


def judge(tablet: Tablet, numbers: list[str]) -> None:
    """The first goes, the second is made anonymous, the third is kept with a reason."""
    for number, answer in zip(numbers, ("vernietigen", "anoniem maken", "bewaren, en zeg waarom"), strict=True):
        tablet.page.locator(".pd-card", has_text=number).get_by_role("radio", name=answer).check()
    card = tablet.page.locator(".pd-card", has_text=numbers[2])
    tablet.press("Bewaar deze antwoorden")
    card.get_by_label("Om welke reden?").select_option("litigation")
    card.get_by_label("Waarom is dit nodig?").fill("Er loopt een zaak over de toekenning.")
    tablet.press("Bewaar deze antwoorden")
    tablet.look("lijst-beoordelen-fout")
    card.get_by_label("Op welke dag kijkt iemand opnieuw?").fill((clock.today() + timedelta(days=300)).isoformat())
    tablet.press("Bewaar deze antwoorden")


@pytest.mark.requirement("LAND-6-einde")
def test_from_the_list_to_the_declaration(landsmeer: Any, sit_down: Callable[..., Tablet]) -> None:
    maker, judge_of_it, officer = staff(landsmeer)
    tablet = sit_down(landsmeer, maker)
    tablet.go("bewaren/").look("bewaren")
    tablet.press("Maak nu een lijst")
    tablet.look("lijst-gemaakt")
    with entered(landsmeer.scope):
        listed = DestructionList.objects.get()
        numbers = [row.dossier.number for row in listed.rows.select_related("dossier").order_by("destroy_from", "pk")]
    address = f"bewaren/lijst/{listed.pk}/"

    tablet = sit_down(landsmeer, judge_of_it)
    tablet.go(address).look("lijst-beoordelen")
    judge(tablet, numbers)
    tablet.look("lijst-beoordeeld")
    tablet.press("Indienen")
    expect(tablet.page.get_by_role("main")).to_contain_text("wacht op goedkeuring")

    tablet = sit_down(landsmeer, officer)
    tablet.go(address).look("lijst-goedkeuren")
    tablet.write("Typ de naam van de lijst", listed.name)
    tablet.press("Keur de lijst goed")
    expect(tablet.page.get_by_role("main")).to_contain_text("wordt niets vernietigd")
    tablet.look("lijst-bedenktijd")

    work(landsmeer, most=2)
    tablet.go(address).press("Pauzeren")
    expect(tablet.page.get_by_role("main")).to_contain_text("1 van 3 delen klaar")
    tablet.look("lijst-gepauzeerd")
    tablet.press("Verder")
    tablet.look("lijst-loopt")
    work(landsmeer)
    tablet.follow("Kijk hoe ver het nu is")
    expect(tablet.page.get_by_role("main")).to_contain_text("3 van 3 delen klaar")
    tablet.look("lijst-klaar")
    with entered(landsmeer.scope):
        assert [row.number for row in Dossier.with_going.all()] == [numbers[2]] and Hold.objects.get().reason == "litigation"
        assert {(row.outcome, row.state) for row in Destruction.objects.all()} == {("destroy", "done"), ("anonymise", "done")}

    tablet.follow("Verklaring van vernietiging")
    tablet.sees("Verklaring van vernietiging")
    tablet.look("verklaring")
    for name, suffix in (("Download als PDF", ".pdf"), ("Download als CSV", ".csv")):
        with tablet.page.expect_download() as taken:
            tablet.follow(name)
        assert taken.value.suggested_filename.endswith(suffix)
        if LOOK:
            taken.value.save_as(f"{LOOK}/verklaring{suffix}")
    tablet.go("bewaren/").look("bewaren-daarna")
    tablet.follow("Open het logboek van vernietiging")
    expect(tablet.page.get_by_role("main")).to_contain_text("Olga")
    assert "Vries" not in tablet.page.content()
    tablet.look("logboek-van-vernietiging")
