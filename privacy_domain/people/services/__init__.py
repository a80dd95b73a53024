"""Use cases on people and partners."""

from privacy_domain.people.services.partners import end_agreement, end_partner, register_agreement, register_partner
from privacy_domain.people.services.persons import AlreadyKnown, PersonDetails, correct_person, register_person
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
    "add_representative",
    "allow_representative",
    "change_willingness",
    "correct_person",
    "end_agreement",
    "end_partner",
    "end_representative",
    "limit_representative",
    "record_capacity",
    "register_agreement",
    "register_partner",
    "register_person",
]
