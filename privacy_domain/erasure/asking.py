"""What is asked of every table at once, in one statement each: written once from what the models say, and then only bound.

Asking table after table takes longer than removing what is found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.erasure.places import Model, members, paths, references
from privacy_domain.people.models import Person
from privacy_domain.privacy import every_row, our_models
from privacy_domain.tenancy.statements import prepared

_SOMEBODY = UUID(int=0xFE)  # stands in the statements where the one that is asked about comes


@dataclass(frozen=True, slots=True)
class _Question:
    """A statement, and where in its values the one that is asked about stands."""

    sql: str
    values: tuple[Any, ...]

    def asked(self, whom: object) -> list[tuple[Any, ...]]:
        with prepared() as cursor:
            cursor.execute(self.sql, [whom if value == _SOMEBODY else value for value in self.values])
            return list(cursor.fetchall())


def present(kind: str, subject: UUID) -> list[tuple[Model, Q]]:
    """As `places.members`, of the tables alone that hold a row of this subject now. One statement."""
    there = {label for (label,) in _who_holds(str(kind)).asked(subject)}
    return [(model, rows) for model, rows in members(kind, subject) if model._meta.label in there]


def is_known(person: UUID) -> bool:
    """Whether any row, apart from what belongs to the person himself, still speaks of this person. One statement."""
    return bool(_who_speaks().asked(person)[0][0])


def pointing_at(target: Model, ids: Collection[object], leaving: dict[Model, list[object]]) -> list[tuple[Model, str, bool]]:
    """Those of `places.references` to these rows in which a row stands that is not itself leaving. One statement."""
    found = tuple(references(target))
    if not found or not ids:
        return []
    asked, values = [], []
    for number, (model, name, _) in enumerate(found):
        column = next(str(field.column) for field in model._meta.local_concrete_fields if field.name == name)
        stays = f"and not ({_quoted(_key_of(model))} = any(%s))" if leaving.get(model) else ""
        asked.append(f"select {number} where exists (select from {_quoted(model._meta.db_table)} where {_quoted(column)} = any(%s) {stays})")  # noqa: S608 - names of our own tables
        values += [list(ids), leaving[model]] if stays else [list(ids)]
    with prepared() as cursor:
        cursor.execute(" union all ".join(asked), values)
        return [found[number] for (number,) in cursor.fetchall()]


def person_columns(model: Model) -> list[str]:
    """Columns that name a person: foreign keys, and opaque ids that `class Privacy` calls the subject."""
    columns = [field.attname for field in model._meta.local_concrete_fields if field.related_model is Person]
    subject = getattr(getattr(model, "Privacy", None), "subject", None)
    plain = {field.attname for field in model._meta.local_concrete_fields}
    if subject in plain and subject not in columns and model is not Person and subject != "id":
        columns.append(subject)
    return columns


# ---------------------------------------------------------------- writing them
@cache
def _who_holds(kind: str) -> _Question:
    asked = [(f"select '{model._meta.label}' where exists ({{}})", every_row(model).filter(rows)) for model, rows in members(kind, _SOMEBODY)]
    return _joined(asked, " union all ") if asked else _Question("select '' where false", ())


@cache
def _who_speaks() -> _Question:
    asked = [("exists ({})", rows) for model in our_models() for name in person_columns(model) for rows in _speaking(model, name)]
    question = _joined(asked, " or ")
    return _Question(f"select {question.sql}", question.values)


def _speaking(model: Model, name: str) -> Iterable[models.QuerySet[Any]]:
    """The rows by which the person in this column is known: all, or, where they belong to him, those that stand in a dossier."""
    rows = every_row(model).filter(**{name: _SOMEBODY})
    if name not in paths(model, KeyKind.PERSON):
        yield rows
        return
    for path in paths(model, KeyKind.DOSSIER):
        yield rows.filter(**{f"{path}__isnull": False})


def _joined(asked: Iterable[tuple[str, models.QuerySet[Any]]], word: str) -> _Question:
    parts: list[str] = []
    values: list[Any] = []
    for frame, rows in asked:
        sql, params = rows.order_by().values("pk").query.sql_with_params()
        parts.append(frame.format(sql))
        values += params
    return _Question(word.join(parts), tuple(values))


def _key_of(model: Model) -> str:
    return str(model._meta.pk.column)


def _quoted(name: str) -> str:
    return f'"{name}"'
