"""What happens to people and partners, as the audit log names it."""

from __future__ import annotations

from privacy_domain.audit.events import Event


class PeopleEvent(Event):
    """Events of this room."""

    PERSON_REGISTERED = "people:person:registered"
    PERSON_CORRECTED = "people:person:corrected"
    PERSON_DIED = "people:person:died"
    PERSON_MERGED = "people:person:merged"
    REPRESENTATIVE_ADDED = "people:representative:added"
    REPRESENTATIVE_CHANGED = "people:representative:changed"
    REPRESENTATIVE_LIMITED = "people:representative:limited"
    REPRESENTATIVE_ALLOWED = "people:representative:allowed"
    REPRESENTATIVE_ENDED = "people:representative:ended"
    CAPACITY_FOUND = "people:capacity:found"
    PARTNER_REGISTERED = "people:partner:registered"
    PARTNER_CHANGED = "people:partner:changed"
    PARTNER_ENDED = "people:partner:ended"
    AGREEMENT_REGISTERED = "people:agreement:registered"
    AGREEMENT_ENDED = "people:agreement:ended"
    ATTESTATION_REGISTERED = "people:attestation:registered"
    CHANNEL_OPENED = "people:channel:opened"
    CHANNEL_CLOSED = "people:channel:closed"
