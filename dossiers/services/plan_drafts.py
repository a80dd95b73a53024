"""What is typed on a page of the plan is kept on the server, for who types it, until it is the plan."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from access.models import User
from dossiers.models import Plan, PlanDraft
from privacy_domain import clock
from privacy_domain.web.errors import Conflict


class PlanDraftConflict(Conflict):
    """Another tab saved this page in the meantime; `theirs` is what is there now, so that both can be shown."""

    def __init__(self, theirs: PlanDraft) -> None:
        super().__init__("Deze pagina is in een ander tabblad bewaard. Kijk welke tekst de juiste is.")
        self.theirs = theirs


@transaction.atomic
def save_plan_draft(*, plan: Plan, page: str, version: int, content: Mapping[str, object], by: User) -> PlanDraft:
    """Keep what is typed on a page; `version` is the one it was opened with, 0 when there was none.

    Raises PlanDraftConflict when another tab saved meanwhile. Nothing is part of the plan yet, so the log has no line.
    """
    found: PlanDraft | None = PlanDraft.objects.select_for_update().filter(plan=plan, author=by, page=page).first()
    if found is not None and found.version != version:
        raise PlanDraftConflict(found)
    draft = found or PlanDraft(plan=plan, author=by, page=page, version=0)
    draft.content, draft.version, draft.saved_at = dict(content), draft.version + 1, clock.now()
    draft.save()
    return draft


@transaction.atomic
def forget_plan_draft(*, plan: Plan, page: str, by: User) -> None:
    """What was typed on this page stands in the plan now."""
    PlanDraft.objects.filter(plan=plan, author=by, page=page).delete()
