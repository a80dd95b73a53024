"""Comply or explain: in one case, in two parts, with a ground in law beside it, and looked at by the privacy officer."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404

from access.models import User
from access.policies import NotYourOwnRights
from access.states import MunicipalRole
from dossiers import services
from dossiers.models import PolicyDeparture
from dossiers.services.policy_departure import DepartureFacts, depart_from_policy, judge_policy_departure, open_policy_departure
from dossiers.states import ExclusionGround, RecordGround
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.selectors import open_tasks
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_looks import browser, text

OFFICER = str(MunicipalRole.PRIVACY_OFFICER)


def facts(**other: Any) -> DepartureFacts:
    known: dict[str, Any] = {
        "rule": "Eerst de cliënt vragen.",
        "framework": "Het kader van de woningcorporatie.",
        "reason": "De ontruiming is morgen.",
        "only_way": "Anders stopt de hulp.",
        "basis": RecordGround.PUBLIC_TASK,
    }
    return DepartureFacts(**known | other)


def form(**other: str) -> dict[str, str]:
    known = {"rule": "Eerst vragen", "reason": "Ontruiming morgen", "only_way": "Anders stopt de hulp", "basis": "public_task"}
    return known | other


def at(world: World) -> str:
    return f"/{scope.require().code}/d/{world.dossier.pk}/afwijken/"


@pytest.fixture
def officer(in_sittard_geleen: World) -> User:
    return account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))


# ---------------------------------------------------------------- refusals
@pytest.mark.parametrize("municipality", ["in_leek", "in_landsmeer", "in_leiden", "in_opsterland"])
def test_elsewhere_nobody_departs(municipality: str, request: Any) -> None:
    world = request.getfixturevalue(municipality)
    with pytest.raises(Conflict):
        depart_from_policy(dossier=world.dossier, facts=facts(), by=world.sanne)
    client = browser(world.sanne)
    assert client.get(at(world)).status_code == 404
    assert client.post(at(world), form()).status_code == 409
    assert not PolicyDeparture.objects.exists()


@pytest.mark.requirement("SITT-1-afwijken")
@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("rule", {"rule": " "}), ("reason", {"reason": ""}), ("only_way", {"only_way": " "}), ("basis", {"basis": None}),
        ("basis", {"basis": RecordGround.LEGITIMATE_INTEREST}), ("exception", {"special": True}),
    ],
)  # fmt: skip
def test_without_its_reasons_or_a_ground_in_law_nobody_departs(in_sittard_geleen: World, field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        depart_from_policy(dossier=in_sittard_geleen.dossier, facts=facts(**wrong), by=in_sittard_geleen.sanne)
    assert refusal.value.field == field
    assert not PolicyDeparture.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"rule": ""}, {"reason": ""}, {"only_way": ""}, {"basis": ""}, {"basis": "legitimate_interest"}, {"special": "on"}]
)
def test_a_form_filled_in_wrongly_says_so(in_sittard_geleen: World, wrong: dict[str, str]) -> None:
    assert browser(in_sittard_geleen.sanne).post(at(in_sittard_geleen), form(**wrong)).status_code == 422
    assert not PolicyDeparture.objects.exists()


def test_who_may_not_open_the_dossier_gets_no_page(in_sittard_geleen: World, leek: Any) -> None:
    world = in_sittard_geleen
    for client in (browser(world.marieke), browser(account("noor"))):
        assert client.get(at(world)).status_code in (403, 404)
        assert client.post(at(world), form()).status_code in (403, 404)
    with scope.entered(leek.scope()):
        stranger = logged_in(leek, account("zoe"))
    assert stranger.get(at(world).replace("/sittard-geleen/", "/leek/")).status_code == 404
    assert browser(world.sanne).put(at(world)).status_code == 405


def test_only_the_privacy_officer_looks_at_it_and_not_at_his_own(in_sittard_geleen: World, officer: User) -> None:
    world = in_sittard_geleen
    row = depart_from_policy(dossier=world.dossier, facts=facts(), by=world.sanne)
    for nobody in (world.sanne, world.tom):
        with pytest.raises(Http404):
            open_policy_departure(departure_id=row.pk, by=nobody)
    with pytest.raises(Http404):
        open_policy_departure(departure_id=uuid4(), by=officer)
    with pytest.raises(NotYourOwnRights):
        judge_policy_departure(departure=row, judgement="goed", by=world.sanne)
    services.exclude_colleague(dossier=world.dossier, user=officer, ground=ExclusionGround.CONFLICT, reason="kent de cliënt", by=world.sanne)
    with pytest.raises(Http404):
        open_policy_departure(departure_id=row.pk, by=officer)


# ---------------------------------------------------------------- the way of it
@pytest.mark.requirement("SITT-1-afwijken")
def test_a_departure_stands_in_the_case_with_both_reasons_and_no_ground_of_its_own(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    client = browser(world.sanne)
    assert client.post(at(world), form(special="on", exception="art. 9 lid 2 onder h")).status_code == 302
    row = PolicyDeparture.objects.get()
    assert (row.reason, row.only_way, row.basis) == ("Ontruiming morgen", "Anders stopt de hulp", "public_task")
    assert (row.recorded_by, row.recorded_at) == (world.sanne, clock.now())
    assert {"sittard-geleen-2018 par. 1", "sittard-geleen-2018 par. 4"} <= set(row.citations)
    shown = text(client.get(at(world)))
    for words in ("Eerst vragen", "Ontruiming morgen", "Anders stopt de hulp", "art. 9 lid 2 onder h", "Geen grondslag in de wet"):
        assert words in shown
    assert AuditEvent.objects.filter(event="dossier:policy_departure:recorded", dossier_id=world.dossier.pk).exists()


def test_the_officer_gets_a_task_and_says_what_he_thinks_once(in_sittard_geleen: World, officer: User) -> None:
    world = in_sittard_geleen
    row = depart_from_policy(dossier=world.dossier, facts=facts(), by=world.sanne)
    (task,) = open_tasks(roles=[OFFICER])
    assert (task.kind, task.source_id) == ("policy_departure", row.pk)
    client, page = browser(officer), f"/sittard-geleen/beleidsafwijking/{row.pk}/"
    assert page in client.get("/sittard-geleen/").content.decode()
    assert "Anders stopt de hulp." in text(client.get(page))
    assert client.post(page, {"judgement": ""}).status_code == 422
    assert client.post(page, {"judgement": "Dit kan zo."}).status_code == 302
    assert client.post(page, {"judgement": "Dit kan zo."}).status_code == 409
    assert not open_tasks(roles=[OFFICER])
    assert "Dit kan zo." in text(browser(world.sanne).get(at(world)))
    assert browser(world.sanne).get(page).status_code == 404
