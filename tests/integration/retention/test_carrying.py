"""An approved list is carried out: asked again row by row, destroyed by the same steps, paused, stopped, set apart, over."""

from __future__ import annotations

from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied

import retention.tasks  # noqa: F401 - the worker imports it
from access.models import User
from dossiers.models import Dossier, Item, Passage
from dossiers.services.closing import reopen_dossier
from dossiers.states import DossierState
from privacy_domain import clock
from privacy_domain.crypto import keys
from privacy_domain.erasure import ledger
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import Person
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import runner
from retention import services
from retention.models import Certificate, Clock, Destruction, DestructionList, DestructionRow, Hold
from retention.selectors import jobs_apart, progress_of
from retention.selectors.restored import brought_back
from retention.services.destruction import replay_ledger
from retention.states import DestructionOf, DestructionState, HoldReason, ListState, Outcome, RowResult, Standing
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_looks import browser, text
from tests.integration.dossiers.written import written
from tests.integration.retention.carried import LATER, WEEK, Staff, approved, lists, old_item, staff, wait_and_work, work_off
from tests.integration.retention.pasts import close, counted, on, under, world_since
from tests.integration.retention.test_destruction import another, rows_of


def mixed(world: World) -> dict[str, Item]:
    """Two items under each of two laws; closed in 2020. On LATER only the Wmo has passed."""
    under(world, "jeugdwet", "wmo")
    found = {law: written(world, title=f"Onder {law}", law=law) for law in ("jeugdwet", "wmo")}
    close(world, date(2020, 3, 15))
    return found


# ---------------------------------------------------------------- one item
pytestmark = pytest.mark.usefixtures("unprinted")


@pytest.mark.requirement("LEEK-6-einde")
def test_an_item_goes_with_all_that_is_about_it_and_its_neighbour_in_the_dossier_loses_nothing(long_in_leek: World) -> None:
    gone, stays = old_item(long_in_leek, "Gaat weg"), written(long_in_leek, title="Blijft", received_on=date(2019, 2, 4))
    held = services.Held(long_in_leek.dossier.person, long_in_leek.dossier, gone.series)
    hold = services.place_hold(held=held, reason=HoldReason.SUPPORT, explanation="Even nog", review_on=date(2019, 5, 1), by=long_in_leek.sanne)
    services.lift_hold(hold=hold, because="Niet meer nodig", by=long_in_leek.sanne)
    counted(long_in_leek)
    by = staff()
    approved(by)
    before = Passage.objects.count()
    wait_and_work()
    assert [str(row.title) for row in Item.with_going.all()] == ["Blijft"]
    assert Passage.objects.count() == before - 1 and str(Passage.objects.get(item=stays).text)
    assert not Hold.objects.exists() and not DestructionRow.objects.exists() and not Clock.objects.filter(series=gone.series).exists()
    line = Destruction.objects.get()
    assert (line.of, line.subject, line.laws, line.state, line.within) == (DestructionOf.ITEM, gone.series, ["wmo"], DestructionState.DONE, None)
    assert line.rows["dossiers.Item"] == 1 and "people.Person" not in line.rows and line.keys == []
    assert [entry.subject for entry in ledger.entries()] == [gone.series]
    assert Dossier.objects.get(pk=long_in_leek.dossier.pk).state == DossierState.OPEN and keys.key_for("dossier", long_in_leek.dossier.pk)
    assert lists().state == ListState.DONE and progress_of(lists()).gone == 1


def test_from_the_first_mark_an_item_is_there_for_nobody(long_in_leek: World) -> None:
    item = old_item(long_in_leek, "Gaat weg")
    counted(long_in_leek)
    approved(staff())
    with on(clock.today() + WEEK):
        assert services.begin_list(list_id=lists().pk, by=SYSTEM)
        (row,) = DestructionRow.objects.all()
        assert services.carry_out_row(row_id=row.pk, by=SYSTEM)
        client = browser(long_in_leek.sanne)
        code = scope.require().code
        assert client.get(f"/{code}/d/{long_in_leek.dossier.pk}/stukken/{item.pk}/").status_code == 404
        assert "Gaat weg" not in text(client.get(f"/{code}/d/{long_in_leek.dossier.pk}/stukken/"))
        assert not services.carry_out_row(row_id=row.pk, by=SYSTEM), "twice is once"
    assert Destruction.objects.get().state == DestructionState.MARKED


