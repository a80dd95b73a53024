"""The page of who may look into a dossier."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from access.models import User
from access.selectors import user_by_id
from dossiers import policies, selectors
from dossiers.models import Authorisation, Dossier, Exclusion
from dossiers.presenters import duty
from dossiers.presenters.words import enumeration
from privacy_domain import clock
from privacy_domain.protocols.types import Citation


def page(dossier: Dossier, user: User, grants: bool) -> dict[str, Any]:
    """Who is involved, and who is kept away; the reason is shown only where the dossier itself is open."""
    return {
        "involved": [{"name": row.user.display_name, "title": row.user.job_title, "since": row.since} for row in selectors.involved_in(dossier)],
        "authorisations": [authorisation_line(row, user, grants) for row in selectors.authorisations_of(dossier)],
        "duties": [duty.line(row) for row in selectors.duties_of(dossier)],
        "exclusions": [exclusion_line(row, user) for row in selectors.exclusions_of(dossier)],
    }


YEAR_DAYS = 365


def authorisation_line(row: Authorisation, user: User, grants: bool) -> dict[str, Any]:
    """One right by name: to what, why not its reason (that is the dossier's), and whether it was looked at within a year."""
    seen_on = row.reviewed_at.astimezone(clock.AMSTERDAM).date() if row.reviewed_at else row.since
    parts = [str(words) for words, opens in ((_("the plan"), row.opens_plan), (_("the dossier"), row.opens_dossier)) if opens]
    return {
        "id": row.pk,
        "name": row.user.display_name,
        "left": not row.user.is_active,
        "number": row.dossier.number,
        "url": reverse("dossiers:rights", args=[row.dossier_id]),
        "parts": enumeration(parts),
        "may_write": row.may_write,
        "since": row.since,
        "until": row.until,
        "given_by": row.given_by.display_name,
        "seen_on": seen_on,
        "due": (clock.today() - seen_on).days >= YEAR_DAYS,
        "acts": grants and row.user_id != user.pk,
    }


def granting_provisions() -> tuple[Citation, ...]:
    """The articles that say who gives rights, today."""
    return policies.granting_provisions(clock.today())


def name_of_account(account: UUID) -> str:
    """The name of an account, also of one that was closed."""
    user = user_by_id(account)
    return user.display_name if user else ""


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
