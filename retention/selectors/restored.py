"""What a restored backup brought back of what was destroyed, by the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from privacy_domain.erasure import ledger
from privacy_domain.tenancy import scope
from retention.models import Destruction
from retention.states import DestructionState


def brought_back() -> Iterator[ledger.Entry]:
    """Lines of the ledger about the municipality in scope whose removal this database does not know: it is older than they are.

    One statement. A destruction that is only marked is under way, and its job sees to it. Without a ledger: nothing.
    """
    ours = _ours()
    known = {one for subject, items in _rows_of(ours).values_list("subject", "items") for one in (subject, *items)}
    yield from (entry for subject, entry in ours.items() if subject not in known)


def left_unfinished() -> list[UUID]:
    """Destructions that are not done while the ledger names what they destroy: a backup of the moment between hiding and removing brought
    them back, or a worker died. Without a ledger: none."""
    rows = _rows_of(_ours()).exclude(state=DestructionState.DONE)
    return list(rows.order_by("marked_at", "pk").values_list("pk", flat=True))


def _ours() -> Mapping[UUID, ledger.Entry]:
    return ledger.of_municipality(scope.require().id) if settings.DESTRUCTION_LEDGER else {}


def _rows_of(ours: Collection[UUID]) -> QuerySet[Destruction]:
    """The destructions of what the ledger names; no statement when it names nothing."""
    rows: QuerySet[Destruction] = Destruction.objects.filter(Q(subject__in=ours) | Q(items__overlap=list(ours)))
    return rows if ours else rows.none()
