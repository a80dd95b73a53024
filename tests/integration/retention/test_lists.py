"""Destruction lists: nothing is chosen beforehand, another judges, a third approves, a week to think; what is held stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from access.models import User
from access.states import MunicipalRole
from dossiers.models import Dossier
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.selectors import open_tasks
from retention import services
from retention.models import Clock, DestructionList, DestructionRow, Hold
from retention.states import HoldReason, ListState, Outcome
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_looks import browser, text
from tests.integration.dossiers.written import consenting, written
from tests.integration.retention.pasts import close, counted, on, under, world_since

LATER = date(2026, 1, 5)


@contextmanager
def passed(code: str = "landsmeer", *laws: str) -> Iterator[World]:
    """A dossier whose term has passed on LATER, which it is."""
    with world_since(code, date(2019, 2, 4)) as world:
        under(world, *(laws or ("participatiewet",)))
        close(world, date(2020, 3, 15))
        with on(LATER):
            counted(world)
            yield world


@pytest.fixture
def world() -> Iterator[World]:
    with passed() as found:
        yield found


@pytest.fixture
def admin(world: World) -> User:
    return account("fien", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))


@pytest.fixture
def other(world: World) -> User:
    return account("fred", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))


@pytest.fixture
def officer(world: World) -> User:
    return account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))


def judged(listed: DestructionList, by: User, outcome: Outcome = Outcome.DESTROY) -> None:
    services.judge_rows(listed=listed, outcomes=dict.fromkeys(listed.rows.values_list("pk", flat=True), outcome), by=by)


def hold(world: World, **other: Any) -> Any:
    said = {"held": services.Held(world.dossier.person, world.dossier), "reason": HoldReason.LITIGATION, "explanation": "Rechtszaak"}
    return services.place_hold(**(said | {"review_on": date(2027, 1, 1), "by": world.sanne} | other))


# ---------------------------------------------------------------- making
def test_nothing_passed_no_list(world: World, admin: User) -> None:
    with on(date(2025, 12, 31)), pytest.raises(Conflict):
        services.make_list(by=SYSTEM)
    assert services.make_own_list(by=admin).row_count == 1, "and the day after it has"


def test_who_does_not_prepare_destruction_makes_no_list(world: World, officer: User) -> None:
    for nobody in (world.sanne, world.tom, officer):
        with pytest.raises(PermissionDenied):
            services.make_own_list(by=nobody)


@pytest.mark.requirement("LEEK-6-einde", "LAND-6-einde", "LEID-10.3", "OPST-9.3")
def test_nothing_is_chosen_beforehand(world: World, admin: User) -> None:
    listed = services.make_own_list(by=admin)
    row = DestructionRow.objects.get()
    assert (row.outcome, row.law, row.destroy_from, row.citations) == ("", "participatiewet", date(2026, 1, 1), ["landsmeer-2016 art. 6"])
    assert (listed.name, listed.state) == ("Vernietigingslijst januari 2026 nummer 1", ListState.JUDGING)
    with pytest.raises(Conflict):
        services.make_own_list(by=admin)


def test_only_the_part_whose_term_has_passed_is_listed() -> None:
    with passed("landsmeer", "jeugdwet", "participatiewet", "wmo"):
        services.make_list(by=SYSTEM)
        assert list(DestructionRow.objects.values_list("law", flat=True)) == ["participatiewet"]


def test_it_is_counted_again_before_it_is_listed(world: World, admin: User) -> None:
    Clock.objects.update(destroy_from=date(2020, 1, 1), protocol_until=None)
    under(world, "jeugdwet")
    with pytest.raises(Conflict):
        services.make_own_list(by=admin)


def test_the_schedule_makes_one_list_a_month(world: World) -> None:
    assert services.make_monthly_lists(by=SYSTEM) == 1
    assert services.make_monthly_lists(by=SYSTEM) == 0
    listed = DestructionList.objects.get()
    assert (listed.made_by, [task.kind for task in open_tasks(roles=["functional_admin"])]) == (None, ["judge_list"])
    with on(date(2026, 2, 1)):
        assert services.make_monthly_lists(by=SYSTEM) == 0, "it stands on a running list"


@pytest.mark.requirement("LEID-10.3", "OPST-9.3")
@pytest.mark.parametrize("code", ["leiden", "opsterland"])
def test_where_the_leader_is_beheerder_his_team_has_its_own_list_and_he_its_task(code: str) -> None:
    with world_since(code, date(2019, 2, 4)) as world:
        close(world, date(2020, 3, 15))
        with on(date(2036, 1, 1)):
            counted(world)
            assert services.make_monthly_lists(by=SYSTEM) == 1
            (task,) = open_tasks(assignee_id=world.tom.pk)
            listed = services.open_list(list_id=task.source_id, by=world.tom)
            assert (task.kind, listed.team) == ("judge_list", world.team)
            judged(listed, world.tom)
            services.submit_list(listed=listed, by=world.tom)
            assert not open_tasks(assignee_id=world.tom.pk)


def test_what_is_being_destroyed_is_on_no_list_and_no_page(world: World, admin: User, officer: User) -> None:
    from dossiers.models import Dossier

    Dossier.objects.filter(pk=world.dossier.pk).update(state="going")
    with pytest.raises(Conflict):
        services.make_own_list(by=admin)
    with pytest.raises(Conflict):
        hold(world)
    for user in (admin, officer):
        with pytest.raises(Http404):
            services.open_kept(ref=world.dossier.pk, by=user)


# ---------------------------------------------------------------- judging
def test_the_maker_does_not_judge(world: World, admin: User) -> None:
    listed = services.make_own_list(by=admin)
    with pytest.raises(PermissionDenied):
        judged(listed, admin)
    with pytest.raises(PermissionDenied):
        services.submit_list(listed=listed, by=admin)


def test_only_who_prepares_judges(world: World, admin: User, officer: User) -> None:
    listed = services.make_own_list(by=admin)
    for nobody in (officer, world.sanne, world.tom):
        with pytest.raises(PermissionDenied):
            judged(listed, nobody)


def test_a_part_is_not_kept_without_a_reason_on_record_and_not_destroyed_with_one(world: World, admin: User, other: User) -> None:
    listed = services.make_own_list(by=admin)
    with pytest.raises(Invalid):
        judged(listed, other, Outcome.KEEP)
    hold(world)
    for gone in (Outcome.DESTROY, Outcome.ANONYMISE):
        with pytest.raises(Invalid):
            judged(listed, other, gone)
    judged(listed, other, Outcome.KEEP)
    assert DestructionRow.objects.get().outcome == Outcome.KEEP


def test_both_parts_of_one_dossier_are_kept_at_once() -> None:
    with passed("landsmeer", "participatiewet", "wmo"), on(date(2045, 1, 5)):
        staff = [account(name, roles=(MunicipalRole.FUNCTIONAL_ADMIN,)) for name in ("fien", "fred")]
        services.refresh_dossiers(dossiers=list(Dossier.objects.all()), by=SYSTEM)
        listed = services.make_own_list(by=staff[0])
        rows = list(listed.rows.values_list("pk", flat=True))
        assert len(rows) == 2, "one part: this test proves nothing"
        why = services.Keeping(HoldReason.LITIGATION, "Er loopt een zaak", date(2045, 6, 1))
        services.judge_rows(listed=listed, outcomes=dict.fromkeys(rows, Outcome.KEEP), keeping=dict.fromkeys(rows, why), by=staff[1])
        assert Hold.objects.count() == 1 and set(listed.rows.values_list("outcome", flat=True)) == {Outcome.KEEP}


def test_a_row_of_another_list_is_not_judged_here(world: World, admin: User, other: User) -> None:
    listed = services.make_own_list(by=admin)
    with pytest.raises(Invalid):
        services.judge_rows(listed=listed, outcomes={uuid4(): Outcome.DESTROY}, by=other)


def test_it_is_not_handed_in_while_a_part_is_open(world: World, admin: User, other: User) -> None:
    listed = services.make_own_list(by=admin)
    with pytest.raises(Invalid):
        services.submit_list(listed=listed, by=other)


def test_what_is_held_or_reopened_after_it_was_judged_stops_the_list(world: World, admin: User, other: User, officer: User) -> None:
    from dossiers.models import Dossier
    from dossiers.services.closing import reopen_dossier

    listed = services.make_own_list(by=admin)
    judged(listed, other)
    row = hold(world)
    with pytest.raises(Invalid):
        services.submit_list(listed=listed, by=other)
    services.lift_hold(hold=row, because="Voorbij", by=officer)
    services.submit_list(listed=listed, by=other)
    reopen_dossier(dossier=Dossier.objects.get(pk=world.dossier.pk), reason="Nieuwe vraag", by=world.tom)
    with pytest.raises(Invalid):
        services.approve_list(listed=listed, typed=listed.name, by=officer)
    assert DestructionList.objects.get().state == ListState.SUBMITTED


# ---------------------------------------------------------------- approving
def submitted(admin: User, other: User) -> DestructionList:
    listed = services.make_own_list(by=admin)
    judged(listed, other)
    return services.submit_list(listed=listed, by=other)


def test_a_third_approves_with_the_name_typed_and_it_waits_a_week(world: World, admin: User, other: User, officer: User) -> None:
    listed = submitted(admin, other)
    for nobody in (admin, other, world.sanne):
        with pytest.raises(PermissionDenied):
            services.approve_list(listed=listed, typed=listed.name, by=nobody)
    for wrong in ("", "Vernietigingslijst", "vernietigingslijst januari 2026 nummer 2"):
        with pytest.raises(Invalid):
            services.approve_list(listed=listed, typed=wrong, by=officer)
    services.approve_list(listed=listed, typed=" vernietigingslijst januari 2026  nummer 1", by=officer)
    found = DestructionList.objects.get()
    assert (found.state, found.executes_on, found.approved_by) == (ListState.APPROVED, date(2026, 1, 12), officer)
    assert not open_tasks(roles=["privacy_officer"])
    with pytest.raises(Conflict):
        services.approve_list(listed=listed, typed=listed.name, by=officer)
    assert [line.event for line in AuditEvent.objects.filter(event__startswith="retention:list:").order_by("at", "id")] == [
        f"retention:list:{act}" for act in ("made", "judged", "submitted", "approved")
    ]


def test_who_judged_a_part_does_not_approve_in_another_role(world: World, admin: User) -> None:
    both = account("beide", roles=(MunicipalRole.FUNCTIONAL_ADMIN, MunicipalRole.PRIVACY_OFFICER))
    third = account("derde", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))
    listed = services.make_own_list(by=admin)
    judged(listed, both)
    services.submit_list(listed=listed, by=third)
    with pytest.raises(PermissionDenied):
        services.approve_list(listed=listed, typed=listed.name, by=both)


def test_the_database_wants_three_people(world: World, admin: User, other: User) -> None:
    listed = submitted(admin, other)
    for values in ({"judged_by": admin}, {"approved_by": other, "approved_at": listed.made_at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DestructionList.objects.filter(pk=listed.pk).update(**values)


def test_sent_back_it_is_judged_again(world: World, admin: User, other: User, officer: User) -> None:
    listed = submitted(admin, other)
    with pytest.raises(Invalid):
        services.return_list(listed=listed, because=" ", by=officer)
    services.return_list(listed=listed, because="Kijk nog eens", by=officer)
    assert DestructionList.objects.get().returned_because == "Kijk nog eens"
    assert [task.kind for task in open_tasks(roles=["functional_admin", "privacy_officer"])] == ["judge_list"]
    services.submit_list(listed=listed, by=other)
    assert [task.kind for task in open_tasks(roles=["functional_admin", "privacy_officer"])] == ["approve_list"]


@pytest.mark.parametrize("reached", [ListState.JUDGING, ListState.SUBMITTED, ListState.APPROVED])
def test_called_off_from_every_state_and_its_parts_are_free_again(world: World, admin: User, other: User, officer: User, reached: ListState) -> None:
    listed = submitted(admin, other) if reached != ListState.JUDGING else services.make_own_list(by=admin)
    if reached == ListState.APPROVED:
        services.approve_list(listed=listed, typed=listed.name, by=officer)
    with pytest.raises(PermissionDenied):
        services.abort_list(listed=listed, because="Nee", by=world.sanne)
    with pytest.raises(Invalid):
        services.abort_list(listed=listed, because="", by=admin)
    services.abort_list(listed=listed, because="Verkeerde maand", by=admin)
    with pytest.raises(Conflict):
        services.abort_list(listed=listed, because="Nog eens", by=admin)
    assert not open_tasks(roles=["functional_admin", "privacy_officer"])
    assert services.make_own_list(by=admin).name.endswith("nummer 2")


def test_what_was_kept_for_a_hold_that_stands_does_not_come_back_every_month(world: World, admin: User, other: User, officer: User) -> None:
    row = hold(world)
    listed = services.make_own_list(by=admin)
    judged(listed, other, Outcome.KEEP)
    services.abort_list(listed=listed, because="Klaar", by=admin)
    with pytest.raises(Conflict):
        services.make_own_list(by=admin)
    services.lift_hold(hold=row, because="Voorbij", by=officer)
    assert services.make_own_list(by=admin).row_count == 1


# ---------------------------------------------------------------- the pages
def at(rest: str = "") -> str:
    return f"/{scope.require().code}/bewaren/{rest}"


def test_a_list_is_no_page_for_others(world: World, admin: User, leek: Any) -> None:
    listed = services.make_own_list(by=admin)
    acts = ("beoordelen", "indienen", "goedkeuren", "terug", "afbreken")
    for nobody in (world.sanne, world.tom, account("henk", roles=(MunicipalRole.TEAM_LEAD,))):
        client = browser(nobody)
        assert client.get(at(f"lijst/{listed.pk}/")).status_code == client.get(at(f"lijst/{uuid4()}/")).status_code == 404
        assert {client.post(at(f"lijst/{listed.pk}/{act}/")).status_code for act in acts} == {404}
        assert client.post(at("lijst/nieuw/")).status_code == 403
    with scope.entered(leek.scope()):
        stranger = logged_in(leek, account("zoe", roles=(MunicipalRole.PRIVACY_OFFICER,)))
    assert stranger.get(at(f"lijst/{listed.pk}/").replace("/landsmeer/", "/leek/")).status_code == 404
    with pytest.raises(Http404):
        services.open_list(list_id=uuid4(), by=admin)


def test_from_list_to_approval_on_the_pages(world: World, admin: User, other: User, officer: User) -> None:
    maker, judge, approver = browser(admin), browser(other), browser(officer)
    assert "1 deel is over de termijn" in text(maker.get(at()))
    path = maker.post(at("lijst/nieuw/")).headers["Location"]
    assert maker.post(at("lijst/nieuw/")).status_code == 409
    assert maker.post(f"{path}beoordelen/").status_code == 403
    page = judge.get(path)
    assert b" checked" not in page.content and "Johanna" not in text(page) and "Vries" not in text(page)
    row = DestructionRow.objects.get()
    assert judge.post(f"{path}beoordelen/", {str(row.pk): "verbranden"}).status_code == 422
    assert judge.post(f"{path}indienen/").status_code == 422
    assert "langer bewaard" in text(judge.post(f"{path}beoordelen/", {str(row.pk): "keep"}))
    assert judge.post(f"{path}beoordelen/", {str(row.pk): "destroy"}).status_code == 302
    assert judge.post(f"{path}indienen/").status_code == 302
    assert judge.post(f"{path}indienen/").status_code == 409
    assert approver.post(f"{path}terug/", {"back-because": ""}).status_code == 422
    assert approver.post(f"{path}goedkeuren/", {"approve-typed": "iets"}).status_code == 422
    assert approver.post(f"{path}goedkeuren/", {"approve-typed": "Vernietigingslijst januari 2026 nummer 1"}).status_code == 302
    assert "Voor 12 januari 2026 wordt niets vernietigd" in text(approver.get(path))
    assert "Wacht tot 12 januari 2026" in text(approver.get(at()))
    assert approver.get(f"{path}goedkeuren/").status_code == 405
    assert approver.post(f"{path}afbreken/", {"abort-because": ""}).status_code == 422
    assert approver.post(f"{path}afbreken/", {"abort-because": "Toch niet"}).status_code == 302
    assert "Toch niet" in text(maker.get(path))


def test_a_blocked_part_shows_why(world: World, admin: User, other: User) -> None:
    listed = services.make_own_list(by=admin)
    hold(world)
    page = text(browser(other).get(at(f"lijst/{listed.pk}/")))
    assert "Kan nu niet weg" in page and "rechtszaak" in page and "Rechtszaak" not in page


def test_many_parts_take_as_many_statements_as_one() -> None:
    with world_since("leek", date(2019, 2, 4)) as world:
        consenting(world)
        one = written(world, received_on=date(2003, 1, 1))
        for day in range(2, 9):
            written(world, received_on=date(2003, 1, day))
        counted(world)
        listed = services.make_list(by=SYSTEM)
        client = browser(account("fred", roles=(MunicipalRole.FUNCTIONAL_ADMIN,)))
        path = at(f"lijst/{listed.pk}/")
        client.get(path)
        with CaptureQueriesContext(connection) as eight:
            client.get(path)
        DestructionRow.objects.exclude(series=one.series).delete()
        with CaptureQueriesContext(connection) as single:
            client.get(path)
        assert len(single) == len(eight) <= 30
