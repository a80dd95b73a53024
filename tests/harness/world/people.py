"""People with a canary in every field that can carry one."""

from __future__ import annotations

from datetime import date

from privacy_domain.operation import Actor
from privacy_domain.people.models import Person
from privacy_domain.people.services import PersonDetails, register_person
from tests.harness.canaries import Nest

WORDS = (
    *("given_names", "initials", "prefix", "surname", "partner_prefix", "partner_surname", "noble_title", "predicate"),
    *("birth_place", "street", "house_number_addition", "place", "correspondence_address", "parents_civil_status", "language"),
)


def details(nest: Nest, municipality: str, owner: str, born: date) -> PersonDetails:
    """Everything that can be known about a person; `born` is moved by days until the date is his alone."""
    known = {name: nest.word(municipality, owner, name) for name in WORDS}
    return PersonDetails(
        **known,  # type: ignore[typeddict-item]
        name_use=Person.NameUse.OWN_PARTNER,
        sex=Person.Sex.FEMALE,
        birth_date=nest.birth_date(municipality, owner, born),
        bsn=nest.bsn(municipality, owner),
        house_number="12",
        house_letter="b",
        postcode=nest.postcode(municipality, owner),
        phone=nest.phone(municipality, owner),
        email=nest.email(municipality, owner),
        address_secret=True,
        large_print=False,
    )


def somebody(nest: Nest, municipality: str, owner: str, born: date, by: Actor) -> Person:
    """A registered person."""
    return register_person(details=details(nest, municipality, owner, born), by=by)
