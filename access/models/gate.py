"""What the gate reads. Subjects are opaque keys without foreign keys: who could see a dossier must outlive the dossier.

Upper floors place and end these rows; the protocol of the day decides what they open.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import ClassVar
from uuid import UUID, uuid5

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.models.accounts import User
from access.states import HELD_BY, NEVER_BY_ONESELF, GroundKind, MarkerKind, PrincipalKind, Reason
from privacy_domain import clock
from privacy_domain.privacy import Staff, Technical, Until
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.models import TenantModel
from privacy_domain.terms import LOG


def municipality_principal() -> UUID:
    """Who holds what the roles of the whole municipality can reach: the municipality in scope. Raises NoMunicipality."""
    return scope.require().id


def violence_principal() -> UUID:
    """Who holds what Veilig Thuis can reach in the municipality in scope. Raises NoMunicipality."""
    return uuid5(scope.require().id, "veilig_thuis")


_HELD_BY_THE_RIGHT_KIND = reduce(or_, (Q(kind=kind, principal_kind=principal) for kind, principal in HELD_BY.items()))


class Ground(TenantModel):
    """Why this principal may come near this subject, since when, until when, and because of what.

    `source_kind` and `source` name the row on an upper floor that is the cause; while it lasts there is one ground of a kind.
    `opened_on` is the sort key of work lists. `reason` set: the need to look was recorded when the ground was placed.
    A duty in law names the provision and who asked (leek-2018 art. 7 lid 3; opsterland-2015 art. 12 lid 2).
    """

    subject = models.UUIDField(_("subject"))
    principal_kind = models.CharField(_("held by"), max_length=20, choices=PrincipalKind)
    principal = models.UUIDField(_("holder"))
    kind = models.CharField(_("ground"), max_length=20, choices=GroundKind)
    opens_plan = models.BooleanField(_("opens the plan"), default=True)
    opens_dossier = models.BooleanField(_("opens the dossier"), default=True)
    may_write = models.BooleanField(_("may add and change"), default=False)
    reason = models.CharField(_("recorded need"), max_length=20, choices=Reason, blank=True)
    provision = models.CharField(_("provision of law"), max_length=200, blank=True)
    requester = models.CharField(_("who asks"), max_length=200, blank=True)
    since = models.DateField(_("from"))
    until = models.DateField(_("last day"), null=True, blank=True)
    opened_on = models.DateField(_("subject opened on"))
    source_kind = models.CharField(_("kind of cause"), max_length=40)
    source = models.UUIDField(_("cause"))
    placed_at = models.DateTimeField(_("placed at"), default=clock.now)
    placed_by = models.UUIDField(_("placed by"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.UUIDField(_("ended by"), null=True, blank=True)

    class Meta:
        verbose_name = _("ground for access")
        verbose_name_plural = _("grounds for access")
        indexes = [
            # the work list of one principal, newest first, and the check of one subject
            models.Index(
                fields=["principal", "-opened_on", "subject"],
                # all that a list asks of a row: it is answered from the index, in its order, whatever the planner guesses of their number
                include=["kind", "opens_plan", "opens_dossier", "since", "until", "municipality"],
                condition=Q(ended_at__isnull=True),
                name="ground_newest",
            ),
            models.Index(fields=["subject", "principal"], condition=Q(ended_at__isnull=True), name="ground_check"),
            models.Index(fields=["kind", "source_kind"], condition=Q(ended_at__isnull=True), name="ground_sweep"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "source_kind", "source", "kind"], condition=Q(ended_at__isnull=True), name="ground_one_per_source"
            ),
            models.CheckConstraint(condition=_HELD_BY_THE_RIGHT_KIND, name="ground_held_by_the_right_kind"),
            models.CheckConstraint(condition=Q(opens_plan=True) | Q(opens_dossier=True), name="ground_opens_something"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="ground_ends_after_start"),
            models.CheckConstraint(condition=~Q(kind=GroundKind.DUTY) | (~Q(provision="") & ~Q(requester="")), name="ground_duty_names_provision"),
            models.CheckConstraint(
                condition=~Q(kind__in=NEVER_BY_ONESELF) | Q(placed_by__isnull=True) | ~Q(placed_by=F("principal")), name="ground_by_another"
            ),
            models.CheckConstraint(condition=Q(ended_by__isnull=True) | Q(ended_at__isnull=False), name="ground_ended_by_at"),
        ]

    class Privacy:
        subject = None
        clock = "log"
        kept = Until(LOG, since="ended_at")
        fields: ClassVar = dict.fromkeys(
            [
                "id", "municipality", "subject", "principal_kind", "principal", "kind", "opens_plan", "opens_dossier", "may_write", "reason",
                "provision", "since", "until", "opened_on", "source_kind", "source", "placed_at", "placed_by", "ended_at", "ended_by",
            ],
            Technical(),
        ) | {"requester": Staff()}  # fmt: skip


class Marker(TenantModel):
    """A fact about a subject that opens or closes a way in, as long as its cause lasts (leek-2018 art. 7 lid 2 onder d)."""

    subject = models.UUIDField(_("subject"))
    kind = models.CharField(_("fact"), max_length=30, choices=MarkerKind)
    source_kind = models.CharField(_("kind of cause"), max_length=40)
    source = models.UUIDField(_("cause"))
    set_at = models.DateTimeField(_("set at"), default=clock.now)
    set_by = models.UUIDField(_("set by"), null=True)
    cleared_at = models.DateTimeField(_("cleared at"), null=True, blank=True)
    cleared_by = models.UUIDField(_("cleared by"), null=True, blank=True)

    class Meta:
        verbose_name = _("marker")
        verbose_name_plural = _("markers")
        indexes = [models.Index(fields=["subject", "kind"], condition=Q(cleared_at__isnull=True), name="marker_check")]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "source_kind", "source", "kind"], condition=Q(cleared_at__isnull=True), name="marker_one_per_source"
            ),
            models.CheckConstraint(condition=Q(cleared_by__isnull=True) | Q(cleared_at__isnull=False), name="marker_cleared_by_at"),
        ]

    class Privacy:
        subject = None
        clock = "log"
        kept = Until(LOG, since="cleared_at")
        fields: ClassVar = dict.fromkeys(
            ["id", "municipality", "subject", "kind", "source_kind", "source", "set_at", "set_by", "cleared_at", "cleared_by"], Technical()
        )


class OpeningReason(TenantModel):
    """Why somebody needed to look on one day, said at the door; holds for that person, subject and part until the day is over.

    `reference` is the number of a case or an investigation (leek-2018 art. 7 lid 2 onder c), never a name.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("account"))
    subject = models.UUIDField(_("subject"))
    plan = models.BooleanField(_("the plan"), default=False)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    on = models.DateField(_("day"))
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("reason for opening")
        verbose_name_plural = _("reasons for opening")
        constraints = [models.UniqueConstraint(fields=["user", "subject", "on", "plan"], name="one_opening_reason_a_day")]

    class Privacy:
        subject = None
        clock = "log"
        kept = Until(LOG, since="on")
        fields: ClassVar = dict.fromkeys(["id", "municipality", "user", "subject", "plan", "reason", "reference", "on", "at"], Technical())
