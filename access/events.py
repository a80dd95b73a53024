"""What happens in access, as it stands in the log."""

from __future__ import annotations

from privacy_domain.audit.events import Event


class AccessEvent(Event):
    """Events of accounts, teams, roles, grounds and the door."""

    GROUND_PLACED = "access:ground:placed"
    GROUND_ENDED = "access:ground:ended"
    EXCLUDED = "access:exclusion:placed"
    EXCLUSION_ENDED = "access:exclusion:ended"
    MARKER_SET = "access:marker:set"
    MARKER_CLEARED = "access:marker:cleared"
    REASON_STATED = "access:reason:stated"
    DOOR_REFUSED = "access:door:refused"
    WRITE_REFUSED = "access:write:refused"
    ACKNOWLEDGED = "access:secrecy:acknowledged"
    SECRECY_PUBLISHED = "access:secrecy:published"
    ACCOUNT_MADE = "access:account:made"
    ACCOUNT_CHANGED = "access:account:changed"
    ACCOUNT_DEACTIVATED = "access:account:deactivated"
    ACCOUNT_ACTIVATED = "access:account:activated"
    PASSWORD_SET = "access:account:password_set"  # noqa: S105
    FACTORS_REMOVED = "access:account:factors_removed"
    OWN_RIGHTS_REFUSED = "access:own_rights:refused"
    TEAM_MADE = "access:team:made"
    TEAM_CHANGED = "access:team:changed"
    MEMBER_ADDED = "access:membership:added"
    MEMBERSHIP_ENDED = "access:membership:ended"
    ROLE_ASSIGNED = "access:role:assigned"
    ROLE_ENDED = "access:role:ended"
    FACTOR_ADDED = "access:session:factor_added"
    LOGGED_IN = "access:session:opened"
    LOGGED_OUT = "access:session:closed"
    LOGIN_FAILED = "access:session:login_failed"
    LOCKED = "access:session:locked"
    UNLOCKED = "access:session:unlocked"
    CLIENT_MODE_ON = "access:client_mode:started"
    CLIENT_MODE_OFF = "access:client_mode:left"
    WORK_SEEN = "access:work:seen"
    REGISTER_SEEN = "access:register:seen"
