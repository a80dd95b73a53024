"""Managers of tenant rows: no municipality in scope, no query."""

from __future__ import annotations

from typing import Any, Self, TypeVar

from django.db import models

from privacy_domain.tenancy import scope

Row = TypeVar("Row", bound=models.Model, covariant=True)


class TenantQuerySet(models.QuerySet[Row]):
    """Refuses the bulk writes that no log and no encryption would see."""

    def update(self, **kwargs: Any) -> int:
        """Conditional updates name their columns; encrypted columns cannot be written this way."""
        encrypted = [name for name in kwargs if getattr(self.model._meta.get_field(name), "is_encrypted", False)]
        if encrypted:
            raise TypeError(f"encrypted fields are written by save(), not by update(): {', '.join(encrypted)}")
        scope.forget()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete, and let the scope read anew what it remembered."""
        scope.forget()
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]


class TenantManager(models.Manager[Row]):
    """Only rows of the municipality in scope; raises NoMunicipality outside one."""

    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet[Row]:
        """The rows of the municipality in scope."""
        queryset: TenantQuerySet[Row] = TenantQuerySet(self.model, using=self._db)
        return queryset.filter(municipality_id=scope.require().id)

    def create(self, **kwargs: Any) -> Row:
        """A new row of the municipality in scope."""
        kwargs.setdefault("municipality_id", scope.require().id)
        return super().create(**kwargs)

    def using_attempts(self) -> Self:
        """The same rows, through the connection for attempts."""
        return self.db_manager("attempts")
