"""Who is kept away from what."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from access.models import Exclusion, User


def excluded_among(user: User, subjects: Collection[UUID]) -> set[UUID]:
    """Those of `subjects` of which `user` may not even know that they exist; one statement, whatever is asked."""
    return set(excluded_from(user).filter(subject__in=subjects))


def excluded_from(user: User) -> QuerySet[Exclusion, UUID]:
    """The subjects of which `user` may not even know that they exist, to be left out of what is asked; no statement by itself."""
    living: QuerySet[Exclusion, UUID] = Exclusion.objects.filter(user=user, ended_at__isnull=True).values_list("subject", flat=True)
    return living
