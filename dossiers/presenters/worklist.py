"""The list of cases on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from dossiers.presenters.dossier import list_line, name_of
from dossiers.selectors.worklist import CaseFilter, CasePage
from dossiers.states import DossierState
from privacy_domain import clock

KEPT = ("state", "team", "law", "domain", "term")


def page(found: CasePage, chosen: CaseFilter, asked: Mapping[str, str]) -> dict[str, Any]:
    """The cases, those that may be opened again, and the way to the next page with the same choice."""
    today = clock.today()
    kept = {name: asked[name] for name in KEPT if asked.get(name)}
    return {
        "lines": [list_line(line) | {"term": found.terms.get(line.dossier.pk)} for line in found.lines],
        "reopenable": [
            {"url": reverse("dossiers:closed", args=[row.pk]), "name": name_of(row), "number": row.number, "closed_on": row.closed_on}
            for row in found.reopenable
        ],
        "narrowed": chosen.narrows or not chosen.state,
        "closed": chosen.state == DossierState.CLOSED,
        "today": today,
        "following": f"?{urlencode(kept | {'na': str(found.following)})}" if found.following else "",
        "later_page": bool(asked.get("na")),
    }
