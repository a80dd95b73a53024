"""Who does which kind of job."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, time

import pytest

from privacy_domain.work import registry
from privacy_domain.work.registry import Assignment, daily, handler, handler_of, planned_daily


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "_handlers", {})
    monkeypatch.setattr(registry, "_daily", {})
    yield


def one(job: Assignment) -> None:
    """Does nothing."""


def other(job: Assignment) -> None:
    """Does nothing either."""


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(LookupError, match=r"letters\.render"):
        handler_of("letters.render")


def test_a_kind_has_one_handler() -> None:
    handler("letters.render")(one)
    handler("letters.render")(one)  # imported twice

    with pytest.raises(ValueError, match="handled twice"):
        handler("letters.render")(other)
    assert handler_of("letters.render") is one


@pytest.mark.parametrize("at", [time(2), time(2, 59), time(4, tzinfo=UTC)])
def test_nothing_is_planned_in_the_hour_that_can_be_missing_or_double(at: time) -> None:
    with pytest.raises(ValueError, match=r"02:00 and 03:00"):
        daily("letters.sweep", at=at)


def test_a_daily_kind_is_planned_and_handled() -> None:
    daily("letters.sweep", at=time(3, 15))(one)

    assert planned_daily() == {"letters.sweep": time(3, 15)}
    assert handler_of("letters.sweep") is one
