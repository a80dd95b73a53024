"""The lock, the longest time, hiding the screen and the tablet in the client's hands."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from access import selectors, services
from access.models import User
from access.states import Profession, SessionKey
from privacy_domain.audit.models import AuditEvent
from privacy_domain.tenancy.scope import entered
from tests.factories.access import PASSWORD, account, code_now, logged_in, with_second_factor


@pytest.fixture
def jan(leek: Any) -> User:
    """A professional in Leek with a password and an app."""
    with entered(leek.scope()):
        return with_second_factor(account("wilhelmina", profession=Profession.CIVIL_SERVANT, password=PASSWORD))


@pytest.fixture
def client(leek: Any, jan: User) -> Client:
    """Jan's browser."""
    return logged_in(leek, jan)


def sit_still(client: Client, seconds: float) -> None:
    """Let `seconds` pass without a request."""
    session = client.session
    for key in (SessionKey.ACTIVE, SessionKey.SINCE):
        session[key] -= seconds
    session.save()


def log_of(municipality: Any) -> list[str]:
    with entered(municipality.scope()):
        return list(AuditEvent.objects.order_by("at").values_list("event", flat=True))


# ---------------------------------------------------------------- lock
def test_nothing_is_shown_after_fifteen_minutes(leek: Any, client: Client) -> None:
    sit_still(client, 15 * 60 + 1)
    answer = client.get("/leek/mijn-toegang/")
    assert answer["Location"] == "/leek/vergrendeld/?next=%2Fleek%2Fmijn-toegang%2F"
    assert "access:session:locked" in log_of(leek)


def test_working_on_keeps_the_session_open(client: Client) -> None:
    for _quarter in range(3):
        sit_still(client, 14 * 60)
        assert client.get("/leek/").status_code == 200


def test_a_program_that_asks_is_told_401(client: Client) -> None:
    sit_still(client, 15 * 60 + 1)
    assert client.post("/leek/mijn-toegang/", headers={"X-Autosave": "1"}).status_code == 401
    partial = client.get("/leek/mijn-toegang/", headers={"HX-Request": "true"})
    assert (partial.status_code, partial["HX-Redirect"]) == (401, "/leek/vergrendeld/?next=%2Fleek%2Fmijn-toegang%2F")


def test_the_lock_page_says_nothing_about_the_session(client: Client) -> None:
    page = client.get("/leek/vergrendeld/?next=/leek/mijn-toegang/").content.decode()
    assert "wilhelmina" not in page.lower()
    assert 'value="/leek/mijn-toegang/"' in page


def test_a_wrong_password_does_not_unlock(client: Client) -> None:
    client.get("/leek/vergrendeld/")
    assert client.post("/leek/account/opnieuw/", {"password": "verkeerd-geraden"}).status_code == 422
    assert client.get("/leek/")["Location"].startswith("/leek/vergrendeld/")


@pytest.mark.parametrize(
    ("address", "proof"), [("/leek/account/opnieuw/", lambda: {"password": PASSWORD}), ("/leek/account/opnieuw/code/", lambda: {"code": code_now()})]
)
def test_password_or_code_unlocks_and_leads_back(leek: Any, client: Client, address: str, proof: Any) -> None:
    client.get("/leek/vergrendeld/")
    answer = client.post(address, proof() | {"next": "/leek/mijn-toegang/"})
    assert answer["Location"] == "/leek/mijn-toegang/"
    assert client.get("/leek/mijn-toegang/").status_code == 200
    assert "access:session:unlocked" in log_of(leek)


def test_a_proof_from_before_the_lock_does_not_unlock(client: Client) -> None:
    client.post("/leek/account/opnieuw/", {"password": PASSWORD})
    client.get("/leek/vergrendeld/")
    assert client.get("/leek/")["Location"].startswith("/leek/vergrendeld/")


def test_a_session_ends_after_ten_hours_of_work(leek: Any, client: Client) -> None:
    session = client.session
    session[SessionKey.SINCE] -= 10 * 60 * 60 + 1
    session.save()
    assert client.get("/leek/")["Location"].startswith("/leek/account/inloggen/")
    assert client.get("/leek/vergrendeld/")["Location"].startswith("/leek/account/inloggen/")


def test_hiding_the_screen_locks_what_is_behind_it(client: Client) -> None:
    page = client.get("/leek/verborgen/")
    assert page.status_code == 200
    assert "wilhelmina" not in page.content.decode().lower()
    assert client.get("/leek/")["Location"].startswith("/leek/vergrendeld/")


