"""Until when something is kept: as each protocol counts, the law's minimum first, counted anew when facts change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers.models import Dossier, Item
from dossiers.services.closing import reopen_dossier
from dossiers.services.items import correct_item
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.protocols.types import SectorLaw
from privacy_domain.protocols.values import RetentionStart
from privacy_domain.tenancy.models import Adoption
from privacy_domain.web.errors import Conflict
from privacy_domain.work.models import Task
from privacy_domain.work.selectors import open_tasks
from retention import services
from retention.models import Clock
from retention.policies import PartFacts, term_of, with_term
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.written import consenting, facts, written
from tests.integration.retention.pasts import close, counted, on, under, world_since

TODAY = date(2026, 11, 24)


# ---------------------------------------------------------------- as each protocol counts
@pytest.mark.requirement("LEEK-6-termijn")
def test_leek_counts_each_item_from_its_receipt_while_the_dossier_is_open(in_leek: World) -> None:
    consenting(in_leek)
    old, new = written(in_leek, received_on=date(2020, 2, 29)), written(in_leek, received_on=date(2026, 11, 1))
    rows = counted(in_leek)
    assert rows[f"wmo:{old.series}"].destroy_from == date(2035, 3, 1)
    assert rows[f"wmo:{new.series}"].destroy_from == date(2041, 11, 2)
    assert rows["wmo"].destroy_from == date(2041, 11, 25), "the rest was made until today"
    assert rows[f"wmo:{old.series}"].citations == ["leek-2018 art. 6", "wmo-2015 art. 5.3.4 lid 1"]
    assert "leek-2018" in rows["wmo"].protocol_version


@pytest.mark.requirement("LAND-6-termijn")
def test_landsmeer_counts_from_the_year_of_closing_and_knows_no_day_before() -> None:
    with world_since("landsmeer", date(2019, 2, 4)) as world:
        under(world, "participatiewet")
        assert (counted(world)["participatiewet"].destroy_from, counted(world)["participatiewet"].waits) == (None, True)
        close(world, date(2020, 3, 15))
        with on(TODAY):
            row = counted(world)["participatiewet"]
        assert (row.protocol_until, row.law_until, row.destroy_from, row.waits) == (date(2025, 12, 31), None, date(2026, 1, 1), False)


@pytest.mark.requirement("LAND-6-wettelijk", "ENG-5")
def test_the_minimum_of_the_law_wins_for_the_part_under_that_law() -> None:
    with world_since("landsmeer", date(2019, 2, 4)) as world:
        under(world, "jeugdwet", "participatiewet", "wmo")
        close(world, date(2020, 3, 15))
        with on(TODAY):
            rows = counted(world)
        assert rows["participatiewet"].destroy_from == date(2026, 1, 1)
        assert (rows["wmo"].protocol_until, rows["wmo"].law_until) == (date(2025, 12, 31), date(2035, 3, 15))
        assert rows["wmo"].destroy_from == date(2035, 3, 16)
        assert rows["jeugdwet"].destroy_from == date(2040, 3, 16)
        assert {"landsmeer-2016 art. 6", "jeugdwet art. 7.3.8 lid 3"} <= set(rows["jeugdwet"].citations)


@pytest.mark.requirement("LEID-10.2")
def test_leiden_keeps_wmo_data_fifteen_years_from_the_year_of_closing() -> None:
    with world_since("leiden", date(2019, 2, 4)) as world:
        close(world, date(2020, 3, 15))
        with on(TODAY):
            assert counted(world)["wmo"].destroy_from == date(2036, 1, 1)


@pytest.mark.requirement("OPST-9.2")
def test_opsterland_keeps_fifteen_years_from_the_year_in_which_support_ends() -> None:
    with world_since("opsterland", date(2019, 2, 4)) as world:
        under(world, "jeugdwet", "wmo")
        close(world, date(2020, 3, 15))
        with on(TODAY):
            rows = counted(world)
        assert rows["wmo"].destroy_from == date(2036, 1, 1)
        assert rows["jeugdwet"].destroy_from == date(2040, 3, 16), "no clause says so, and the law holds"


@pytest.mark.requirement("SITT-zwijgt")
def test_in_sittard_geleen_the_law_counts_alone(in_sittard_geleen: World) -> None:
    consenting(in_sittard_geleen)
    item = written(in_sittard_geleen, law="wmo")
    under(in_sittard_geleen, "jeugdwet", "participatiewet", "wmo")
    rows = counted(in_sittard_geleen)
    assert rows[f"wmo:{item.series}"].destroy_from == date(2041, 11, 25)
    assert rows["jeugdwet"].destroy_from == date(2046, 11, 25)
    assert (rows["participatiewet"].destroy_from, rows["participatiewet"].waits, rows["participatiewet"].citations) == (None, False, [])


# ---------------------------------------------------------------- facts change
def test_reopened_the_day_is_gone_and_closed_again_it_counts_from_then() -> None:
    with world_since("leiden", date(2019, 2, 4)) as world:
        close(world, date(2020, 3, 15))
        counted(world)
        with on(date(2021, 5, 1)):
            reopen_dossier(dossier=Dossier.objects.get(pk=world.dossier.pk), reason="Opnieuw een vraag", by=world.tom)
            assert (counted(world)["wmo"].destroy_from, counted(world)["wmo"].waits) == (None, True)
        close(world, date(2022, 1, 10))
        with on(TODAY):
            assert counted(world)["wmo"].destroy_from == date(2038, 1, 1)


@pytest.mark.requirement("LEEK-6-termijn")
def test_a_corrected_text_does_not_begin_again_and_a_corrected_day_moves_the_clock(in_leek: World) -> None:
    consenting(in_leek)
    item = written(in_leek, received_on=date(2020, 6, 1))
    assert counted(in_leek)[f"wmo:{item.series}"].destroy_from == date(2035, 6, 2)
    correct_item(item=item, facts=facts(in_leek, title="Tweede bezoek"), reason="Verkeerde titel", by=in_leek.sanne)
    assert counted(in_leek)[f"wmo:{item.series}"].destroy_from == date(2035, 6, 2)
    Item.objects.filter(series=item.series).update(received_on=date(2021, 6, 1))
    with on(date(2026, 11, 25)):
        assert night() == 1
    assert Clock.objects.get(series=item.series).destroy_from == date(2036, 6, 2)


def test_a_law_that_holds_no_more_loses_its_part_but_not_for_items_under_it(in_leek: World) -> None:
    consenting(in_leek)
    under(in_leek, "participatiewet", "wmo")
    written(in_leek, law="wmo")
    assert set(counted(in_leek)) > {"participatiewet", "wmo"}
    under(in_leek, "participatiewet")
    assert "wmo" in counted(in_leek), "an item still falls under it"
    Item.objects.update(law="participatiewet")
    assert {name.split(":")[0] for name in counted(in_leek)} == {"participatiewet"}


# ---------------------------------------------------------------- which version
def test_the_version_of_closing_governs_and_the_law_of_today_is_asked_again() -> None:
    with world_since("sittard-geleen", date(2018, 6, 4)) as world:
        under(world, "jeugdwet")
        close(world, date(2019, 3, 15))
        with on(date(2019, 6, 1)):
            assert counted(world)["jeugdwet"].destroy_from == date(2034, 3, 16)
        with on(TODAY):
            row = counted(world)["jeugdwet"]
            assert row.destroy_from == date(2039, 3, 16), "twenty years since 2020"
            assert [step["on"] for step in row.steps] == ["2019-03-15", "2026-11-24"]


def test_a_protocol_that_expired_still_governs_what_was_closed_under_it() -> None:
    with world_since("opsterland", date(2016, 2, 4)) as world:
        under(world, "participatiewet")
        close(world, date(2016, 9, 1))
        Adoption.objects.get().delete()  # type: ignore[attr-defined]
        Adoption(version="opsterland-2015", valid_from=date(2015, 1, 1), valid_until=date(2017, 6, 30), basis="decided", source="test").save()
        with on(TODAY):
            row = counted(world)["participatiewet"]
        assert (row.protocol_version, row.current_version, row.destroy_from) == ("opsterland-2015", "", date(2032, 1, 1))


@pytest.mark.parametrize(("years", "day"), [(3, date(2026, 1, 1)), (10, date(2031, 1, 1))])
def test_a_version_of_today_can_only_make_it_later(in_landsmeer: World, years: int, day: date) -> None:
    part = PartFacts(law=SectorLaw.OTHER, received=date(2019, 1, 1), closed=date(2020, 3, 15), last_change=date(2020, 3, 15))
    assert term_of(part, TODAY, with_term(TODAY, years, RetentionStart.END_OF_CLOSING_YEAR)).destroy_from == day


# ---------------------------------------------------------------- never early, never late
def years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def last_day_kept(code: str, part: PartFacts) -> date | str | None:
    """Written from the texts: the last day kept, None where nobody says it, "waits" before the closing."""
    legal = {SectorLaw.WMO: years_after(part.received, 15), SectorLaw.JEUGDWET: years_after(part.last_change, 20)}.get(part.law)
    if code == "leek":
        own: date | None = years_after(part.received, 15)
    elif code == "sittard-geleen":
        own = None
    elif part.closed is None:
        return "waits"
    else:
        own = date(part.closed.year + {"landsmeer": 5, "leiden": 15, "opsterland": 15}[code], 12, 31)
    return max([day for day in (own, legal) if day], default=None)


@pytest.mark.requirement("LEEK-6-termijn", "LAND-6-termijn", "LAND-6-wettelijk", "LEID-10.2", "OPST-9.2", "ENG-5")
def test_never_early_and_never_late(anywhere: World) -> None:
    code, dice = anywhere.dossier.municipality.code, Random(20261124)
    laws = [SectorLaw.WMO] if code == "leiden" else list(SectorLaw)
    for _ in range(600):
        received = date(2020, 1, 1) + timedelta(days=dice.randrange(2000))
        last = received + timedelta(days=dice.randrange(300))
        closed = last if dice.random() < 0.8 else None
        part = PartFacts(law=dice.choice(laws), received=received, closed=closed, last_change=last)
        expected, found = last_day_kept(code, part), term_of(part, TODAY)
        if expected == "waits":
            assert (found.destroy_from, found.waits) == (None, True), part
        elif expected is None:
            assert (found.destroy_from, found.waits) == (None, False), part
        else:
            assert isinstance(expected, date)
            assert found.destroy_from == expected + timedelta(days=1), part


def test_what_is_kept_longest_of_a_part_decides(in_landsmeer: World) -> None:
    consenting(in_landsmeer)
    written(in_landsmeer, received_on=date(2026, 11, 24))
    row = counted(in_landsmeer)["wmo"]
    assert row.received_on == TODAY
    later = replace(PartFacts(law=SectorLaw.WMO, received=TODAY, closed=TODAY, last_change=TODAY), closed=date(2026, 12, 31))
    assert term_of(later, date(2027, 1, 1)).destroy_from == date(2041, 11, 25)


# ---------------------------------------------------------------- the job of the night
def night() -> int:
    return services.refresh_changed(begun=clock.now(), by=SYSTEM)


def test_the_night_counts_what_changed_and_nothing_else(in_leek: World) -> None:
    consenting(in_leek)
    assert night() == 1
    with on(date(2026, 11, 26)):
        assert night() == 0
        written(in_leek)
    with on(date(2026, 11, 27)):
        assert night() == 1
        assert night() == 0
    with on(date(2026, 11, 28)):
        under(in_leek, "participatiewet", "wmo")
        assert night() == 1
        Adoption.objects.update(version="landsmeer-2016")
    with on(date(2026, 11, 29)):
        assert night() == 1, "another version is in force"


def test_looking_is_no_change(in_leek: World) -> None:
    from dossiers.services import open_dossier

    night()
    with on(date(2026, 11, 26)):
        open_dossier(ref=in_leek.dossier.pk, by=in_leek.sanne)
        assert night() == 0


def test_what_runs_out_soon_is_counted_every_night(in_leek: World) -> None:
    consenting(in_leek)
    written(in_leek, received_on=date(2011, 12, 1))
    night()
    with on(date(2026, 11, 26)):
        assert night() == 1


def test_a_clock_that_moves_is_in_the_log_and_one_that_does_not_is_not(in_leek: World) -> None:
    counted(in_leek)
    counted(in_leek)
    lines = AuditEvent.objects.filter(event="retention:clock:moved")
    assert [(line.dossier_id, line.actor_id) for line in lines] == [(in_leek.dossier.pk, None)]


def test_many_dossiers_take_as_many_statements_as_one(in_leek: World) -> None:
    from dossiers.services import start_dossier
    from tests.integration.dossiers.cast import first_code

    def more() -> Dossier:
        person = in_leek.client.__class__.objects.get(pk=in_leek.client.pk)
        return start_dossier(
            person=person, team=in_leek.team, purposes=[first_code("purposes")], domains=[first_code("domains")], law_tags=["wmo"],
            help_question="Nog een vraag", by=in_leek.sanne,
        )  # fmt: skip

    many = [in_leek.dossier, *(more() for _ in range(4))]
    counted(in_leek)
    services.refresh_dossiers(dossiers=many, by=SYSTEM)
    with CaptureQueriesContext(connection) as one:
        services.refresh_dossiers(dossiers=many[:1], by=SYSTEM)
    with CaptureQueriesContext(connection) as five:
        services.refresh_dossiers(dossiers=many, by=SYSTEM)
    assert len(one) == len(five)


# ---------------------------------------------------------------- a closing that is missing
@pytest.mark.requirement("LAND-6-termijn")
def test_without_a_closing_the_team_is_asked_once_a_year() -> None:
    with world_since("landsmeer", date(2024, 2, 4)) as world:
        counted(world)
        with on(date(2025, 1, 1)):
            assert services.ask_for_closings(by=SYSTEM) == 0
        with on(date(2025, 3, 1)):
            assert services.ask_for_closings(by=SYSTEM) == 1
            assert services.ask_for_closings(by=SYSTEM) == 0
            assert [task.kind for task in open_tasks(team_ids=[world.team.pk])] == ["missing_closing"]
            services.support_goes_on(dossier=world.dossier, by=world.sanne)
            with pytest.raises(Conflict):
                services.support_goes_on(dossier=world.dossier, by=world.sanne)
        with on(date(2026, 3, 1)):
            assert services.ask_for_closings(by=SYSTEM) == 1


def test_what_was_closed_is_not_asked_for_any_more() -> None:
    with world_since("landsmeer", date(2024, 2, 4)) as world:
        counted(world)
        with on(date(2025, 3, 1)):
            services.ask_for_closings(by=SYSTEM)
        Task.objects.filter(kind="missing_closing").update(dossier_id=world.dossier.pk)
        Dossier.objects.filter(pk=world.dossier.pk).update(state="closed", closed_on=date(2025, 3, 2))
        with on(date(2025, 3, 3)):
            services.ask_for_closings(by=SYSTEM)
            assert Task.objects.get(kind="missing_closing").state == Task.State.DONE
