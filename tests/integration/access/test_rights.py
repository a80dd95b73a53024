"""Teams, roles and accounts: dated, logged, and never changed by the one they belong to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from access import presenters, selectors, services
from access.models import Membership, RoleAssignment, User
from access.policies import NotYourOwnRights
from access.states import MunicipalRole, Profession, TeamRole
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.scope import entered
from privacy_domain.web.errors import Conflict
from tests.factories.access import account


@pytest.fixture
def in_opsterland(opsterland: Any) -> Any:
    with entered(opsterland.scope()):
        yield opsterland


def own_changes(lead: User) -> list[Callable[[], object]]:
    """Everything that somebody could try to change about his own rights."""
    team = services.create_team(name="Gebiedsteam West", by=SYSTEM)
    membership = services.add_member(team=team, user=lead, role=TeamRole.MEMBER, by=SYSTEM)
    assignment = services.assign_role(user=lead, role=MunicipalRole.TEAM_LEAD, by=SYSTEM)
    other = services.create_team(name="Gebiedsteam Oost", by=SYSTEM)
    return [
        lambda: services.add_member(team=other, user=lead, role=TeamRole.LEAD, by=lead),
        lambda: services.end_membership(membership=membership.pk, by=lead),
        lambda: services.assign_role(user=lead, role=MunicipalRole.FUNCTIONAL_ADMIN, by=lead),
        lambda: services.end_role(assignment=assignment.pk, by=lead),
        lambda: services.deactivate_user(user=lead, by=lead),
        lambda: services.activate_user(user=lead, by=lead),
        lambda: services.remove_factors(user=lead, by=lead),
        lambda: services.change_user(user=lead, display_name="X", job_title="", profession=Profession.TEACHER, email="", by=lead),
    ]


@pytest.mark.requirement("OPST-1a")
def test_nobody_changes_his_own_rights(in_opsterland: Any) -> None:
    """The leader administers (art. 1 onder a); for his own rights another person is needed."""
    lead = account("lead", roles=())
    for change in own_changes(lead):
        with pytest.raises(NotYourOwnRights):
            change()
    assert AuditEvent.objects.using("attempts").filter(event="access:own_rights:refused", on_behalf_of=lead.pk).count() == 4


@pytest.mark.requirement("OPST-1a")
def test_not_even_past_the_service(in_opsterland: Any) -> None:
    lead = account("lead")
    team = services.create_team(name="Gebiedsteam West", by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=lead, team=team, role=TeamRole.LEAD, since=clock.today(), given_by=lead.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(user=lead, role=MunicipalRole.TEAM_LEAD, since=clock.today(), given_by=lead.pk)


def test_what_another_person_gives_holds_from_its_first_until_its_last_day(in_opsterland: Any) -> None:
    admin, user = account("admin"), account("jan")
    day = timedelta(days=1)
    services.assign_role(user=user, role=MunicipalRole.SUPERVISOR, since=clock.today() + day, until=clock.today() + 3 * day, by=admin)
    held = [offset for offset in range(6) if selectors.has_role(user, MunicipalRole.SUPERVISOR, on=clock.today() + offset * day)]
    assert held == [1, 2, 3]


def test_ending_acts_at_once_and_twice_is_refused(in_opsterland: Any) -> None:
    admin, user = account("admin"), account("jan")
    team = services.create_team(name="Gebiedsteam West", by=SYSTEM)
    place = services.add_member(team=team, user=user, by=admin)
    with pytest.raises(Conflict):
        services.add_member(team=team, user=user, by=admin)
    assert [held.team for held in selectors.teams_of(user)] == [team]
    services.end_membership(membership=place.pk, by=admin)
    assert selectors.teams_of(user) == []
    services.add_member(team=team, user=user, role=TeamRole.LEAD, by=admin)
    assert [held.role for held in selectors.members_of(team)] == [TeamRole.LEAD]


def test_the_last_administrator_stays(in_opsterland: Any) -> None:
    first = account("first", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))
    second = account("second")
    assignment = first.roleassignments.get()
    with pytest.raises(Conflict):
        services.end_role(assignment=assignment.pk, by=second)
    with pytest.raises(Conflict):
        services.deactivate_user(user=first, by=second)
    services.assign_role(user=second, role=MunicipalRole.FUNCTIONAL_ADMIN, by=first)
    services.end_role(assignment=assignment.pk, by=second)
    assert selectors.accounts_with_role(MunicipalRole.FUNCTIONAL_ADMIN) == [second]


def test_an_account_is_never_deleted(in_opsterland: Any) -> None:
    user = account("jan")
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        user.delete()


def test_user_names_are_unique_within_a_municipality_in_whatever_letters(in_opsterland: Any, leek: Any) -> None:
    services.create_user(username="Jan", display_name="Jan", by=SYSTEM)
    with pytest.raises(Conflict):
        services.create_user(username=" JAN ", display_name="Jan 2", by=SYSTEM)
    with entered(leek.scope()):
        services.create_user(username="jan", display_name="Jan", by=SYSTEM)


@pytest.mark.requirement("ENG-9", "LEID-1-rollen")
def test_roles_carry_the_names_of_the_municipality(leiden: Any, opsterland: Any) -> None:
    with entered(leiden.scope()):
        assert presenters.team_place_label(TeamRole.LEAD).lower() == "teamcoach"
        user = account("ria", roles=(MunicipalRole.FUNCTIONAL_ADMIN, MunicipalRole.COMPLAINTS_HANDLER))
        services.add_member(team=services.create_team(name="SWT Noord", by=SYSTEM), user=user, role=TeamRole.LEAD, by=SYSTEM)
        rows = {row["key"]: row["value"] for row in presenters.own_access(user)}
        assert any("teamcoach" in str(team).lower() for team in rows["Teams"])
    with entered(opsterland.scope()):
        assert "leidinggevende" in presenters.team_place_label(TeamRole.LEAD).lower()


@pytest.mark.requirement("LEID-1-rollen")
def test_the_administrator_of_leiden_is_appointed_by_name(leiden: Any) -> None:
    """The text does not say who administers: somebody is given the role, dated, by another person."""
    with entered(leiden.scope()):
        first, second = account("first", roles=(MunicipalRole.FUNCTIONAL_ADMIN,)), account("second")
        assignment = services.assign_role(user=second, role=MunicipalRole.FUNCTIONAL_ADMIN, by=first)
        assert (assignment.given_by, assignment.since) == (first.pk, clock.today())
        assert selectors.has_role(second, MunicipalRole.FUNCTIONAL_ADMIN)
