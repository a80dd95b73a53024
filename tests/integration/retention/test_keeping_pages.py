"""The pages on keeping: who sees what of a dossier, what happens to a form filled in wrongly, how many statements a page takes."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.models import User
from access.states import MunicipalRole
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy import scope
from retention import services
from retention.models import Hold
from retention.states import HoldReason
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_looks import browser, text
from tests.integration.dossiers.written import consenting, written
from tests.integration.retention.pasts import close, on, under, world_since

PLACE = {"what": "", "reason": "support", "explanation": "Zij komt terug", "review_on": "2027-11-01"}


def of(world: World, rest: str = "") -> str:
    return f"/{scope.require().code}/d/{world.dossier.pk}/bewaren/{rest}"


def at(rest: str = "") -> str:
    return f"/{scope.require().code}/bewaren/{rest}"


@pytest.fixture
def officer(in_leek: World) -> User:
    return account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))


def placed(world: World) -> Hold:
    return services.place_hold(
        held=services.Held(world.dossier.person, world.dossier), reason=HoldReason.SUPPORT, explanation="Zij komt terug",
        review_on=date(2027, 11, 1), by=world.sanne,
    )  # fmt: skip


# ---------------------------------------------------------------- refusals
def test_an_outsider_finds_nothing(in_leek: World, landsmeer: Any) -> None:
    row = placed(in_leek)
    client = browser(in_leek.marieke)
    assert {client.get(of(in_leek, rest)).status_code for rest in ("", "aanhouden/")} == {404}
    assert client.post(of(in_leek, "aanhouden/"), PLACE).status_code == client.post(of(in_leek, "loopt-nog/")).status_code == 404
    assert client.get(at(f"aanhouding/{row.pk}/")).status_code == client.post(at(f"aanhouding/{row.pk}/opheffen/")).status_code == 404
    assert client.get(at()).status_code == client.get(at("wat-als/")).status_code == 403
    with scope.entered(landsmeer.scope()):
        stranger = logged_in(landsmeer, account("zoe", roles=(MunicipalRole.PRIVACY_OFFICER,)))
    for path in (of(in_leek), at(f"aanhouding/{row.pk}/")):
        assert stranger.get(path.replace("/leek/", "/landsmeer/")).status_code == 404


def test_who_runs_retention_sees_days_and_nothing_else_of_the_dossier(in_leek: World, officer: User) -> None:
    consenting(in_leek)
    written(in_leek, title="Heel bijzonder bezoek")
    for user in (officer, account("fien", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))):
        page = text(browser(user).get(of(in_leek)))
        assert "24 november 2041" in page or "25 november 2041" in page
        assert "Heel bijzonder bezoek" not in page and "Johanna" not in page and "Vries" not in page
    line = AuditEvent.objects.filter(event="retention:clock:looked", actor_id=officer.pk).latest("at")
    assert (line.role, line.dossier_id) == ("privacy_officer", in_leek.dossier.pk)


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"reason": "litigation"}, {"explanation": ""}, {"review_on": ""}, {"review_on": "morgen"}, {"review_on": "2026-01-01"}, {"what": str(uuid4())}])  # fmt: skip
def test_a_hold_filled_in_wrongly_says_so(in_leek: World, wrong: dict[str, str]) -> None:
    assert browser(in_leek.sanne).post(of(in_leek, "aanhouden/"), PLACE | wrong).status_code == 422
    assert not Hold.objects.exists()


def test_wrong_methods_and_forms_of_a_hold(in_leek: World) -> None:
    row, client = placed(in_leek), browser(in_leek.sanne)
    assert client.get(at(f"aanhouding/{row.pk}/opheffen/")).status_code == client.get(of(in_leek, "loopt-nog/")).status_code == 405
    assert client.post(at(f"aanhouding/{row.pk}/opheffen/"), {"lift-because": ""}).status_code == 422
    assert client.post(at(f"aanhouding/{row.pk}/langer/"), {"renew-explanation": "Nog nodig", "renew-review_on": "2020-01-01"}).status_code == 422
    assert client.post(of(in_leek, "loopt-nog/")).status_code == 409, "nobody asked"
    assert client.post(of(in_leek, "aanhouden/"), PLACE).status_code == 409, "it stands already"
    assert client.get(at(f"afsluiten/{in_leek.dossier.pk}/")).status_code == 404


# ---------------------------------------------------------------- what they show
@pytest.mark.requirement("LEEK-6-termijn", "LAND-6-wettelijk")
def test_the_dossier_says_until_when_and_why_with_both_sides() -> None:
    with world_since("landsmeer", date(2019, 2, 4)) as world:
        under(world, "participatiewet", "wmo")
        close(world, date(2020, 3, 15))
        with on(date(2026, 11, 24)):
            page = text(browser(account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))).get(of(world)))
    assert "Wordt vernietigd vanaf 16 maart 2035 , omdat" in page.replace("16 maart 2035,", "16 maart 2035 ,")
    assert "artikel 6" in page and "Wmo" in page
    assert "31 december 2025" in page and "15 maart 2035" in page, "the protocol's day and the law's"
    assert "1 januari 2026" in page and "Termijn voorbij" in page


def test_placing_and_lifting_on_the_pages(in_leek: World) -> None:
    consenting(in_leek)
    item = written(in_leek, title="Medisch advies")
    client = browser(in_leek.sanne)
    assert client.post(of(in_leek, "aanhouden/"), PLACE | {"what": str(item.series)}).status_code == 302
    assert "Medisch advies" in text(client.get(of(in_leek)))
    row = Hold.objects.get()
    assert client.post(at(f"aanhouding/{row.pk}/langer/"), {"renew-explanation": "Nog nodig", "renew-review_on": "2028-01-01"}).status_code == 302
    fresh = Hold.objects.get(lifted_at__isnull=True)
    assert client.post(at(f"aanhouding/{fresh.pk}/opheffen/"), {"lift-because": "Klaar"}).status_code == 302
    assert client.post(at(f"aanhouding/{fresh.pk}/opheffen/"), {"lift-because": "Klaar"}).status_code == 409
    assert "Klaar" in text(client.get(of(in_leek)))


def test_the_task_that_asks_for_a_closing_leads_to_the_dossier() -> None:
    with world_since("landsmeer", date(2024, 2, 4)) as world:
        services.refresh_dossiers(dossiers=[world.dossier], by=SYSTEM)
        with on(date(2025, 3, 1)):
            services.ask_for_closings(by=SYSTEM)
            client = browser(world.sanne)
            assert client.get(at(f"afsluiten/{world.dossier.pk}/")).headers["Location"].endswith(of(world))
            assert "Is de ondersteuning voorbij" in text(client.get(of(world)))
            assert client.post(of(world, "loopt-nog/")).status_code == 302
            assert "Is de ondersteuning voorbij" not in text(client.get(of(world)))


# ---------------------------------------------------------------- what if
def test_a_preview_counts_per_year_and_changes_nothing(in_leek: World, officer: User) -> None:
    consenting(in_leek)
    under(in_leek, "participatiewet")
    written(in_leek, law="participatiewet", received_on=date(2020, 6, 1))
    client = browser(officer)
    client.get(of(in_leek))
    page = text(client.post(at("wat-als/"), {"years": "10", "start": "receipt"}))
    assert "2035 1 0 -1" in page and "2030 0 1 +1" in page
    assert "2 delen zouden eerder worden vernietigd" in page
    assert {"2030", "2036"} <= set(page.split()) and client.get(of(in_leek)).status_code == 200
    assert "2 juni 2035" in text(client.get(of(in_leek)))


@pytest.mark.parametrize("wrong", [{"years": ""}, {"years": "0"}, {"years": "veel"}, {"years": "1e9"}, {"start": "nooit"}])
def test_a_preview_filled_in_wrongly_says_so(in_leek: World, officer: User, wrong: dict[str, str]) -> None:
    assert browser(officer).post(at("wat-als/"), {"years": "10", "start": "receipt"} | wrong).status_code == 422


# ---------------------------------------------------------------- how many statements
def test_many_items_take_as_many_statements_as_one(in_leek: World) -> None:
    consenting(in_leek)
    client = browser(in_leek.sanne)
    written(in_leek)
    client.get(of(in_leek))
    with CaptureQueriesContext(connection) as one:
        client.get(of(in_leek))
    for _ in range(5):
        written(in_leek)
    client.get(of(in_leek))
    with CaptureQueriesContext(connection) as six:
        client.get(of(in_leek))
    assert len(six) == len(one) <= 40
    assert clock.today() == date(2026, 11, 24)
