"""Help from partners, and which of their data were seen."""

from __future__ import annotations

from uuid import UUID

from access.models import User
from access.selectors import members_of
from dossiers.models import Dossier, PartnerHelp, PartnerView


def helps_of(dossier: Dossier) -> list[PartnerHelp]:
    """The help that was listed: what runs now first, then by partner."""
    return list(PartnerHelp.objects.filter(dossier=dossier).select_related("partner").order_by("time", "partner__name"))


def help_of(dossier: Dossier, help_id: UUID) -> PartnerHelp | None:
    """One line of that list, or None: never one of another dossier."""
    found: PartnerHelp | None = PartnerHelp.objects.filter(dossier=dossier, pk=help_id).select_related("partner", "dossier").first()
    return found


def views_of(dossier: Dossier) -> list[PartnerView]:
    """The data of partners that were seen, the newest first."""
    rows = PartnerView.objects.filter(dossier=dossier).select_related("help__partner", "through")
    return list(rows.order_by("-seen_on", "-recorded_at"))


def view_of(dossier: Dossier, view_id: UUID) -> PartnerView | None:
    """One of those, or None."""
    found: PartnerView | None = PartnerView.objects.filter(dossier=dossier, pk=view_id).select_related("help__partner", "dossier").first()
    return found


def team_of(dossier: Dossier) -> list[User]:
    """Who of the team could have access to data of a partner."""
    return [row.user for row in members_of(dossier.team)]
