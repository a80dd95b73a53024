"""The grounds that stand: who placed them, on what, and which facts hold for a subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q

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


def kinds_on(subjects: Collection[UUID], *, on: date, plan: bool) -> Mapping[UUID, frozenset[GroundKind]]:
    """For each of these subjects the kinds of ground that stand on it on a day and open the plan, or the dossier; one statement."""
    rows = Ground.objects.filter(Q(until__isnull=True) | Q(until__gte=on), subject__in=subjects, ended_at__isnull=True, since__lte=on)
    found: dict[UUID, set[GroundKind]] = defaultdict(set)
    opening = rows.filter(opens_plan=True) if plan else rows.filter(opens_dossier=True)
    for subject, kind in opening.values_list("subject", "kind"):
        found[subject].add(GroundKind(kind))
    return {subject: frozenset(kinds) for subject, kinds in found.items()}


def marked_among(subjects: Collection[UUID], kind: MarkerKind) -> frozenset[UUID]:
    """Those of these subjects for which this fact holds now; one statement."""
    return frozenset(Marker.objects.filter(subject__in=subjects, kind=kind, cleared_at__isnull=True).values_list("subject", flat=True))
