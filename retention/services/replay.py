"""After a restored backup: what was destroyed since it was made is destroyed again, before anybody comes in."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction

from dossiers.models import Dossier
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.erasure import ledger
from privacy_domain.erasure import removing as erasure
from privacy_domain.operation import Actor
from privacy_domain.tenancy import scope
from retention.events import RetentionEvent
from retention.models import Destruction
from retention.states import DestructionReason, DestructionState

SOURCE = "ledger"


def brought_back() -> Iterator[ledger.Entry]:
    """Lines of the ledger about the municipality in scope whose removal this database does not know: it is older than they are.

    One statement. A destruction that is only marked is under way, and its job sees to it. Without a ledger: nothing.
    """
    if not settings.DESTRUCTION_LEDGER:
        return
    here = scope.require().id
    ours = {entry.subject: entry for entry in ledger.entries() if entry.municipality == here}
    known = set(Destruction.objects.filter(subject__in=ours).values_list("subject", flat=True)) if ours else set()
    yield from (entry for subject, entry in ours.items() if subject not in known)


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
