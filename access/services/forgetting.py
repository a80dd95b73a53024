"""What lies beside a dossier and speaks of it loses its words when the dossier goes; and who left long ago loses his factors."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Count

from access.events import AccessEvent
from access.models import Breach, BreachAffected, BreachStep
from access.states import BreachState
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.tenancy.rls import term_is_over


@transaction.atomic
def forget_words_of_breaches(*, subject: UUID, by: Actor) -> int:
    """Closed reports about this subject and no other keep their kind, moments, risk and outcomes (avg art. 33 lid 5), and lose the words and
    the number: they would tell of a client whose dossier has gone. One that is still open keeps them until it is closed. Returns how many."""
    about = Breach.objects.select_for_update(of=("self",)).filter(subject=subject, state=BreachState.CLOSED).exclude(dossier_number="")
    others = BreachAffected.objects.filter(breach__in=about).exclude(subject=subject).values_list("breach", flat=True)
    found = list(about.exclude(pk__in=list(others)))
    for breach in found:
        _forget_words(breach)
        record(AccessEvent.BREACH_FORGOTTEN, by=by, subject_kind="breach", subject_id=breach.pk, dossier_id=subject)
    return len(found)


def _forget_words(breach: Breach) -> None:
    with term_is_over(Breach._meta.db_table):
        breach.happened = breach.lessons = breach.dossier_number = ""
        breach.save(update_fields=["happened", "lessons", "dossier_number"])
    with term_is_over(BreachStep._meta.db_table):
        for step in BreachStep.objects.filter(breach=breach):
            step.text = ""
            step.save(update_fields=["text"])


@transaction.atomic
def forget_factors(*, users: Collection[UUID], by: Actor) -> int:
    """The second factors of accounts that were closed long ago. Returns how many."""
    removed = 0
    for user, number in Authenticator.objects.filter(user__in=users).values_list("user").annotate(number=Count("pk")):
        record(AccessEvent.FACTORS_REMOVED, by=by, subject_kind="account", subject_id=user)
        removed += number
    Authenticator.objects.filter(user__in=users).delete()
    return removed
