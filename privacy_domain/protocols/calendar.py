"""Date arithmetic and Dutch holidays.

A period starts on the day after the event, so a period of weeks, months or years ends on the same weekday or day
number. Without that day in the month the period ends on the month's last day.
"""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_ONE_DAY = timedelta(days=1)

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The years of days that can be filled in: in these the holidays can be calculated."""


def add_weeks(day: date, weeks: int) -> date:
    """The same weekday a number of weeks later."""
    return day + timedelta(weeks=weeks)


def add_months(day: date, months: int) -> date:
    """The same day number a number of months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day a number of years later; 29 February becomes 28 February in a common year."""
    return add_months(day, 12 * years)


def add_hours(moment: datetime, hours: int) -> datetime:
    """So many real hours later, in the offset in which the moment was given; raises ``ValueError`` without one."""
    if moment.utcoffset() is None:
        raise ValueError("a moment without a zone has no real hours")
    return (moment.astimezone(UTC) + timedelta(hours=hours)).astimezone(moment.tzinfo)  # the clock on the wall may jump in between


def end_of_year(day: date) -> date:
    """The last day of the year of this date."""
    return date(day.year, 12, 31)


def next_day(day: date) -> date:
    """The day after."""
    return day + _ONE_DAY


def birthday(born: date, years: int) -> date:
    """The day on which somebody turns this age; somebody born on 29 February on 28 February in a common year."""
    return add_years(born, years)


def age(born: date, on: date) -> int:
    """Age in whole years on a date; negative before birth."""
    years = on.year - born.year
    return years if on >= birthday(born, years) else years - 1


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar, in whole-number arithmetic (golden number, moon, weekday)."""
    century = year // 100
    golden = year % 19
    skipped = century - century // 4 - (8 * century + 13) // 25
    moon = (19 * golden + skipped + 15) % 30
    moon -= moon // 28 * (1 - 29 // (moon + 1) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    days = moon - weekday
    month = 3 + (days + 40) // 44
    return date(year, month, days + 28 - 31 * (month // 4))


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _from_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days=days)


def _unless_sunday(month: int, day: int, instead: timedelta) -> Callable[[int], date]:
    def on(year: int) -> date:
        usual = date(year, month, day)
        return usual + instead if usual.weekday() == gregorian.SUNDAY else usual

    return on


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday: its day in a year, and the years in which it exists."""

    name: str
    on: Callable[[int], date]
    first_year: int = 1
    last_year: int = 9999


HOLIDAYS = (
    Holiday("Nieuwjaarsdag", _fixed(1, 1)),
    Holiday("Goede Vrijdag", _from_easter(-2)),
    Holiday("tweede paasdag", _from_easter(1)),
    Holiday("Koninginnedag", _unless_sunday(4, 30, -_ONE_DAY), last_year=2013),
    Holiday("Koningsdag", _unless_sunday(4, 27, -_ONE_DAY), first_year=2014),
    Holiday("Bevrijdingsdag", _fixed(5, 5)),
    Holiday("Hemelvaartsdag", _from_easter(39)),
    Holiday("tweede pinksterdag", _from_easter(50)),
    Holiday("eerste kerstdag", _fixed(12, 25)),
    Holiday("tweede kerstdag", _fixed(12, 26)),
)
"""The holidays that move a term set by law; days equated with them by decree are not among them."""


def is_holiday(day: date) -> bool:
    """Whether a date is one of the public holidays; a Sunday as such is not."""
    return any(holiday.first_year <= day.year <= holiday.last_year and holiday.on(day.year) == day for holiday in HOLIDAYS)


def roll_forward(day: date) -> date:
    """The first day from this one that is no Saturday, Sunday or public holiday (Regulation 1182/71, article 3)."""
    while day.weekday() >= gregorian.SATURDAY or is_holiday(day):
        day += _ONE_DAY
    return day
