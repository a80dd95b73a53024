"""The column that names a sealed file: so that whoever cleans up or destroys finds every file of every row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models

from privacy_domain.privacy import every_row, our_models


class StoredFileField(models.CharField):  # type: ignore[type-arg]
    """The name of a file of `crypto.files`; empty while there is none. In migrations a plain text column."""

    def deconstruct(self) -> Any:
        """As the text column it is."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


def columns_of(model: type[models.Model]) -> list[str]:
    """The columns of a model that name a file."""
    return [field.attname for field in model._meta.local_concrete_fields if isinstance(field, StoredFileField)]


def names_in_scope() -> Iterator[str]:
    """The names of the files that rows of the municipality in scope know, hidden ones included."""
    for model in our_models():
        for column in columns_of(model):
            yield from every_row(model).exclude(**{column: ""}).values_list(column, flat=True).iterator()
