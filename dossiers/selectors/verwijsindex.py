"""Entries in the verwijsindex."""

from __future__ import annotations

from uuid import UUID

from dossiers.models import Dossier, IndexEntry


def entries_of(dossier: Dossier) -> list[IndexEntry]:
    """All of a dossier, the newest first."""
    return list(IndexEntry.objects.filter(dossier=dossier).select_related("recorded_by", "removed_by").order_by("-recorded_at", "pk"))


def entry_of(dossier: Dossier, entry_id: UUID) -> IndexEntry | None:
    """One of this dossier, or None."""
    found: IndexEntry | None = (
        IndexEntry.objects.select_related("dossier__person", "recorded_by", "removed_by", "message").filter(dossier=dossier, pk=entry_id).first()
    )
    return found


def entry_by_id(entry_id: UUID) -> IndexEntry | None:
    """For the task that points at it; or None."""
    found: IndexEntry | None = IndexEntry.objects.filter(pk=entry_id).first()
    return found
