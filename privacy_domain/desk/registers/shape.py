"""What a register is: rows of one question to the database, as lines of words. Nothing that is sealed is read for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from access.models import User
from access.selectors import excluded_from
from dossiers.policies.origin import hidden_among
from privacy_domain import clock
from privacy_domain.web.templatetags.domain import date_short_nl, datetime_nl

Words = str | Promise
Row = Mapping[str, Any]

MOST = 20_000
"""So many lines go into one file; whoever wants more takes a shorter period."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a choice: its code in the address, its words, and which rows answer to it (made afresh where that depends on today)."""

    code: str
    words: Words
    condition: Q | Callable[[], Q]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something by which a register can be narrowed."""

    name: str
    label: Words
    options: tuple[Option, ...]


HOLDS = (Option("geldig", _("holds"), Q(ended_at__isnull=True)), Option("beeindigd", _("ended"), Q(ended_at__isnull=False)))
"""Whether what was given holds still."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: from this day up to and including that one, and an option of each choice by name."""

    since: date | None = None
    until: date | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        return {"since": _iso(self.since), "until": _iso(self.until), "chosen": dict(self.chosen)}

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Wanted:
        """As it was stored."""
        return cls(_day(plain["since"]), _day(plain["until"]), plain["chosen"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """`rows`: what an account may see of it, with the columns of `fields` only. `line`: one row in words, as many as `columns`.
    `moment`: the column that a period narrows (empty: none), `timed` when that is a moment and not a day. `subject`: the column with
    the dossier that a row is about, for the log (empty: none). `envelope`: the column with what was shared, where not everybody may
    know of whom that was (empty: none); `veiled`: the places in a line that would say so. `article`: what asks for it."""

    code: str
    title: Words
    about: Words
    article: str
    columns: tuple[Words, ...]
    rows: Callable[[User], QuerySet[Any]]
    fields: tuple[str, ...]
    line: Callable[[Row], list[str]]
    order: tuple[str, ...]
    moment: str = ""
    timed: bool = False
    choices: tuple[Choice, ...] = ()
    subject: str = ""
    envelope: str = ""
    veiled: tuple[int, ...] = ()

    def answering(self, user: User, wanted: Wanted) -> QuerySet[Any, dict[str, Any]]:
        """The rows that this account may see and that answer to what is wanted, in order; no statement by itself."""
        asked = self.rows(user).filter(self._period(wanted))
        for choice in self.choices:
            for option in choice.options:
                if wanted.chosen.get(choice.name) == option.code:
                    asked = asked.filter(option.condition if isinstance(option.condition, Q) else option.condition())
        named = (*self.fields, *(name for name in (self.subject, self.envelope) if name))
        return asked.order_by(*self.order, "pk").values(*dict.fromkeys(named))

    def hidden(self, user: User, rows: Iterable[Row]) -> Collection[UUID]:
        """What was shared of which this account sees that it is there, and not of whom: a report after the step plan, sharing in an
        inquiry. One statement where there is none."""
        return hidden_among(user, {row[self.envelope] for row in rows}, clock.today()) if self.envelope else ()

    def lines(self, rows: Iterable[Row], hidden: Collection[UUID]) -> list[list[str]]:
        """In words; of what is hidden without the words that say of whom it is."""
        return [self._veil(self.line(row)) if self._is_in(hidden, row) else self.line(row) for row in rows]

    def subjects(self, rows: Iterable[Row], hidden: Collection[UUID]) -> list[UUID]:
        """The dossiers that these rows show, each once."""
        if not self.subject:
            return []
        return list(dict.fromkeys(row[self.subject] for row in rows if row[self.subject] and not self._is_in(hidden, row)))

    def _is_in(self, hidden: Collection[UUID], row: Row) -> bool:
        return bool(self.envelope) and row[self.envelope] in hidden

    def _veil(self, cells: list[str]) -> list[str]:
        first, *rest = self.veiled
        said = dict.fromkeys(rest, "") | {first: _t("Only for who is involved")}
        return [said.get(place, cell) for place, cell in enumerate(cells)]

    def _period(self, wanted: Wanted) -> Q:
        found = Q()
        if self.moment and wanted.since:
            found &= Q(**{f"{self.moment}__gte": clock.midnight(wanted.since) if self.timed else wanted.since})
        if self.moment and wanted.until:
            after = wanted.until + timedelta(days=1)
            found &= Q(**{f"{self.moment}__lt": clock.midnight(after) if self.timed else after})
        return found


def near(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Without what is about a dossier that this account is kept away from."""
    return rows.exclude(dossier__in=excluded_from(user))


def day(value: date | datetime | None) -> str:
    """A day in a line; empty when there is none."""
    return date_short_nl(value) if value else ""


def moment(value: datetime | None) -> str:
    """A moment in a line."""
    return datetime_nl(value) if value else ""


def words(choices: Any, code: str | None) -> str:
    """A code in words; a code that is not known as it stands."""
    if not code:
        return ""
    known = {str(getattr(one, "value", one)): label for one, label in (choices.items() if isinstance(choices, Mapping) else choices.choices)}
    return str(known.get(code, code))


def listed(values: Iterable[Any] | None) -> str:
    """Several in one cell."""
    return "; ".join(str(value) for value in values or ())


def options(choices: Any, column: str) -> tuple[Option, ...]:
    """An option for each code of an enumeration."""
    return tuple(Option(str(code), label, Q(**{column: code})) for code, label in choices.choices)


def _iso(value: date | None) -> str:
    return value.isoformat() if value else ""


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None
