"""The administration: by role, one municipality, each look in the log, nothing guessed, nothing deleted."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from access import services
from access.models import Membership, RoleAssignment, Team, User
from access.states import MunicipalRole, Profession
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.backoffice.admin import ScopedAdmin
from privacy_domain.backoffice.site import site
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.models import Adoption, Municipality
from privacy_domain.tenancy.scope import entered
from tests.factories.access import account, logged_in

USERS = "/leek/beheer/access/user/"


@pytest.fixture
def admin(leek: Any) -> User:
    with entered(leek.scope()):
        return account("bram", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))


@pytest.fixture
def client(leek: Any, admin: User) -> Client:
    return logged_in(leek, admin)


def pages() -> list[str]:
    """The list of every registered model, below the municipality's name."""
    return [f"/leek/beheer/{model._meta.app_label}/{model._meta.model_name}/" for model in site._registry]


# ---------------------------------------------------------------- who gets in
def test_every_page_is_a_scoped_one() -> None:
    assert site._registry, "something is administered"
    for model, page in site._registry.items():
        assert isinstance(page, ScopedAdmin), model
        assert page.actions is None, model
        assert "delete_selected" not in dict(site.actions) or page.actions is None, model


@pytest.mark.parametrize(
    "roles", [(), (MunicipalRole.TEAM_LEAD,), (MunicipalRole.SUPERVISOR, MunicipalRole.COMPLAINTS_HANDLER, MunicipalRole.DIRECTOR)]
)
def test_without_an_administrative_role_nothing_opens(leek: Any, roles: tuple[MunicipalRole, ...]) -> None:
    with entered(leek.scope()):
        user = account("jan", profession=Profession.CIVIL_SERVANT, roles=roles)
    client = logged_in(leek, user)
    for address in ["/leek/beheer/", *pages(), f"{USERS}add/", f"{USERS}{user.pk}/change/"]:
        assert client.get(address).status_code == 403, address
    assert 'href="/leek/beheer/"' not in client.get("/leek/").content.decode()


def test_the_privacy_officer_reads_and_does_not_write(leek: Any) -> None:
    with entered(leek.scope()):
        user, other = account("fg", roles=(MunicipalRole.PRIVACY_OFFICER,)), account("jan")
    client = logged_in(leek, user)
    for address in pages():
        assert client.get(address).status_code == 200, address
    for address in (f"{USERS}add/", f"{USERS}{other.pk}/doen/sluiten/", "/leek/beheer/access/roleassignment/add/"):
        assert client.get(address).status_code in (403, 404), address
        assert client.post(address).status_code in (403, 404), address
    assert client.post(f"{USERS}{other.pk}/change/", {"display_name": "X"}).status_code == 403


def test_a_role_of_yesterday_opens_nothing(leek: Any, admin: User, client: Client) -> None:
    with entered(leek.scope()):
        other = account("other", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))
        services.end_role(assignment=admin.roleassignments.get().pk, by=other)
    assert client.get("/leek/beheer/").status_code == 403


def test_the_administration_has_no_login_of_its_own(client: Client) -> None:
    assert Client().get("/leek/beheer/")["Location"].startswith("/leek/account/inloggen/")
    assert client.get("/leek/beheer/login/")["Location"] == "/leek/account/inloggen/"
    for gone in ("password_change/", "autocomplete/", "r/1/1/"):
        assert client.get(f"/leek/beheer/{gone}").status_code == 404, gone


# ---------------------------------------------------------------- what can be found out
@pytest.mark.requirement("ENG-8")
def test_rows_of_another_municipality_are_not_there(leek: Any, landsmeer: Any, client: Client) -> None:
    with entered(landsmeer.scope()):
        stranger = account("vreemdeling", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))
        team = services.create_team(name="Vreemd team", by=SYSTEM)
        services.add_member(team=team, user=stranger, by=SYSTEM)
        adoption = Adoption.objects.get()
        rows = {"access/user": stranger, "access/team": team, "access/membership": stranger.memberships.get(), "tenancy/adoption": adoption}
    for address in pages():
        text = client.get(address).content.decode().lower()
        assert "vreemd" not in text, address
        assert "landsmeer" not in text, address
    for kind, row in {**rows, "tenancy/municipality": landsmeer}.items():
        for end in ("change", "history", "delete", "doen/sluiten"):
            known, unknown = (client.get(f"/leek/beheer/{kind}/{key}/{end}/") for key in (row.pk, "00000000-0000-4000-8000-000000000000"))
            assert known.status_code == unknown.status_code, (kind, end)
            assert known.status_code in (302, 403, 404), (kind, end)
    form = client.get("/leek/beheer/access/membership/add/").content.decode().lower()
    assert "vreemd" not in form
    posted = {"user": str(stranger.pk), "team": str(team.pk), "role": "lead", "since": "2026-11-24"}
    assert client.post("/leek/beheer/access/membership/add/", posted).status_code == 422


