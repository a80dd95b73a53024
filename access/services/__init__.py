"""The only place that writes: accounts, teams, roles, grounds, markers, secrecy, sessions. Each function is one transaction."""

from access.services.accounts import (
    activate_user,
    change_own_password,
    change_user,
    create_user,
    deactivate_user,
    introduce_persona,
    remove_factors,
    set_one_time_password,
)
from access.services.exclusion import end_exclusions_of, exclude
from access.services.grounds import clear_marker, close_subject, end_grounds_of, enter_register, place_ground, set_marker, state_reason
from access.services.leaving import take_everything
from access.services.rights import add_member, assign_role, change_team, create_team, end_membership, end_role
from access.services.secrecy import acknowledge
from access.services.sessions import (
    begin_session,
    end_other_sessions,
    keep_awake,
    leave_client_mode,
    lock_session,
    meet_factor,
    note_logout,
    start_client_mode,
    unlock_session,
)

__all__ = [
    "acknowledge",
    "activate_user",
    "add_member",
    "assign_role",
    "begin_session",
    "change_own_password",
    "change_team",
    "change_user",
    "clear_marker",
    "close_subject",
    "create_team",
    "create_user",
    "deactivate_user",
    "end_exclusions_of",
    "end_grounds_of",
    "end_membership",
    "end_other_sessions",
    "end_role",
    "enter_register",
    "exclude",
    "introduce_persona",
    "keep_awake",
    "leave_client_mode",
    "lock_session",
    "meet_factor",
    "note_logout",
    "place_ground",
    "remove_factors",
    "set_marker",
    "set_one_time_password",
    "start_client_mode",
    "state_reason",
    "take_everything",
    "unlock_session",
]
