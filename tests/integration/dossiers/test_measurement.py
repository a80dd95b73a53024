"""Measuring: who may, what stays closed, what is needed for it, and what stays of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from access.services import add_member
from access.states import TeamRole
from consent.states import Answer
from dossiers.models import Instrument, ItemDraft, Measurement, Score
from dossiers.policies.measurement import instrument_on
from dossiers.selectors.measurement import before, measurements_of, scores_of
from dossiers.services.measurement import begin_measurement, close_area, drop_measurement, finish_measurement, score_area
from dossiers.states import LifeArea, MeasurementState
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.protocols.types import Category, Refused
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from tests.factories.access import account, logged_in
from tests.integration.conftest import world_of
from tests.integration.dossiers.cast import World, agree, judge
from tests.integration.dossiers.test_looks import browser
from tests.integration.dossiers.test_plan_pages import counted

TODAY = date(2026, 11, 24)
ELEVEN = {
    "income", "daytime_activity", "housing", "family_relations", "mental_health", "physical_health", "addiction", "daily_living",
    "social_network", "participation", "justice",
}  # fmt: skip


def begin(world: World, day: date = TODAY) -> Measurement:
    return begin_measurement(dossier=world.dossier, measured_on=day, by=world.sanne)


def score(world: World, row: Measurement, area: str = "income", level: int | None = 3, reason: str = "schulden in de vraag", **more: Any) -> Score:
    return score_area(measurement=row, area=area, reason=reason, level=level, by=world.sanne, **more)


def finished(world: World, day: date = TODAY, **levels: int) -> Measurement:
    row = begin(world, day)
    for area, level in levels.items():
        score(world, row, area, level)
    return finish_measurement(measurement=row, with_client=True, drawn_up_with="Johanna de Vries", by=world.sanne)


def switch_on(**more: Any) -> Instrument:
    known: dict[str, Any] = {"name": "Zelfmeting", "areas": [LifeArea.INCOME, LifeArea.HOUSING], "source": "besluit 12", "valid_from": TODAY}
    made: Instrument = Instrument.objects.create(**(known | more))
    return made


def at(world: World, rest: str = "") -> str:
    return f"/{scope.require().code}/d/{world.dossier.pk}/meting/{rest}"


# ---------------------------------------------------------------- with what
@pytest.mark.requirement("OPST-1x")
def test_opsterland_measures_eleven_areas(in_opsterland: World) -> None:
    instrument = instrument_on(TODAY)
    assert instrument is not None
    assert {code for code, _ in instrument.areas} == ELEVEN
    assert instrument.joint
    assert {code for code, _ in begin(in_opsterland).areas} == ELEVEN


@pytest.mark.parametrize("code", ["leek", "landsmeer", "sittard-geleen", "leiden"])
def test_elsewhere_nothing_is_measured_until_the_municipality_decides_so(code: str) -> None:
    with world_of(code) as world:
        client = browser(world.sanne)
        with pytest.raises(Invalid):
            begin(world)
        assert client.get(at(world, "nieuw/")).status_code == 404
        assert client.get(at(world)).status_code == 200
        switch_on()
        assert client.get(at(world, "nieuw/")).status_code == 200
        assert [area for area, _ in begin(world).areas] == ["income", "housing"]


def test_an_instrument_counts_from_its_first_until_its_last_day(in_leek: World) -> None:
    switch_on(valid_from=TODAY + timedelta(days=1))
    assert instrument_on(TODAY) is None
    switch_on(valid_from=TODAY - timedelta(days=9), valid_until=TODAY - timedelta(days=1))
    assert instrument_on(TODAY) is None
    assert instrument_on(TODAY - timedelta(days=1)) is not None


# ---------------------------------------------------------------- who
PAGES = ["", "nieuw/", "{row}/", "{row}/gebied/income/", "{row}/afronden/"]
POSTS = ["{row}/gebied/income/sluiten/", "{row}/stoppen/", "{row}/gebied/income/concept/"]


@pytest.mark.parametrize("rest", [*PAGES, *POSTS])
def test_who_may_not_open_the_dossier_finds_nothing(in_leek: World, landsmeer: Any, rest: str) -> None:
    switch_on()
    path = at(in_leek, rest.format(row=begin(in_leek).pk))
    for nobody in (in_leek.marieke, account("vreemde")):
        assert browser(nobody).post(path).status_code in (404, 405)
        assert browser(nobody).get(path).status_code in (404, 405)
    with scope.entered(landsmeer.scope()):
        stranger = logged_in(landsmeer, account("zoe"))
    assert stranger.get(path.replace("/leek/", "/landsmeer/")).status_code in (404, 405)


def test_a_director_sees_no_measurement(in_sittard_geleen: World) -> None:
    from tests.integration.dossiers.plans import director, start

    switch_on()
    user = director(in_sittard_geleen, start(in_sittard_geleen))
    assert browser(user).get(at(in_sittard_geleen)).status_code == 404


@pytest.mark.parametrize("rest", POSTS)
def test_an_act_is_sent_and_never_opened(in_leek: World, rest: str) -> None:
    switch_on()
    assert browser(in_leek.sanne).get(at(in_leek, rest.format(row=begin(in_leek).pk))).status_code == 405


def test_a_look_at_it_is_a_line_in_the_log(in_opsterland: World) -> None:
    browser(in_opsterland.sanne).get(at(in_opsterland))
    assert AuditEvent.objects.filter(event="dossier:measurement:looked", dossier_id=in_opsterland.dossier.pk).count() == 1


# ---------------------------------------------------------------- area by area
def test_an_area_stays_closed_without_a_reason(in_opsterland: World) -> None:
    row = begin(in_opsterland)
    with pytest.raises(Invalid) as caught:
        score(in_opsterland, row, reason=" ")
    assert caught.value.field == "reason"
    assert not Score.objects.exists()
    score(in_opsterland, row)
    assert set(scores_of(row)) == {"income"}


@pytest.mark.requirement("OPST-1x")
@pytest.mark.parametrize("level", [0, 6, -1])
def test_a_level_is_one_to_five(in_opsterland: World, level: int) -> None:
    row = begin(in_opsterland)
    with pytest.raises(Invalid):
        score(in_opsterland, row, level=level)
    for good in range(1, 6):
        assert score(in_opsterland, row, level=good).level == good


def test_an_area_of_another_instrument_is_refused(in_opsterland: World) -> None:
    row = begin(in_opsterland)
    with pytest.raises(Invalid):
        score(in_opsterland, row, area="parenting")
    assert browser(in_opsterland.sanne).get(at(in_opsterland, f"{row.pk}/gebied/parenting/")).status_code == 404


def test_health_is_scored_when_the_client_consented_and_not_before(in_opsterland: World) -> None:
    world = in_opsterland
    row = begin(world)
    with pytest.raises(Refused) as caught:
        score(world, row, area="mental_health")
    assert any("art. 11" in str(citation) for citation in caught.value.decision.citations)
    assert AuditEvent.objects.using("attempts").filter(event="dossier:area:opened", outcome="refused", reason="mental_health").exists()
    page = browser(world.sanne).post(at(world, f"{row.pk}/gebied/mental_health/"), {"reason": "staat in de vraag", "level": "2", "explanation": "x"})
    assert page.status_code == 403
    assert "staat in de vraag" in page.content.decode()
    talk = world.explained()
    agree(world, talk)
    judge(world, talk, Category.HEALTH, answer=Answer.YES)
    assert score(world, row, area="mental_health").level == 3


def test_what_is_scored_is_ciphertext(in_opsterland: World) -> None:
    score(in_opsterland, begin(in_opsterland), explanation="Wil graag hulp")
    with connection.cursor() as cursor:
        cursor.execute("select reason, level, explanation from dossiers_score")
        for value in cursor.fetchone():
            assert b"hulp" not in bytes(value)
            assert len(bytes(value)) > 20


def test_an_area_is_closed_again_and_empty(in_opsterland: World) -> None:
    row = begin(in_opsterland)
    score(in_opsterland, row)
    close_area(measurement=row, area="income", by=in_opsterland.sanne)
    assert scores_of(row) == {}
    with pytest.raises(Conflict):
        close_area(measurement=row, area="income", by=in_opsterland.sanne)


# ---------------------------------------------------------------- finishing
@pytest.mark.requirement("OPST-1x")
@pytest.mark.requirement("OPST-9.1e")
def test_in_opsterland_it_is_drawn_up_together_on_a_day(in_opsterland: World) -> None:
    row = begin(in_opsterland)
    score(in_opsterland, row)
    with pytest.raises(Invalid) as caught:
        finish_measurement(measurement=row, with_client=False, not_together="geen tijd", by=in_opsterland.sanne)
    assert caught.value.field == "with_client"
    with pytest.raises(Invalid):
        finish_measurement(measurement=row, with_client=True, by=in_opsterland.sanne)
    done = finish_measurement(measurement=row, with_client=True, drawn_up_with="Johanna", by=in_opsterland.sanne)
    assert (done.state, done.measured_on, done.drawn_up_with) == (MeasurementState.FINISHED, TODAY, "Johanna")


def test_elsewhere_it_can_be_alone_with_a_reason(in_leek: World) -> None:
    switch_on()
    row = begin(in_leek)
    talk = in_leek.explained()
    agree(in_leek, talk)
    score(in_leek, row)
    with pytest.raises(Invalid):
        finish_measurement(measurement=row, with_client=False, by=in_leek.sanne)
    assert finish_measurement(measurement=row, with_client=False, not_together="ligt in het ziekenhuis", by=in_leek.sanne).with_client is False


def test_nothing_scored_or_half_scored_is_not_finished(in_opsterland: World) -> None:
    row = begin(in_opsterland)
    for level in (None, 3):
        with pytest.raises(Invalid):
            finish_measurement(measurement=row, with_client=True, drawn_up_with="Johanna", by=in_opsterland.sanne)
        score(in_opsterland, row, level=level)
    finish_measurement(measurement=row, with_client=True, drawn_up_with="Johanna", by=in_opsterland.sanne)


def test_what_is_finished_stays_as_it_is(in_opsterland: World) -> None:
    row = finished(in_opsterland, income=3)
    with pytest.raises(Conflict):
        score(in_opsterland, row, level=4)
    with pytest.raises(Conflict):
        close_area(measurement=row, area="income", by=in_opsterland.sanne)
    with pytest.raises(Conflict):
        finish_measurement(measurement=row, with_client=True, drawn_up_with="x", by=in_opsterland.sanne)
    with pytest.raises(Conflict):
        drop_measurement(measurement=row, by=in_opsterland.sanne)
    client = browser(in_opsterland.sanne)
    for rest in ("gebied/income/", "afronden/"):
        assert client.get(at(in_opsterland, f"{row.pk}/{rest}")).status_code == 409


def test_one_is_drawn_up_at_a_time_and_giving_up_keeps_no_scores(in_opsterland: World) -> None:
    row = begin(in_opsterland)
    score(in_opsterland, row)
    with pytest.raises(Conflict):
        begin(in_opsterland)
    drop_measurement(measurement=row, by=in_opsterland.sanne)
    assert not Score.objects.exists()
    assert measurements_of(in_opsterland.dossier) == []
    assert begin(in_opsterland).pk != row.pk


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), TODAY - timedelta(days=1)])
def test_no_day_ahead_or_before_the_dossier(in_opsterland: World, day: date) -> None:
    with pytest.raises(Invalid):
        begin(in_opsterland, day)


# ---------------------------------------------------------------- pages
def test_the_whole_way_on_pages(in_opsterland: World) -> None:
    world = in_opsterland
    client = browser(world.sanne)
    assert client.post(at(world, "nieuw/"), {"measured_on": "morgen"}).status_code == 422
    page = client.post(at(world, "nieuw/"), {"measured_on": "2026-11-24"})["Location"]
    assert client.post(at(world, "nieuw/"), {"measured_on": "2026-11-24"}).status_code == 409
    for area, level in (("income", "2"), ("housing", "4"), ("social_network", "3")):
        assert client.post(f"{page}gebied/{area}/", {"reason": "", "level": level}).status_code == 422
        assert client.post(f"{page}gebied/{area}/", {"reason": "in de vraag", "level": "9"}).status_code == 422
        assert client.post(f"{page}gebied/{area}/", {"reason": "in de vraag", "level": level, "explanation": ""})["Location"] == page
    assert client.post(f"{page}gebied/housing/sluiten/")["Location"] == page
    assert client.post(f"{page}gebied/housing/sluiten/").status_code == 409
    assert client.post(f"{page}gebied/housing/", {"reason": "in de vraag", "level": "4"}).status_code == 302
    assert client.post(f"{page}afronden/", {"with_client": "no"}).status_code == 422
    assert client.post(f"{page}afronden/", {"with_client": "yes", "drawn_up_with": "Johanna"})["Location"] == at(world)
    text = client.get(at(world)).content.decode()
    assert 'class="pd-radar"' in text
    assert "geestelijke gezondheid" in text  # named as not opened
    assert 'style="' not in text
    assert client.get(at(world, f"{uuid4()}/")).status_code == 404


def test_what_is_typed_about_an_area_is_kept(in_opsterland: World) -> None:
    row = begin(in_opsterland)
    client, page = browser(in_opsterland.sanne), at(in_opsterland, f"{row.pk}/gebied/daytime_activity/")
    assert client.post(f"{page}concept/", {"version": "0", "reason": "half"}).json()["version"] == 1
    assert client.post(f"{page}concept/", {"version": "0", "reason": "tweede"}).status_code == 409
    assert "half" in client.get(page).content.decode()
    assert client.post(page, {"reason": "heel", "level": "2"}).status_code == 302
    assert not ItemDraft.objects.exists()
    assert client.post(at(in_opsterland, f"{row.pk}/gebied/parenting/concept/"), {"version": "0"}).status_code == 404


@pytest.mark.requirement("OPST-1x")
def test_the_time_before_stands_beside_it(in_opsterland: World) -> None:
    first = finished(in_opsterland, income=2, housing=4, social_network=1)
    with clock.standing_at(clock.now() + timedelta(minutes=1)):
        compared(in_opsterland, first)


def compared(in_opsterland: World, first: Measurement) -> None:
    second = begin(in_opsterland)
    score(in_opsterland, second, "income", 4)
    assert before(second) == first
    assert before(first) is None
    text = browser(in_opsterland.sanne).get(at(in_opsterland, f"{second.pk}/gebied/income/")).content.decode()
    assert "Op 24 november 2026 was het niveau 2." in text
    finish_measurement(measurement=second, with_client=True, drawn_up_with="Johanna", by=in_opsterland.sanne)
    page = browser(in_opsterland.sanne).get(at(in_opsterland))
    assert [(line["code"], line["level"], line["before"]) for line in page.context["lines"]] == [("income", 4, 2)]
    assert page.context["radar"] is None
    assert page.context["earlier"] == first


def test_the_tab_asks_the_same_for_one_and_for_many(in_opsterland: World) -> None:
    finished(in_opsterland, income=2)
    finished(in_opsterland, income=3)
    client: Client = browser(in_opsterland.sanne)
    once = counted(client, at(in_opsterland))
    for _ in range(3):
        finished(in_opsterland, income=2, housing=4, social_network=1, participation=3)
    assert counted(client, at(in_opsterland)) == once
    assert once <= 26


def test_who_may_only_look_changes_nothing(in_opsterland: World) -> None:
    newcomer = account("kijker")
    add_member(team=in_opsterland.team, user=newcomer, role=TeamRole.MEMBER, by=SYSTEM)
    row = begin(in_opsterland)
    assert browser(newcomer).post(at(in_opsterland, f"{row.pk}/gebied/income/"), {"reason": "x", "level": "1"}).status_code in (403, 404)
    assert not Score.objects.exists()