@pytest.mark.parametrize(
    "probe",
    [
        "password__startswith=argon2", "display_name__startswith=B", "email__contains=a", "last_login__gte=2020-01-01",
        "municipality__name__startswith=L", "acknowledgements__at__gte=2020-01-01", "memberships__team__name__startswith=S",
        "session_generation__gt=1", "must_change_password__exact=1", "id__gt=0",
    ],
)  # fmt: skip
def test_nothing_is_guessed_through_the_address(client: Client, probe: str) -> None:
    assert client.get(f"{USERS}?{probe}").status_code in (302, 400), "neither a list nor a difference"


@pytest.mark.parametrize(
    "query",
    [
        "o=99.-7.x",
        "p=99999",
        "p=x",
        "all=1",
        "q=%00",
        "q=" + "a" * 5000,
        "is_active__exact=x",
        "is_active__exact=%00",
        "basis__exact=%00",
        "%00=1",
        "e=1",
        "_popup=1",
        "_to_field=password",
    ],
)
def test_bad_questions_get_no_server_error(client: Client, query: str) -> None:
    for address in (USERS, "/leek/beheer/tenancy/adoption/"):
        assert client.get(f"{address}?{query}").status_code < 500, address


def test_nobody_deletes(leek: Any, client: Client) -> None:
    with entered(leek.scope()):
        user = account("jan")
    for method in (client.get, client.post):
        assert method(f"{USERS}{user.pk}/delete/").status_code == 403
    assert client.post(USERS, {"action": "delete_selected", "_selected_action": [str(user.pk)], "post": "yes"}).status_code < 500
    with entered(leek.scope()):
        assert User.objects.filter(pk=user.pk).exists()


# ---------------------------------------------------------------- what stands in the log
@pytest.mark.requirement("ENG-11")
def test_each_look_is_a_line(leek: Any, client: Client) -> None:
    with entered(leek.scope()):
        user = account("jan")
    client.get(USERS)
    client.get(f"{USERS}{user.pk}/change/")
    client.get(f"{USERS}{user.pk}/history/")
    with entered(leek.scope()):
        lines = list(AuditEvent.objects.filter(event__startswith="backoffice:").order_by("id"))
        assert [line.event for line in lines] == ["backoffice:list:seen", "backoffice:row:seen", "backoffice:history:seen"]
        assert user.pk in lines[0].object_ids
        assert {line.subject_id for line in lines[1:]} == {user.pk}
        assert {line.outcome for line in lines} == {"looked"}


