"""The vocabulary of `class Privacy`: what each field of each model holds, said once, on the model.

Encryption, scrubbing, access packages and destruction read this one declaration. A model says:

    class Privacy:
        subject = "person_id"           # path to the person the row is about; None when it is about nobody
        clock = "dossier"               # which retention clock: dossier, item, request, person, account, log, none
        kept = Until(LOG, since="ended_at")  # what removes its rows, where no dossier and no person takes them along
        fields = {
            "surname": Personal(),      # encrypted, scrubbed, in the access package, blanked on destruction
            "opened_on": Fact(),        # about a person, but not identifying by itself
            "id": Technical(),          # keys, counters, foreign keys, states
        }
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from privacy_domain import clock
from privacy_domain.terms import Term

OUR_APPS = ("privacy_domain", "access", "consent", "dossiers", "retention", "requests")
CLOCKS = ("dossier", "item", "request", "person", "account", "log", "none")


@dataclass(frozen=True, slots=True)
class Technical:
    """A key, a state, a counter: says nothing about a person by itself. Never scrubbed, never exported."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact in a person's file that does not identify him: exported, kept when the row is anonymised."""

    in_access_package: bool = True


@dataclass(frozen=True, slots=True)
class Personal:
    """Identifying or sensitive: encrypted in the database, scrubbed in copies, exported, blanked on destruction."""

    in_access_package: bool = True
    special: bool = False


@dataclass(frozen=True, slots=True)
class Staff:
    """Data about an employee (name, work address): plain text, scrubbed in copies, not the client's to export."""


Kind = Technical | Fact | Personal | Staff


@dataclass(frozen=True, slots=True)
class With:
    """Goes with its subject: destroyed with the dossier, the item or the person; what belongs to a request, with whose it is."""

    subject: str


@dataclass(frozen=True, slots=True)
class Until:
    """Has a term of its own, counted from the day in the column `since` (empty: it still runs); a nightly job ends it. `where`: for these
    rows only. `blank`: the row stays, and these columns get these values."""

    term: Term
    since: str
    where: Q = field(default_factory=Q)
    blank: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Along:
    """Goes with the row that this column points at."""

    column: str


@dataclass(frozen=True, slots=True)
class Months:
    """Append-only: whole months go when their term is over, by the owner of the tables and nobody else."""

    term: Term
    since: str


@dataclass(frozen=True, slots=True)
class Always:
    """Stays as long as the municipality works with this application. `because`: why, with the article where there is one."""

    because: str


Rule = With | Until | Along | Months | Always
_TAKEN_ALONG = {"dossier": With("dossier"), "item": With("item"), "request": With("request"), "person": With("person")}


def our_models() -> Iterator[type[models.Model]]:
    """Every concrete model of this project, historical ones included."""
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.split(".")[0] in OUR_APPS:
            yield model


def every_row(model: type[models.Model]) -> models.QuerySet[models.Model]:
    """All rows of a table that row-level security shows in this scope, also those that the model's own manager hides."""
    return models.QuerySet(model)


def rules(model: type[models.Model]) -> tuple[Rule, ...]:
    """What ends the rows of `model`; empty when it does not say. A history table goes as its model does."""
    said = getattr(getattr(model, "instance_type", model), "Privacy", None)
    own = getattr(said, "kept", ())
    along = _TAKEN_ALONG.get(getattr(said, "clock", ""))
    return ((along,) if along else ()) + (own if isinstance(own, tuple) else (own,))


def overdue(model: type[models.Model], rule: Until) -> models.QuerySet[models.Model]:
    """The rows of `model` whose own term is over today, as far as they have not been blanked yet."""
    first: date | datetime = rule.term.first_kept(clock.today())
    *_, column = _along_path(model, rule.since)
    if isinstance(column, models.DateTimeField):
        first = clock.midnight(first)
    rows = every_row(model).filter(rule.where, **{f"{rule.since}__lt": first})
    return rows.exclude(**rule.blank) if rule.blank else rows


def _along_path(model: type[models.Model], path: str) -> Iterator[models.Field[Any, Any]]:
    for name in path.split("__"):
        column: Any = model._meta.get_field(name)
        yield column
        model = column.related_model


HISTORY_COLUMNS = ("history_id", "history_date", "history_change_reason", "history_type", "history_user")


def declaration(model: type[models.Model]) -> dict[str, Kind]:
    """The classified fields of `model`; empty when it says nothing. A history table holds what its model holds."""
    tracked = getattr(model, "instance_type", None)
    if tracked is not None:
        return declaration(tracked) | dict.fromkeys(HISTORY_COLUMNS, Technical())
    fields: dict[str, Kind] = getattr(getattr(model, "Privacy", None), "fields", {})
    return fields


def unclassified(model: type[models.Model]) -> list[str]:
    """Names of columns that `class Privacy` does not mention, and of mentions without a column (with a minus)."""
    columns = {field.name for field in model._meta.concrete_fields}
    said = set(declaration(model))
    return sorted(columns - said) + sorted(f"-{name}" for name in said - columns)


def personal_fields(model: type[models.Model]) -> list[Any]:
    """The columns that must be encrypted."""
    return [model._meta.get_field(name) for name, kind in declaration(model).items() if isinstance(kind, Personal)]
