"""Which version is in force for the municipality in scope."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

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
    supposed: list[Adoption] | None = scope.memory().get(supposing)
    if supposed is not None:
        begun = [row for row in supposed if row.valid_from <= on and (row.valid_until is None or row.valid_until >= on)]
        return max(begun, key=lambda row: row.valid_from, default=None)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposition:
    """An adoption that is not there yet: its version and days. `instead_of`: the adoption that it takes the place of."""

    version: str
    valid_from: date
    valid_until: date | None
    instead_of: UUID | None = None


@contextmanager
def supposing(what: Supposition) -> Iterator[None]:
    """Within the block `adoption_on` and `protocol_on` answer as if `what` had been adopted, on every day; nothing is written.

    Whoever asks which version is in force by reading the table himself sees what is there.
    """
    memory = scope.memory()
    before = dict(memory)
    rows = list(Adoption.objects.exclude(pk=what.instead_of) if what.instead_of else Adoption.objects.all())
    memory.clear()
    memory[supposing] = [*rows, Adoption(version=what.version, valid_from=what.valid_from, valid_until=what.valid_until)]
    try:
        yield
    finally:
        memory.clear()
        memory.update(before)


def adoptions() -> tuple[Adoption, ...]:
    """Every adoption of the municipality in scope, first start first."""
    return tuple(Adoption.objects.order_by("valid_from"))
