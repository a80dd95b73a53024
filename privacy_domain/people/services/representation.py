"""Who acts for whom, and findings on capacity."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.people.events import PeopleEvent
from privacy_domain.people.models import CapacityFinding, Person, Representative
from privacy_domain.protocols.types import Role
from privacy_domain.web.errors import Conflict, Invalid


@transaction.atomic
def add_representative(
    *,
    person: Person,
    representative: Person,
    kind: Representative.Kind,
    valid_from: date,
    valid_until: date | None = None,
    willing: bool = True,
    basis: str = "",
    by: Actor,
) -> Representative:
    """`representative` can act for `person` in the capacity `kind`, from `valid_from` to `valid_until` (None: no end known).

    Whether that capacity counts, and from which age, the protocol says (Leek 12, Landsmeer 12, Opsterland 22). `basis` says
    what it rests on, such as a court's decision. Raises Invalid for an end before the start, for somebody who would
    represent himself, and for a representation that stands already.
    """
    if person.pk == representative.pk:
        raise Invalid("Iemand kan zichzelf niet vertegenwoordigen. Kies een ander.", field="representative")
    if valid_until is not None and valid_until < valid_from:
        raise Invalid("De einddatum ligt voor de begindatum.", field="valid_until")
    standing = Representative.objects.filter(person=person, representative=representative, kind=kind)
    if standing.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=valid_from)).exists():
        raise Invalid("Deze vertegenwoordiging staat er al.", field="representative")
    row = Representative(
        person=person,
        representative=representative,
        kind=kind,
        willing=willing,
        valid_from=valid_from,
        valid_until=valid_until,
        basis=basis.strip(),
    )
    row.save(force_insert=True)
    _log(PeopleEvent.REPRESENTATIVE_ADDED, row, [], by)
    return row


@transaction.atomic
def change_willingness(*, representation: Representative, willing: bool, by: Actor) -> Representative:
    """The representative is, or is no longer, willing to act; the protocol then names the next one (Leek 12 lid 2)."""
    if representation.willing != willing:
        representation.willing = willing
        representation.save(update_fields=["willing"])
        _log(PeopleEvent.REPRESENTATIVE_CHANGED, representation, ["willing"], by)
    return representation


@transaction.atomic
def end_representative(*, representation: Representative, last_day: date, by: Actor) -> Representative:
    """The representation ends; `last_day` is the last day on which it holds. Raises Invalid for a day before it began."""
    if last_day < representation.valid_from:
        raise Invalid("De laatste dag ligt voor de begindatum.", field="last_day")
    representation.valid_until = last_day
    representation.save(update_fields=["valid_until"])
    _log(PeopleEvent.REPRESENTATIVE_ENDED, representation, ["valid_until"], by)
    return representation


@transaction.atomic
def limit_representative(*, representation: Representative, because: str, by: Actor) -> Representative:
    """A weighty interest of the data subject stands against it: this representative does not act for him (any more).

    Leek 12 lid 3, Landsmeer 12 lid 3, Opsterland 22 lid 5. The representation itself stays on record, with the reason. Raises
    Invalid without a reason, ValueError when nobody in person decided it, Conflict when it was limited before.
    """
    if by.id is None:
        raise ValueError("limiting a representative is decided by a person, not by the application")
    if not because.strip():
        raise Invalid("Schrijf op welk zwaar belang van de betrokkene dit nodig maakt.", field="because")
    if representation.limited_at is not None:
        raise Conflict("Deze vertegenwoordiger was al beperkt.")
    representation.limited_at, representation.limited_by = clock.now(), by.id
    representation.limited_because = because.strip()
    representation.save(update_fields=["limited_at", "limited_by", "limited_because"])
    _log(PeopleEvent.REPRESENTATIVE_LIMITED, representation, ["limited_because"], by)
    return representation


@transaction.atomic
def allow_representative(*, representation: Representative, by: Actor) -> Representative:
    """The interest that stood against it is gone: the representative can act again. Raises Conflict when nothing was limited."""
    if representation.limited_at is None:
        raise Conflict("Deze vertegenwoordiger is niet beperkt.")
    representation.limited_at = representation.limited_by = None
    representation.limited_because = None
    representation.save(update_fields=["limited_at", "limited_by", "limited_because"])
    _log(PeopleEvent.REPRESENTATIVE_ALLOWED, representation, ["limited_because"], by)
    return representation


@transaction.atomic
def record_capacity(
    *,
    person: Person,
    able: bool,
    situation: str,
    reasons: str,
    role: Role,
    found_on: date,
    matter_id: UUID | None = None,
    by: Actor,
) -> CapacityFinding:
    """Somebody found that `person` can, or cannot, exercise his rights in this situation (Leek 12 lid 2, Opsterland 22 lid 4).

    `role` is the role in which it was found; whether that role may is the protocol's to say. `matter_id` is the matter for
    which it holds, None for every matter. Findings are never changed: a later one takes the place of an earlier one. Raises
    Invalid without situation or reasons, or for a day in the future; ValueError when nobody in person found it.
    """
    if by.id is None:
        raise ValueError("a finding on capacity is made by a person, not by the application")
    if not situation.strip():
        raise Invalid("Zeg voor welke situatie dit oordeel geldt.", field="situation")
    if not reasons.strip():
        raise Invalid("Zeg waarop je dit oordeel baseert.", field="reasons")
    if found_on > clock.today():
        raise Invalid("Een oordeel kan niet van een latere dag zijn.", field="found_on")
    finding = CapacityFinding(
        person=person,
        matter_id=matter_id,
        able=able,
        situation=situation.strip(),
        reasons=reasons.strip(),
        found_on=found_on,
        found_by=by.id,
        found_as=role,
        recorded_at=clock.now(),
    )
    finding.save(force_insert=True)
    record(
        PeopleEvent.CAPACITY_FOUND,
        subject_kind="capacityfinding",
        subject_id=finding.pk,
        person_id=person.pk,
        dossier_id=matter_id,
        role=role,
        reason="able" if able else "not_able",
        by=by,
    )
    return finding


def _log(event: PeopleEvent, row: Representative, fields: list[str], by: Actor) -> None:
    record(
        event,
        subject_kind="representative",
        subject_id=row.pk,
        person_id=row.person_id,
        object_ids=[row.representative_id],
        fields=fields,
        reason=row.kind,
        by=by,
    )
