"""Keeping a named colleague away: he sees nothing and finds nothing, whatever else lets him; only a duty in law goes before it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404

from access import policies
from access import services as access
from access.models import User
from access.policies import NotYourOwnRights
from access.selectors import count_visible, visible_among, visible_to
from access.states import GroundKind, MunicipalRole, Reason
from dossiers import services
from dossiers.models import Exclusion
from dossiers.services.search import Criteria, find_clients
from dossiers.states import ExclusionGround
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.selectors import open_tasks
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_looks import browser


def keep_away(world: World, user: User, by: User | None = None, reason: str = "Is de buurvrouw van de cliënt") -> Exclusion:
    return services.exclude_colleague(dossier=world.dossier, user=user, ground=ExclusionGround.CONFLICT, reason=reason, by=by or world.sanne)


def address(world: World, rest: str = "") -> str:
    return f"/{scope.require().code}/d/{world.dossier.pk}/{rest}"


def let_in_by_law(world: World, user: User) -> None:
    access.place_ground(
        subject=world.dossier.pk, kind=GroundKind.DUTY, principal=user, provision="artikel 1 van een wet", requester="een rechter",
        opened_on=world.dossier.opened_on, source_kind="test", source=uuid4(), by=SYSTEM,
    )  # fmt: skip


# ---------------------------------------------------------------- refusals
def test_without_a_reason_nobody_is_kept_away(in_leek: World) -> None:
    with pytest.raises(Invalid):
        keep_away(in_leek, in_leek.marieke, reason="  ")
    assert not Exclusion.objects.exists()


def test_twice_is_a_conflict(in_leek: World) -> None:
    keep_away(in_leek, in_leek.marieke)
    with pytest.raises(Conflict):
        keep_away(in_leek, in_leek.marieke)


def test_nobody_lets_himself_near_again(in_leek: World) -> None:
    row = keep_away(in_leek, in_leek.sanne)
    with pytest.raises(NotYourOwnRights):
        services.end_exclusion(exclusion=row, by=in_leek.sanne)
    with pytest.raises(NotYourOwnRights):
        access.end_exclusions_of(source_kind="exclusion", source=row.pk, by=in_leek.sanne)


# ---------------------------------------------------------------- what it does
def test_who_is_involved_and_kept_away_is_told_nothing(anywhere: World) -> None:
    keep_away(anywhere, anywhere.sanne, by=anywhere.tom)
    client, nothing = browser(anywhere.sanne), f"/{scope.require().code}/d/{uuid4()}/"
    for rest in ("", "toestemmingen/", "wie-keek/", "toegang/"):
        assert client.get(address(anywhere, rest)).status_code == client.get(nothing).status_code == 404
    assert anywhere.client.surname not in client.get(f"/{scope.require().code}/casussen/").content.decode()
    assert visible_to(anywhere.sanne) == []
    assert visible_among(anywhere.sanne, [anywhere.dossier.pk]) == set()
    assert count_visible(anywhere.sanne) == 0


def test_no_role_and_no_reason_help(in_leek: World) -> None:
    head = account("henk", roles=(MunicipalRole.TEAM_LEAD, MunicipalRole.SUPERVISOR, MunicipalRole.PRIVACY_OFFICER))
    access.state_reason(subject=in_leek.dossier.pk, reason=Reason.SUPERVISION, by=head)
    keep_away(in_leek, head)
    with pytest.raises(Http404):
        policies.enter(head, in_leek.dossier.pk, on=clock.today(), reason=Reason.SUPERVISION, found=True)
    client = browser(head)
    for rest in ("", "wie-keek/", "toegang/"):
        assert client.get(address(in_leek, rest)).status_code == 404
    assert client.get(f"/leek/reden/{in_leek.dossier.pk}/dossier/").status_code == 404


def test_a_search_by_the_full_name_says_nothing_to_him(in_leek: World) -> None:
    criteria = Criteria(name="Johanna de Vries", birth_date=in_leek.client.birth_date)
    keep_away(in_leek, in_leek.marieke)
    found = find_clients(criteria=criteria, by=in_leek.marieke)
    assert (found.dossiers, found.elsewhere) == ((), None)


def test_a_duty_in_law_goes_before_it(anywhere: World) -> None:
    keep_away(anywhere, anywhere.marieke)
    let_in_by_law(anywhere, anywhere.marieke)
    assert policies.may_open(anywhere.marieke, anywhere.dossier.pk, on=clock.today()).allowed
    assert [seen.subject for seen in visible_to(anywhere.marieke)] == [anywhere.dossier.pk]
    assert not policies.may_write(anywhere.marieke, anywhere.dossier.pk, on=clock.today()).allowed


def test_under_a_duty_he_does_not_write_although_he_is_involved(in_leek: World) -> None:
    keep_away(in_leek, in_leek.sanne, by=in_leek.tom)
    let_in_by_law(in_leek, in_leek.sanne)
    assert policies.may_open(in_leek.sanne, in_leek.dossier.pk, on=clock.today()).allowed
    assert not policies.may_write(in_leek.sanne, in_leek.dossier.pk, on=clock.today()).allowed


def test_others_notice_nothing(in_leek: World) -> None:
    keep_away(in_leek, in_leek.marieke)
    assert policies.may_write(in_leek.sanne, in_leek.dossier.pk, on=clock.today()).allowed


def test_ended_it_is_as_before(in_leek: World) -> None:
    row = keep_away(in_leek, in_leek.sanne, by=in_leek.tom)
    services.end_exclusion(exclusion=row, by=in_leek.tom)
    assert policies.may_write(in_leek.sanne, in_leek.dossier.pk, on=clock.today()).allowed
    with pytest.raises(Conflict):
        services.end_exclusion(exclusion=row, by=in_leek.tom)
    keep_away(in_leek, in_leek.sanne, by=in_leek.tom)


def test_it_stands_in_the_log_without_the_reason_and_the_privacy_officer_looks_at_it(in_leek: World) -> None:
    row = keep_away(in_leek, in_leek.marieke)
    events = set(AuditEvent.objects.filter(dossier_id=in_leek.dossier.pk, outcome="done").values_list("event", flat=True))
    assert {"access:exclusion:placed", "dossier:exclusion:placed"} <= events
    assert not [line for line in AuditEvent.objects.all() if "buurvrouw" in bytes(line.canonical).decode()]
    (task,) = open_tasks(roles=["privacy_officer"])
    client = browser(account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,)))
    assert client.get(f"/leek/uitsluiting/{row.pk}/")["Location"] == address(in_leek, "toegang/")
    shown = client.get(address(in_leek, "toegang/")).content.decode()
    assert task.source_id == row.pk
    assert "Marieke Bos" in shown
    assert "buurvrouw" not in shown, "the reason is the dossier's"


# ---------------------------------------------------------------- the pages
@pytest.fixture
def form(in_leek: World) -> dict[str, str]:
    return {"colleague": str(in_leek.marieke.pk), "ground": "client_wish", "reason": "De cliënt vroeg dit"}


def test_the_form_keeps_away_and_the_page_ends_it(in_leek: World, form: dict[str, str]) -> None:
    client = browser(in_leek.sanne)
    assert client.post(address(in_leek, "toegang/uitsluiten/"), form)["Location"] == address(in_leek, "toegang/")
    shown = client.get(address(in_leek, "toegang/")).content.decode()
    assert "De cliënt vroeg dit" in shown
    end = address(in_leek, f"toegang/uitsluiting/{Exclusion.objects.get().pk}/")
    assert end in shown
    assert client.get(end).status_code == 200
    assert client.post(end).status_code == 302
    assert client.post(end).status_code == 404
    assert client.post(address(in_leek, "toegang/uitsluiten/"), form).status_code == 302


@pytest.mark.parametrize("wrong", [{"colleague": ""}, {"colleague": "x"}, {"colleague": str(uuid4())}, {"ground": "nonsense"}, {"reason": ""}])
def test_what_is_filled_in_wrongly_is_said(in_leek: World, form: dict[str, str], wrong: dict[str, str]) -> None:
    answer = browser(in_leek.sanne).post(address(in_leek, "toegang/uitsluiten/"), form | wrong)
    assert answer.status_code == 422
    assert not Exclusion.objects.exists()


def test_twice_is_said_in_the_form(in_leek: World, form: dict[str, str]) -> None:
    client = browser(in_leek.sanne)
    client.post(address(in_leek, "toegang/uitsluiten/"), form)
    assert client.post(address(in_leek, "toegang/uitsluiten/"), form).status_code == 422


def test_who_keeps_himself_away_goes_to_his_work(in_leek: World, form: dict[str, str]) -> None:
    answer = browser(in_leek.sanne).post(address(in_leek, "toegang/uitsluiten/"), form | {"colleague": str(in_leek.sanne.pk)})
    assert answer["Location"] == "/leek/"


def test_outsiders_and_strangers_find_no_door(in_leek: World, landsmeer: Any, form: dict[str, str]) -> None:
    row = keep_away(in_leek, in_leek.tom)
    rests = ["toegang/", "toegang/uitsluiten/", f"toegang/uitsluiting/{row.pk}/"]
    with scope.entered(landsmeer.scope()):
        stranger = logged_in(landsmeer, account("jan", roles=(MunicipalRole.FUNCTIONAL_ADMIN,)))
    for rest in rests:
        assert browser(in_leek.marieke).get(address(in_leek, rest)).status_code == 404
        assert stranger.get(address(in_leek, rest).replace("/leek/", "/landsmeer/")).status_code == 404
    assert stranger.get(f"/landsmeer/uitsluiting/{row.pk}/").status_code == 404
    assert browser(in_leek.marieke).get(f"/leek/uitsluiting/{row.pk}/").status_code == 404
