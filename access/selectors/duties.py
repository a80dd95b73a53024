"""Access on a duty in law: for whom, under which provision, until when."""

from __future__ import annotations

from uuid import UUID

from access.models import Ground
from access.states import GroundKind


def duties_on(subject: UUID) -> list[Ground]:
    """Every duty under which somebody could see this subject, those that ended too, oldest first."""
    return list(Ground.objects.filter(subject=subject, kind=GroundKind.DUTY).order_by("placed_at"))
