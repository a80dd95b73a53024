"""The whole application behind a real port, and a real browser."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import Browser, BrowserContext, expect

from access.models import User
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from tests.browser import chromium_running
from tests.conftest import make_municipality
from tests.factories.access import PASSWORD, logged_in, with_second_factor
from tests.functional.tablet import Tablet
from tests.integration.dossiers.cast import JOHANNA, World, build


@pytest.fixture(scope="module")
def live(fresh_database: dict[str, str]) -> Iterator[str]:
    """Address of the application, on a database of its own in which transactions commit."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(WSGIHandler())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, with the back-forward cache that real people have."""
    with chromium_running(ignore_default_args=["--disable-back-forward-cache"]) as browser:
        yield browser


class Town:
    """One municipality with its cast; Sanne, the professional, has a password and a second factor."""

    def __init__(self, code: str, client: dict[str, object]) -> None:
        self.municipality: Municipality = make_municipality(code)
        with entered(self.municipality.scope()):
            self.world: World = build(client)
            self.world.sanne.set_password(PASSWORD)
            self.world.sanne.save()
            with_second_factor(self.world.sanne)

    @property
    def scope(self) -> Any:
        """The town's scope, for looking in its rows."""
        return self.municipality.scope()

    @property
    def dossier(self) -> str:
        """Address of the dossier."""
        return f"d/{self.world.dossier.pk}/"

    def session(self, user: User, live: str) -> dict[str, str]:
        """The cookie of a session in which `user` came through password, second factor and the promise of secrecy."""
        browser = logged_in(self.municipality, user)
        name = settings.SESSION_COOKIE_NAME
        return {"name": name, "value": browser.cookies[name].value, "url": live}


@pytest.fixture(scope="module")
def town(fresh_database: dict[str, str]) -> Callable[..., Town]:
    """Makes a municipality with its cast in the database of this module."""

    def found(code: str, client: dict[str, object] = JOHANNA) -> Town:
        return Town(code, client)

    return found


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A tablet, upright. A fault of a script or of the content policy fails the test; an answer of 4xx is not one."""
    made = chromium.new_context(viewport={"width": 820, "height": 1180}, has_touch=True, locale="nl-NL")
    faults: list[str] = []
    made.on("weberror", lambda error: faults.append(str(error.error)))
    made.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield made
    made.close()
    assert [fault for fault in faults if "status of 4" not in fault and "ERR_INTERNET_DISCONNECTED" not in fault] == []


@pytest.fixture
def sit_down(live: str, context: BrowserContext) -> Callable[[Town], Tablet]:
    """Opens a tablet on which Sanne is logged in."""

    def opened(town: Town, user: User | None = None) -> Tablet:
        context.add_cookies([town.session(user or town.world.sanne, live)])  # type: ignore[list-item]
        context.set_default_timeout(20_000)
        expect.set_options(timeout=20_000)
        return Tablet(context.new_page(), live, town.municipality.code)

    return opened
