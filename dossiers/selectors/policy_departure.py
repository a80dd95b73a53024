"""Departures from the policy in one case."""

from __future__ import annotations

from uuid import UUID

from dossiers.models import Dossier, PolicyDeparture


def policy_departures_of(dossier: Dossier) -> list[PolicyDeparture]:
    """All of a dossier, the newest first."""
    rows = PolicyDeparture.objects.filter(dossier=dossier).select_related("recorded_by", "judged_by")
    return list(rows.order_by("-recorded_at", "pk"))


def policy_departure_by_id(departure_id: UUID) -> PolicyDeparture | None:
    """One, for the task that points at it; or None."""
    found: PolicyDeparture | None = PolicyDeparture.objects.select_related("dossier", "recorded_by", "judged_by").filter(pk=departure_id).first()
    return found
