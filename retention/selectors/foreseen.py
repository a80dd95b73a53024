"""The parts of a dossier that have a term of their own, and the days that would be counted for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dossiers.models import Dossier
from privacy_domain.protocols.types import SectorLaw
from retention.policies import PartFacts, Term, counts_per_item, term_of
from retention.selectors import FileFacts, facts_of


@dataclass(frozen=True, slots=True)
class Part:
    """One part: of a law, and where items are counted by themselves of one item."""

    law: str
    series: UUID | None
    facts: PartFacts


def parts_of(file: FileFacts, today: date) -> list[Part]:
    """The parts of a dossier: one for each law, and one for each item where items are counted by themselves.

    What of a part is no item (the talks, the plan, the dossier itself) was made until the last change, and is kept as long as the
    latest of it asks.
    """
    parts = []
    for law in file.laws:
        code, closed = SectorLaw(law), file.dossier.closed_on
        items = [item for item in file.items if item.law == law]
        alone = counts_per_item(code, closed, today)
        latest = file.last_change if alone else max([file.last_change, *(item.received for item in items)])
        parts.append(Part(law, None, PartFacts(law=code, received=latest, closed=closed, last_change=file.last_change)))
        if alone:
            parts += [
                Part(law, item.series, PartFacts(law=code, received=item.received, closed=closed, last_change=file.last_change)) for item in items
            ]
    return parts


def foreseen(dossiers: Collection[Dossier], on: date) -> dict[UUID, dict[tuple[str, UUID | None], str]]:
    """For each dossier the day from which each part would be destroyed, as it will be counted on a day under the versions of then: by law
    and series, as an ISO date, `waits` while the closing is awaited, `never` where nobody sets a term. Nothing is kept by it."""
    found = {}
    for file in facts_of(dossiers):
        terms = {(part.law, part.series): term_of(part.facts, on) for part in parts_of(file, on)}
        found[file.dossier.pk] = {key: _ends(term) for key, term in terms.items()}
    return found


def _ends(term: Term) -> str:
    if term.destroy_from:
        return term.destroy_from.isoformat()
    return "waits" if term.waits else "never"
