"""The app's place among the apps."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Who may look: accounts, teams, roles, grounds, markers and the gate."""

    name = "access"
    label = "access"
    verbose_name = "Accounts en rechten"

    def ready(self) -> None:
        """Let the log of configuration watch accounts, teams and roles; never what the gate reads, which has its own log."""
        from access.models import Membership, RoleAssignment, Team, User
        from privacy_domain.audit.configuration import watch

        watch(User, fields=["username", "display_name", "job_title", "profession", "email", "is_active", "must_change_password"])
        watch(Team, fields=["name", "active"])
        watch(Membership, fields=["user", "team", "role", "since", "until", "ended_at", "given_by"])
        watch(RoleAssignment, fields=["user", "role", "since", "until", "ended_at", "given_by"])
