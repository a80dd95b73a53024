"""Access on a duty in law: asked by one, granted by another, over by itself, reviewed by two who had no part in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from access.models import User
from access.policies import NotYourOwnRights, may_open
from access.selectors import visible_to
from access.states import MunicipalRole
from dossiers import services
from dossiers.models import DutyAccess, DutyReview
from dossiers.policies import may_grant
from dossiers.states import DutyState, ExclusionGround
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.protocols.types import Part
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Task
from privacy_domain.work.selectors import open_tasks
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_looks import browser


def ask(world: World, by: User, **more: Any) -> DutyAccess | None:
    given = {
        "number": world.dossier.number, "provision": "artikel 5.2 van een wet", "requester": "een inspectie, kenmerk 12", "parts": [Part.DOSSIER],
        "until": clock.today() + timedelta(days=14), "explanation": "Verzoek van Johanna's inspecteur",
    }  # fmt: skip
    services.ask_duty_access(**(given | more), by=by)
    found: DutyAccess | None = DutyAccess.objects.filter(user=by).select_related("dossier__team", "user").first()
    return found


def asked(world: World, **more: Any) -> DutyAccess:
    duty = ask(world, world.marieke, **more)
    assert duty is not None
    return duty


@pytest.fixture
def admin(in_leek: World) -> User:
    return account("bea", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))


@pytest.fixture
def officer(in_leek: World) -> User:
    return account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))


def opens(world: World, part: Part = Part.DOSSIER) -> bool:
    return bool(may_open(world.marieke, world.dossier.pk, on=clock.today(), part=part).allowed)


# ---------------------------------------------------------------- asking
@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("provision", " "),
        ("requester", ""),
        ("parts", []),
        ("until", clock.today() - timedelta(days=400)),
        ("until", clock.today() + timedelta(days=4000)),
    ],
)
def test_without_provision_requester_scope_or_a_near_end_nothing_is_asked(in_leek: World, field: str, wrong: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(in_leek, in_leek.marieke, **{field: wrong})
    assert refusal.value.field == field
    assert not DutyAccess.objects.exists()


def test_asking_opens_nothing(anywhere: World) -> None:
    before = opens(anywhere)
    asked(anywhere)
    assert opens(anywhere) == before


def test_a_number_that_does_not_exist_is_answered_alike(in_leek: World) -> None:
    client = browser(in_leek.marieke)
    form = {"provision": "artikel 1", "requester": "een rechter", "parts": ["dossier"], "until": "2026-12-01"}
    known = client.post("/leek/plicht/", form | {"number": in_leek.dossier.number})
    again = client.post("/leek/plicht/", form | {"number": in_leek.dossier.number})
    unknown = client.post("/leek/plicht/", form | {"number": "123"})
    assert known.status_code == again.status_code == unknown.status_code == 200
    assert DutyAccess.objects.count() == 1


def test_nobody_grants_or_refuses_his_own(in_leek: World) -> None:
    duty = asked(in_leek)
    for act in (services.grant_duty_access, services.refuse_duty_access):
        with pytest.raises(NotYourOwnRights):
            act(duty=duty, by=in_leek.marieke)
    assert not opens(in_leek)


# ---------------------------------------------------------------- granting
@pytest.mark.requirement("LEEK-7.3", "LAND-7.3", "LEID-11.3", "OPST-12.2")
@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer", "in_leiden", "in_opsterland"])
def test_granted_by_another_it_opens_until_its_last_day_and_says_why(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    outsider = account("ada")
    duty = ask(world, outsider)
    assert duty is not None
    assert not may_open(outsider, world.dossier.pk, on=clock.today()).allowed
    services.grant_duty_access(duty=duty, by=world.tom)
    line = AuditEvent.objects.get(event="dossier:duty:granted")
    assert (line.actor_id, line.on_behalf_of, line.dossier_id) == (world.tom.pk, outsider.pk, world.dossier.pk)
    assert may_open(outsider, world.dossier.pk, on=duty.until).allowed
    assert not may_open(outsider, world.dossier.pk, on=duty.until + timedelta(days=1)).allowed
    with clock.standing_at(clock.now() + timedelta(days=15)):
        assert visible_to(outsider) == []
        again = ask(world, outsider)
    assert again is not None
    assert DutyAccess.objects.filter(user=outsider).count() == 2


def test_only_the_plan_is_only_the_plan(in_leek: World) -> None:
    services.grant_duty_access(duty=asked(in_leek, parts=[Part.PLAN]), by=in_leek.tom)
    assert opens(in_leek, Part.PLAN)
    assert not opens(in_leek)


def test_refused_it_opens_nothing_and_can_be_asked_again(in_leek: World) -> None:
    services.refuse_duty_access(duty=asked(in_leek), by=in_leek.tom)
    assert not opens(in_leek)
    asked(in_leek)
    assert DutyAccess.objects.filter(state=DutyState.ASKED).count() == 1


def test_decided_twice_is_a_conflict(in_leek: World) -> None:
    duty = asked(in_leek)
    services.grant_duty_access(duty=duty, by=in_leek.tom)
    for act in (services.grant_duty_access, services.refuse_duty_access):
        with pytest.raises(Conflict):
            act(duty=duty, by=in_leek.tom)


def test_ended_early_it_closes_at_once(in_leek: World) -> None:
    duty = asked(in_leek)
    services.grant_duty_access(duty=duty, by=in_leek.tom)
    services.end_duty_access(duty=duty, by=in_leek.sanne)
    assert not opens(in_leek)
    with pytest.raises(Conflict):
        services.end_duty_access(duty=duty, by=in_leek.sanne)


@pytest.mark.requirement("OPST-1a")
def test_in_opsterland_the_leader_of_the_team_is_beheerder(in_opsterland: World) -> None:
    admin = account("bea", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))
    assert may_grant(in_opsterland.tom, in_opsterland.dossier, clock.today())
    assert not may_grant(admin, in_opsterland.dossier, clock.today())
    asked(in_opsterland)
    assert Task.objects.get(kind="decide_duty").assignee_id == in_opsterland.tom.pk


@pytest.mark.parametrize("where", ["in_leek", "in_landsmeer", "in_sittard_geleen", "in_leiden"])
def test_elsewhere_it_is_the_functional_administrator(where: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(where)
    assert not may_grant(world.tom, world.dossier, clock.today())
    assert may_grant(account("bea", roles=(MunicipalRole.FUNCTIONAL_ADMIN,)), world.dossier, clock.today())
    asked(world)
    assert Task.objects.get(kind="decide_duty").role == "functional_admin"


# ---------------------------------------------------------------- reviewing
def test_leader_and_privacy_officer_review_and_nobody_who_had_a_part_in_it(in_leek: World, admin: User, officer: User) -> None:
    duty = asked(in_leek)
    services.grant_duty_access(duty=duty, by=admin)
    assert [task.kind for task in open_tasks(assignee_id=in_leek.tom.pk)] == ["review_duty_lead"]
    assert [task.kind for task in open_tasks(roles=["privacy_officer"])] == ["review_duty_officer"]
    for part_of_it in (in_leek.marieke, admin):
        with pytest.raises(NotYourOwnRights):
            services.review_duty_access(duty=duty, role=MunicipalRole.TEAM_LEAD, right=True, by=part_of_it)
    services.review_duty_access(duty=duty, role=MunicipalRole.TEAM_LEAD, right=True, by=in_leek.tom)
    assert not open_tasks(assignee_id=in_leek.tom.pk)
    assert open_tasks(roles=["privacy_officer"])
    with pytest.raises(Conflict):
        services.review_duty_access(duty=duty, role=MunicipalRole.TEAM_LEAD, right=True, by=in_leek.tom)
    assert opens(in_leek)


def test_found_wrong_it_ends_at_once_with_a_note(in_leek: World, admin: User, officer: User) -> None:
    duty = asked(in_leek)
    services.grant_duty_access(duty=duty, by=admin)
    with pytest.raises(Invalid):
        services.review_duty_access(duty=duty, role=MunicipalRole.PRIVACY_OFFICER, right=False, by=officer)
    services.review_duty_access(duty=duty, role=MunicipalRole.PRIVACY_OFFICER, right=False, note="Dit artikel verplicht niet", by=officer)
    assert not opens(in_leek)
    assert DutyReview.objects.get().note == "Dit artikel verplicht niet"


def test_what_was_not_granted_is_not_reviewed(in_leek: World, officer: User) -> None:
    with pytest.raises(Conflict):
        services.review_duty_access(duty=asked(in_leek), role=MunicipalRole.PRIVACY_OFFICER, right=True, by=officer)


# ---------------------------------------------------------------- the pages
def test_from_the_form_to_the_review_by_hand(in_leek: World, admin: User, officer: User) -> None:
    form = {"number": in_leek.dossier.number, "provision": "artikel 1", "requester": "een rechter", "parts": ["dossier"], "until": "2026-12-01"}
    asker = browser(in_leek.marieke)
    assert "2026-12-08" in asker.get("/leek/plicht/").content.decode(), "fourteen days, unless chosen otherwise"
    asker.post("/leek/plicht/", form)
    page = f"/leek/plicht/{DutyAccess.objects.get().pk}/"
    assert page in browser(admin).get("/leek/").content.decode()
    granter = browser(admin)
    assert "een rechter" in granter.get(page).content.decode()
    assert granter.post(page + "verlenen/")["Location"] == page
    assert asker.get(f"/leek/d/{in_leek.dossier.pk}/").status_code == 200
    reviewer = browser(officer)
    shown = reviewer.get(page).content.decode()
    assert "24 november 2026, 1 keer" in shown
    assert "Vries" not in shown
    assert reviewer.post(page, {"right": ""}).status_code == 422
    assert reviewer.post(page, {"right": "no"}).status_code == 422
    assert reviewer.post(page, {"right": "no", "note": "Niet verplicht"}).status_code == 302
    assert asker.get(f"/leek/d/{in_leek.dossier.pk}/").status_code == 404
    assert reviewer.post(page, {"right": "yes"}).status_code == 409


def test_only_who_grants_or_reviews_finds_the_page(in_leek: World, landsmeer: Any, admin: User) -> None:
    page = f"/leek/plicht/{asked(in_leek).pk}/"
    for nobody in (in_leek.marieke, in_leek.sanne):
        client = browser(nobody)
        assert client.get(page).status_code == client.post(page + "verlenen/").status_code == 404
    reviewer = browser(in_leek.tom)
    assert reviewer.get(page).status_code == 200
    assert reviewer.post(page + "verlenen/").status_code == 403
    granter = browser(admin)
    assert granter.get(page + "verlenen/").status_code == 405
    assert granter.post(page, {"right": "yes"}).status_code == 403
    assert granter.get(f"/leek/plicht/{uuid4()}/").status_code == 404
    services.exclude_colleague(dossier=in_leek.dossier, user=in_leek.tom, ground=ExclusionGround.CONFLICT, reason="broer", by=in_leek.sanne)
    assert reviewer.get(page).status_code == 404
    with scope.entered(landsmeer.scope()):
        stranger = logged_in(landsmeer, account("zoe", roles=(MunicipalRole.FUNCTIONAL_ADMIN, MunicipalRole.PRIVACY_OFFICER)))
    assert stranger.get(page.replace("/leek/", "/landsmeer/")).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"number": "x"}, {"number": ""}, {"provision": ""}, {"parts": []}, {"parts": ["alles"]}, {"until": "gisteren"}, {"until": "2020-01-01"}]
)
def test_a_form_filled_in_wrongly_says_so(in_leek: World, wrong: dict[str, Any]) -> None:
    form = {"number": in_leek.dossier.number, "provision": "artikel 1", "requester": "een rechter", "parts": ["dossier"], "until": "2026-12-01"}
    assert browser(in_leek.marieke).post("/leek/plicht/", form | wrong).status_code == 422
    assert not DutyAccess.objects.exists()