def test_what_a_backup_brings_back_of_an_item_goes_again(long_in_leek: World) -> None:
    item = old_item(long_in_leek, "Gaat weg")
    counted(long_in_leek)
    approved(staff())
    ledger.enter(scope.require().id, ledger.Destroyed.ITEM, item.series)
    assert [entry.subject for entry in brought_back()] == [item.series]
    assert replay_ledger(here=scope.require(), by=SYSTEM).again == 1 and not Item.with_going.exists() and not list(brought_back())
    assert Destruction.objects.get().laws == ["wmo"]


# ---------------------------------------------------------------- one part
def test_a_part_goes_by_its_law_and_the_other_part_loses_nothing(long_in_leiden: World) -> None:
    found = mixed(long_in_leiden)
    with on(LATER):
        counted(long_in_leiden)
        neighbour = another(long_in_leiden)
        rows = rows_of(neighbour.dossier)
        approved(staff())
        wait_and_work()
        dossier = Dossier.objects.get(pk=long_in_leiden.dossier.pk)
        assert dossier.law_tags == ["jeugdwet"] and str(dossier.help_question)
        assert [(row.series, str(row.title)) for row in Item.with_going.all()] == [(found["jeugdwet"].series, "Onder jeugdwet")]
        assert set(Clock.objects.filter(dossier=dossier).values_list("law", flat=True)) == {"jeugdwet"}
        line = Destruction.objects.get()
        assert (line.of, line.laws, line.items, line.state) == (DestructionOf.PART, ["wmo"], [found["wmo"].series], DestructionState.DONE)
        assert rows_of(neighbour.dossier) == rows
        assert Clock.objects.get(dossier=dossier, law="jeugdwet").destroy_from == counted(long_in_leiden)["jeugdwet"].destroy_from < date(2050, 1, 1)


@pytest.mark.requirement("LEID-10.3")
def test_the_last_part_takes_the_whole(long_in_leiden: World) -> None:
    close(long_in_leiden, date(2020, 3, 15))
    with on(LATER):
        counted(long_in_leiden)
        approved(staff())
        wait_and_work()
        assert not Dossier.with_going.exists() and not DestructionRow.objects.exists()
        line = Destruction.objects.get()
        assert (line.of, line.state, line.decided_by.username, line.approved_by.username) == ("dossier", "done", "fred", "olga")
        assert (lists().state, progress_of(lists()).gone) == (ListState.DONE, 1)


@pytest.mark.requirement("LEID-10.3")
def test_two_parts_on_one_list_leave_nothing_of_the_dossier(long_in_leiden: World) -> None:
    mixed(long_in_leiden)
    dossier = Dossier.objects.get(pk=long_in_leiden.dossier.pk)
    with on(date(2045, 1, 5)):
        counted(long_in_leiden)
        listed = approved(staff())
        assert {row.law for row in listed.rows.all()} == {"jeugdwet", "wmo"}
        wait_and_work()
        assert rows_of(dossier) == 0 and not DestructionRow.objects.exists()
        assert not Dossier.with_going.exists() and not Item.with_going.exists() and not Person.objects.filter(pk=dossier.person_id).exists()
        for kind, subject in (("dossier", dossier.pk), ("person", dossier.person_id)):
            with pytest.raises(keys.NoKey):
                keys.key_for(kind, subject)
        assert sorted(Destruction.objects.values_list("of", "state")) == [("dossier", "done"), ("part", "done")]
        assert (lists().state, progress_of(lists()).gone) == (ListState.DONE, 2)
        assert dossier.pk in {entry.subject for entry in ledger.entries()}


# ---------------------------------------------------------------- asked again
def test_a_list_whose_last_row_went_with_its_dossier_is_over(long_in_leiden: World) -> None:
    close(long_in_leiden, date(2020, 3, 15))
    with on(LATER):
        counted(long_in_leiden)
        approved(staff())
        with on(clock.today() + WEEK):
            assert services.begin_list(list_id=lists().pk, by=SYSTEM)
            DestructionRow.objects.all().delete()
            work_off()
            assert lists().state == ListState.DONE


