"""Every page in a real browser at three widths: accessible, not too wide, large enough to touch, and within its own policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Error, Page, Response, TimeoutError
from psycopg import sql

from tests.browser import chromium_running
from tests.conftest import _drop, _point_at
from tests.harness.arguments import LACKING, of_file, of_row, paths
from tests.harness.conftest import MOMENT
from tests.harness.inventory import Route, routes
from tests.harness.live import SUBMIT, measured, serving
from tests.harness.policy import row_of
from tests.harness.test_at_rest import superuser_url
from tests.harness.visits import Visitor
from tests.harness.world import Town, World

pytestmark = pytest.mark.browser

# the states of a file, and the two protocols whose pages differ most: Leek asks everything, Opsterland informs on paper
STATES = (("leek", "running"), ("leek", "child"), ("leek", "finished"), ("opsterland", "running"), ("opsterland", "refused"))
IN_THE_TALK = "/gesprek/"
TOUCH, POINT = 44, 24  # px


@pytest.fixture(scope="module")
def copy(built_world: tuple[dict[str, str], World], fresh_database: dict[str, str], django_db_blocker: Any) -> Iterator[World]:
    """The made world in a copy of its databases, in which visits stay."""
    names = {alias: f"{name}_copy_{uuid4().hex[:6]}" for alias, name in built_world[0].items()}
    names["attempts"] = names["default"]
    with psycopg.connect(superuser_url("postgres"), autocommit=True) as connection:
        for alias in ("default", "keys"):
            query = sql.SQL("create database {} template {} owner pd_owner")
            connection.execute(query.format(sql.Identifier(names[alias]), sql.Identifier(built_world[0][alias])))
    with django_db_blocker.unblock():
        before = _point_at(names)
        yield built_world[1]
        _point_at(before)
    _drop(names)


@pytest.fixture(scope="module")
def live(copy: World) -> Iterator[str]:
    with serving(MOMENT) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_running() as browser:
        yield browser


def entrance(chromium: Browser, live: str, town: Town, post: str | None) -> tuple[BrowserContext, list[str]]:
    """A browser of a visitor, and the list in which it writes what its console reports."""
    context = chromium.new_context(locale="nl-NL")
    if post:
        session = Visitor(town, post).client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live}])
    reports: list[str] = []
    context.on("weberror", lambda error: reports.append(str(error.error)))
    context.on("console", lambda message: reports.append(message.text) if message.type == "error" else None)
    return context, reports


DOWNLOAD = "Download is starting"  # what Chromium says when an address gives a file


def addresses(town: Town, who: tuple[str, ...], files: tuple[str, ...]) -> Iterator[tuple[Route, str]]:
    """Every address that shows a page to `who`, for each file."""
    for route in routes():
        row = row_of(route)
        assert row is not None
        if row.who in who and row.get & {200, 409} and not row.prints and not route.name.endswith(("jsi18n", "download_recovery_codes", "item_file")):
            for file in files if row.who in ("dossier", "plan") else files[:1]:
                arguments = of_file(town, file) | of_row(town, route)
                if not arguments[LACKING] & set(route.parameters):
                    yield from ((route, path) for path in paths(route, arguments))


def look(chromium: Browser, live: str, town: Town, post: str | None, visits: list[tuple[str, str]], *, send: bool = False) -> list[str]:
    """Visit each path and measure it; the faults. Refusals are pages too. `send`: also what an empty form is answered with."""
    context, reports = entrance(chromium, live, town, post)
    page, faults, seen, mended = context.new_page(), [], set[tuple[str, str]](), 0

    def measure(name: str, answer: Response | None) -> None:
        if answer is not None and "text/html" in answer.headers.get("content-type", ""):
            what = f"{page.url.removeprefix(live)} ({name}, {answer.status})"
            faults.extend(f"{what} reports {text}" for text in reports if "the server responded with a status of" not in text)
            faults.extend(f"{what} {fault}" for fault in measured(page, least=TOUCH if IN_THE_TALK in page.url else POINT))
            reports.clear()  # the measuring itself puts styles on the page

    for name, path in visits:
        try:
            answer = page.goto(f"{live}/{town.code}{path}")
        except Error as error:
            if DOWNLOAD in str(error):  # a file, not a page
                continue
            raise
        if (name, page.url) in seen:
            continue
        seen.add((name, page.url))
        measure(name, answer)
        if send and (refusal := answer_to_nothing(page)):
            measure(f"{name}, sent empty", refusal)
            mended += 1
    context.close()
    assert mended or not send, "no form said what must be mended"
    return faults


class NoForm(Exception):
    """There is nothing to send on this page."""


def answer_to_nothing(page: Page) -> Response | None:
    """What the last form of the page is answered with when nothing is filled in: the page with what must be mended, or None."""
    try:
        with page.expect_navigation(timeout=5000) as sent:
            if not page.evaluate(SUBMIT):
                raise NoForm
    except (NoForm, TimeoutError):
        return None
    return sent.value if sent.value.status == 422 else None


def check(faults: list[str]) -> None:
    """None."""
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize(("code", "file"), STATES)
def test_pages_of_a_dossier(code: str, file: str, copy: World, live: str, chromium: Browser) -> None:
    town = copy.towns[code]
    visits = [(route.name, path) for route, path in addresses(town, ("dossier", "plan"), (file,))]
    assert len(visits) > 10
    check(look(chromium, live, town, "involved", visits, send=file == "running"))


def test_pages_of_the_administration(copy: World, live: str, chromium: Browser) -> None:
    town = copy.towns["leek"]
    visits = [(route.name, path) for route, path in addresses(town, ("admin",), ("running",))]
    assert len(visits) > 20
    check(look(chromium, live, town, "functional_admin", visits, send=True))


def test_pages_of_every_account(copy: World, live: str, chromium: Browser) -> None:
    town = copy.towns["leek"]
    leaving = {"account_logout", "access:lock", "access:hidden"}
    visits = [(route.name, path) for route, path in addresses(town, ("staff",), ("running",)) if route.name not in leaving]
    assert len(visits) > 8
    check(look(chromium, live, town, "involved", visits))
    doors = [(route.name, path) for route, path in addresses(town, ("all", "staff"), ("running",)) if route.name in leaving]
    check(look(chromium, live, town, "team_mate", doors[:1] + doors[2:]))


def test_pages_of_nobody(copy: World, live: str, chromium: Browser) -> None:
    town = copy.towns["leek"]
    visits = [(route.name, path) for route, path in addresses(town, ("all",), ("running",))]
    visits.append(("unknown page", "/er-is-niets/"))
    check(look(chromium, live, town, None, visits))


def test_pages_of_a_refusal(copy: World, live: str, chromium: Browser) -> None:
    """What an insider without a reason sees, what an outsider sees, and an account without the role."""
    town = copy.towns["leek"]
    path = f"/d/{town.files['running'].dossier.pk}/"
    check(look(chromium, live, town, "head", [("ask", path), ("administration", "/beheer/")]))
    check(look(chromium, live, town, "team_mate", [("hidden", path)]))


BROKEN = {
    "too wide": '<p><span style="display: inline-block; width: 2000px">x</span></p>',
    "is 10 x 10": '<button style="width: 10px; height: 10px; padding: 0">x</button>',
    "label (critical)": "<input type=text style='height: 50px; width: 200px'>",
    "image-alt (critical)": '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
    "color-contrast (serious)": '<p style="color: #bbb; background: #fff">Licht op licht</p>',
}


@pytest.mark.parametrize("fault", BROKEN)
def test_measuring_notices(fault: str, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.set_content(f"<!doctype html><html lang=nl><title>Proef</title><main><h1>Proef</h1>{BROKEN[fault]}</main>")
    found = list(measured(page, least=POINT))
    context.close()
    assert [line for line in found if fault in line], found
