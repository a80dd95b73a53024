"""Requests for real, with transactions that really end: what stays in the log when a page is refused, fails, or cannot be recorded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.test import Client

from privacy_domain.audit.models import AuditEvent
from privacy_domain.tenancy.models import Adoption, Municipality
from privacy_domain.tenancy.scope import entered
from tests.conftest import make_municipality
from tests.integration.audit import addresses

MIDDLEWARE = [
    "privacy_domain.tenancy.middleware.MunicipalityMiddleware",
    "privacy_domain.audit.middleware.OperationMiddleware",
    "privacy_domain.web.middleware.RefusalMiddleware",
    "privacy_domain.audit.middleware.RefusalRecorder",
]
STATUS = {"decision": 403, "no_right": 403, "not_found": 404, "conflict": 409, "error:zerodivisionerror": 500}


@pytest.fixture(scope="module")
def municipality(fresh_database: dict[str, str]) -> Municipality:
    """Leek, committed."""
    return make_municipality("leek")


@pytest.fixture
def client(settings: Any, municipality: Municipality) -> Client:
    """A browser that sees our error pages."""
    settings.ROOT_URLCONF = "tests.integration.audit.addresses"
    settings.MIDDLEWARE = MIDDLEWARE
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "OPTIONS": {"context_processors": []}}]
    return Client(raise_request_exception=False, headers={"user-agent": "tablet"})


def lines(municipality: Municipality, dossier: UUID) -> list[AuditEvent]:
    """What the log says about this dossier."""
    with entered(municipality.scope()):
        return [line for line in AuditEvent.objects.order_by("at", "id") if dossier in (line.dossier_id, *line.object_ids)]


def source(municipality: Municipality) -> str:
    """The thing that the pages change."""
    with entered(municipality.scope()):
        text: str = Adoption.objects.get().source
        return text


@pytest.fixture
def broken_log(fresh_database: dict[str, str]) -> Iterator[None]:
    """Every line fails: the owner hangs a trigger on the log."""
    url = os.environ["OWNER_DATABASE_URL"].rsplit("/", 1)[0] + "/" + fresh_database["default"]
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(
            """create function broken() returns trigger language plpgsql as
               $$ begin raise exception 'no space' using errcode = 'disk_full'; end $$;
               create trigger broken before insert on audit_event for each row execute function broken()"""
        )
        yield
        owner.execute("drop trigger broken on audit_event; drop function broken()")


@pytest.mark.requirement("ENG-11")
def test_cannot_log_is_cannot_read(client: Client, municipality: Municipality, broken_log: None) -> None:
    for _ in range(20):
        answer = client.get(f"/leek/show/{uuid4()}/")
        assert answer.status_code == 500
        assert addresses.SECRET not in answer.content.decode()


@pytest.mark.requirement("ENG-11")
def test_cannot_log_is_cannot_change(client: Client, municipality: Municipality, broken_log: None) -> None:
    before = source(municipality)

    assert client.get(f"/leek/change/{uuid4()}/").status_code == 500
    assert source(municipality) == before != "changed"


@pytest.mark.requirement("ENG-11")
@pytest.mark.parametrize(("how", "status"), STATUS.items())
def test_what_is_refused_or_fails_stays_in_the_log_and_what_it_did_does_not(
    client: Client, municipality: Municipality, how: str, status: int
) -> None:
    dossier, before = uuid4(), source(municipality)

    answer = client.get(f"/leek/fail/{dossier}/{how}/")

    assert answer.status_code == status
    assert source(municipality) == before != "changed"
    (line,) = lines(municipality, dossier)
    assert (line.outcome, line.reason) == ("failed" if status == 500 else "refused", how)
    assert (line.subject_kind, line.object_ids) == ("url:fail", [dossier])
    assert line.origin == "127.0.0.1 tablet"
    assert str(line.operation_id) == answer.headers["Operation-Id"]
    assert (line.decision is not None) == (how == "decision")


@pytest.mark.requirement("ENG-11")
def test_a_gate_that_recorded_its_refusal_is_not_recorded_twice(client: Client, municipality: Municipality) -> None:
    dossier = uuid4()

    assert client.get(f"/leek/gate/{dossier}/").status_code == 403
    (line,) = lines(municipality, dossier)
    assert (line.event, line.outcome, line.dossier_id, line.actor_name) == (
        "talk:talk:opened",
        "refused",
        dossier,
        "jelle",
    )


@pytest.mark.requirement("ENG-11")
def test_a_page_that_was_shown_has_its_line_with_the_number_of_the_answer(client: Client, municipality: Municipality) -> None:
    dossier = uuid4()

    answer = client.get(f"/leek/show/{dossier}/")

    assert addresses.SECRET in answer.content.decode()
    (line,) = lines(municipality, dossier)
    assert (line.outcome, str(line.operation_id)) == ("looked", answer.headers["Operation-Id"])


def test_two_requests_are_two_operations(client: Client, municipality: Municipality) -> None:
    numbers = {client.get(f"/leek/show/{uuid4()}/").headers["Operation-Id"] for _ in range(3)}

    assert len(numbers) == 3


def test_a_refusal_that_cannot_be_recorded_is_a_failure(client: Client, municipality: Municipality, broken_log: None) -> None:
    assert client.get(f"/leek/fail/{uuid4()}/decision/").status_code == 500
