"""Coming in and going out in a real browser: app, passkey, lock, hiding, logging out, and what the browser keeps (nothing)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from access import services
from access.states import MunicipalRole, Profession
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.scope import entered
from tests.conftest import make_municipality
from tests.factories.access import PASSWORD, account, code_now, promise_secrecy

pytestmark = pytest.mark.browser
LOOK = os.environ.get("LOOK_AT")  # a folder: every page is photographed there at three widths


@pytest.fixture(scope="module")
def leek(fresh_database: dict[str, str]) -> Any:
    """Leek with people who never logged in before."""
    municipality = make_municipality("leek")
    with entered(municipality.scope()):
        for username in ("app", "sleutel", "slot", "weg"):
            promise_secrecy(account(username, profession=Profession.CIVIL_SERVANT, password=PASSWORD))
        account("eerst", profession=Profession.CIVIL_SERVANT, password=PASSWORD)
        admin = account("beheer", roles=(MunicipalRole.FUNCTIONAL_ADMIN, MunicipalRole.PRIVACY_OFFICER), password=PASSWORD)
        promise_secrecy(admin)
        team = services.create_team(name="Sociaal Domein Zuid", by=SYSTEM)
        services.add_member(team=team, user=admin, by=SYSTEM)
    return municipality


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A tablet; faults of scripts and of the content policy fail the test."""
    made = chromium.new_context(viewport={"width": 820, "height": 1180}, has_touch=True)
    faults: list[str] = []
    made.on("weberror", lambda error: faults.append(str(error.error)))
    made.on("console", lambda message: faults.append(message.text) if message.type == "error" and "401" not in message.text else None)
    yield made
    made.close()
    assert [fault for fault in faults if "status of 4" not in fault] == []


def look(page: Page, name: str) -> None:
    """Photograph the page for whoever wants to see it."""
    if not LOOK:
        return
    for width in (320, 820, 1366):
        page.set_viewport_size({"width": width, "height": 1100 if width < 1000 else 900})
        page.screenshot(path=f"{LOOK}/{name}-{width}.png", full_page=True)
        sideways = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert sideways <= 0, f"{name} at {width}: {sideways} px too wide"
    page.set_viewport_size({"width": 820, "height": 1180})


def enter_password(page: Page, live: str, username: str) -> None:
    page.goto(f"{live}/leek/")
    page.get_by_label("Gebruikersnaam").fill(username)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Inloggen").click()


def connect_app(page: Page) -> str:
    """Set up an authenticator app; returns its key."""
    page.get_by_role("link", name="App koppelen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Authenticator-app koppelen")
    assert page.locator("img.pd-qr").evaluate("image => image.complete && image.naturalWidth > 0"), "the square is shown"
    look(page, "koppelen")
    secret = str(page.locator("code.pd-key").inner_text())
    page.locator("#id_code").fill(code_now(secret))
    page.get_by_role("button", name="Koppelen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Herstelcodes")
    return secret


def test_first_login_with_an_app(live: str, leek: Any, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{live}/leek/")
    look(page, "inloggen")
    enter_password(page, live, "eerst")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kies je tweede factor")
    look(page, "tweede-factor")
    connect_app(page)
    look(page, "herstelcodes")
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je geheimhouding en je taken")
    look(page, "geheimhouding")
    page.get_by_role("button", name="Dit beloof ik").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    look(page, "geheimhouding-fout")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Dit beloof ik").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn werk")
    look(page, "mijn-werk")
    page.goto(f"{live}/leek/mijn-toegang/")
    look(page, "mijn-toegang")
    page.get_by_role("link", name="Tweede factoren").click()
    look(page, "factoren")
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_login_with_a_passkey(live: str, leek: Any, context: BrowserContext) -> None:
    page = context.new_page()
    authenticator = page.context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True, "hasResidentKey": True}
    authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    enter_password(page, live, "sleutel")
    page.get_by_role("link", name="Passkey maken").click()
    look(page, "passkey-maken")
    page.get_by_role("button", name="Passkey maken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Herstelcodes")
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn werk")

    page.goto(f"{live}/leek/vergrendeld/")
    page.get_by_role("link", name="Met een passkey").click()
    page.get_by_role("button", name="Mijn passkey gebruiken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn werk")

    page.goto(f"{live}/leek/account/uitloggen/")
    page.get_by_role("main").get_by_role("button", name="Uitloggen").click()
    enter_password(page, live, "sleutel")
    look(page, "tweede-stap")
    page.get_by_role("button", name="Mijn passkey gebruiken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn werk")
    page.goto(f"{live}/leek/account/sleutels/")
    look(page, "sleutels")


def test_lock_hide_and_leave_keep_nothing_on_the_device(live: str, leek: Any, context: BrowserContext) -> None:
    page = context.new_page()
    enter_password(page, live, "slot")
    connect_app(page)
    page.goto(f"{live}/leek/mijn-toegang/")
    expect(page.get_by_text("slot").first).to_be_visible()
    page.goto(f"{live}/leek/vergrendeld/")
    look(page, "vergrendeld")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vergrendeld")
    page.get_by_label("Je wachtwoord").fill("verkeerd-geraden")
    page.get_by_role("button", name="Ontgrendelen").click()
    look(page, "opnieuw")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Verder").click()
    page.goto(f"{live}/leek/mijn-toegang/")
    page.goto(f"{live}/leek/verborgen/")
    look(page, "verborgen")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vergrendeld")
    page.get_by_label("Je wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Ontgrendelen").click()
    page.goto(f"{live}/leek/mijn-toegang/")
    page.locator(".pd-menu summary").click()
    page.get_by_role("button", name="Uitloggen", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je bent uitgelogd")
    look(page, "uitgelogd")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")
    assert "slot" not in page.content().replace("slotje", "")


def test_the_administration_in_the_browser(live: str, leek: Any, context: BrowserContext) -> None:
    page = context.new_page()
    enter_password(page, live, "beheer")
    connect_app(page)
    page.goto(f"{live}/leek/")
    page.get_by_role("link", name="Beheer").click()
    look(page, "beheer")
    page.get_by_role("link", name="Medewerkers", exact=True).click()
    look(page, "beheer-accounts")
    page.locator("#content").get_by_role("link", name="toevoegen").click()
    page.get_by_label("Gebruikersnaam").fill("Nieuw")
    page.get_by_label("Naam", exact=False).nth(1).fill("Nieuwe Medewerker")
    look(page, "beheer-nieuw")
    page.locator("input[name=_save]").click()
    password = page.locator(".one-time-password").inner_text()
    assert len(password) == 23
    look(page, "beheer-wachtwoord")
    page.get_by_role("link", name="Naar het account").click()
    look(page, "beheer-account")
    assert password not in page.content()
    page.get_by_role("link", name="Account sluiten").click()
    look(page, "beheer-vraag")
    page.get_by_role("button", name="Account sluiten").click()
    page.goto(f"{live}/leek/beheer/tenancy/municipality/")
    page.get_by_role("link", name="Leek", exact=True).click()
    look(page, "beheer-gemeente")
    page.goto(f"{live}/leek/beheer/access/team/")
    look(page, "beheer-teams")
    assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
