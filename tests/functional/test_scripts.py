"""The page scripts in a real browser, under the strict content policy, against a small server that misbehaves on request."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest
from django import forms
from django.template import Context, Template
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
PAGE = """{% extends "talk_base.html" %}{% load domain %}{% block title %}Notities{% endblock %}
{% block talk_scripts %}<script src="/static/vendor/signature_pad.js" defer></script>
<script src="/static/js/signature.js" defer></script>{% endblock %}
{% block content %}<h1>Notities</h1>{% include "components/error-summary.html" %}
<form method="post" action="/page" novalidate data-autosave-url="/autosave">
<input type="hidden" name="csrfmiddlewaretoken" value="{{ token }}"><input type="hidden" name="version" value="1">
{{ form.note.as_field_group }}{% include "components/signature.html" with field=form.strokes %}
{% include "components/sticky-actions.html" with label="Opslaan" autosave=True login_url="/login" %}</form>{% endblock %}"""


class NoteForm(forms.Form):
    note = forms.CharField(label="Hulpvraag", widget=forms.Textarea)
    strokes = forms.CharField(widget=forms.HiddenInput, required=False)


class Visitor:
    is_authenticated = True
    get_full_name = "S. de Wit"


@dataclass
class Server:
    """What the small server does and what it got."""

    address: str = ""
    mode: str = "ok"
    token: str = "first"
    idle_seconds: int = 900
    saved: list[dict[str, str]] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)

    def page(self) -> str:
        form = NoteForm({}) if self.mode == "refuse" else NoteForm()
        context = {
            "form": form,
            "token": self.token,
            "user": Visitor(),
            "hide_url": "/hidden",
            "lock_url": "/lock",
            "idle_seconds": self.idle_seconds,
        }
        return Template(PAGE).render(Context(context))

    def autosave(self, values: dict[str, str]) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Status, body and headers of the answer to an autosave."""
        if self.mode == "gone":
            return 302, {}, {"Location": "/login"}
        if values.get("csrfmiddlewaretoken") != self.token:
            return 403, {}, {}
        if self.mode == "broken":
            return 500, {}, {}
        if self.mode == "conflict" and values["version"] != "7":
            return 409, {"version": 7, "fields": {"note": "Tekst van een ander"}}, {}
        self.saved.append(values)
        return 200, {"version": int(values["version"]) + 1, "saved_at": "14:32"}, {}


