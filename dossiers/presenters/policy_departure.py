"""Departures from the policy on the screen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dossiers.models import PolicyDeparture
from dossiers.states import RecordGround
from privacy_domain.protocols.types import Citation


def page(row: PolicyDeparture) -> dict[str, Any]:
    """One departure, for the case and for the privacy officer."""
    pairs = [
        (_("Which rule"), row.rule),
        (_("For the legal framework of a chain partner"), row.framework),
        (_("Reason to depart"), row.reason),
        (_("Why it is the only way"), row.only_way),
        (_("Rests on, in article 6 of the AVG"), str(RecordGround(row.basis).label)),
        (_("Exception in article 9 of the AVG"), row.exception),
        (_("What the privacy officer thinks of it"), row.judgement),
    ]
    return {
        "row": row,
        "rows": [{"key": key, "value": value} for key, value in pairs if value],
        "who": row.recorded_by.display_name,
        "citations": [Citation(*text.split(" ", 1)) for text in row.citations],
        "judged": row.judged_at is not None,
    }
