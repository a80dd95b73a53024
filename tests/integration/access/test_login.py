"""Coming in: password, second factor, promise of secrecy; and everything that does not come in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from access import services
from access.models import User
from access.states import Profession, SessionKey
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.scope import entered
from tests.factories.access import PASSWORD, account, code_now, logged_in, promise_secrecy, with_second_factor

LOGIN = "/leek/account/inloggen/"


@pytest.fixture
def jan(leek: Any) -> User:
    """A professional in Leek with password, app and promise."""
    with entered(leek.scope()):
        user = with_second_factor(account("jan", profession=Profession.CIVIL_SERVANT, password=PASSWORD))
        promise_secrecy(user)
        return user


def enter_password(client: Client, *, at: str = LOGIN, username: str = "jan", password: str = PASSWORD) -> Any:
    return client.post(at, {"login": username, "password": password})


def events(municipality: Any) -> list[str]:
    with entered(municipality.scope()):
        return list(AuditEvent.objects.order_by("at").values_list("event", flat=True))


# ---------------------------------------------------------------- refused
def test_nobody_gets_a_page_without_logging_in(leek: Any) -> None:
    answer = Client().get("/leek/mijn-toegang/")
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{LOGIN}?next=")


def test_a_wrong_password_is_answered_with_the_form_and_a_line_in_the_log(leek: Any, jan: User) -> None:
    answer = enter_password(Client(), password="verkeerd-geraden")
    assert answer.status_code == 422
    assert b"verkeerd-geraden" not in answer.content
    with entered(leek.scope()):
        line = AuditEvent.objects.using("attempts").filter(event="access:session:login_failed").get()
        assert (line.outcome, line.on_behalf_of) == ("refused", jan.pk)


def test_unknown_and_known_names_are_answered_alike(leek: Any, jan: User) -> None:
    known, unknown = (enter_password(Client(), username=name, password="verkeerd-geraden") for name in ("jan", "nob"))
    assert known.status_code == unknown.status_code == 422
    clean = [answer.content.split(b"csrfmiddlewaretoken")[1].split(b">", 1)[1].replace(b"jan", b"nob") for answer in (known, unknown)]
    assert clean[0] == clean[1]


def test_an_account_of_another_municipality_does_not_exist_here(leek: Any, landsmeer: Any, jan: User) -> None:
    answer = enter_password(Client(), at="/landsmeer/account/inloggen/")
    assert answer.status_code == 422


def test_the_same_name_in_two_municipalities_is_two_people(leek: Any, landsmeer: Any, jan: User) -> None:
    with entered(landsmeer.scope()):
        other = with_second_factor(account("jan", password="een-heel-ander-wachtwoord"))
    client = Client()
    assert enter_password(client, at="/landsmeer/account/inloggen/", password="een-heel-ander-wachtwoord").status_code == 302
    client.post("/landsmeer/account/code/", {"code": code_now()})
    with entered(landsmeer.scope()):
        assert client.session["_auth_user_id"] == str(other.pk)


def test_a_session_of_one_municipality_is_nobody_in_another(leek: Any, landsmeer: Any, jan: User) -> None:
    client = logged_in(leek, jan)
    assert client.get("/leek/mijn-toegang/").status_code == 200
    assert client.get("/landsmeer/mijn-toegang/").status_code == 302


def test_guessing_is_slowed_down(leek: Any, jan: User) -> None:
    client = Client()
    for _attempt in range(5):
        enter_password(client, password="verkeerd-geraden")
    assert enter_password(client).status_code == 422, "the right password comes too late"


def test_a_password_alone_opens_nothing(leek: Any, jan: User) -> None:
    client = Client()
    assert enter_password(client)["Location"] == "/leek/account/code/"
    assert client.get("/leek/").status_code == 302


def test_a_wrong_code_opens_nothing(leek: Any, jan: User) -> None:
    client = Client()
    enter_password(client)
    right = code_now()
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    assert client.post("/leek/account/code/", {"code": wrong}).status_code == 422
    assert client.get("/leek/").status_code == 302


def test_wrong_codes_stand_in_the_log(leek: Any, jan: User) -> None:
    client = Client()
    enter_password(client)
    wrong = f"{(int(code_now()) + 1) % 10**6:06d}"
    client.post("/leek/account/code/", {"code": wrong})
    with entered(leek.scope()):
        line = AuditEvent.objects.using("attempts").filter(event="access:session:login_failed").get()
    assert (line.reason, line.on_behalf_of) == ("second_factor", jan.pk)


def test_a_code_works_once(leek: Any, jan: User) -> None:
    code = code_now()
    first, second = Client(), Client()
    enter_password(first)
    enter_password(second)
    assert first.post("/leek/account/code/", {"code": code}).status_code == 302
    assert second.post("/leek/account/code/", {"code": code}).status_code == 422


def test_a_closed_account_cannot_log_in(leek: Any, jan: User) -> None:
    with entered(leek.scope()):
        services.deactivate_user(user=jan, by=SYSTEM)
    assert enter_password(Client())["Location"] == "/leek/account/gesloten/"


@pytest.mark.parametrize("address", ["signup/", "password/reset/", "email/", "login/code/", "aanmelden/"])
def test_signing_up_and_mail_have_no_address(leek: Any, address: str) -> None:
    assert Client().get(f"/leek/account/{address}").status_code == 404


def test_login_does_not_lead_to_another_site(leek: Any, jan: User) -> None:
    client = Client()
    client.post(
        f"{LOGIN}?next=https://elders.example/",
        {"login": "jan", "password": PASSWORD, "next": "https://elders.example/"},
    )
    assert client.post("/leek/account/code/", {"code": code_now()})["Location"] == "/leek/"


# ---------------------------------------------------------------- let in
def test_password_and_code_open_my_work(leek: Any, jan: User) -> None:
    client = Client()
    enter_password(client)
    answer = client.post("/leek/account/code/", {"code": code_now()})
    assert answer["Location"] == "/leek/"
    page = client.get("/leek/")
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert "access:session:opened" in events(leek)
    assert "access:work:seen" in events(leek)


def test_a_recovery_code_opens_the_door_too(leek: Any, jan: User) -> None:
    with entered(leek.scope()):
        codes = jan.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()
    client = Client()
    enter_password(client)
    assert client.post("/leek/account/code/", {"code": codes[0]}).status_code == 302
    assert client.get("/leek/").status_code == 200


def test_the_key_of_the_app_is_not_stored_in_the_clear(leek: Any, jan: User) -> None:
    from tests.factories.access import SECRET

    with entered(leek.scope()):
        assert SECRET not in str(jan.authenticator_set.get(type="totp").data)


# ---------------------------------------------------------------- own password and second factor first
def test_an_account_without_a_second_factor_sets_one_up_first(leek: Any) -> None:
    with entered(leek.scope()):
        promise_secrecy(account("bea", password=PASSWORD))
    client = Client()
    enter_password(client, username="bea")
    assert client.get("/leek/")["Location"].startswith("/leek/tweede-factor/")
    assert client.get("/leek/tweede-factor/").status_code == 200
    page = client.get("/leek/account/app/koppelen/")
    assert page.status_code == 200
    assert b"data:image/svg+xml;base64," in page.content
    secret = client.session["mfa.totp.secret"]
    assert client.post("/leek/account/app/koppelen/", {"code": code_now(secret)})["Location"] == "/leek/account/herstelcodes/"
    assert client.get("/leek/account/herstelcodes/").status_code == 200
    assert client.get("/leek/").status_code == 200


def test_a_factor_set_up_elsewhere_must_be_shown_in_this_session(leek: Any) -> None:
    with entered(leek.scope()):
        bea = account("bea", password=PASSWORD)
        promise_secrecy(bea)
    client = Client()
    enter_password(client, username="bea")
    with entered(leek.scope()):
        with_second_factor(bea)
    assert client.get("/leek/")["Location"].startswith("/leek/account/opnieuw/code/")
    assert client.get("/leek/account/app/koppelen/")["Location"].startswith("/leek/account/opnieuw/code/")
    assert client.post("/leek/account/opnieuw/code/", {"code": code_now()}).status_code == 302
    assert client.get("/leek/").status_code == 200


def test_a_one_time_password_is_replaced_first(leek: Any) -> None:
    with entered(leek.scope()):
        bea = account("bea")
        promise_secrecy(bea)
        with_second_factor(bea)
        handed_over = services.set_one_time_password(user=bea, by=SYSTEM)
    client = Client()
    enter_password(client, username="bea", password=handed_over)
    client.post("/leek/account/code/", {"code": code_now()})
    assert client.get("/leek/")["Location"].startswith("/leek/account/wachtwoord/")
    new = {"oldpassword": handed_over, "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/leek/account/wachtwoord/", new | {"password2": "iets-anders-dan-dat"}).status_code == 422
    assert client.post("/leek/account/wachtwoord/", new).status_code == 302
    assert client.get("/leek/").status_code == 200


def test_the_last_second_factor_cannot_be_thrown_away(leek: Any, jan: User) -> None:
    client = Client()
    enter_password(client)
    client.post("/leek/account/code/", {"code": code_now()})
    assert client.post("/leek/account/app/ontkoppelen/").status_code in (200, 422)
    with entered(leek.scope()):
        assert jan.authenticator_set.filter(type="totp").exists()


# ---------------------------------------------------------------- an account that changes
def test_a_closed_account_ends_at_its_next_request(leek: Any, jan: User) -> None:
    client = logged_in(leek, jan)
    assert client.get("/leek/").status_code == 200
    with entered(leek.scope()):
        services.deactivate_user(user=User.objects.get(pk=jan.pk), by=SYSTEM)
    assert client.get("/leek/")["Location"].startswith(LOGIN)


def test_losing_the_factors_ends_every_session(leek: Any, jan: User) -> None:
    client = logged_in(leek, jan)
    with entered(leek.scope()):
        services.remove_factors(user=User.objects.get(pk=jan.pk), by=SYSTEM)
    assert client.get("/leek/")["Location"].startswith(LOGIN)


# ---------------------------------------------------------------- leaving
def test_other_sessions_end_and_this_one_goes_on(leek: Any, jan: User) -> None:
    here, lost = logged_in(leek, jan), logged_in(leek, jan)
    assert here.get("/leek/mijn-toegang/andere-sessies/").status_code == 405
    assert lost.get("/leek/").status_code == 200
    answer = here.post("/leek/mijn-toegang/andere-sessies/", follow=True)
    assert "Overal elders ben je uitgelogd." in answer.content.decode()
    assert lost.get("/leek/").status_code == 302
    assert here.get("/leek/").status_code == 200
    with entered(leek.scope()):
        assert AuditEvent.objects.filter(event="access:session:others_ended", actor_id=jan.pk).count() == 1
    assert here.post("/leek/mijn-toegang/andere-sessies/").status_code == 302  # twice is harmless
    assert here.get("/leek/").status_code == 200


def test_only_an_account_that_came_all_the_way_ends_sessions(leek: Any) -> None:
    assert "inloggen" in Client().post("/leek/mijn-toegang/andere-sessies/").headers["Location"]


def test_logging_out_changes_a_cookie_that_scripts_cannot_read(leek: Any, jan: User) -> None:
    client = logged_in(leek, jan)
    answer = client.post("/leek/account/uitloggen/")
    assert answer["Location"] == "/leek/uitgelogd/"
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.cookies["goodbye"]["httponly"]
    assert client.get("/leek/uitgelogd/").status_code == 200
    assert client.get("/leek/")["Location"].startswith(LOGIN)
    assert "access:session:closed" in events(leek)


def test_logging_out_takes_a_post(leek: Any, jan: User) -> None:
    client = logged_in(leek, jan)
    assert client.get("/leek/account/uitloggen/").status_code == 200
    assert client.get("/leek/").status_code == 200


def test_the_demo_login_does_not_exist_outside_the_demonstration(leek: Any, jan: User) -> None:
    with entered(leek.scope()):
        persona = services.introduce_persona(user=jan, introduction="Professional", first_step="Kijk rond", position=1, by=SYSTEM)
    assert Client().post(f"/leek/demo/inloggen/{persona.pk}/").status_code == 404
    assert b"Kijk rond" not in Client().get(LOGIN).content


def test_the_demo_login_takes_one_click(leek: Any, jan: User, settings: Any) -> None:
    settings.DEMO = True
    with entered(leek.scope()):
        persona = services.introduce_persona(user=jan, introduction="Professional", first_step="Kijk rond", position=1, by=SYSTEM)
    client = Client()
    assert b"Kijk rond" in client.get(LOGIN).content
    assert client.post(f"/leek/demo/inloggen/{persona.pk}/")["Location"] == "/leek/"
    assert client.get("/leek/").status_code == 200
    assert client.session[SessionKey.FACTOR] == "demo"


def test_the_demo_login_of_another_municipality_is_unknown(leek: Any, landsmeer: Any, jan: User, settings: Any) -> None:
    settings.DEMO = True
    with entered(leek.scope()):
        persona = services.introduce_persona(user=jan, introduction="Professional", first_step="Kijk rond", position=1, by=SYSTEM)
    assert Client().post(f"/landsmeer/demo/inloggen/{persona.pk}/").status_code == 404
