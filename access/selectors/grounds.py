"""The grounds that stand: who placed them, on what, and which facts hold for a subject."""

from __future__ import annotations

from uuid import UUID

from access.models import Ground, Marker
from access.states import GroundKind, MarkerKind


def grounds_from(source_kind: str, *, kind: GroundKind | None = None) -> list[Ground]:
    """The living grounds that causes of this kind placed: the owner compares them every night with what is still true."""
    found = Ground.objects.filter(source_kind=source_kind, ended_at__isnull=True)
    return list(found.filter(kind=kind) if kind else found)


def grounds_of(subject: UUID) -> list[Ground]:
    """The living grounds on a subject, oldest first: who can come near it, and why."""
    return list(Ground.objects.filter(subject=subject, ended_at__isnull=True).order_by("since", "placed_at"))


def ground_by_id(ground: UUID) -> Ground | None:
    """A ground, living or ended, for a task that points at it; or None."""
    found: Ground | None = Ground.objects.filter(pk=ground).first()
    return found


def is_marked(subject: UUID, kind: MarkerKind) -> bool:
    """Whether this fact holds for the subject now."""
    return bool(Marker.objects.filter(subject=subject, kind=kind, cleared_at__isnull=True).exists())
