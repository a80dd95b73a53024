"""What the pages of a new dossier need to know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.models import Dossier
from dossiers.policies import IntakeRules, first_record, intake_categories
from dossiers.presenters.dossier import name_of
from dossiers.presenters.words import CATEGORIES
from privacy_domain import clock
from privacy_domain.protocols.types import Category, SectorLaw

LAW_NAMES: dict[SectorLaw, str | Promise] = {
    SectorLaw.WMO: gettext_lazy("Wmo 2015"),
    SectorLaw.JEUGDWET: gettext_lazy("Youth Act (Jeugdwet)"),
    SectorLaw.PARTICIPATIEWET: gettext_lazy("Participation Act (Participatiewet)"),
    SectorLaw.OTHER: gettext_lazy("another law of the social domain"),
}


def hits(found: Sequence[Dossier]) -> list[dict[str, Any]]:
    """The rows of a search: only what tells one client from another."""
    return [
        {
            "url": reverse("dossiers:overview", args=[row.pk]),
            "name": name_of(row),
            "born": row.person.birth_date,
            "number": row.number,
            "team": row.team.name,
            "state": row.get_state_display(),
        }
        for row in found
    ]


def first_page(rules: IntakeRules) -> dict[str, Any]:
    """Beside the page on purpose and question: which text holds here."""
    return {"rules": rules, "triage": rules.triage}


def client_page() -> dict[str, Any]:
    """Beside the page on the client: on which ways his data can be written down, and what waits for the talk."""
    ways = first_record(intake_categories(clock.today()), clock.today())
    later = [str(CATEGORIES[c]) for c in (Category.BSN,) if c not in ways.free | ways.by_task | ways.by_note]
    citations = dict.fromkeys(citation for decision in ways.decisions for citation in decision.citations)
    if ways.by_note:
        why = _("The client was not asked yet. Until the talk only what is unavoidable for the help may be written down, with a note.")
    elif ways.by_task:
        why = _("These data rest on the task of the municipality in the law. In the talk you tell the client.")
    else:
        why = _("Ordinary data that the help needs may be written down. In the talk you tell the client.")
    return {"why": why, "citations": list(citations), "later": later}
