"""The verwijsindex: whether the municipality uses it, whether this youth may be entered on this ground, and after whose consultation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from dossiers.models import Dossier, IndexPeriod
from dossiers.policies.disclosure import may_share
from privacy_domain.protocols import book, facts
from privacy_domain.protocols.rules import verwijsindex
from privacy_domain.protocols.types import Category, Decision, IndexGround, Occasion, Recipient
from privacy_domain.tenancy.selectors import protocol_on

UNDER_AGE_GROUND, ETHNIC_GROUND = IndexGround.D, IndexGround.L


@dataclass(frozen=True, slots=True)
class IndexAnswer:
    """The engine's answer: the decision, whom to consult by age, the last day in the index, the only fields of the message."""

    decision: Decision
    consult: tuple[str, ...]
    remove_by: date | None
    fields: tuple[str, ...]


def period_on(on: date) -> IndexPeriod | None:
    """The decision on which the municipality uses the index on a day; None: it does not, and nobody is entered."""
    rows = IndexPeriod.objects.filter(valid_from__lte=on).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
    found: IndexPeriod | None = rows.order_by("-valid_from").first()
    return found


def may_enter(birth_date: date, ground: IndexGround, *, mother_or_pregnant: bool, on: date) -> IndexAnswer:
    """Ask the protocol, or the law where it is silent (opsterland-2015 art. 17; jeugdwet art. 7.1.4.1-7.1.4.5)."""
    asked = facts.VerwijsindexFacts(birth_date=birth_date, ground=ground, is_mother_or_pregnant=mother_or_pregnant)
    decision = verwijsindex.decide(asked, protocol_on(on), book.law(), on)
    values = decision.values
    return IndexAnswer(decision, tuple(map(str, values["consult"])), values["remove_by"], tuple(map(str, values["fields"])))


def open_grounds(birth_date: date, on: date) -> tuple[IndexGround, ...]:
    """The grounds that can be chosen at this age, each as if its own condition holds; none when somebody is too old."""
    return tuple(ground for ground in IndexGround if may_enter(birth_date, ground, mother_or_pregnant=True, on=on).decision.allowed)


def can_be_entered(dossier: Dossier, on: date) -> bool:
    """Whether the page offers it: the index is in use, and the client is young enough for at least one ground."""
    born = dossier.person.birth_date
    return born is not None and period_on(on) is not None and bool(open_grounds(born, on))


def consulting_others(on: date) -> Decision:
    """What comes before consulting who entered the same youth outside the team: nothing but the rules for anybody there
    (opsterland-2015 art. 17 lid 4)."""
    return may_share(Recipient.THIRD_PARTY, Occasion.CASE_MEETING, {Category.NAW}, on=on).decision
