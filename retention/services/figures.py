"""What stays of what is made anonymous: numbers, and only where so many stand together that nobody is found by them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from django.db.models import F

from dossiers.models import Dossier, Item
from retention.models import MIN_CELL, DestructionList, DestructionRow, Statistic

_BANDS = ((3, "0-3m"), (12, "3-12m"), (24, "1-2y"), (60, "2-5y"))
_NOTHING = {"year": "0", "law": "", "duration": ""}
_SAID = ("kind", "year", "law", "duration")

Cell = tuple[str, str, str, str]
"""Kind, year, law and duration; the last three can be left unsaid."""


def count(*, listed: DestructionList, row: DestructionRow, dossier: Dossier) -> None:
    """Count one row that is made anonymous, with the list that is locked, until the list is over."""
    cell = "|".join(cell_of(row, dossier))
    listed.tally = listed.tally | {cell: listed.tally.get(cell, 0) + 1}
    listed.save(update_fields=["tally"])


def cell_of(row: DestructionRow, dossier: Dossier) -> Cell:
    """What is counted of a row: an item by its kind and the year it was received, the rest by the year of closing and how long it lasted."""
    if row.series is not None:
        item = Item.kept.get(series=row.series, superseded_at__isnull=True)
        return item.kind, str(item.received_on.year), row.law, ""
    closed: date = dossier.closed_on or dossier.opened_on
    return "dossier", str(closed.year), row.law, _band(dossier.opened_on, closed)


def _band(since: date, until: date) -> str:
    months = (until.year - since.year) * 12 + until.month - since.month
    return next((name for most, name in _BANDS if months < most), "5y+")


def keep(*, listed: DestructionList) -> None:
    """The list is over: what is large enough is added to the figures, the rest is forgotten."""
    tally: Mapping[Cell, int] = {tuple(key.split("|")): number for key, number in listed.tally.items()}
    for cell, number in large_enough(tally, MIN_CELL).items():
        said = dict(zip(_SAID, cell, strict=True))
        row, new = Statistic.objects.get_or_create(**said, defaults={"number": number})
        if not new:
            Statistic.objects.filter(pk=row.pk).update(number=F("number") + number)
    listed.tally = {}
    listed.save(update_fields=["tally"])


def large_enough(tally: Mapping[Cell, int], least: int) -> dict[Cell, int]:
    """These counts in cells of at least `least`: where fewer stand together, first how long it lasted is left out, then the law, then the
    year. What is still fewer is left out altogether. Nothing is counted twice."""
    kept: Counter[Cell] = Counter()
    small = Counter(tally)
    for leaving in ((), ("duration",), ("duration", "law"), ("duration", "law", "year")):
        joined: Counter[Cell] = Counter()
        for cell, number in small.items():
            joined[_without(cell, leaving)] += number
        kept.update({cell: number for cell, number in joined.items() if number >= least})
        small = Counter({cell: number for cell, number in small.items() if joined[_without(cell, leaving)] < least})
    return dict(kept)


def _without(cell: Cell, leaving: tuple[str, ...]) -> Cell:
    kind, *rest = (_NOTHING[name] if name in leaving else value for name, value in zip(_SAID, cell, strict=True))
    return kind, *rest  # type: ignore[return-value]
