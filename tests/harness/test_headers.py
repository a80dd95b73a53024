"""The check of headers bites, and with the settings of production every cookie is bound to host and HTTPS."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from tests.harness import headers
from tests.harness.visits import Answer, Visitor
from tests.harness.world import World

GOOD = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Operation-Id": "0" * 36,
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'self'",
}
COOKIE = "Set-Cookie: session=x; HttpOnly; Path=/; SameSite=Lax"


def faults(said: dict[str, str], cookies: str = COOKIE, *, https: bool = False) -> list[str]:
    return list(headers.faults(Answer(200, "OK", said, cookies, b""), logged_in=True, https=https))


def test_good_headers_have_no_fault() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize("name", GOOD)
def test_missing_header_is_a_fault(name: str) -> None:
    assert faults({other: value for other, value in GOOD.items() if other != name}) != []


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
        ("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
        ("script-src 'self'", "script-src 'self' https://cdn.example"),
        ("frame-ancestors 'none'", "frame-ancestors 'self'"),
        ("img-src 'self' data:", "img-src *"),
        ("default-src 'none'", "default-src 'none' data:"),
        ("form-action 'self'", ""),
    ],
)
def test_loose_content_policy_is_a_fault(part: str, instead: str) -> None:
    policy = GOOD["Content-Security-Policy"].replace(part, instead)
    assert faults(GOOD | {"Content-Security-Policy": policy}) != []


@pytest.mark.parametrize("cookie", ["Set-Cookie: a=x; Path=/; SameSite=Lax", "Set-Cookie: a=x; HttpOnly; Path=/", f"{COOKIE}; Domain=x.nl"])
def test_loose_cookie_is_a_fault(cookie: str) -> None:
    assert faults(GOOD, cookie) != []


def test_cookie_without_its_prefix_is_a_fault_with_https() -> None:
    said = GOOD | {"Strict-Transport-Security": "max-age=63072000"}
    assert faults(said, f"{COOKIE}; Secure", https=True) != []
    assert faults(said, COOKIE.replace("session", "__Host-session"), https=True) != []
    assert faults(said, f"{COOKIE}; Secure".replace("session", "__Host-session"), https=True) == []


def probed(databases: dict[str, str], code: str) -> list[Answer]:
    """The answers of a process with HTTPS switched on, on the made world."""
    own = {
        name: re.sub(r"/[^/]*$", f"/{databases[alias]}", os.environ[name])
        for name, alias in (("DATABASE_URL", "default"), ("KEYS_DATABASE_URL", "keys"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.harness.https_probe", code],
        env=os.environ | own | {"HTTPS": "1"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return [Answer(said["status"], said["reason"], said["headers"], said["cookies"], b"") for said in map(json.loads, done.stdout.splitlines())]


def test_with_https_every_cookie_and_header_is_strict(world: World, world_databases: dict[str, str]) -> None:
    plain, page, login = probed(world_databases, "landsmeer")
    assert plain.status == 301
    assert plain.headers["Location"].startswith("https://")
    assert (page.status, login.status) == (200, 302)
    assert "__Host-csrf=" in page.cookies
    assert "__Host-session=" in login.cookies
    for answer in (page, login):
        assert list(headers.faults(answer, logged_in=True, https=True)) == []


def test_pages_outside_a_municipality_carry_the_headers_too(world: World) -> None:
    visitor = Visitor(world.towns["leek"], None)
    for path in ("/", "/health/", "/bestaat-niet/", "/bestaat-niet"):
        response = visitor.client.get(path)
        answer = Answer(response.status_code, "", dict(response.headers), response.cookies.output(), response.content)
        answer.headers.setdefault("Operation-Id", "0" * 36)  # an operation belongs to a municipality
        assert list(headers.faults(answer, logged_in=False)) == [], path
