"""Tables of access: accounts and teams, the rows the gate reads, and secrecy."""

from access.models.accounts import DemoPersona, StaffManager, User
from access.models.gate import Ground, Marker, OpeningReason
from access.models.secrecy import Acknowledgement, SecrecyText
from access.models.teams import Membership, RoleAssignment, Team

__all__ = [
    "Acknowledgement",
    "DemoPersona",
    "Ground",
    "Marker",
    "Membership",
    "OpeningReason",
    "RoleAssignment",
    "SecrecyText",
    "StaffManager",
    "Team",
    "User",
]
