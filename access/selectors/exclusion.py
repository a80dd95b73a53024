"""Who is kept away from what."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from access.models import Exclusion, User


def excluded_among(user: User, subjects: Collection[UUID]) -> set[UUID]:
    """Those of `subjects` of which `user` may not even know that they exist; one statement, whatever is asked."""
    living = Exclusion.objects.filter(user=user, subject__in=subjects, ended_at__isnull=True)
    return set(living.values_list("subject", flat=True))