def test_a_session_of_the_demonstration_unlocks_with_a_button(client: Client, settings: Any) -> None:
    session = client.session
    session[SessionKey.FACTOR] = "demo"
    session.save()
    client.get("/leek/vergrendeld/")
    assert client.post("/leek/demo/ontgrendelen/").status_code == 404, "not outside the demonstration"
    settings.DEMO = True
    assert client.post("/leek/demo/ontgrendelen/")["Location"] == "/leek/"
    assert client.get("/leek/").status_code == 200


def test_a_real_session_does_not_unlock_with_that_button(client: Client, settings: Any) -> None:
    settings.DEMO = True
    client.get("/leek/vergrendeld/")
    assert client.post("/leek/demo/ontgrendelen/").status_code == 404
    assert client.get("/leek/")["Location"].startswith("/leek/vergrendeld/")


# ---------------------------------------------------------------- client mode
def turn_to_client(leek: Any, client: Client, jan: User, *, pages: tuple[str, ...] = ("access:my_access",)) -> None:
    session = client.session
    with entered(leek.scope()):
        services.start_client_mode(session=session, pages=pages, back="/leek/?terug", by=jan)
    session.save()


def test_the_client_reaches_only_the_pages_of_the_talk(leek: Any, client: Client, jan: User) -> None:
    turn_to_client(leek, client, jan)
    page = client.get("/leek/mijn-toegang/")
    assert page.status_code == 200
    assert "pd-nav" not in page.content.decode(), "no menu"
    for address in ("/leek/", "/leek/geheimhouding/", "/leek/account/factoren/", "/leek/account/wachtwoord/"):
        assert client.get(address)["Location"].startswith("/leek/tablet-terug/"), address
        assert client.post(address).status_code == 302, address


def test_pages_of_another_matter_are_not_the_clients(leek: Any, jan: User) -> None:
    session = Client().session
    with entered(leek.scope()):
        services.start_client_mode(session=session, pages=["dossiers:talk_step"], about={"talk": "a"}, back="/", by=jan)
    mode = selectors.client_mode(session)
    assert mode is not None
    assert mode.shows("dossiers:talk_step", {"talk": "a", "step": "uitleg"})
    assert not mode.shows("dossiers:talk_step", {"talk": "b"})
    assert not mode.shows("dossiers:talk_step", {})
    assert not mode.shows("dossiers:dossier", {"talk": "a"})


def test_turning_the_tablet_back_asks_who_one_is(leek: Any, client: Client, jan: User) -> None:
    turn_to_client(leek, client, jan)
    asked = client.get("/leek/tablet-terug/")
    assert asked["Location"] == "/leek/account/opnieuw/?next=%2Fleek%2Ftablet-terug%2F"
    assert client.post("/leek/account/opnieuw/", {"password": "gegokt-door-de-client", "next": "/leek/tablet-terug/"}).status_code == 422
    assert client.get("/leek/tablet-terug/").status_code == 302
    assert client.get("/leek/")["Location"].startswith("/leek/tablet-terug/")
    proven = client.post("/leek/account/opnieuw/", {"password": PASSWORD, "next": "/leek/tablet-terug/"})
    assert proven["Location"] == "/leek/tablet-terug/"
    assert client.get("/leek/tablet-terug/")["Location"] == "/leek/?terug"
    assert client.get("/leek/").status_code == 200
    assert {"access:client_mode:started", "access:client_mode:left"} <= set(log_of(leek))


def test_a_proof_given_for_the_lock_does_not_turn_the_tablet_back_later(leek: Any, client: Client, jan: User) -> None:
    turn_to_client(leek, client, jan)
    client.get("/leek/tablet-terug/")  # the client tried, and went back
    client.get("/leek/mijn-toegang/")
    client.get("/leek/vergrendeld/")
    client.post("/leek/account/opnieuw/", {"password": PASSWORD, "next": "/leek/mijn-toegang/"})
    client.get("/leek/mijn-toegang/")
    assert client.get("/leek/tablet-terug/")["Location"].startswith("/leek/account/opnieuw/")
    assert client.get("/leek/")["Location"].startswith("/leek/tablet-terug/")


def test_the_tablet_locks_sooner_in_the_clients_hands(leek: Any, client: Client, jan: User) -> None:
    turn_to_client(leek, client, jan)
    sit_still(client, 121)
    assert client.get("/leek/mijn-toegang/")["Location"].startswith("/leek/vergrendeld/")


def test_turning_back_without_client_mode_leads_to_my_work(client: Client) -> None:
    assert client.get("/leek/tablet-terug/")["Location"] == "/leek/"
