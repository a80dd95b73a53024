"""The vocabulary of `class Privacy`: what each field of each model holds, said once, on the model.

Encryption, scrubbing, access packages and destruction read this one declaration. A model says:

    class Privacy:
        subject = "person_id"           # path to the person the row is about; None when it is about nobody
        clock = "dossier"               # which retention clock: dossier, item, request, account, log, none
        fields = {
            "surname": Personal(),      # encrypted, scrubbed, in the access package, blanked on destruction
            "opened_on": Fact(),        # about a person, but not identifying by itself
            "id": Technical(),          # keys, counters, foreign keys, states
        }
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

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


def our_models() -> Iterator[type[models.Model]]:
    """Every concrete model of this project, historical ones included."""
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.split(".")[0] in OUR_APPS:
            yield model


def every_row(model: type[models.Model]) -> models.QuerySet[models.Model]:
    """All rows of a table that row-level security shows in this scope, also those that the model's own manager hides."""
    return models.QuerySet(model)


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