def test_before_its_day_nothing_is_begun(long_in_leek: World) -> None:
    old_item(long_in_leek, "Gaat weg")
    counted(long_in_leek)
    listed = approved(staff())
    with on(clock.today() + WEEK - timedelta(days=1)):
        work_off()
        with pytest.raises(Conflict):
            services.begin_list(list_id=listed.pk, by=SYSTEM)
    assert lists().state == ListState.APPROVED and Item.objects.exists()


def test_called_off_in_the_week_it_is_not_begun(long_in_leek: World) -> None:
    old_item(long_in_leek, "Blijft")
    counted(long_in_leek)
    by = staff()
    services.abort_list(listed=approved(by), because="Toch niet", by=by.officer)
    wait_and_work()
    assert lists().state == ListState.ABORTED and Item.objects.exists() and not Destruction.objects.exists()


@pytest.mark.requirement("LEEK-6-langer")
def test_what_is_held_since_is_left_with_the_reason(long_in_leek: World) -> None:
    item = old_item(long_in_leek, "Blijft")
    counted(long_in_leek)
    approved(staff())
    held = services.Held(long_in_leek.dossier.person, long_in_leek.dossier, item.series)
    services.place_hold(held=held, reason=HoldReason.SUPPORT, explanation="Toch nodig", review_on=date(2020, 1, 1), by=long_in_leek.sanne)
    wait_and_work()
    row = DestructionRow.objects.get()
    assert (row.result, row.because, row.running) == (RowResult.SKIPPED, [Standing.HELD], False)
    assert Item.objects.exists() and lists().state == ListState.DONE and not Destruction.objects.exists()


@pytest.mark.requirement("LAND-6-wettelijk")
def test_what_was_reopened_or_moved_since_is_left_with_the_reason() -> None:
    with world_since("landsmeer", date(2019, 2, 4)) as world:
        under(world, "participatiewet")
        close(world, date(2020, 3, 15))
        with on(date(2026, 1, 5)):
            counted(world)
            approved(staff())
            reopen_dossier(dossier=Dossier.objects.get(pk=world.dossier.pk), reason="Nieuwe vraag", by=world.tom)
            wait_and_work()
            row = DestructionRow.objects.get()
            assert (row.result, row.because) == (RowResult.SKIPPED, [Standing.MOVED, Standing.OPEN])
        with on(date(2026, 3, 5)):
            close(world, date(2026, 3, 5))
            counted(world)
            with pytest.raises(Conflict):
                services.make_list(by=SYSTEM)
        with on(date(2032, 1, 5)):
            counted(world)
            approved_again = services.make_list(by=SYSTEM)
            under(world, "jeugdwet")
            DestructionRow.objects.filter(on_list=approved_again).update(law="jeugdwet")
            counted(world)
            by = staff_again()
            with pytest.raises(Invalid):
                services.judge_rows(
                    listed=approved_again, outcomes=dict.fromkeys(approved_again.rows.values_list("pk", flat=True), Outcome.DESTROY), by=by.judge
                )


def staff_again() -> Staff:
    return Staff(User.objects.get(username="fred"), User.objects.get(username="olga"))


# ---------------------------------------------------------------- pause, stop, set apart
def test_paused_nothing_further_begins_and_then_it_goes_on(several: Staff) -> None:
    with on(clock.today() + WEEK):
        assert runner.run_next(scope.require())
        services.pause_list(listed=lists(), by=several.judge)
        work_off()
        assert progress_of(lists()).gone == 0 and Item.objects.count() == 3
        with pytest.raises(Conflict):
            services.pause_list(listed=lists(), by=several.judge)
        with pytest.raises(PermissionDenied):
            services.resume_list(listed=lists(), by=several.judge)
        services.resume_list(listed=lists(), by=several.officer)
        with pytest.raises(Conflict):
            services.resume_list(listed=lists(), by=several.officer)
        work_off()
        assert progress_of(lists()).gone == 3 and lists().state == ListState.DONE and not Item.with_going.exists()


