"""What is typed is kept on the server, and nowhere else, until it is said, recorded or agreed: in a talk for whoever sits at the
table, for an item and for a plan for who types it. Nothing of it is part of a dossier yet, so the log has no line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from access.models import User
from dossiers.models import Dossier, Draft, ItemDraft, Plan, PlanDraft, Talk
from privacy_domain import clock
from privacy_domain.web.errors import SavedMeanwhile

AnyDraft = TypeVar("AnyDraft", Draft, ItemDraft, PlanDraft)


class DraftConflict(SavedMeanwhile):
    """What was typed on a page of a dossier."""

    def __init__(self, theirs: Draft | ItemDraft | PlanDraft) -> None:
        super().__init__("Deze pagina is in een ander tabblad of door een collega bewaard. Kijk welke tekst de juiste is.", theirs)


# ---------------------------------------------------------------- a talk
@transaction.atomic
def save_draft(*, talk: Talk, step: str, slot: str = "", version: int, content: Mapping[str, object], by: User) -> Draft:
    """Keep what is typed on a page. `version` is the one the page was opened with, 0 when there was none.

    Raises DraftConflict when somebody else saved meanwhile; then nothing is overwritten.
    """
    fresh = Draft(talk=talk, dossier_id=talk.dossier_id, step=step, slot=slot, version=0)
    draft = _typed(Draft.objects.filter(talk=talk, step=step, slot=slot), fresh, version, content)
    draft.saved_by = by
    draft.save()
    return draft


def forget_draft(*, talk: Talk, step: str, slot: str = "", by: User) -> None:
    """The step's act was done by `by`: what was typed on its page, by whomever, now stands where it belongs."""
    Draft.objects.filter(talk=talk, step=step, slot=slot).delete()


# ---------------------------------------------------------------- an item
@transaction.atomic
def save_item_draft(*, dossier: Dossier, page: str, version: int | None, content: Mapping[str, object], by: User) -> ItemDraft:
    """As `save_draft`, for who types it. With `version` None it is kept whatever stands."""
    fresh = ItemDraft(dossier=dossier, author=by, page=page, version=0)
    draft = _typed(ItemDraft.objects.filter(dossier=dossier, author=by, page=page), fresh, version, content)
    draft.save()
    return draft


def forget_item_draft(*, dossier: Dossier, page: str, by: User) -> None:
    """What was typed on this page stands in the dossier now."""
    if page:
        ItemDraft.objects.filter(dossier=dossier, author=by, page=page).delete()


# ---------------------------------------------------------------- a plan
@transaction.atomic
def save_plan_draft(*, plan: Plan, page: str, version: int, content: Mapping[str, object], by: User) -> PlanDraft:
    """As `save_draft`, for who types it."""
    fresh = PlanDraft(plan=plan, author=by, page=page, version=0)
    draft = _typed(PlanDraft.objects.filter(plan=plan, author=by, page=page), fresh, version, content)
    draft.save()
    return draft


@transaction.atomic
def forget_plan_draft(*, plan: Plan, page: str, by: User) -> None:
    """What was typed on this page stands in the plan now."""
    PlanDraft.objects.filter(plan=plan, author=by, page=page).delete()


def _typed(rows: QuerySet[AnyDraft], fresh: AnyDraft, version: int | None, content: Mapping[str, object]) -> AnyDraft:
    """The draft of a page with what is typed now, one version further."""
    found = rows.select_for_update().first()
    if found is not None and version is not None and found.version != version:
        raise DraftConflict(found)
    draft = found or fresh
    draft.content, draft.version, draft.saved_at = dict(content), draft.version + 1, clock.now()
    return draft
