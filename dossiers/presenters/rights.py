"""The page of who may look into a dossier."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from access.models import User
from dossiers import selectors
from dossiers.models import Dossier, Exclusion
from dossiers.presenters import duty


def page(dossier: Dossier, user: User) -> dict[str, Any]:
    """Who is involved, and who is kept away; the reason is shown only where the dossier itself is open."""
    return {
        "involved": [{"name": row.user.display_name, "title": row.user.job_title, "since": row.since} for row in selectors.involved_in(dossier)],
        "duties": [duty.line(row) for row in selectors.duties_of(dossier)],
        "exclusions": [exclusion_line(row, user) for row in selectors.exclusions_of(dossier)],
    }


def exclusion_line(row: Exclusion, user: User) -> dict[str, Any]:
    """One colleague who is kept away; nobody ends his own exclusion."""
    return {
        "name": row.user.display_name,
        "ground": row.get_ground_display(),
        "reason": row.reason,
        "placed_at": row.placed_at,
        "placed_by": row.placed_by.display_name,
        "end_url": reverse("dossiers:end_exclusion", args=[row.dossier_id, row.pk]) if row.user_id != user.pk else "",
    }