def test_without_a_log_no_page(leek: Any, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the log is full")

    monkeypatch.setattr("privacy_domain.backoffice.admin.look", broken)
    client.raise_request_exception = False
    answer = client.get(USERS)
    assert answer.status_code == 500
    assert b"bram" not in answer.content


def test_django_keeps_no_log_of_its_own(leek: Any, client: Client) -> None:
    client.post("/leek/beheer/access/team/add/", {"name": "Zuid", "active": "on"})
    from django.contrib.admin.models import LogEntry

    assert not LogEntry.objects.exists()
    with entered(leek.scope()):
        assert AuditEvent.objects.filter(event="access:team:made").exists()


# ---------------------------------------------------------------- what can be done
def test_an_account_is_made_with_a_password_that_is_shown_once(leek: Any, client: Client) -> None:
    asked = {"username": "Nieuw", "display_name": "Nieuwe Medewerker", "job_title": "", "profession": "teacher", "email": ""}
    page = client.post(f"{USERS}add/", asked)
    assert page.status_code == 200
    shown = re.search(r"<code>([a-z0-9-]{23})</code>", page.content.decode())
    assert shown
    with entered(leek.scope()):
        made = User.objects.get(username="nieuw")
        assert made.must_change_password
        assert made.check_password(shown[1])
        assert made.profession == "teacher"
    assert shown[1] not in client.get(f"{USERS}{made.pk}/change/").content.decode()
    assert client.post(f"{USERS}add/", asked).status_code == 422, "the name is taken"


def test_changing_goes_through_the_service_and_into_both_logs(leek: Any, client: Client) -> None:
    with entered(leek.scope()):
        user = account("jan")
    posted = {"display_name": "Jan de Vries", "job_title": "Consulent", "profession": "civil_servant", "email": "", "is_active": "", "password": "x"}
    assert client.post(f"{USERS}{user.pk}/change/", posted | {"username": "anders"}).status_code == 302
    with entered(leek.scope()):
        changed = User.objects.get(pk=user.pk)
        assert (changed.username, changed.display_name, changed.is_active) == ("jan", "Jan de Vries", True)
        line = AuditEvent.objects.filter(event="access:account:changed").get()
        assert line.fields == ["display_name", "job_title", "profession"]
    history = client.get(f"{USERS}{user.pk}/history/").content.decode()
    assert "Jan de Vries" not in history.split('id="content-main"')[1], "names of fields, no values"


def test_acts_ask_first_and_then_do(leek: Any, client: Client) -> None:
    with entered(leek.scope()):
        user = account("jan", password="vier-losse-woorden-hier")
    address = f"{USERS}{user.pk}/doen/"
    assert client.get(f"{address}sluiten/").status_code == 200
    with entered(leek.scope()):
        assert User.objects.get(pk=user.pk).is_active, "asking does nothing"
    assert client.post(f"{address}sluiten/").status_code == 302
    assert client.post(f"{address}sluiten/").status_code == 404, "a second time there is nothing to close"
    assert client.post(f"{address}openen/").status_code == 302
    assert client.post(f"{address}factoren/").status_code == 302
    assert b"<code>" in client.post(f"{address}wachtwoord/").content
    assert client.post(f"{address}onzin/").status_code == 404


@pytest.mark.requirement("OPST-1a")
def test_an_administrator_does_not_give_himself_anything(leek: Any, admin: User, client: Client) -> None:
    with entered(leek.scope()):
        team = services.create_team(name="Zuid", by=SYSTEM)
    place = {"user": str(admin.pk), "team": str(team.pk), "role": "lead", "since": "2026-11-24"}
    assert client.post("/leek/beheer/access/membership/add/", place).status_code == 403
    role = {"user": str(admin.pk), "role": "supervisor", "since": "2026-11-24"}
    assert client.post("/leek/beheer/access/roleassignment/add/", role).status_code == 403
    for act in ("sluiten", "factoren"):
        assert client.post(f"{USERS}{admin.pk}/doen/{act}/").status_code == 403
    with entered(leek.scope()):
        assert not Membership.objects.exists()
        assert RoleAssignment.objects.count() == 1


def test_places_and_roles_are_given_and_ended(leek: Any, client: Client) -> None:
    with entered(leek.scope()):
        user, team = account("jan"), services.create_team(name="Zuid", by=SYSTEM)
    for kind, posted in {"membership": {"team": str(team.pk), "role": "member"}, "roleassignment": {"role": "supervisor"}}.items():
        address = f"/leek/beheer/access/{kind}/"
        asked = posted | {"user": str(user.pk), "since": "2026-11-24", "until": ""}
        assert client.post(f"{address}add/", asked).status_code == 302
        assert client.post(f"{address}add/", asked).status_code in (409, 422), "it is there already"
        with entered(leek.scope()):
            (row,) = (Membership if kind == "membership" else RoleAssignment).objects.filter(user=user)
        assert client.post(f"{address}{row.pk}/change/", {"role": "lead"}).status_code == 302
        assert client.post(f"{address}{row.pk}/doen/beeindigen/").status_code == 302
        with entered(leek.scope()):
            ended = type(row).objects.get(pk=row.pk)
            assert ended.ended_at
            assert ended.role == row.role, "nothing else of it changes"
        assert client.post(f"{address}{row.pk}/doen/beeindigen/").status_code == 404


def test_a_team_of_that_name_is_refused_in_the_form(leek: Any, client: Client) -> None:
    for status in (302, 422):
        assert client.post("/leek/beheer/access/team/add/", {"name": "Zuid", "active": "on"}).status_code == status
    with entered(leek.scope()):
        assert Team.objects.count() == 1


@pytest.mark.requirement("ENG-2")
def test_what_is_in_force_is_not_changed_without_a_second_person(leek: Any, client: Client) -> None:
    with entered(leek.scope()):
        adoption = Adoption.objects.get()
    posted = {"version": "leek-2018", "valid_from": "2020-01-01", "valid_until": "2026-12-31", "basis": "decided", "source": "Anders"}
    for address in (f"/leek/beheer/tenancy/adoption/{adoption.pk}/change/", "/leek/beheer/tenancy/adoption/add/"):
        assert client.post(address, posted).status_code == 403, address
    with entered(leek.scope()):
        assert [(row.valid_from, row.valid_until) for row in Adoption.objects.all()] == [(adoption.valid_from, None)]


def test_only_versions_of_the_own_municipality_can_be_proposed(client: Client) -> None:
    page = client.get("/leek/beheer/adoption/proposal/add/").content.decode()
    assert 'value="leek-2018"' in page
    assert "leiden-2016" not in page


def test_the_code_of_a_municipality_stays(leek: Any, client: Client) -> None:
    posted = {"code": "anders", "name": "Leek", "controller": "Het college", "telephone": "0594 11 11 11"}
    assert client.post(f"/leek/beheer/tenancy/municipality/{leek.pk}/change/", posted).status_code == 302
    changed = Municipality.objects.get(pk=leek.pk)
    assert (changed.code, changed.telephone) == ("leek", "0594 11 11 11")


# ---------------------------------------------------------------- headers
def test_every_page_carries_the_strict_policy(client: Client) -> None:
    for address in ["/leek/beheer/", *pages(), f"{USERS}add/"]:
        answer = client.get(address)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy, address
        assert answer["Cache-Control"] == "no-store", address
        assert not re.search(rb"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", answer.content), address


def test_the_clock_of_the_test_is_the_houses(client: Client) -> None:
    """Roles are asked on the domain's day: on another day the same role can be over."""
    with clock.standing_at(clock.now()):
        assert client.get("/leek/beheer/").status_code == 200
