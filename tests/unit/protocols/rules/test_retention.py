"""Every start that a retention term can have, also those that no shipped version uses."""

from __future__ import annotations

from datetime import date

import pytest

from privacy_domain.protocols.facts import RetentionFacts
from privacy_domain.protocols.rules.retention import last_day
from privacy_domain.protocols.types import Citation, SectorLaw
from privacy_domain.protocols.values import Retention, RetentionStart


def rule(start: RetentionStart) -> Retention:
    return Retention(years=5, start=start, articles=(Citation("x", "art. 6"),))


def facts(closed: date | None) -> RetentionFacts:
    return RetentionFacts(law=SectorLaw.WMO, received=date(2016, 2, 29), closed=closed, last_change=date(2019, 6, 1))


@pytest.mark.parametrize(
    ("start", "until"),
    [
        (RetentionStart.RECEIPT, date(2021, 2, 28)),
        (RetentionStart.LAST_CHANGE, date(2024, 6, 1)),
        (RetentionStart.CLOSING_DATE, date(2025, 3, 15)),
        (RetentionStart.CLOSING_YEAR_COUNTS, date(2024, 12, 31)),
        (RetentionStart.END_OF_CLOSING_YEAR, date(2025, 12, 31)),
    ],
)
def test_the_last_day_by_start(start: RetentionStart, until: date) -> None:
    assert last_day(facts(date(2020, 3, 15)), rule(start)) == until


@pytest.mark.parametrize("start", list(RetentionStart))
def test_a_term_from_closing_has_no_end_while_support_runs(start: RetentionStart) -> None:
    needs_closing = start not in (RetentionStart.RECEIPT, RetentionStart.LAST_CHANGE)
    assert (last_day(facts(None), rule(start)) is None) is needs_closing
