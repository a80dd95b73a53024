"""The app's place among the apps."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    """Who may look: accounts, teams, roles, grounds, markers and the gate."""

    name = "access"
    label = "access"
    verbose_name = "Accounts en rechten"

    def ready(self) -> None:
        """Let the log of configuration watch accounts, teams and roles; never what the gate reads, which has its own log. Give the
        log's own alarm its words on the page of work."""
        from access import presenters
        from access.models import Membership, RoleAssignment, Team, User
        from privacy_domain.audit.configuration import watch
        from privacy_domain.audit.verification import TASK

        presenters.show_task(TASK, title=_("The audit log does not hold: have it looked into at once"), page="")
        for kind, title in (
            ("breach_finish", _("Finish your report that something went wrong")),
            ("breach_assess", _("Assess a report that something went wrong")),
            ("breach_told", _("Your team reported that something went wrong")),
            ("breach_soon", _("Decide on the report to the regulator: less than a day is left")),
            ("breach_late", _("The 72 hours for the report to the regulator are over")),
        ):
            presenters.show_task(kind, title=title, page="subject_requests:breach")
        watch(User, fields=["username", "display_name", "job_title", "profession", "email", "is_active", "must_change_password"])
        watch(Team, fields=["name", "active"])
        watch(Membership, fields=["user", "team", "role", "since", "until", "ended_at", "given_by"])
        watch(RoleAssignment, fields=["user", "role", "since", "until", "ended_at", "given_by"])
