"""The people around the client: added with a reason, ended when they are not around any more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from access.models import User
from consent.policies import standing
from dossiers.events import DossierEvent
from dossiers.models import Dossier, Relation
from dossiers.policies import INTAKE_FIELDS, check_may_add, intake_rules
from dossiers.policies.authority import guardian_stands_back, legal_kinds
from dossiers.selectors import representations_of
from dossiers.selectors.once import made_before
from dossiers.states import RelationRole, Tie
from dossiers.states.people import Household
from privacy_domain import clock
from privacy_domain.audit.record import record, refused
from privacy_domain.operation import time_ordered_id
from privacy_domain.people import services as people
from privacy_domain.people.models import Partner, Person, Representative
from privacy_domain.people.services import PersonDetails
from privacy_domain.protocols.types import Category, Refused
from privacy_domain.web.errors import Conflict, Invalid

WITH_A_PERSON = frozenset({RelationRole.FAMILY, RelationRole.NETWORK})
# what is kept about a relative or somebody of the network: names, address, sex, birth date (Leiden bijlage I rij 2)
RELATIVE_FIELDS = frozenset(INTAKE_FIELDS) - {
    *("bsn", "email", "address_secret", "birth_place", "correspondence_address", "parents_civil_status"),
}


@dataclass(frozen=True, slots=True)
class Around:
    """What somebody is to the client, and why that matters. `household`: of the family, whether he lives or lived with the client as
    a family. `agreed`: the client agrees that this is written down."""

    role: RelationRole
    relation: str
    relevance: str = ""
    tie: Tie = Tie.ORDINARY
    in_support: bool = False
    household: Household | None = None
    agreed: bool = False
    name: str = ""
    contact: str = ""
    partner: Partner | None = None


@transaction.atomic
def add_relation(*, dossier: Dossier, around: Around, details: PersonDetails | None = None, key: UUID | None = None, by: User) -> Relation:
    """Somebody around the client. Family and network become persons with a key and rights of their own, from `details`.

    Raises Invalid without a name or a relation, and without the relevance where the protocol keeps such data only as far as
    they matter (Leiden 10 lid 1, Opsterland 9 lid 1 onder c); Refused where these data may not be written down, as informing
    and consent stand. `in_support` is for municipalities where a relative in the support is a client too (Opsterland 1 f).
    Family is who lives or lived with the client as a family, with or without children; where the protocol keeps it apart from the
    network it says which (Leiden 1), and where it names what is asked about a contact, partner or child the client said yes to it
    (Leiden bijlage I rij 2). `key`: the id its page was opened with; sent twice, somebody is there once.
    """
    found = made_before(Relation, key, dossier_id=dossier.pk)
    if found is not None:
        return found
    with_person = around.role in WITH_A_PERSON
    _check_around(around, with_person)
    person = _relative(dossier, details or {}, by) if with_person else None
    row = Relation(
        id=key or time_ordered_id(),
        dossier=dossier,
        role=around.role,
        person=person,
        partner=None if with_person else around.partner,
        name="" if with_person else around.name.strip(),
        relation=around.relation.strip(),
        contact="" if with_person else around.contact.strip(),
        relevance=around.relevance.strip(),
        tie=around.tie,
        household=around.household or "",
        agreed_on=clock.today() if with_person and around.agreed else None,
        in_support=around.in_support,
        since=clock.today(),
        added_by=by,
    )
    row.save(force_insert=True)
    _log(DossierEvent.RELATION_ADDED, row, by)
    return row


def _check_around(around: Around, with_person: bool) -> None:
    rules = intake_rules(clock.today())
    family = around.role == RelationRole.FAMILY
    if not around.relation.strip():
        raise Invalid("Schrijf op wat deze persoon voor de cliënt is.", field="relation")
    if with_person and rules.relevance_needed and not around.relevance.strip():
        raise Invalid("Schrijf op waarom dit voor de ondersteuning van belang is. Anders hoort het niet in het dossier.", field="relevance")
    if around.in_support and not (rules.family_as_client and family):
        raise Invalid("Alleen een gezinslid kan hier zelf cliënt zijn.", field="in_support")
    if around.household is not None and not family:
        raise Invalid("Wie met de cliënt als gezin leeft of leefde, hoort bij het gezin en niet bij het netwerk.", field="household")
    if family and rules.family_apart and around.household is None:
        raise Invalid(
            "Gezin is wie met de cliënt als gezin leeft of leefde. Kies welk van de twee, of zet deze persoon bij het netwerk.", field="household"
        )
    if with_person and rules.report_relative and not around.agreed:
        raise Invalid("Vraag de cliënt eerst of hij het goed vindt dat je dit opschrijft.", field="agreed")
    if not with_person and not (around.name.strip() or around.partner):
        raise Invalid("Vul een naam in, of kies een organisatie.", field="name")


@transaction.atomic
def end_relation(*, relation: Relation, by: User) -> Relation:
    """Not around the client any more, from tomorrow; what was written down stays. Twice: Conflict."""
    relation.until = clock.today()
    if Relation.objects.filter(pk=relation.pk, until__isnull=True).update(until=relation.until) != 1:
        raise Conflict("Deze persoon stond al niet meer bij de mensen van dit dossier.")
    _log(DossierEvent.RELATION_ENDED, relation, by)
    return relation


@transaction.atomic
def add_representation(
    *,
    dossier: Dossier,
    relation: Relation,
    kind: Representative.Kind,
    valid_from: date,
    valid_until: date | None = None,
    basis: str = "",
    by: User,
) -> Representative:
    """Somebody around the client can act for him, in a capacity and for a term. Raises Invalid for who is no person of this
    dossier, for a legal representative that somebody of this age has not or without what it rests on, and as
    `people.add_representative`."""
    if relation.dossier_id != dossier.pk or relation.person is None or relation.until is not None:
        raise Invalid("Kies iemand uit het gezin of het netwerk van de cliënt.", field="relation")
    _check_legal(dossier, kind, max(valid_from, clock.today()))
    if kind in Representative.LEGAL and not basis.strip():
        raise Invalid("Schrijf op waarop dit rust, zoals een beslissing van de rechter of het gezagsregister.", field="basis")
    return people.add_representative(
        person=dossier.person,
        representative=relation.person,
        kind=kind,
        valid_from=valid_from,
        valid_until=valid_until,
        basis=basis,
        by=by,
    )


@transaction.atomic
def end_representation(*, dossier: Dossier, representation: Representative, last_day: date, by: User) -> Representative:
    """The representation of this client ends. Raises Invalid for a day before it began, Conflict when an earlier end stands."""
    if representation.person_id != dossier.person_id:
        raise Invalid("Deze vertegenwoordiging hoort niet bij deze cliënt.")
    if representation.valid_until is not None and representation.valid_until <= min(last_day, clock.today()):
        raise Conflict("Deze vertegenwoordiging was al beëindigd.")
    return people.end_representative(representation=representation, last_day=last_day, by=by)


def _check_legal(dossier: Dossier, kind: Representative.Kind, on: date) -> None:
    if kind not in Representative.LEGAL:
        return
    if kind not in legal_kinds(dossier.person, on):
        raise Invalid(
            "Een meerderjarige heeft een curator of mentor als wettelijk vertegenwoordiger, een minderjarige een ouder met gezag of een voogd.",
            field="kind",
        )
    if kind == Representative.Kind.GUARDIAN and guardian_stands_back(representations_of(dossier, on), on):
        raise Invalid("Er is een ouder met gezag. Een voogd komt er pas als geen ouder het gezag heeft: beëindig dat eerst.", field="kind")


def _relative(dossier: Dossier, details: PersonDetails, by: User) -> Person:
    if not details.get("surname", "").strip():
        raise Invalid("Vul de achternaam in.", field="surname")
    unknown = {name for name, value in details.items() if value} - RELATIVE_FIELDS
    if unknown:
        raise Invalid("Dit gegeven wordt over iemand naast de cliënt niet vastgelegd.", field=min(unknown))
    try:
        check_may_add(_categories(details), standing(dossier.person_id, dossier.pk), clock.today())
    except Refused as refusal:
        raise refused(
            refusal, DossierEvent.RELATION_ADDED, by=by, subject_kind="relation", dossier_id=dossier.pk, person_id=dossier.person_id
        ) from None
    return people.register_person(details=details, by=by)


def _categories(details: PersonDetails) -> Collection[Category]:
    filled = {name for name, value in details.items() if value and value != Person.Sex.UNKNOWN}
    return {Category.RELATION, *(INTAKE_FIELDS[name] for name in filled)}


def _log(event: DossierEvent, row: Relation, by: User) -> None:
    record(
        event,
        subject_kind="relation",
        subject_id=row.pk,
        dossier_id=row.dossier_id,
        person_id=row.dossier.person_id,
        object_ids=[row.person_id] if row.person_id else [],
        reason=row.role,
        by=by,
    )
