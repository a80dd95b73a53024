"""After a restored backup: what was destroyed since it was made is destroyed again, before anybody comes in."""

from __future__ import annotations

from django.db import transaction

from dossiers.models import Dossier
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.erasure import ledger
from privacy_domain.erasure import removing as erasure
from privacy_domain.operation import Actor
from retention.events import RetentionEvent
from retention.models import Destruction
from retention.selectors import brought_back
from retention.states import DestructionReason, DestructionState

SOURCE = "ledger"


def replay_ledger(*, by: Actor) -> int:
    """Destroy again what the backup brought back to the municipality in scope; returns how many. Twice changes nothing."""
    return sum(_replay(entry, by) for entry in list(brought_back()))


@transaction.atomic
def _replay(entry: ledger.Entry, by: Actor) -> int:
    """Rows, files and key of one line, and a line in the log of destruction in place of the one that was lost."""
    laws = Dossier.with_going.filter(pk=entry.subject).values_list("law_tags", flat=True).first() or []
    gone = erasure.remove_dossier(entry.subject)
    destruction = Destruction.objects.create(
        subject=entry.subject,
        state=DestructionState.REMOVED,
        reason=DestructionReason.REPLAY,
        laws=laws,
        source_kind=SOURCE,
        source_id=entry.subject,
        rows=dict(gone.rows),
        file_count=len(gone.files),
        marked_at=clock.now(),
        removed_at=clock.now(),
    )
    erasure.finish(gone.files, gone.keys)
    Destruction.objects.filter(pk=destruction.pk).update(state=DestructionState.DONE, done_at=clock.now())
    record(RetentionEvent.REPLAYED, subject_kind="destruction", subject_id=destruction.pk, dossier_id=entry.subject, by=by)
    return 1
