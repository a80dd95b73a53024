"""Which version is in force for the municipality in scope."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from privacy_domain.protocols import book
from privacy_domain.protocols.protocol import Protocol
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.models import Adoption


def adoption_on(on: date) -> Adoption | None:
    """The adoption in force on `on` in the municipality in scope; of two that overlap, the later start.

    At most one statement for each day and scope, however often it is asked.
    """
    remembered = scope.memory()
    if (adoption_on, on) not in remembered:
        remembered[adoption_on, on] = _adoption_on(on)
    found: Adoption | None = remembered[adoption_on, on]
    return found


def _adoption_on(on: date) -> Adoption | None:
    held = Adoption.objects.filter(valid_from__lte=on).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
    found: Adoption | None = held.order_by("-valid_from").first()
    return found


def remember_version(on: date, version: str | None) -> None:
    """Another statement of this scope has read which version is in force on `on` (None: none): it need not be read again."""
    scope.memory()[protocol_on, on] = version


def protocol_on(on: date) -> Protocol | None:
    """The protocol in force on `on` for the municipality in scope; None: the law alone answers."""
    remembered = scope.memory()
    if (protocol_on, on) not in remembered:
        adoption = adoption_on(on)
        remembered[protocol_on, on] = adoption.version if adoption else None
    version: str | None = remembered[protocol_on, on]
    return book.version(version) if version else None
