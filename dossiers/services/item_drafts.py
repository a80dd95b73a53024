"""What somebody types for the dossier is kept on the server until he records it, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from access.models import User
from dossiers.models import Dossier, ItemDraft
from privacy_domain import clock
from privacy_domain.web.errors import Conflict


class ItemDraftConflict(Conflict):
    """He typed on the same page in another tab; `theirs` is what was saved there, so that both can be shown."""

    def __init__(self, theirs: ItemDraft) -> None:
        super().__init__("Deze pagina is in een ander tabblad bewaard. Kijk welke tekst de juiste is.")
        self.theirs = theirs


@transaction.atomic
def save_item_draft(*, dossier: Dossier, page: str, version: int | None, content: Mapping[str, object], by: User) -> ItemDraft:
    """Keep what is typed on a page. `version` is the one it was opened with, 0 when there was none, None to keep it whatever stands.

    Raises ItemDraftConflict when another tab saved meanwhile. Nothing is part of the dossier yet, so the log has no line.
    """
    found: ItemDraft | None = ItemDraft.objects.select_for_update().filter(dossier=dossier, author=by, page=page).first()
    if found is not None and version is not None and found.version != version:
        raise ItemDraftConflict(found)
    draft = found or ItemDraft(dossier=dossier, author=by, page=page, version=0)
    draft.content, draft.version, draft.saved_at = dict(content), draft.version + 1, clock.now()
    draft.save(force_insert=found is None)
    return draft


def forget_item_draft(*, dossier: Dossier, page: str, by: User) -> None:
    """What was typed on this page stands in the dossier now."""
    if page:
        ItemDraft.objects.filter(dossier=dossier, author=by, page=page).delete()
