"""What a search may show: without telling about clients whom the searcher may not know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from access import policies as gate
from access.models import User
from access.selectors import excluded_among, visible_among
from dossiers.models import Dossier
from dossiers.states import DossierState
from privacy_domain import clock
from privacy_domain.crypto.fields import prefetch_keys
from privacy_domain.crypto.search import name_words, plain
from privacy_domain.people.models import Person
from privacy_domain.people.selectors import find, persons
from privacy_domain.protocols.types import Refused

MOST_SOUGHT = 200
MOST_SHOWN = 20
_NOBODY = UUID(int=0)  # in every list of ids, so that a search without a hit asks the same statements as one with


class DossierElsewhere(Refused):
    """There is a dossier of exactly this person, and the searcher may not open it: the page that says so, with nothing of it."""

    def __str__(self) -> str:
        """What to do now, for somebody who named the client in full."""
        return "Er is al een dossier van deze persoon, en jij mag het niet openen. Vraag de betrokken collega of je leidinggevende."


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is known of the person sought: a whole BSN, or a name with a birth date or a postcode. Empty: not given."""

    bsn: str = ""
    name: str = ""
    birth_date: date | None = None
    postcode: str = ""
    house_number: str = ""

    @property
    def exact(self) -> bool:
        """Whether this names one person: then an insider may learn that there is a dossier (decision on insiders)."""
        return bool(self.bsn or (self.name and self.birth_date))

    @property
    def given(self) -> list[str]:
        """The names of what was given, for the log."""
        return [name for name in ("bsn", "name", "birth_date", "postcode", "house_number") if getattr(self, name)]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search may show: dossiers that the searcher may open, at most MOST_SHOWN; `more`: there are more of those;
    `elsewhere`: an open dossier of exactly this person that he may not open. `closed`, for the start of a dossier and never for
    a screen: the closed dossiers of exactly this person, those that the searcher may not open too."""

    dossiers: tuple[Dossier, ...]
    more: bool
    elsewhere: UUID | None
    closed: tuple[UUID, ...] = ()


def search(criteria: Criteria, by: User) -> Found:
    """The dossiers that `by` may see of those that answer, and whether one of exactly this person is closed to him.

    Writes nothing: who calls it writes the line in the log."""
    on = clock.today()
    answering = find(
        bsn=criteria.bsn,
        name="" if criteria.bsn else criteria.name,
        birth_date=None if criteria.bsn else criteria.birth_date,
        postcode="" if criteria.bsn else criteria.postcode,
        house_number="" if criteria.bsn else criteria.house_number,
        limit=MOST_SOUGHT,
    )
    known = list(Dossier.objects.filter(person_id__in=[*answering, _NOBODY]).values_list("pk", "person_id", "state"))
    owners = {pk: owner for pk, owner, _state in known}
    over = {pk for pk, _owner, state in known if state == DossierState.CLOSED}
    mine = visible_among(by, [*owners, _NOBODY], on=on)
    rows = list(Dossier.objects.filter(pk__in=[*mine, _NOBODY]).select_related("person", "team").order_by("-opened_on", "number")[: MOST_SHOWN + 1])
    prefetch_keys(row.person for row in rows)
    unknown = excluded_among(by, [*owners, _NOBODY])  # who is excluded may not know, whatever he names
    hidden = {pk: owner for pk, owner in owners.items() if pk not in mine | unknown | over}
    closed = {pk: owner for pk, owner in owners.items() if pk in over - unknown}
    named = _named_in_full(criteria, hidden | closed) if criteria.exact else []
    elsewhere = next((pk for pk in named if pk in hidden), None)
    return Found(tuple(rows[:MOST_SHOWN]), len(rows) > MOST_SHOWN, elsewhere, tuple(pk for pk in named if pk in closed))


def refuse_at_the_door(dossier_id: UUID, by: User) -> None:
    """The door's own refusal of a dossier that was found, in the words of a search. Raises DossierElsewhere."""
    try:
        gate.enter(by, dossier_id, on=clock.today(), found=True)
    except Refused as refusal:
        elsewhere = DossierElsewhere(refusal.decision)
        elsewhere.is_recorded = True  # type: ignore[attr-defined]  # the gate wrote it down
        raise elsewhere from refusal


def _named_in_full(criteria: Criteria, candidates: dict[UUID, UUID]) -> list[UUID]:
    """Those of these dossiers whose person was named in full, not by the beginning of his name."""
    if criteria.bsn:
        return sorted(candidates)
    sought = set(name_words(criteria.name))
    anybody = Person.objects.order_by("pk").values_list("pk", flat=True)[:1]  # read along, so that nobody found takes as long
    fitting = {person.pk for person in persons({*candidates.values(), *anybody}) if _fits(person, sought)}
    return [pk for pk in sorted(candidates) if candidates[pk] in fitting]


def _fits(person: Person, sought: set[str]) -> bool:
    known = set(name_words(f"{person.surname} {person.partner_surname} {person.given_names}"))
    own = set(plain(person.surname).split()) & set(name_words(person.surname))
    partner = set(name_words(person.partner_surname)) if person.partner_surname else set()
    return bool(sought <= known and (own <= sought or (partner and partner <= sought)))
