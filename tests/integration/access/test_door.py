"""The page that asks why: the reasons that fit a task, a number where a case has one, once a day, for one municipality."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import Http404
from django.test import Client

from access import policies, services
from access.models import OpeningReason, User
from access.states import REASONS_OF, GroundKind, MarkerKind, MunicipalRole, Profession, Reason, TeamRole
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.protocols.types import Part, Role
from privacy_domain.tenancy.scope import entered
from privacy_domain.web.errors import Invalid
from tests.factories.access import account, logged_in


def register(team: Any = None) -> UUID:
    """A subject of a team, opened today."""
    subject = uuid4()
    services.enter_register(subject=subject, team=team, source_kind="dossier", source=subject, opened_on=clock.today(), by=SYSTEM)
    return subject


def assigned(subject: UUID, user: User, kind: GroundKind) -> None:
    services.place_ground(subject=subject, kind=kind, principal=user, opened_on=clock.today(), source_kind="test", source=uuid4(), by=SYSTEM)


@pytest.fixture
def in_leek(leek: Any) -> Iterator[Any]:
    with entered(leek.scope()):
        yield leek


def page(subject: UUID, part: str = "dossier", town: str = "leek") -> str:
    return f"/{town}/reden/{subject}/{part}/"


def without_token(answer: Any) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode())


def reasons_at(user: User, subject: UUID, part: Part = Part.DOSSIER) -> set[Reason]:
    return set(policies.consider(user, subject, on=clock.today(), part=part).reasons)


# ---------------------------------------------------------------- which reasons
def test_whom_no_need_lets_in_states_nothing(in_leek: Any) -> None:
    subject, stranger = register(), account("jan", profession=Profession.TEACHER)
    with pytest.raises(Http404):
        services.state_reason(subject=subject, reason=Reason.SUPPORT, by=stranger)
    assert not OpeningReason.objects.exists()


@pytest.mark.requirement("LEEK-7.2c")
def test_a_supervisor_names_the_investigation(in_leek: Any) -> None:
    subject, supervisor = register(), account("sam", roles=(MunicipalRole.SUPERVISOR,))
    assert reasons_at(supervisor, subject) == {Reason.INVESTIGATION}
    with pytest.raises(Invalid) as refusal:
        services.state_reason(subject=subject, reason=Reason.INVESTIGATION, by=supervisor)
    assert refusal.value.field == "reference"
    client = logged_in(in_leek, supervisor)
    for name in ("Jan de Vries", "jan", "<12>"):
        assert client.post(page(subject), {"reason": "investigation", "reference": name}).status_code == 422
    assert client.post(page(subject), {"reason": "investigation", "reference": "O-2026/4"}).status_code == 302
    assert policies.enter(supervisor, subject, on=clock.today()).role is Role.SUPERVISOR


@pytest.mark.requirement("LEEK-7.2b", "LAND-7.2")
def test_a_handler_comes_for_his_case_only(in_leek: Any) -> None:
    subject, handler = register(), account("fatima", roles=(MunicipalRole.COMPLAINTS_HANDLER,))
    assert reasons_at(handler, subject) == set()
    assigned(subject, handler, GroundKind.COMPLAINT)
    assert reasons_at(handler, subject) == {Reason.COMPLAINT}
    with pytest.raises(Invalid) as refusal:
        services.state_reason(subject=subject, reason=Reason.SUPPORT, by=handler)
    assert refusal.value.field == "reason"


def test_of_two_hats_both_have_their_reasons(in_leek: Any) -> None:
    user = account("kim", roles=(MunicipalRole.TEAM_LEAD, MunicipalRole.SUPERVISOR))
    assert reasons_at(user, register()) == {*REASONS_OF[Role.TEAM_LEAD], Reason.INVESTIGATION}


@pytest.mark.requirement("LEEK-7.2d")
def test_veilig_thuis_is_asked_only_while_violence_is_at_issue(in_leek: Any) -> None:
    subject, user = register(), account("vera", profession=Profession.CARE_PROVIDER, roles=(MunicipalRole.VEILIG_THUIS,))
    assert reasons_at(user, subject) == set()
    marker: dict[str, Any] = {"kind": MarkerKind.DOMESTIC_VIOLENCE, "source_kind": "dossier", "source": subject, "by": SYSTEM}
    services.set_marker(subject=subject, opened_on=clock.today(), **marker)
    assert reasons_at(user, subject) == {Reason.SAFETY}
    services.clear_marker(**marker)
    assert reasons_at(user, subject) == set()


@pytest.mark.requirement("OPST-12.1")
def test_a_member_of_the_area_team_in_opsterland_says_why(opsterland: Any) -> None:
    with entered(opsterland.scope()):
        team = services.create_team(name="Gebiedsteam", by=SYSTEM)
        subject, member = register(team), account("bo", profession=Profession.CARE_PROVIDER, team=team)
        lead, head = account("lea", team=team, place=TeamRole.LEAD), account("fay", roles=(MunicipalRole.COMPLAINTS_HANDLER,))
        assert reasons_at(member, subject) == set(REASONS_OF[Role.PROFESSIONAL])
        assert Reason.SUPERVISION in reasons_at(lead, subject)
        assigned(subject, head, GroundKind.COMPLAINT)
        assert reasons_at(head, subject) == set(), "no handler of complaints in Opsterland"


@pytest.mark.requirement("SITT-5-autorisatie")
def test_a_director_in_sittard_geleen_says_why_for_the_plan_and_never_for_the_dossier(sittard_geleen: Any) -> None:
    with entered(sittard_geleen.scope()):
        subject, director = register(), account("dirk", roles=(MunicipalRole.DIRECTOR,))
        client = logged_in(sittard_geleen, director)
        plan, dossier = (page(subject, part, "sittard-geleen") for part in ("plan", "dossier"))
        assert client.get(dossier).status_code == client.post(dossier, {"reason": "supervision"}).status_code == 404
        assert client.get(plan).status_code == 200
        assert client.post(plan, {"reason": "supervision"}).status_code == 302
        assert policies.may_open(director, subject, on=clock.today(), part=Part.PLAN).allowed
        assert not policies.may_open(director, subject, on=clock.today()).allowed


# ---------------------------------------------------------------- the page
@pytest.fixture
def head(in_leek: Any) -> User:
    return account("head", roles=(MunicipalRole.TEAM_LEAD,))


@pytest.fixture
def client(in_leek: Any, head: User) -> Client:
    return logged_in(in_leek, head)


def test_the_page_leads_back_to_where_one_wanted_to_go(client: Client) -> None:
    subject = register()
    answer = client.post(page(subject), {"reason": "supervision", "next": f"/leek/d/{subject}/toestemmingen/"})
    assert answer["Location"] == f"/leek/d/{subject}/toestemmingen/"


def test_said_twice_it_is_recorded_once(client: Client, head: User) -> None:
    subject = register()
    for reason in ("supervision", "safety"):
        assert client.post(page(subject), {"reason": reason}).status_code == 302
    assert client.get(page(subject)).status_code == 302
    assert [row.reason for row in OpeningReason.objects.filter(subject=subject)] == ["supervision"]
    line = AuditEvent.objects.get(event="access:reason:stated")
    assert (line.actor_id, line.dossier_id, line.role) == (head.pk, subject, "team_lead")


def test_nothing_chosen_keeps_the_door_shut(client: Client, head: User) -> None:
    subject = register()
    answer = client.post(page(subject), {"reason": ""})
    assert answer.status_code == 422
    assert "Kies een reden" in answer.content.decode()
    assert not policies.may_open(head, subject, on=clock.today()).allowed


def test_a_reason_of_another_task_is_refused(client: Client) -> None:
    assert client.post(page(register()), {"reason": "complaint"}).status_code == 422


def test_only_reading_and_sending_are_answered(client: Client) -> None:
    subject = register()
    assert client.put(page(subject)).status_code == client.delete(page(subject)).status_code == 405


def test_elsewhere_the_door_does_not_exist(client: Client, landsmeer: Any) -> None:
    with entered(landsmeer.scope()):
        abroad = register()
    theirs, nothing = client.get(page(abroad)), client.get(page(uuid4()))
    assert theirs.status_code == nothing.status_code == 404
    assert without_token(theirs) == without_token(nothing)


def test_the_sentence_is_that_of_the_hat_that_can_come_in(in_leek: Any) -> None:
    passage = policies.consider(account("sam", roles=(MunicipalRole.SUPERVISOR,)), register(), on=clock.today())
    assert passage.role is Role.SUPERVISOR
    assert "noodzakelijk" in passage.decision.explanation or "nodig" in passage.decision.explanation
    assert "artikel 7, tweede lid, onder c" in passage.decision.explanation
