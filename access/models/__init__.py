"""Tables of access: accounts and teams, the rows the gate reads, and secrecy."""

from access.models.accounts import DemoPersona, StaffManager, User
from access.models.breach import Breach, BreachAffected, BreachStep
from access.models.exclusion import Exclusion
from access.models.gate import Ground, Marker, OpeningReason, municipality_principal, violence_principal
from access.models.secrecy import Acknowledgement
from access.models.teams import Membership, RoleAssignment, Team

__all__ = [
    "Acknowledgement",
    "Breach",
    "BreachAffected",
    "BreachStep",
    "DemoPersona",
    "Exclusion",
    "Ground",
    "Marker",
    "Membership",
    "OpeningReason",
    "RoleAssignment",
    "StaffManager",
    "Team",
    "User",
    "municipality_principal",
    "violence_principal",
]
