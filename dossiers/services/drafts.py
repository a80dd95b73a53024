"""What is typed is kept on the server, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from access.models import User
from dossiers.models import Draft, Talk
from privacy_domain import clock
from privacy_domain.web.errors import Conflict

MAX_CHARACTERS = 40_000
MAX_FIELDS = 200


class DraftConflict(Conflict):
    """Another tab or colleague saved this page in the meantime; `theirs` is what is there now, so that both can be shown."""

    def __init__(self, theirs: Draft) -> None:
        super().__init__("Deze pagina is in een ander tabblad of door een collega bewaard. Kijk welke tekst de juiste is.")
        self.theirs = theirs


@transaction.atomic
def save_draft(*, talk: Talk, step: str, slot: str = "", version: int, content: Mapping[str, object], by: User) -> Draft:
    """Keep what is typed on a page. `version` is the one the page was opened with, 0 when there was none.

    Raises DraftConflict when somebody else saved meanwhile; then nothing is overwritten. What is saved here is not said yet:
    it becomes part of the dossier only through the step's own act, so the log has a line for that and none for each key.
    """
    found = Draft.objects.select_for_update().filter(talk=talk, step=step, slot=slot).first()
    if found is None:
        draft = Draft(talk=talk, dossier_id=talk.dossier_id, step=step, slot=slot, version=1, saved_by=by, saved_at=clock.now())
        draft.content = dict(content)
        draft.save()
        return draft
    if found.version != version:
        raise DraftConflict(found)
    found.content, found.version, found.saved_by, found.saved_at = dict(content), version + 1, by, clock.now()
    found.save(update_fields=["content", "version", "saved_by", "saved_at"])
    return found


def forget_draft(*, talk: Talk, step: str, slot: str = "", by: User) -> None:
    """The step's act was done by `by`: what was typed on its page, by whomever, now stands where it belongs."""
    Draft.objects.filter(talk=talk, step=step, slot=slot).delete()
