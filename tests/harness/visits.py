"""Visitors of the made world: what each account of each town gets to see at an address, and what is left of it in the log.

A visit leaves nothing behind: its writes are rolled back, so that every visit finds the same world.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connections, transaction
from django.test import Client

from access.services import begin_session
from access.states import Factor
from privacy_domain.tenancy.scope import entered
from tests.harness.canaries import Canary, Nest
from tests.harness.scanner import find_canaries
from tests.harness.world import Town

ALIASES = ("default", "attempts", "keys")
_CHANGES_EACH_TIME = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')


@dataclass
class Line:
    """A line of the audit log, as far as the harness asks."""

    event: str
    outcome: str
    dossier: UUID | None
    objects: tuple[UUID, ...]


@dataclass
class Answer:
    """What came back."""

    status: int
    reason: str
    headers: dict[str, str]
    cookies: str
    body: bytes
    lines: list[Line] = field(default_factory=list)

    def canaries(self, nest: Nest) -> set[Canary]:
        """Every canary in status line, headers, cookies and body."""
        outside = "\n".join([self.reason, self.cookies, *(f"{name}: {value}" for name, value in self.headers.items())])
        return find_canaries(outside, nest) | find_canaries(self.body, nest)

    @property
    def normal_body(self) -> bytes:
        """The body without what differs between two visits to the same page."""
        return _CHANGES_EACH_TIME.sub(b"", self.body)


class Visitor:
    """One browser: nobody, or one of the staff of a town, logged in with a second factor."""

    def __init__(self, town: Town, post: str | None) -> None:
        self.town, self.post = town, post
        self.client = Client(raise_request_exception=False)
        if post:
            self._log_in(post)

    def _log_in(self, post: str) -> None:
        with entered(self.town.scope):
            user = self.town.staff[post]
            self.client.force_login(user)
            session = self.client.session
            begin_session(session=session, factor=Factor.MFA, by=user)
            session.save()

    def visit(self, path: str, method: str = "GET", data: Any = None, **how: Any) -> Answer:
        """Ask for `path` (below the municipality) and take back whatever it did."""
        cookies = dict(self.client.cookies)
        with transaction.atomic(), transaction.atomic(using="attempts"), transaction.atomic(using="keys"):
            answer = self.go(path, method, data, **how)
            for alias in ALIASES:
                transaction.set_rollback(True, using=alias)
        self.client.cookies.clear()
        self.client.cookies.update(cookies)
        return answer

    def go(self, path: str, method: str = "GET", data: Any = None, **how: Any) -> Answer:
        """Ask for `path` (below the municipality) for real."""
        address = f"/{self.town.code}{path}"
        if isinstance(data, bytes):  # as it is; the client's own methods would encode it anew
            response = self.client.generic(method, address, data, **how)
        else:
            send = getattr(self.client, method.lower())
            response = send(address, data, **how) if data is not None else send(address, **how)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        headers = dict(response.headers)
        answer = Answer(response.status_code, response.reason_phrase, headers, response.cookies.output(), body)
        if operation := headers.get("Operation-Id"):
            answer.lines = self._lines(UUID(operation))
        return answer

    def _lines(self, operation: UUID) -> list[Line]:
        """What the log holds of one request, on either connection."""
        found = []
        for alias in ("default", "attempts"):
            with entered(self.town.scope, using=alias), connections[alias].cursor() as cursor:
                cursor.execute(
                    "select event, outcome, dossier_id, object_ids from audit_event where operation_id = %s",
                    [operation],
                )
                found += [Line(event, outcome, dossier, tuple(ids)) for event, outcome, dossier, ids in cursor.fetchall()]
        return found
