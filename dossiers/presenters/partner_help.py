"""The page of the help from partners, and of which of their data were seen."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from access.models import User
from dossiers.models import Dossier, PartnerView
from dossiers.policies.partner_help import PartnerDataRules, needs_contact_first
from dossiers.presenters.dossier import frame
from dossiers.presenters.words import category_words, enumeration
from dossiers.selectors.partner_help import helps_of, views_of
from dossiers.states import Threatened


def page(dossier: Dossier, user: User, rules: PartnerDataRules, on: date) -> dict[str, Any]:
    """Everything on it but the form."""
    return frame(dossier, user, on) | {
        "rules": rules,
        "referred": needs_contact_first(dossier, rules),
        "helps": [
            {
                "partner": row.partner.name,
                "time": row.get_time_display(),
                "what": row.what,
                "see_url": reverse("dossiers:partner_seen", args=[dossier.pk, row.pk]),
            }
            for row in helps_of(dossier)
        ],
        "views": [line(row) for row in views_of(dossier)],
    }


def line(row: PartnerView) -> dict[str, Any]:
    """One look at data of a partner."""
    return {
        "partner": row.help.partner.name,
        "through": row.through.display_name,
        "kinds": enumeration(category_words(row.categories)),
        "row": row,
        "whose": enumeration(str(Threatened(code).label) for code in row.threatened),
        "discuss_url": reverse("dossiers:partner_discussed", args=[row.dossier_id, row.pk]),
    }
