"""Dying in the middle of deciding and of sending: afterwards it was done completely, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from privacy_domain.audit.models import AuditEvent
from privacy_domain.letters.kinds import Channel
from privacy_domain.letters.models import Letter
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from privacy_domain.work.models import Task
from requests import services
from requests.models import Decision, SubjectRequest
from tests.conftest import make_municipality
from tests.crash import points
from tests.integration.dossiers.cast import build
from tests.integration.requests.asked import SEEING, in_hand, no


@pytest.fixture(scope="module")
def municipality(fresh_database: dict[str, str]) -> Municipality:
    """Landsmeer, in a database in which transactions commit."""
    return make_municipality("landsmeer")


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: pytest.FixtureRequest) -> Iterator[Path]:
    """Files of this test."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    yield tmp_path


def test_dying_while_a_decision_is_signed_and_while_it_is_sent(municipality: Municipality) -> None:
    here = municipality.scope()
    with entered(here):
        world = build()
        made = in_hand(world)
        services.add_part(request=made, part=no("protection", reasons=SEEING), by=world.sanne)

    def sign() -> None:
        with entered(here):
            services.sign_decision(request=made, by=world.sanne)

    def send() -> None:
        with entered(here):
            services.send_decision(request=made, channel=Channel.POST, by=world.sanne)

    def found() -> tuple[str, str, list[str], int, int]:
        with entered(here):
            decision, request = Decision.objects.get(), SubjectRequest.objects.get()
            letters = [letter.state for letter in Letter.objects.all()]
            lines = AuditEvent.objects.filter(event__in=("request:decision:signed", "request:decision:sent"), subject_id=made.pk).count()
            return (
                decision.state,
                request.state,
                letters,
                Task.objects.filter(kind__in=("send_decision", "close_request"), state="open").count(),
                lines,
            )

    crashes = 0
    for point, crashed in points(lambda _: sign, every=3):
        crashes += crashed
        assert found() == (("draft", "running", [], 0, 0) if crashed else ("signed", "running", ["approved"], 1, 1)), f"half at {point}"
    with entered(here):
        letter = Letter.objects.get()
        services.decision_document(request=made, by=world.sanne)  # printed once, by whoever comes first
        assert services.open_decision(request_id=made.pk, by=world.sanne).decision is not None and letter.state == "approved"
    for point, crashed in points(lambda _: send, every=3):
        crashes += crashed
        assert found() == (("signed", "running", ["rendered"], 1, 1) if crashed else ("sent", "decided", ["sent"], 1, 2)), f"half at {point}"
    assert crashes > 15, "so few operations: the kill did not happen where the work is done"
    with entered(here):
        assert services.remind_some(by=SYSTEM) == 0