def test_stopped_the_rest_stays_and_a_next_list_takes_it_up(several: Staff) -> None:
    with on(clock.today() + WEEK):
        for _ in range(2):
            runner.run_next(scope.require())
        with pytest.raises(Invalid):
            services.stop_list(listed=lists(), because=" ", by=several.judge)
        services.stop_list(listed=lists(), because="Verkeerde lijst", by=several.judge)
        assert lists().ended_at is None, "one is hidden already, and still goes"
        work_off()
        listed = lists()
        assert (listed.state, progress_of(listed).gone, progress_of(listed).left) == (ListState.STOPPED, 1, 2)
        assert listed.ended_at and Certificate.objects.get().content["stopped"]
        assert services.make_list(by=SYSTEM).row_count == 2


def test_what_fails_three_times_is_set_apart_and_the_officer_tries_again(several: Staff) -> None:
    with on(clock.today() + WEEK):
        with patch("retention.services.destruction.ledger.enter", side_effect=OSError("disk")):
            for hours in range(3):
                with clock.standing_at(clock.now() + timedelta(hours=hours)):
                    work_off()
        listed = lists()
        assert (jobs_apart(listed).count(), listed.state, progress_of(listed).going) == (3, ListState.RUNNING, 3)
        page = browser(several.officer).get(f"/leek/bewaren/lijst/{listed.pk}/")
        assert "3 delen konden na drie pogingen niet" in text(page)
        assert "3 apart gezet" in text(browser(several.officer).get("/leek/bewaren/"))
        with pytest.raises(PermissionDenied):
            services.try_again(listed=listed, by=several.judge)
        assert services.try_again(listed=listed, by=several.officer) == 3
        with pytest.raises(Conflict):
            services.try_again(listed=listed, by=several.officer)
        work_off()
        assert lists().state == ListState.DONE and Destruction.objects.filter(state=DestructionState.DONE).count() == 3


# ---------------------------------------------------------------- keep, anonymise
def test_keeping_places_a_hold_with_a_day_to_look_again(long_in_leek: World) -> None:
    item = old_item(long_in_leek, "Blijft")
    counted(long_in_leek)
    by = staff()
    listed = services.make_list(by=SYSTEM)
    (row,) = listed.rows.all()
    why = services.Keeping(HoldReason.SUPPORT, "Zij komt volgend jaar terug", date(2020, 2, 1))
    with pytest.raises(Invalid):
        services.judge_rows(
            listed=listed, outcomes={row.pk: Outcome.KEEP}, keeping={row.pk: services.Keeping(HoldReason.SUPPORT, "", None)}, by=by.judge
        )
    services.judge_rows(listed=listed, outcomes={row.pk: Outcome.KEEP}, keeping={row.pk: why}, by=by.judge)
    hold = Hold.objects.get()
    assert (hold.series, hold.reason, hold.review_on, str(hold.explanation)) == (item.series, "support", date(2020, 2, 1), why.explanation)
    services.submit_list(listed=listed, by=by.judge)
    services.approve_list(listed=listed, typed=listed.name, by=by.officer)
    wait_and_work()
    assert (lists().state, DestructionRow.objects.get().result) == (ListState.DONE, RowResult.KEPT)
    with pytest.raises(Conflict):
        services.make_list(by=SYSTEM)


def test_what_a_list_kept_stays_told_when_a_later_list_destroys_it(long_in_leek: World) -> None:
    old_item(long_in_leek, "Gaat later weg")
    counted(long_in_leek)
    by = staff()
    why = services.Keeping(HoldReason.SUPPORT, "Zij komt volgend jaar terug", date(2020, 2, 1))
    listed = services.make_list(by=SYSTEM)
    (row,) = listed.rows.values_list("pk", flat=True)
    services.judge_rows(listed=listed, outcomes={row: Outcome.KEEP}, keeping={row: why}, by=by.judge)
    services.submit_list(listed=listed, by=by.judge)
    services.approve_list(listed=listed, typed=listed.name, by=by.officer)
    wait_and_work()
    services.lift_hold(hold=Hold.objects.get(), because="Niet meer nodig", by=by.officer)
    later = approved(by)
    wait_and_work()
    assert not DestructionRow.objects.exists()
    for over, gone, kept in ((listed, 0, 1), (later, 1, 0)):
        found = progress_of(DestructionList.objects.get(pk=over.pk))
        assert (found.gone, found.kept, found.left) == (gone, kept, 0)
