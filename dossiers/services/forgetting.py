"""What was asked and reported beside a dossier stands under the key of the municipality: when the dossier goes, its words go too."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from access.selectors.breaches import subjects_of_closed
from access.services.forgetting import forget_words_of_breaches
from dossiers.events import DossierEvent
from dossiers.models import Dossier, LookReview
from dossiers.states.oversight import LookReviewState
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.privacy import every_row


@transaction.atomic
def forget_words_beside(*, subject: UUID, by: Actor) -> None:
    """The dossier goes: of what was asked after looks into it, and reported about it, the words go. What is still under way keeps them until it is
    closed, and is seen to in the night after."""
    _forget_words_of_looks(subject, by)
    forget_words_of_breaches(subject=subject, by=by)


@transaction.atomic
def forget_words_of_the_gone(*, by: Actor) -> int:
    """As `forget_words_beside`, for all that was closed after its dossier had gone. Returns of how many lines and reports."""
    asked_after = LookReview.objects.filter(state=LookReviewState.CLOSED).values_list("subject", flat=True)
    subjects = {subject for subject in (*asked_after, *subjects_of_closed()) if subject}
    gone = subjects - set(every_row(Dossier).filter(pk__in=subjects).values_list("pk", flat=True))
    return sum(_forget_words_of_looks(subject, by) + forget_words_of_breaches(subject=subject, by=by) for subject in sorted(gone))


def _forget_words_of_looks(subject: UUID, by: Actor) -> int:
    forgotten = 0
    for line in LookReview.objects.select_for_update(of=("self",)).filter(subject=subject, state=LookReviewState.CLOSED):
        if not (line.question or line.answer or line.note):
            continue
        line.question = line.answer = line.note = ""
        line.save(update_fields=["question", "answer", "note"])
        record(DossierEvent.OVERSIGHT_FORGOTTEN, by=by, subject_kind="look_review", subject_id=line.pk, dossier_id=subject)
        forgotten += 1
    return forgotten
