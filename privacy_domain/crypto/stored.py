"""The column that names a sealed file: so that whoever cleans up or destroys finds every file of every row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models


class StoredFileField(models.CharField):  # type: ignore[type-arg]
    """The name of a file of `crypto.files`; empty while there is none. In migrations a plain text column."""

    def deconstruct(self) -> Any:
        """As the text column it is."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


def columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every model with such a column, and the column's name."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, StoredFileField):
                yield model, field.attname


def names_in_scope() -> Iterator[str]:
    """The names of the files that rows of the municipality in scope know."""
    for model, column in columns():
        yield from model._default_manager.exclude(**{column: ""}).values_list(column, flat=True).iterator()
