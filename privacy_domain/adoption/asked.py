"""What somebody proposes, and whether it can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from privacy_domain import clock
from privacy_domain.adoption.models import Proposal
from privacy_domain.protocols import book
from privacy_domain.protocols.calendar import FIRST_YEAR, LAST_YEAR
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.models import Adoption
from privacy_domain.tenancy.selectors import adoptions
from privacy_domain.web.errors import Invalid

ONE_AT_A_TIME = "Er loopt al een voorstel over het protocol. Rond dat eerst af of trek het in."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody proposes. `adoption`: other dates for this one; None: a version to take into force."""

    adoption: Adoption | None
    version: str
    valid_from: date | None
    published_on: date | None
    valid_until: date | None
    basis: str
    source: str
    review_on: date | None = None
    owner: str = ""


def first_day(asked: Asked) -> date:
    """The first day of what is asked. Raises Invalid for dates that cannot be, a version of elsewhere, other dates for what is in force
    by decision, and while another proposal is open.

    A text that begins on the day after its publication gets its first day from the day of publication (leek-2018 art. 15 lid 1).
    """
    if not known_to(scope.require().code, asked.version):
        raise Invalid("Deze versie hoort niet bij deze gemeente. Kies een versie uit de lijst.", field="version")
    if Proposal.objects.filter(state__in=Proposal.OPEN).exists():
        raise Invalid(ONE_AT_A_TIME)
    _check_years(asked)
    first = _first_day(asked)
    _check_dates(asked, first)
    return first


def known_to(municipality: str, version: str) -> bool:
    """Whether this is a version of this municipality's protocol."""
    return any(one.id == version and one.municipality == municipality for one in book.versions())


def _check_years(asked: Asked) -> None:
    for field in ("valid_from", "published_on", "valid_until", "review_on"):
        said: date | None = getattr(asked, field)
        if said and not FIRST_YEAR <= said.year <= LAST_YEAR:
            raise Invalid(f"Vul een datum in tussen {FIRST_YEAR} en {LAST_YEAR}. Controleer het jaar.", field=field)


def _first_day(asked: Asked) -> date:
    if asked.published_on is None:
        if asked.valid_from is None:
            raise Invalid("Vul de eerste dag in, of de dag van bekendmaking.", field="valid_from")
        return asked.valid_from
    first = asked.published_on + timedelta(days=1)
    if asked.valid_from not in (None, first):
        raise Invalid("De eerste dag is de dag na de bekendmaking. Laat de eerste dag leeg, of pas een van de twee aan.", field="valid_from")
    return first


def _check_dates(asked: Asked, first: date) -> None:
    if not asked.source.strip():
        raise Invalid("Schrijf op waar de datums in staan.", field="source")
    if asked.valid_until and asked.valid_until < first:
        raise Invalid("De laatste dag ligt voor de eerste dag.", field="valid_until")
    if asked.review_on and not asked.owner.strip():
        raise Invalid("Vul in wie voor de evaluatie zorgt.", field="owner")
    if any(row.valid_from == first and row != asked.adoption for row in adoptions()):
        raise Invalid("Op deze dag begint al een versie. Kies een andere dag, of pas de datums van die versie aan.", field="valid_from")
    held = asked.adoption
    if held is None:
        return
    if held.version != asked.version:
        raise Invalid("Andere datums gelden voor dezelfde versie. Kies de versie waarvan u de datums aanpast.", field="version")
    if held.basis == Adoption.Basis.DECIDED and held.valid_from <= clock.today() and first != held.valid_from:
        raise Invalid("Deze versie geldt al vanaf een vastgestelde dag. Alleen het einde kan nog worden bepaald.", field="valid_from")
