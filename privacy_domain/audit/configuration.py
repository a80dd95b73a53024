"""What django-auditlog may watch: settings and accounts, never case data.

    watch(Adoption, fields=["version", "valid_from"])      # in the `ready` of the app that owns the model

Old and new values stand in the log for fields that `class Privacy` calls technical or a fact; of a field about staff only that
it changed; a personal field cannot be watched at all.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditlog.registry import auditlog
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from privacy_domain.privacy import Personal, Staff, declaration

HIDDEN = "***"


def hidden(value: object) -> str:
    """What stands in the log instead of a value about an employee: that there was one, and nothing of it."""
    return HIDDEN


def watch(model: type[models.Model], *, fields: Iterable[str], many: Iterable[str] = ()) -> None:
    """Record from now on who makes, changes and deletes rows of `model`, for these fields and many-to-many fields.

    Raises ImproperlyConfigured for a field that holds personal data or that `class Privacy` does not name.
    """
    kinds, names = declaration(model), list(fields)
    for name in names:
        if name not in kinds or isinstance(kinds[name], Personal):
            raise ImproperlyConfigured(f"{model._meta.label}.{name} is personal or unclassified: the log of configuration holds values")
    auditlog.register(
        model,
        include_fields=names,
        mask_fields=[name for name in names if isinstance(kinds[name], Staff)],
        mask_callable="privacy_domain.audit.configuration.hidden",
        m2m_fields=set(many),
    )
