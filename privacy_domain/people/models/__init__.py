"""Tables of people and organisations."""

from privacy_domain.people.models.attestation import Attestation, Channel
from privacy_domain.people.models.partner import Agreement, Partner
from privacy_domain.people.models.person import Person, SearchToken
from privacy_domain.people.models.representation import CapacityFinding, Representative

__all__ = ["Agreement", "Attestation", "CapacityFinding", "Channel", "Partner", "Person", "Representative", "SearchToken"]
