from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_domain.protocols.calendar import (
    add_hours,
    add_months,
    add_weeks,
    add_years,
    age,
    birthday,
    easter,
    end_of_year,
    is_holiday,
    next_day,
    roll_forward,
)

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_hours_without_a_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        add_hours(datetime(2018, 10, 27, 12), 48)


def test_hours_are_real_hours_in_the_offset_given() -> None:
    summer = timezone(timedelta(hours=2))
    assert add_hours(datetime(2018, 10, 27, 12, tzinfo=summer), 48) == datetime(2018, 10, 29, 12, tzinfo=summer)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2027-01-31", 1, "2027-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", 11, "2026-12-15"),
        ("2026-01-15", 12, "2027-01-15"),
        ("2026-10-31", 1, "2026-11-30"),
    ],
)
def test_months_end_on_the_same_number_or_the_last_day(start: str, months: int, end: str) -> None:
    assert add_months(day(start), months) == day(end)


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [("2016-02-29", 15, "2031-02-28"), ("2016-02-29", 20, "2036-02-29"), ("2016-03-01", 15, "2031-03-01")],
)
def test_years_turn_29_february_into_28_in_a_common_year(start: str, years: int, end: str) -> None:
    assert add_years(day(start), years) == day(end)


def test_weeks_years_and_days() -> None:
    assert add_weeks(day("2026-11-27"), 4) == day("2026-12-25")
    assert end_of_year(day("2020-03-15")) == day("2020-12-31")
    assert next_day(day("2020-12-31")) == day("2021-01-01")


@given(a=DAYS, b=DAYS, months=st.integers(1, 240))
def test_later_starts_never_end_earlier(a: date, b: date, months: int) -> None:
    first, second = sorted([a, b])
    assert add_months(first, months) <= add_months(second, months)
    assert roll_forward(first) <= roll_forward(second)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        ("2006-10-02", "2018-10-01", 11),
        ("2006-10-01", "2018-10-01", 12),
        ("2004-02-29", "2016-02-28", 11),
        ("2004-02-29", "2016-02-29", 12),
        ("2004-02-29", "2022-02-27", 17),
        ("2004-02-29", "2022-02-28", 18),
        ("2018-10-02", "2018-10-01", -1),
        ("2018-10-01", "2018-10-01", 0),
    ],
)
def test_age_changes_on_the_birthday(born: str, on: str, years: int) -> None:
    assert age(day(born), day(on)) == years


def test_a_birthday_of_29_february_is_28_february_in_a_common_year() -> None:
    assert birthday(day("2000-02-29"), 23) == day("2023-02-28")
    assert birthday(day("2000-02-29"), 24) == day("2024-02-29")


def easter_by_another_method(year: int) -> date:
    """The anonymous Gregorian method, to check against."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, number = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, number + 1)


def test_easter_agrees_with_another_method() -> None:
    for year in range(1583, 4100):
        assert easter(year) == easter_by_another_method(year), year


HOLIDAYS_OF_2027 = [
    "2027-01-01",
    "2027-03-26",
    "2027-03-29",
    "2027-04-27",
    "2027-05-05",
    "2027-05-06",
    "2027-05-17",
    "2027-12-25",
    "2027-12-26",
]


def test_the_holidays_of_a_year() -> None:
    found = [str(date(2027, 1, 1) + timedelta(days=n)) for n in range(365) if is_holiday(date(2027, 1, 1) + timedelta(days=n))]
    assert found == HOLIDAYS_OF_2027


@pytest.mark.parametrize(
    ("text", "holiday"),
    [
        ("2014-04-26", True),  # King's Day moved off Sunday
        ("2014-04-27", False),
        ("2025-04-26", True),
        ("2013-04-30", True),  # the last Queen's Day
        ("2014-04-30", False),
        ("2013-04-27", False),
        ("2006-04-29", True),  # Queen's Day moved off Sunday
        ("2006-04-30", False),
        ("2027-05-07", False),  # equated by decree only
        ("2027-03-28", False),  # Easter Sunday is a Sunday, no more
    ],
)
def test_kings_day_moves_and_decrees_do_not_count(text: str, holiday: bool) -> None:
    assert is_holiday(day(text)) is holiday


@pytest.mark.parametrize(
    ("text", "rolled"),
    [
        ("2026-12-25", "2026-12-28"),
        ("2026-12-27", "2026-12-28"),
        ("2027-05-05", "2027-05-07"),
        ("2027-05-07", "2027-05-07"),
        ("2027-03-26", "2027-03-30"),
        ("2027-02-28", "2027-03-01"),
        ("2026-01-01", "2026-01-02"),
        ("2026-01-02", "2026-01-02"),
    ],
)
def test_a_date_of_the_law_rolls_to_the_next_working_day(text: str, rolled: str) -> None:
    assert roll_forward(day(text)) == day(rolled)


@given(one=DAYS)
def test_a_rolled_date_is_a_working_day_within_five_days(one: date) -> None:
    rolled = roll_forward(one)
    assert rolled.weekday() < 5
    assert not is_holiday(rolled)
    assert timedelta(0) <= rolled - one <= timedelta(days=5)
