"""Giving and ending rights by name on a page, the yearly look, and what happens to the work of somebody who leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from access import services as access
from access.models import Ground, Membership, RoleAssignment, User
from access.policies import NotYourOwnRights, may_open, may_write
from access.selectors import visible_to
from access.states import GroundKind, MunicipalRole
from dossiers import services
from dossiers.models import Authorisation, DossierUserObjectPermission, Involvement
from dossiers.tasks import close_what_was_left
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.protocols.types import Part
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict
from privacy_domain.work.models import Job, Task
from privacy_domain.work.registry import Assignment
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_looks import browser


def at(world: World, rest: str = "") -> str:
    return f"/{scope.require().code}/d/{world.dossier.pk}/toegang/{rest}"


def listed(rest: str = "") -> str:
    return f"/{scope.require().code}/toegang/autorisaties/{rest}"


def beheerder() -> User:
    return account("bea", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))


def form(user: User, **more: Any) -> dict[str, Any]:
    return {"colleague": str(user.pk), "parts": ["dossier"], "reason": "Vervangt Sanne in december", "until": ""} | more


# ---------------------------------------------------------------- giving and ending
@pytest.mark.requirement("LEID-11.4")
def test_the_beheerder_lets_in_by_name_and_apart_to_write(in_leiden: World) -> None:
    client = browser(beheerder())
    assert client.post(at(in_leiden, "autoriseren/"), form(in_leiden.marieke))["Location"] == at(in_leiden)
    assert may_open(in_leiden.marieke, in_leiden.dossier.pk, on=clock.today()).allowed
    assert not may_write(in_leiden.marieke, in_leiden.dossier.pk, on=clock.today()).allowed
    shown = client.get(at(in_leiden)).content.decode()
    assert "Marieke Bos" in shown
    assert "Vervangt Sanne" not in shown, "the reason is the dossier's"
    row = Authorisation.objects.get()
    client.post(listed(f"{row.pk}/stoppen/"))
    assert not may_open(in_leiden.marieke, in_leiden.dossier.pk, on=clock.today()).allowed
    assert client.post(listed(f"{row.pk}/stoppen/")).status_code == 404
    client.post(at(in_leiden, "autoriseren/"), form(in_leiden.marieke, may_write="on"))
    assert may_write(in_leiden.marieke, in_leiden.dossier.pk, on=clock.today()).allowed


@pytest.mark.requirement("OPST-1a", "OPST-12.3")
def test_in_opsterland_the_leader_gives_it_and_not_to_himself(in_opsterland: World) -> None:
    lead = browser(in_opsterland.tom)
    assert lead.get(at(in_opsterland, "autoriseren/")).status_code == 403
    assert lead.post(f"/opsterland/reden/{in_opsterland.dossier.pk}/dossier/", {"reason": "supervision"}).status_code == 302
    assert lead.post(at(in_opsterland, "autoriseren/"), form(in_opsterland.tom)).status_code == 422
    assert lead.post(at(in_opsterland, "autoriseren/"), form(in_opsterland.marieke, may_write="on")).status_code == 302
    assert Authorisation.objects.get().given_by_id == in_opsterland.tom.pk
    assert browser(beheerder()).get(at(in_opsterland, "autoriseren/")).status_code == 403


def test_who_does_not_give_rights_is_refused(in_leiden: World) -> None:
    services.authorise(dossier=in_leiden.dossier, user=in_leiden.marieke, parts=[Part.DOSSIER], may_write=False, reason="x", by=in_leiden.tom)
    row = Authorisation.objects.get()
    assert browser(in_leiden.sanne).post(at(in_leiden, "autoriseren/"), form(in_leiden.tom)).status_code == 403
    assert browser(account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))).get(at(in_leiden, "autoriseren/")).status_code == 403
    for nobody in (in_leiden.sanne, in_leiden.marieke, in_leiden.tom):
        client = browser(nobody)
        assert client.get(listed()).status_code == 403
        assert client.post(listed(f"{row.pk}/stoppen/")).status_code == client.post(listed(f"{row.pk}/blijft/")).status_code == 404
    assert Authorisation.objects.filter(ended_at__isnull=True).exists()


def test_another_municipality_ends_nothing_here(in_leiden: World, landsmeer: Any) -> None:
    services.authorise(dossier=in_leiden.dossier, user=in_leiden.marieke, parts=[Part.DOSSIER], may_write=False, reason="x", by=in_leiden.tom)
    row = Authorisation.objects.get()
    with scope.entered(landsmeer.scope()):
        stranger = logged_in(landsmeer, account("zoe", roles=(MunicipalRole.FUNCTIONAL_ADMIN,)))
    assert stranger.post(f"/landsmeer/toegang/autorisaties/{row.pk}/stoppen/").status_code == 404
    assert stranger.get(f"/landsmeer/d/{in_leiden.dossier.pk}/toegang/autoriseren/").status_code == 404
    assert in_leiden.dossier.number not in stranger.get("/landsmeer/toegang/autorisaties/").content.decode()


@pytest.mark.parametrize("wrong", [{"colleague": ""}, {"parts": []}, {"reason": ""}, {"until": "2020-01-01"}, {"until": "morgen"}])
def test_a_form_filled_in_wrongly_gives_nothing(in_leiden: World, wrong: dict[str, Any]) -> None:
    assert browser(beheerder()).post(at(in_leiden, "autoriseren/"), form(in_leiden.marieke) | wrong).status_code == 422
    assert not Authorisation.objects.exists()


def test_the_desk_leads_the_beheerder_to_the_rights(in_leiden: World) -> None:
    client = browser(beheerder())
    assert client.post("/leiden/toegang/", {"number": in_leiden.dossier.number})["Location"] == at(in_leiden)
    shown = client.get(at(in_leiden)).content.decode()
    assert "Vries" not in shown
    assert client.get(f"/leiden/d/{in_leiden.dossier.pk}/").status_code == 404


# ---------------------------------------------------------------- every year
def test_after_a_year_it_asks_to_be_looked_at_and_then_not_for_a_year(in_leiden: World) -> None:
    services.authorise(dossier=in_leiden.dossier, user=in_leiden.marieke, parts=[Part.PLAN], may_write=False, reason="x", by=in_leiden.tom)
    row, admin = Authorisation.objects.get(), beheerder()
    due = "Opnieuw bekijken"
    assert due not in browser(admin).get(listed()).content.decode()
    with clock.standing_at(clock.now() + timedelta(days=365)):
        client = browser(admin)
        assert due in client.get(listed()).content.decode()
        assert client.post(listed(f"{row.pk}/blijft/"))["Location"] == listed()
        assert due not in client.get(listed()).content.decode()
    with clock.standing_at(clock.now() + timedelta(days=731)):
        assert due in browser(admin).get(listed()).content.decode()


def test_nobody_looks_at_his_own(in_leiden: World) -> None:
    admin = beheerder()
    services.authorise(dossier=in_leiden.dossier, user=admin, parts=[Part.PLAN], may_write=False, reason="x", by=in_leiden.tom)
    with pytest.raises(NotYourOwnRights):
        services.review_authorisation(authorisation=Authorisation.objects.get(), by=admin)


# ---------------------------------------------------------------- somebody leaves
def leave(world: World) -> None:
    access.deactivate_user(user=world.sanne, by=beheerder())


def run_job() -> None:
    job = Job.objects.get(kind="access.left")
    close_what_was_left(Assignment(id=job.pk, kind=job.kind, key=job.key, args=job.args, owner_id=None, done=0, total=0))


def test_who_leaves_loses_everything_in_the_same_act(in_leek: World) -> None:
    access.assign_role(user=in_leek.sanne, role=MunicipalRole.SUPERVISOR, by=SYSTEM)
    leave(in_leek)
    assert not Ground.objects.filter(principal=in_leek.sanne.pk, ended_at__isnull=True).exists()
    assert not Membership.objects.filter(user=in_leek.sanne, ended_at__isnull=True).exists()
    assert not RoleAssignment.objects.filter(user=in_leek.sanne, ended_at__isnull=True).exists()
    assert visible_to(in_leek.sanne) == []
    access.activate_user(user=in_leek.sanne, by=SYSTEM)
    assert not may_open(in_leek.sanne, in_leek.dossier.pk, on=clock.today()).allowed, "what ended stays ended"
    assert access.take_everything(user=in_leek.sanne, by=SYSTEM) == 0


def test_the_worker_ends_what_stands_on_this_floor(in_leiden: World) -> None:
    services.authorise(dossier=in_leiden.dossier, user=in_leiden.marieke, parts=[Part.DOSSIER], may_write=True, reason="x", by=in_leiden.tom)
    access.deactivate_user(user=in_leiden.marieke, by=SYSTEM)
    run_job()
    run_job()
    assert not Authorisation.objects.filter(ended_at__isnull=True).exists()
    assert not DossierUserObjectPermission.objects.exists()


def test_who_came_back_before_the_worker_keeps_what_he_got_anew(in_leek: World) -> None:
    leave(in_leek)
    access.activate_user(user=in_leek.sanne, by=SYSTEM)
    run_job()
    assert Involvement.objects.filter(user=in_leek.sanne, until__isnull=True).exists()


def test_the_leader_hands_the_work_over(in_leek: World) -> None:
    leave(in_leek)
    run_job()
    task = Task.objects.get(kind="hand_over")
    assert (task.assignee_id, task.dossier_id) == (in_leek.tom.pk, in_leek.dossier.pk)
    client, address = browser(in_leek.tom), f"/leek/overdragen/{task.source_id}/"
    assert address in client.get("/leek/").content.decode()
    assert "Sanne de Wit" in client.get(address).content.decode()
    assert client.post(address, {"colleague": "", "reason": ""}).status_code == 422
    assert client.post(address, {"colleague": str(in_leek.marieke.pk), "reason": "Kent de cliënt"}).status_code == 302
    assert may_write(in_leek.marieke, in_leek.dossier.pk, on=clock.today()).allowed
    assert Task.objects.get(kind="hand_over").state == Task.State.DONE
    assert client.post(address, {"colleague": str(in_leek.marieke.pk), "reason": "nog eens"}).status_code == 422


def test_only_the_leader_hands_over_and_only_what_was_left(in_leek: World) -> None:
    living = Ground.objects.get(kind=GroundKind.INVOLVED)
    assert browser(in_leek.tom).get(f"/leek/overdragen/{uuid4()}/").status_code == 404
    with pytest.raises(Conflict):
        services.take_over(dossier=in_leek.dossier, ground=living, user=in_leek.marieke, reason="x", by=in_leek.tom)
    leave(in_leek)
    assert browser(in_leek.marieke).get(f"/leek/overdragen/{living.pk}/").status_code == 404