def fields_of(body: bytes, kind: str) -> dict[str, str]:
    """The fields of a posted form, in either of its two encodings."""
    if kind.startswith("multipart"):
        boundary = kind.split("boundary=")[1].encode()
        found = re.findall(rb'name="([^"]+)"\r\n\r\n(.*?)\r\n--' + re.escape(boundary), body, flags=re.S)
        return {name.decode(): value.decode() for name, value in found}
    pairs = (part.partition("=") for part in body.decode().split("&"))
    return {unquote_plus(name): unquote_plus(value) for name, _, value in pairs}


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def answer(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in ({"Content-Security-Policy": POLICY, "Content-Type": kind} | (headers or {})).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            path = ROOT / self.path.lstrip("/")
            if self.path.startswith("/static/") and path.is_file():
                self.answer(200, path.read_bytes(), TYPES.get(path.suffix, "text/plain"))
            elif self.path == "/page" and state.mode == "gone":
                self.answer(302, b"", "text/html", {"Location": "/login"})
            elif self.path == "/page":
                self.answer(200, state.page().encode(), "text/html; charset=utf-8")
            else:
                self.answer(200, b"<!doctype html><title>Leeg</title><p>Leeg", "text/html")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            values = fields_of(body, self.headers["Content-Type"])
            if self.path == "/autosave":
                status, answer, headers = state.autosave(values)
                self.answer(status, json.dumps(answer).encode(), "application/json", headers)
            else:
                state.sent.append(values)
                self.answer(303, b"", "text/html", {"Location": "/done"})

        def log_message(self, *args: object) -> None:
            """Quiet."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.address = f"http://127.0.0.1:{http.server_port}"
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield state
    http.shutdown()
    http.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, server: Server) -> Iterator[Page]:
    """The page with the form, at the size of a tablet; fails when the browser reports a fault of a script or of the policy."""
    context = chromium.new_context(viewport={"width": 820, "height": 1180}, has_touch=True)
    tab = context.new_page()
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
    tab.goto(server.address + "/page")
    yield tab
    storage = tab.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    context.close()
    assert faults == []
    assert storage == [0, 0, ""]


def state_is(page: Page, state: str) -> None:
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", state, timeout=8000)


def note(page: Page) -> Any:
    return page.locator("#id_note")


# ---------------------------------------------------------------- saving while typing
def test_what_is_typed_is_saved_without_a_press_of_the_button(page: Page, server: Server) -> None:
    note(page).type("Daan slaapt slecht")
    state_is(page, "saved")
    assert server.saved[-1]["note"] == "Daan slaapt slecht"
    assert "14:32" in page.locator("[data-save-state]").inner_text()
    note(page).type(" en is moe")
    state_is(page, "unsaved")
    state_is(page, "saved")
    assert server.saved[-1] | {"version": "2"} == server.saved[-1]


def test_lost_reception_keeps_the_text_holds_the_button_and_saves_by_itself(page: Page, server: Server) -> None:
    page.context.set_offline(True)
    note(page).type("Zonder bereik")
    state_is(page, "offline")
    page.get_by_role("button", name="Opslaan").click()
    assert note(page).input_value() == "Zonder bereik"
    assert server.saved == server.sent == []
    page.context.set_offline(False)
    page.wait_for_url("**/done")
    assert server.saved[-1]["note"] == server.sent[-1]["note"] == "Zonder bereik"


def test_a_server_that_fails_is_asked_again(page: Page, server: Server) -> None:
    server.mode = "broken"
    note(page).type("Nog een keer")
    state_is(page, "offline")
    server.mode = "ok"
    state_is(page, "saved")
    assert server.saved[-1]["note"] == "Nog een keer"


def test_a_session_that_ended_keeps_the_text_and_goes_on_after_login_elsewhere(page: Page, server: Server) -> None:
    server.mode = "gone"
    note(page).type("Uitgelogd")
    state_is(page, "login")
    expect(page.locator("[data-save-state] a")).to_have_attribute("target", "_blank")
    assert note(page).input_value() == "Uitgelogd"
    server.mode, server.token = "ok", "second"
    page.evaluate("dispatchEvent(new Event('focus'))")
    state_is(page, "saved")
    assert server.saved[-1]["csrfmiddlewaretoken"] == "second"
    page.get_by_role("button", name="Opslaan").click()
    page.wait_for_url("**/done")
    assert server.sent[-1]["csrfmiddlewaretoken"] == "second"


@pytest.mark.parametrize(("press", "expected"), [("[data-keep]", "Mijn tekst"), ("[data-take]", "Tekst van een ander")])
def test_a_conflict_shows_both_texts_and_asks(page: Page, server: Server, press: str, expected: str) -> None:
    server.mode = "conflict"
    note(page).type("Mijn tekst")
    state_is(page, "conflict")
    assert "Mijn tekst" in page.locator("[data-mine]").inner_text()
    assert "Tekst van een ander" in page.locator("[data-theirs]").inner_text()
    assert server.saved == []
    page.locator(press).click()
    state_is(page, "saved")
    assert server.saved[-1]["note"] == note(page).input_value() == expected
    expect(page.locator(".pd-conflict")).to_have_count(0)


def test_leaving_with_unsaved_text_warns_and_with_saved_text_does_not(page: Page, server: Server) -> None:
    warnings: list[str] = []

    def stay(dialog: Any) -> None:
        warnings.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    server.mode = "broken"
    note(page).type("Bijna kwijt")
    state_is(page, "offline")
    page.evaluate("setTimeout(() => location.assign('/done'))")
    page.wait_for_timeout(300)
    assert warnings == ["beforeunload"]
    assert note(page).input_value() == "Bijna kwijt"
    server.mode = "ok"
    state_is(page, "saved")
    page.evaluate("setTimeout(() => location.assign('/done'))")
    page.wait_for_url("**/done")
    assert warnings == ["beforeunload"]


# ---------------------------------------------------------------- hiding and locking
def test_escape_twice_hides_the_screen_and_keeps_the_text(page: Page, server: Server) -> None:
    note(page).type("Net getypt")
    page.keyboard.press("Escape")
    page.wait_for_timeout(1100)
    page.keyboard.press("Escape")
    assert page.url.endswith("/page")
    page.keyboard.press("Escape")
    page.wait_for_url("**/hidden")
    page.wait_for_timeout(200)
    assert server.saved[-1]["note"] == "Net getypt"


def test_the_button_hides_the_screen_and_back_does_not_bring_it_back(page: Page, server: Server) -> None:
    page.goto(server.address + "/start")
    page.goto(server.address + "/page")
    page.locator("[data-hide]").click()
    page.wait_for_url("**/hidden")
    page.go_back()
    page.wait_for_url("**/start")


def test_an_untouched_page_is_locked(page: Page, server: Server) -> None:
    server.idle_seconds = 2
    page.goto(server.address + "/page")
    page.wait_for_timeout(500)
    assert page.url.endswith("/page")
    page.wait_for_url("**/lock", timeout=5000)


# ---------------------------------------------------------------- signing
def drawn(page: Page) -> dict[str, Any]:
    value = page.locator("#id_strokes").input_value()
    return json.loads(value) if value else {}


def draw(page: Page, offset: int = 0) -> None:
    box = page.locator("canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + 40 + offset, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 140 + offset, box["y"] + 120, steps=8)
    page.mouse.up()


def test_a_signature_is_x_and_y_and_nothing_else(page: Page) -> None:
    draw(page)
    kept = drawn(page)
    assert set(kept) == {"width", "height", "strokes"}
    assert len(kept["strokes"]) == 1
    assert len(kept["strokes"][0]) >= 2
    for point in kept["strokes"][0]:
        assert len(point) == 2
        assert all(isinstance(part, int) for part in point)
        assert 0 <= point[0] <= kept["width"]
        assert 0 <= point[1] <= kept["height"]
    assert page.locator("[data-signature-state]").inner_text() == page.locator("[data-signature-state]").get_attribute("data-drawn")


def test_a_signature_can_be_undone_and_started_again(page: Page) -> None:
    draw(page)
    draw(page, offset=200)
    assert len(drawn(page)["strokes"]) == 2
    page.locator("[data-signature-undo]").click()
    assert len(drawn(page)["strokes"]) == 1
    page.locator("[data-signature-clear]").click()
    assert drawn(page) == {}
    page.locator("[data-signature-undo]").click()
    assert drawn(page) == {}


def test_a_signature_survives_turning_the_tablet(page: Page) -> None:
    draw(page)
    before = drawn(page)
    page.set_viewport_size({"width": 500, "height": 820})
    page.wait_for_timeout(200)
    after = drawn(page)
    assert after["width"] < before["width"]
    assert len(after["strokes"]) == 1
    assert all(x <= after["width"] for x, _ in after["strokes"][0])


# ---------------------------------------------------------------- faults and no script
def test_after_a_refused_form_the_focus_is_on_the_list_and_its_link_leads_to_the_field(page: Page, server: Server) -> None:
    server.mode = "refuse"
    page.goto(server.address + "/page")
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    page.locator("[data-error-summary] a").click()
    assert page.evaluate("document.activeElement.id") == "id_note"


def test_without_script_the_form_is_sent_and_no_dead_box_is_shown(chromium: Browser, server: Server) -> None:
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(server.address + "/page")
    assert not tab.locator("canvas").is_visible()
    tab.locator("#id_note").fill("Op papier")
    tab.get_by_role("button", name="Opslaan").click()
    tab.wait_for_url("**/done")
    assert server.sent[-1]["note"] == "Op papier"
    tab.goto(server.address + "/page")
    tab.locator("[data-hide]").click()
    tab.wait_for_url("**/hidden")
    context.close()
