"""The door of the building: outside every municipality."""

from __future__ import annotations

from typing import Any

from django.test import Client


def test_nobody_is_shown_more_than_the_names(client: Client, leek: Any, leiden: Any) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'href="/leek/"' in page
    assert 'href="/leiden/"' in page
    assert "/landsmeer/" not in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_who_has_one_municipality_is_sent_to_it(client: Client, leek: Any) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/leek/")


def test_without_a_municipality_the_page_says_so(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "nog geen gemeente" in answer.content.decode()


def test_a_closed_municipality_is_not_shown(client: Client, leek: Any, leiden: Any) -> None:
    leek.active = False
    leek.save()
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/leiden/")


def test_the_door_takes_nothing(client: Client, leek: Any) -> None:
    assert client.post("/", {"a": "b"}).status_code == 405


def test_other_addresses_outside_are_unknown(client: Client, leek: Any) -> None:
    assert client.get("/mijn-toegang/").status_code == 404
    assert client.get("/start/").status_code == 404
