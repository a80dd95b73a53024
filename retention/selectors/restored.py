"""What a restored backup brought back of what was destroyed, by the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from privacy_domain.erasure import ledger
from privacy_domain.tenancy import scope
from retention.models import Destruction
from retention.states import DestructionState


def brought_back() -> Iterator[ledger.Entry]:
    """Lines of the ledger about the municipality in scope whose removal this database does not know: it is older than they are.

    One statement. A destruction that is only marked is under way, and its job sees to it. Without a ledger: nothing.
    """
    if not settings.DESTRUCTION_LEDGER:
        return
    ours = ledger.of_municipality(scope.require().id)
    known: set[UUID] = set()
    about = Q(subject__in=ours) | Q(items__overlap=list(ours))
    for subject, items in Destruction.objects.filter(about).values_list("subject", "items") if ours else ():
        known |= {subject, *items}
    yield from (entry for subject, entry in ours.items() if subject not in known)


def left_unfinished() -> list[UUID]:
    """Destructions that are not done while the ledger names what they destroy: a backup of the moment between hiding and removing brought
    them back, or a worker died. Without a ledger: none."""
    if not settings.DESTRUCTION_LEDGER:
        return []
    ours = list(ledger.of_municipality(scope.require().id))
    rows = Destruction.objects.filter(Q(subject__in=ours) | Q(items__overlap=ours)).exclude(state=DestructionState.DONE) if ours else None
    return list(rows.order_by("marked_at", "pk").values_list("pk", flat=True)) if rows is not None else []
