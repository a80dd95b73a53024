"""Whether and with what is measured here, and whether an area of life may be scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from consent.policies import standing
from dossiers.models import Dossier, Instrument
from dossiers.policies.intake import check_may_add
from dossiers.states import LifeArea
from privacy_domain.protocols import catalogue
from privacy_domain.protocols.types import Category, Citation, Decision
from privacy_domain.tenancy.selectors import protocol_on

# areas in which a score tells something that the law calls special; the other areas are ordinary data
SPECIAL_AREAS: Mapping[str, Category] = {
    LifeArea.MENTAL_HEALTH: Category.HEALTH,
    LifeArea.PHYSICAL_HEALTH: Category.HEALTH,
    LifeArea.ADDICTION: Category.HEALTH,
    LifeArea.JUSTICE: Category.CRIMINAL,
}


@dataclass(frozen=True, slots=True)
class InUse:
    """The instrument of a day: its areas with their names, in order. `joint`: it is drawn up together with the client. No
    citations: it is the municipality's own switch."""

    name: str
    areas: tuple[tuple[str, str], ...]
    joint: bool
    citations: tuple[Citation, ...]


def instrument_on(on: date) -> InUse | None:
    """What the protocol of the day measures with (Opsterland 1 onder x), otherwise the municipality's own instrument in use; None
    where nothing is measured."""
    protocol = protocol_on(on)
    parameter = protocol.get(catalogue.MEASUREMENT) if protocol else None
    if parameter is not None and parameter.value is not None:
        own = parameter.value
        return InUse(own.name, tuple((area.code, area.label) for area in own.areas), own.joint, parameter.citations)
    rows = Instrument.objects.filter(valid_from__lte=on).order_by("-valid_from")
    row = next((row for row in rows if row.valid_until is None or row.valid_until >= on), None)
    return InUse(row.name, tuple((code, str(LifeArea(code).label)) for code in row.areas), False, ()) if row else None


def protocol_measures(on: date) -> bool:
    """Whether the protocol of a day names what is measured with."""
    protocol = protocol_on(on)
    return protocol is not None and protocol.value(catalogue.MEASUREMENT) is not None


def check_may_score(area: str, dossier: Dossier, on: date) -> Decision:
    """May this area be scored, as informing and consent stand? Raises Refused when not.

    An area that is not special is asked as the client's ordinary data are, which is what was agreed to in the talk; "other" is what
    a closed list keeps out, and Opsterland's names the instrument itself (9 lid 1 onder e).
    """
    return check_may_add({SPECIAL_AREAS.get(area, Category.NAW)}, standing(dossier.person_id, dossier.pk), on)
