"""Login by user name within the municipality in scope, and permissions that answer from the gate."""

from __future__ import annotations

from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend

from access import policies
from access.models import User
from privacy_domain import clock

# `view` and `change` are what the gate can answer about a dossier; other permissions on objects do not exist
_VIEW, _CHANGE = "view_dossier", "change_dossier"


class GateBackend(AuthenticationBackend):
    """Django's way of asking, answered by the gate: `user.has_perm("dossiers.view_dossier", dossier)`."""

    def has_perm(self, user_obj: object, perm: str, obj: object | None = None) -> bool:
        """Whether the gate opens `obj` (anything with a UUID as `pk`) today for this account.

        The need to look counts only where it has been recorded: at the door, or with the ground.
        """
        subject = getattr(obj, "pk", None)
        if not isinstance(user_obj, User) or not isinstance(subject, UUID):
            return False
        codename = perm.partition(".")[2]
        if codename == _VIEW:
            return bool(policies.may_open(user_obj, subject, on=clock.today()).allowed)
        if codename == _CHANGE:
            return bool(policies.may_write(user_obj, subject, on=clock.today()).allowed)
        return False

    def get_all_permissions(self, user_obj: object, obj: object | None = None) -> set[str]:
        """Nobody has permissions that hold everywhere."""
        return set()

    def get_user_permissions(self, user_obj: object, obj: object | None = None) -> set[str]:
        """As `get_all_permissions`."""
        return set()

    def get_group_permissions(self, user_obj: object, obj: object | None = None) -> set[str]:
        """As `get_all_permissions`: groups are not used."""
        return set()
