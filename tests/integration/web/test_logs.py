"""What somebody typed, and whom it is about, never reaches a log line: not of a refused request, not of one that crashed."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from privacy_domain.people.services import correct_person
from privacy_domain.web.logs import JsonFormatter
from tests.factories.access import logged_in
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.intakes import BSN

NAME, STREET, POSTCODE = "Zonderlandsma", "Kanariegang", "1121AB"
CANARIES = (NAME, NAME.lower(), BSN, STREET, POSTCODE)
TYPED = {"name": NAME, "bsn": BSN, "street": STREET, "postcode": POSTCODE, "house_number": "4"}


class Lines(io.StringIO):
    """What was logged while it was open."""

    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """All that the configured loggers write, at the level of production."""
    written = Lines()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    loggers = [logging.getLogger(name) for name in ("", *settings.LOGGING["loggers"])]
    before = loggers[0].level
    loggers[0].setLevel(logging.INFO)
    for logger in loggers:
        logger.addHandler(handler)
    yield written
    for logger in loggers:
        logger.removeHandler(handler)
    loggers[0].setLevel(before)


def browser(world: World, who: str = "sanne", **options: Any) -> Client:
    correct_person(person=world.client, changes={"surname": NAME, "bsn": BSN, "street": STREET, "postcode": POSTCODE}, by=world.sanne)
    return logged_in(world.dossier.municipality, getattr(world, who), raise_request_exception=False, **options)


def clean(written: Lines) -> bool:
    return [canary for canary in CANARIES if canary in written.getvalue()] == []


def test_refused_requests_write_nothing_of_what_was_typed(in_leek: World, lines: Lines) -> None:
    colleague = browser(in_leek, "marieke")
    assert colleague.post("/leek/intake/", TYPED).status_code in (200, 403)
    assert colleague.get(f"/leek/d/{in_leek.dossier.pk}/", {"q": NAME}).status_code in (403, 404)
    assert colleague.get(f"/leek/{NAME}/{BSN}/").status_code == 404
    assert Client().post("/leek/account/inloggen/", {"login": NAME, "password": STREET}).status_code == 422
    assert clean(lines)


def test_forged_form_leaves_a_line_without_its_address(in_leek: World, lines: Lines) -> None:
    guarded = browser(in_leek, enforce_csrf_checks=True)
    answer = guarded.post("/leek/intake/", TYPED, headers={"Origin": f"https://{STREET}.example", "Referer": f"https://x.example/{NAME}"})
    assert answer.status_code == 403
    said = [row for row in lines.rows() if row["logger"] == "django.security.csrf"]
    assert [(row["page"], row["status"]) for row in said] == [("dossiers:intake", 403)]
    assert clean(lines)


@pytest.mark.parametrize("path", [f"/leek/d/{NAME}%00/", f"/leek/intake/?name={NAME}%00&bsn={BSN}"])
def test_nonsense_in_an_address_is_not_repeated(in_leek: World, lines: Lines, path: str) -> None:
    assert browser(in_leek).get(path).status_code < 500
    assert clean(lines)


def test_crashed_request_leaves_a_line_with_its_operation_and_no_words(in_leek: World, lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(**typed: Any) -> None:
        raise RuntimeError(f"cannot look for {NAME}, {BSN}, {STREET}")

    asking = browser(in_leek)
    monkeypatch.setattr("dossiers.views.intake.find_clients", crash)
    answer = asking.post("/leek/intake/", TYPED)
    assert answer.status_code == 500
    assert NAME.encode() not in answer.content
    row = next(row for row in lines.rows() if row["logger"] == "django.request")
    assert (row["error"], row["page"], row["method"], row["status"]) == ("RuntimeError", "dossiers:intake", "POST", 500)
    assert row["operation"] == answer.headers["Operation-Id"]
    assert clean(lines)


def test_statement_that_fails_on_a_value_does_not_put_it_in_the_log(in_leek: World, lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(**typed: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select %s::uuid", [NAME])

    asking = browser(in_leek)
    monkeypatch.setattr("dossiers.views.intake.find_clients", crash)
    assert asking.post("/leek/intake/", TYPED).status_code == 500
    assert [row["error"] for row in lines.rows() if row["logger"] == "django.request"] == ["DataError"]
    assert clean(lines)
