"""Teams, who is in them, and roles for the whole municipality. All dated, all given by somebody else."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.models.accounts import User
from access.states import MunicipalRole, TeamRole
from privacy_domain.privacy import Always, Technical, Until
from privacy_domain.tenancy.models import TenantModel
from privacy_domain.terms import LOG


class Team(TenantModel):
    """A team that supports clients: a neighbourhood team, an area team, a cluster."""

    name = models.CharField(_("name"), max_length=120)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]
        constraints = [models.UniqueConstraint("municipality", "name", name="team_name_unique_in_municipality")]

    class Privacy:
        subject = None
        clock = "none"
        kept = Always("Names the team under which dossiers stand; says nothing about a person.")
        fields: ClassVar = dict.fromkeys(["id", "municipality", "name", "active"], Technical())

    def __str__(self) -> str:
        return self.name


class Given(TenantModel):
    """Something given to a user from one date until another, by somebody else.

    `given_by` is the giver's key, empty when the installation itself gave it (the first administrator). `ended_at` set: taken
    back at that moment, whatever the dates say.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("account"))
    since = models.DateField(_("from"))
    until = models.DateField(_("last day"), null=True, blank=True)
    given_by = models.UUIDField(_("given by"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


GIVEN_FIELDS = ["id", "municipality", "user", "since", "until", "given_by", "ended_at"]


class Membership(Given):
    """A user's place in a team (leiden-2016 art. 1; opsterland-2015 art. 1)."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("team"))
    role = models.CharField(_("place in the team"), max_length=10, choices=TeamRole, default=TeamRole.MEMBER)

    class Meta:
        verbose_name = _("team membership")
        verbose_name_plural = _("team memberships")
        indexes = [models.Index(fields=["user", "team"], name="membership_of_user")]
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="membership_ends_after_start"),
            models.CheckConstraint(condition=Q(given_by__isnull=True) | ~Q(given_by=F("user")), name="membership_by_another"),
            models.UniqueConstraint(fields=["user", "team"], condition=Q(until__isnull=True, ended_at__isnull=True), name="membership_one_open"),
        ]

    class Privacy:
        subject = None
        clock = "account"
        kept = (Until(LOG, since="ended_at"), Until(LOG, since="until"))
        fields: ClassVar = dict.fromkeys([*GIVEN_FIELDS, "team", "role"], Technical())


class RoleAssignment(Given):
    """A role for the whole municipality (leek-2018 art. 7 lid 2; leiden-2016 art. 1)."""

    role = models.CharField(_("role"), max_length=30, choices=MunicipalRole)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        indexes = [models.Index(fields=["user", "role"], name="roles_of_user")]
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="role_ends_after_start"),
            models.CheckConstraint(condition=Q(given_by__isnull=True) | ~Q(given_by=F("user")), name="role_by_another"),
            models.UniqueConstraint(fields=["user", "role"], condition=Q(until__isnull=True, ended_at__isnull=True), name="role_one_open"),
        ]

    class Privacy:
        subject = None
        clock = "account"
        kept = (Until(LOG, since="ended_at"), Until(LOG, since="until"))
        fields: ClassVar = dict.fromkeys([*GIVEN_FIELDS, "role"], Technical())
