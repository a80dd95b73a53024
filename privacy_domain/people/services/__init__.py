"""Use cases on people and partners."""

from privacy_domain.people.services.attestation import close_channel, open_channel, register_attestation
from privacy_domain.people.services.partners import change_contact, end_agreement, end_partner, register_agreement, register_partner
from privacy_domain.people.services.persons import AlreadyKnown, PersonDetails, absorb, correct_person, record_death, register_person
from privacy_domain.people.services.representation import (
    add_representative,
    allow_representative,
    change_willingness,
    end_representative,
    limit_representative,
    record_capacity,
)

__all__ = [
    "AlreadyKnown",
    "PersonDetails",
    "absorb",
    "add_representative",
    "allow_representative",
    "change_contact",
    "change_willingness",
    "close_channel",
    "correct_person",
    "end_agreement",
    "end_partner",
    "end_representative",
    "limit_representative",
    "open_channel",
    "record_capacity",
    "record_death",
    "register_agreement",
    "register_attestation",
    "register_partner",
    "register_person",
]
