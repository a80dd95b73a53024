"""The door: who gets in, who is told why not, who is told nothing; reasons, writing, several hats, and the rows behind them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from access import policies, selectors, services
from access.models import Ground, Team, User
from access.states import HELD_BY, GroundKind, MarkerKind, MunicipalRole, PrincipalKind, Profession, Reason, TeamRole
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.protocols.types import Condition, Part, Refused, Role
from privacy_domain.tenancy.scope import entered
from tests.factories.access import account, logged_in


class Case:
    """A dossier of the team Noord, opened today."""

    def __init__(self) -> None:
        self.subject = uuid4()
        self.team: Team = services.create_team(name="Noord", by=SYSTEM)
        services.enter_register(subject=self.subject, team=self.team, source_kind="dossier", source=self.subject, opened_on=clock.today(), by=SYSTEM)

    def place(self, kind: GroundKind, user: User, **more: Any) -> Ground:
        more = {"source_kind": "test", "source": uuid4(), "by": SYSTEM} | more
        return services.place_ground(subject=self.subject, kind=kind, principal=user, opened_on=clock.today(), **more)


@pytest.fixture
def in_leek(leek: Any) -> Any:
    with entered(leek.scope()):
        yield leek


@pytest.fixture
def case(in_leek: Any) -> Case:
    return Case()


def open_(user: User, subject: UUID, **more: Any) -> bool:
    return bool(policies.may_open(user, subject, on=clock.today(), **more).allowed)


# ---------------------------------------------------------------- outsiders and insiders
def test_a_team_mate_in_leek_is_an_outsider(case: Case) -> None:
    mate = account("mate", profession=Profession.CIVIL_SERVANT, team=case.team)
    with pytest.raises(Http404):
        policies.enter(mate, case.subject, on=clock.today(), reason=Reason.SUPPORT)


def test_who_found_the_client_by_bsn_is_told_why_not(case: Case) -> None:
    mate = account("mate", profession=Profession.CIVIL_SERVANT, team=case.team)
    with pytest.raises(Refused) as refusal:
        policies.enter(mate, case.subject, on=clock.today(), found=True)
    assert refusal.value.decision.missing == ((Condition.DIRECTLY_INVOLVED,), (Condition.STATUTORY_DUTY,))
    assert "leek-2018 art. 7 lid 1" in [str(c) for c in refusal.value.decision.citations]


def test_the_head_is_told_that_a_reason_is_missing(case: Case) -> None:
    head = account("head", roles=(MunicipalRole.TEAM_LEAD,))
    with pytest.raises(Refused) as refusal:
        policies.enter(head, case.subject, on=clock.today())
    assert (Condition.NECESSARY,) in refusal.value.decision.missing
    assert policies.enter(head, case.subject, on=clock.today(), reason=Reason.SUPERVISION).role is Role.TEAM_LEAD


def test_a_dossier_that_does_not_exist_is_answered_as_one_of_somebody_else(case: Case) -> None:
    head = account("head", roles=(MunicipalRole.TEAM_LEAD,))
    with pytest.raises(Http404):
        policies.enter(head, uuid4(), on=clock.today(), reason=Reason.SUPERVISION)


def test_administrators_see_no_dossier(case: Case) -> None:
    admin = account("admin", roles=(MunicipalRole.FUNCTIONAL_ADMIN, MunicipalRole.PRIVACY_OFFICER))
    with pytest.raises(Http404):
        policies.enter(admin, case.subject, on=clock.today(), reason=Reason.SUPERVISION)


# ---------------------------------------------------------------- reasons
@pytest.mark.requirement("LEEK-7.2a", "LEEK-7.2c")
def test_a_reason_holds_for_one_person_one_part_and_one_day(case: Case) -> None:
    head = account("head", roles=(MunicipalRole.TEAM_LEAD,))
    other = account("other", roles=(MunicipalRole.TEAM_LEAD, MunicipalRole.SUPERVISOR))
    services.state_reason(subject=case.subject, reason=Reason.SUPERVISION, reference="Z-2026-17", by=head)
    assert open_(head, case.subject)
    assert not open_(head, case.subject, part=Part.PLAN)
    assert not open_(other, case.subject)
    tomorrow = clock.today() + timedelta(days=1)
    assert not policies.may_open(head, case.subject, on=tomorrow).allowed
    line = AuditEvent.objects.get(event="access:reason:stated")
    assert (line.actor_id, line.dossier_id, line.reason) == (head.pk, case.subject, "supervision")


def test_a_need_recorded_with_the_ground_is_not_asked_again(opsterland: Any) -> None:
    with entered(opsterland.scope()):
        case = Case()
        jan = account("jan", profession=Profession.CARE_PROVIDER, team=case.team)
        assert not open_(jan, case.subject), "a member of the team, but is it necessary?"
        case.place(GroundKind.INVOLVED, jan, reason=Reason.SUPPORT)
        assert open_(jan, case.subject)


def test_the_reason_is_asked_on_a_page_of_its_own(case: Case, leek: Any) -> None:
    """LEEK-7.2a: a reason per opening. Insiders are asked, outsiders are told nothing."""
    head, mate = account("head", roles=(MunicipalRole.TEAM_LEAD,)), account("mate", profession=Profession.TEACHER, team=case.team)
    with pytest.raises(policies.ReasonNeeded) as needed:
        policies.enter(head, case.subject, on=clock.today())
    label, address = needed.value.next_step("/leek/mijn-toegang/")
    assert label
    assert address.startswith(f"/reden/{case.subject}/dossier/?next=")
    page = f"/leek/reden/{case.subject}/dossier/"
    for outsider in (mate, account("admin", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))):
        client = logged_in(leek, outsider)
        unknown = client.get(f"/leek/reden/{uuid4()}/dossier/")
        assert client.get(page).status_code == unknown.status_code == 404
        assert client.post(page, {"reason": "supervision"}).status_code == 404
    client = logged_in(leek, head)
    assert client.get(page).status_code == 200
    assert client.get(f"/leek/reden/{case.subject}/alles/").status_code == 404
    assert client.post(page, {"reason": "nieuwsgierig"}).status_code == 422
    assert client.post(page, {"reason": "supervision", "next": "https://elders.example/"})["Location"] == "/leek/"
    assert open_(head, case.subject)


def test_a_refusal_at_the_door_stays_in_the_log(case: Case) -> None:
    mate = account("mate", profession=Profession.CIVIL_SERVANT, team=case.team)
    with pytest.raises(Http404) as refusal, transaction.atomic():
        policies.enter(mate, case.subject, on=clock.today())
    assert refusal.value.is_recorded  # type: ignore[attr-defined]
    line = AuditEvent.objects.using("attempts").filter(event="access:door:refused", dossier_id=case.subject).get()
    assert (line.actor_id, line.outcome, line.protocol_version, line.role) == (mate.pk, "refused", "leek-2018", "professional")


# ---------------------------------------------------------------- hats
@pytest.mark.requirement("LEEK-1h", "LAND-1-professional")
@pytest.mark.parametrize("profession", [*Profession, ""])
@pytest.mark.parametrize("municipality", ["leek", "landsmeer"])
def test_every_kind_of_worker_can_be_directly_involved(request: pytest.FixtureRequest, municipality: str, profession: str) -> None:
    with entered(request.getfixturevalue(municipality).scope()):
        case = Case()
        user = account("jan", profession=profession)
        assert not open_(user, case.subject)
        case.place(GroundKind.INVOLVED, user)
        assert policies.enter(user, case.subject, on=clock.today()).role is Role.PROFESSIONAL


def test_of_several_hats_one_that_fits_is_enough(case: Case) -> None:
    """A handler of complaints who is also involved comes in as professional, without a reason."""
    user = account("jan", profession=Profession.CIVIL_SERVANT, roles=(MunicipalRole.COMPLAINTS_HANDLER, MunicipalRole.SUPERVISOR))
    refused = policies.consider(user, case.subject, on=clock.today())
    assert set(refused.decision.missing) == {(Condition.DIRECTLY_INVOLVED,), (Condition.NECESSARY,), (Condition.STATUTORY_DUTY,)}
    assert policies.enter(user, case.subject, on=clock.today(), reason=Reason.INVESTIGATION).role is Role.SUPERVISOR
    case.place(GroundKind.INVOLVED, user)
    assert policies.enter(user, case.subject, on=clock.today()).role is Role.PROFESSIONAL


@pytest.mark.requirement("LEEK-7.2b")
def test_a_handler_sees_only_the_dossier_of_the_case_and_only_while_it_runs(case: Case) -> None:
    handler = account("fatima", roles=(MunicipalRole.COMPLAINTS_HANDLER,))
    assert not open_(handler, case.subject, reason=Reason.COMPLAINT)
    complaint = uuid4()
    case.place(GroundKind.COMPLAINT, handler, source_kind="complaint", source=complaint)
    assert open_(handler, case.subject, reason=Reason.COMPLAINT)
    assert not open_(handler, case.subject), "a reason besides the case"
    assert services.end_grounds_of(source_kind="complaint", source=complaint, by=SYSTEM) == 1
    assert not open_(handler, case.subject, reason=Reason.COMPLAINT)


@pytest.mark.requirement("LEEK-7.2d", "LAND-7.2")
@pytest.mark.parametrize("municipality", ["leek", "landsmeer"])
def test_veilig_thuis_gets_in_while_violence_is_at_issue(request: pytest.FixtureRequest, municipality: str) -> None:
    with entered(request.getfixturevalue(municipality).scope()):
        case = Case()
        worker = account("sanne", profession=Profession.CARE_PROVIDER, roles=(MunicipalRole.VEILIG_THUIS,))
        marker: dict[str, Any] = {"kind": MarkerKind.DOMESTIC_VIOLENCE, "source_kind": "signal", "source": uuid4(), "by": SYSTEM}
        assert not open_(worker, case.subject, reason=Reason.SAFETY)
        services.set_marker(subject=case.subject, opened_on=clock.today(), **marker)
        assert open_(worker, case.subject, reason=Reason.SAFETY)
        assert [v.subject for v in selectors.visible_to(worker)] == [case.subject]
        assert services.clear_marker(**marker) == 1
        assert services.clear_marker(**marker) == 0
        assert not open_(worker, case.subject, reason=Reason.SAFETY)
        assert selectors.visible_to(worker) == []


@pytest.mark.requirement("LEEK-7.2d")
def test_violence_from_two_causes_ends_with_the_last(case: Case) -> None:
    worker = account("sanne", roles=(MunicipalRole.VEILIG_THUIS,))
    first, second = uuid4(), uuid4()
    for source in (first, second):
        services.set_marker(
            subject=case.subject, kind=MarkerKind.DOMESTIC_VIOLENCE, source_kind="signal", source=source, opened_on=clock.today(), by=SYSTEM
        )
    services.clear_marker(source_kind="signal", source=first, kind=MarkerKind.DOMESTIC_VIOLENCE, by=SYSTEM)
    assert open_(worker, case.subject, reason=Reason.SAFETY)
    services.clear_marker(source_kind="signal", source=second, kind=MarkerKind.DOMESTIC_VIOLENCE, by=SYSTEM)
    assert not open_(worker, case.subject, reason=Reason.SAFETY)


@pytest.mark.requirement("SITT-5-autorisatie")
def test_a_director_in_sittard_geleen_sees_the_plan_and_not_the_dossier(sittard_geleen: Any) -> None:
    with entered(sittard_geleen.scope()):
        case = Case()
        director = account("regisseur", profession=Profession.CIVIL_SERVANT)
        case.place(GroundKind.DIRECTOR, director, parts=frozenset({Part.PLAN}))
        assert open_(director, case.subject, part=Part.PLAN, reason=Reason.SUPERVISION)
        assert not open_(director, case.subject, reason=Reason.SUPERVISION)
        assert [v.subject for v in selectors.visible_to(director, part=Part.PLAN)] == [case.subject]
        assert selectors.visible_to(director) == []
        # somebody who also helps gets a second authorisation, for the other part
        case.place(GroundKind.INVOLVED, director, parts=frozenset({Part.DOSSIER}))
        assert open_(director, case.subject, reason=Reason.SUPPORT)


# ---------------------------------------------------------------- duties in law
@pytest.mark.requirement("LEEK-7.3", "LAND-7.3", "LEID-11.3", "OPST-12.2")
@pytest.mark.parametrize("municipality", ["leek", "landsmeer", "leiden", "opsterland"])
def test_a_duty_in_law_names_its_provision_and_who_asks(request: pytest.FixtureRequest, municipality: str) -> None:
    with entered(request.getfixturevalue(municipality).scope()):
        case = Case()
        user = account("jan")
        for law in ({}, {"provision": "artikel 5.2.5 Wmo 2015"}, {"requester": "de inspectie"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                case.place(GroundKind.DUTY, user, **law)
        case.place(GroundKind.DUTY, user, provision="artikel 5.2.5 Wmo 2015", requester="de inspectie", until=clock.today())
        decision = policies.enter(user, case.subject, on=clock.today()).decision
        assert decision.allowed
        assert not policies.may_open(user, case.subject, on=clock.today() + timedelta(days=1)).allowed


def test_nobody_gives_himself_a_duty_or_an_authorisation(case: Case) -> None:
    user = account("jan", team=case.team, place=TeamRole.LEAD)
    for kind in (GroundKind.DUTY, GroundKind.AUTHORISED):
        with pytest.raises(policies.NotYourOwnRights):
            case.place(kind, user, provision="artikel 1", requester="ik", by=user)
        with pytest.raises(IntegrityError), transaction.atomic():  # nor past the service
            Ground.objects.create(
                subject=case.subject, principal_kind="user", principal=user.pk, kind=kind, since=clock.today(), opened_on=clock.today(),
                source_kind="x", source=uuid4(), provision="artikel 1", requester="ik", placed_by=user.pk,
            )  # fmt: skip


# ---------------------------------------------------------------- writing
@pytest.mark.requirement("LEID-11.4")
def test_looking_is_not_yet_writing_in_leiden(leiden: Any) -> None:
    with entered(leiden.scope()):
        case = Case()
        user = account("jan", profession=Profession.CARE_PROVIDER, team=case.team)
        source = uuid4()
        case.place(GroundKind.AUTHORISED, user, source=source)
        assert open_(user, case.subject)
        decision = policies.may_write(user, case.subject, on=clock.today())
        assert not decision.allowed
        assert "leiden-2016 art. 11 lid 4" in [str(c) for c in decision.citations]
        with pytest.raises(Refused):
            policies.enter(user, case.subject, on=clock.today(), write=True)
        services.end_grounds_of(source_kind="test", source=source, by=SYSTEM)
        case.place(GroundKind.AUTHORISED, user, may_write=True)
        assert policies.may_write(user, case.subject, on=clock.today()).allowed
        assert policies.enter(user, case.subject, on=clock.today(), write=True).may_write


@pytest.mark.requirement("OPST-12.3")
def test_parts_and_writing_are_authorised_apart_in_opsterland(opsterland: Any) -> None:
    with entered(opsterland.scope()):
        case = Case()
        user = account("jan", profession=Profession.CARE_PROVIDER, team=case.team)
        assert policies.may_open(user, case.subject, on=clock.today(), reason=Reason.SUPPORT).allowed
        refused = policies.may_write(user, case.subject, on=clock.today(), reason=Reason.SUPPORT)
        assert not refused.allowed
        assert "opsterland-2015 art. 12 lid 3" in [str(c) for c in refused.citations]
        case.place(GroundKind.AUTHORISED, user, parts=frozenset({Part.DOSSIER}), may_write=True)
        assert policies.may_write(user, case.subject, on=clock.today(), reason=Reason.SUPPORT).allowed
        assert not policies.may_write(user, case.subject, on=clock.today(), part=Part.PLAN, reason=Reason.SUPPORT).allowed


def test_who_may_not_open_may_not_write(case: Case) -> None:
    user = account("jan")
    assert not policies.may_write(user, case.subject, on=clock.today(), reason=Reason.SUPPORT).allowed


# ---------------------------------------------------------------- rows
def test_a_cause_places_one_ground_of_a_kind_and_ends_what_it_placed(case: Case) -> None:
    user, source = account("jan"), uuid4()
    case.place(GroundKind.INVOLVED, user, source=source)
    with pytest.raises(IntegrityError), transaction.atomic():
        case.place(GroundKind.INVOLVED, user, source=source)
    assert len(selectors.grounds_from("test")) == 1
    assert services.end_grounds_of(source_kind="test", source=source, by=SYSTEM) == 1
    assert services.end_grounds_of(source_kind="test", source=source, by=SYSTEM) == 0
    assert selectors.grounds_from("test") == []
    case.place(GroundKind.INVOLVED, user, source=source)  # involved again
    assert Ground.objects.filter(source=source).count() == 2, "the first one stays, as history"


def test_every_change_of_who_may_come_near_stands_in_the_log(case: Case) -> None:
    user, source = account("jan"), uuid4()
    ground = case.place(GroundKind.INVOLVED, user, source=source)
    services.end_grounds_of(source_kind="test", source=source, by=SYSTEM)
    lines = AuditEvent.objects.filter(subject_id=ground.pk).order_by("id")
    assert [(line.event, line.dossier_id, line.on_behalf_of) for line in lines] == [
        ("access:ground:placed", case.subject, user.pk),
        ("access:ground:ended", case.subject, user.pk),
    ]


@pytest.mark.parametrize("kind", [GroundKind.TEAM, GroundKind.MUNICIPALITY, GroundKind.VIOLENCE])
def test_a_ground_is_held_by_the_kind_of_principal_that_it_is_for(case: Case, kind: GroundKind) -> None:
    with pytest.raises(ValueError, match="held by"):
        case.place(kind, account("jan"))


def test_django_asks_the_gate(case: Case) -> None:
    """`user.has_perm` answers from the rows, for any object with a key; nobody has permissions that hold everywhere."""

    class Thing:
        pk = case.subject

    user = account("jan", profession=Profession.CIVIL_SERVANT)
    assert not user.has_perm("dossiers.view_dossier", Thing())  # type: ignore[arg-type]
    case.place(GroundKind.INVOLVED, user)
    assert user.has_perm("dossiers.view_dossier", Thing())  # type: ignore[arg-type]
    assert not user.has_perm("dossiers.change_dossier", Thing())  # type: ignore[arg-type]
    assert not user.has_perm("dossiers.delete_dossier", Thing())  # type: ignore[arg-type]
    assert not user.has_perm("dossiers.view_dossier")
    assert not user.has_module_perms("dossiers")
    services.deactivate_user(user=user, by=SYSTEM)
    assert not user.has_perm("dossiers.view_dossier", Thing())  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", GroundKind)
def test_every_kind_of_ground_that_is_placed_can_be_ended(case: Case, kind: GroundKind) -> None:
    source = uuid4()
    holder = {PrincipalKind.USER: account("jan"), PrincipalKind.TEAM: case.team}.get(HELD_BY[kind])
    law = {"provision": "artikel 1", "requester": "een rechter"} if kind == GroundKind.DUTY else {}
    place = {"subject": case.subject, "kind": kind, "source_kind": "test", "source": source, "opened_on": clock.today(), **law}
    services.place_ground(**place, principal=holder, by=SYSTEM)  # type: ignore[arg-type]
    assert [ground.kind for ground in selectors.grounds_from("test", kind=kind)] == [kind]
    assert services.end_grounds_of(source_kind="test", source=source, kind=kind, by=SYSTEM) == 1
    assert selectors.grounds_from("test") == []


def test_buttons_follow_what_the_door_said_and_the_next_request_asks_anew(leiden: Any) -> None:
    with entered(leiden.scope()):
        case = Case()
        user = account("jan", profession=Profession.CARE_PROVIDER, team=case.team)
        ground = case.place(GroundKind.INVOLVED, user, may_write=True, reason=Reason.SUPPORT)
    with entered(leiden.scope()):
        policies.enter(user, case.subject, on=clock.today())
        with CaptureQueriesContext(connections["default"]) as captured:
            offered = policies.offers_writing(user, case.subject, on=clock.today())
        assert len(captured) == 0
        assert offered.allowed
        assert offered == policies.may_write(user, case.subject, on=clock.today())
    with entered(leiden.scope()):
        services.end_grounds_of(source_kind="test", source=ground.source, by=SYSTEM)
        case.place(GroundKind.AUTHORISED, user)
        assert not policies.offers_writing(user, case.subject, on=clock.today()).allowed
