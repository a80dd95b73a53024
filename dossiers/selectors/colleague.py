"""Questions to colleagues: one's own, and those that a dossier keeps."""

from __future__ import annotations

from django.db.models import Q

from access.models import User
from dossiers.models import ColleagueExchange, ColleagueQuestion, Dossier

MOST_SHOWN = 100


def questions_of(user: User) -> list[ColleagueQuestion]:
    """What somebody asked and what was asked of him, as long as it can be read, the newest first."""
    mine = ColleagueQuestion.objects.filter(Q(asker=user) | Q(colleague=user), wiped_at__isnull=True)
    return list(mine.select_related("asker", "colleague").order_by("-asked_at", "pk")[:MOST_SHOWN])


def exchanges_of(dossier: Dossier) -> list[ColleagueExchange]:
    """What a dossier keeps of questions to colleagues, the newest first."""
    rows = ColleagueExchange.objects.filter(dossier=dossier).select_related("question__asker", "question__colleague")
    return list(rows.order_by("-recorded_at", "pk"))
