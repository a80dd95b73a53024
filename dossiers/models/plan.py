"""The plan: what steering the help to a household needs, and nothing of the dossiers beside it (Sittard-Geleen par. 5)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from dossiers.models.dossier import Dossier
from dossiers.states import DirectionLevel, EvaluationKind, EvaluationState, Performer, PlanState
from privacy_domain.crypto.fields import EncryptedJSONField, EncryptedTextField
from privacy_domain.people.models import Partner, Person
from privacy_domain.privacy import Fact, Personal, Staff, Technical, Until
from privacy_domain.tenancy.models import TenantModel
from privacy_domain.terms import TYPED


class EarlierPlan(models.Model):
    """An earlier state of a plan: sealed anew under the plan's key, in its own place."""

    encryption_key: ClassVar = ("plan", "of_plan")

    class Meta:
        abstract = True

    @property
    def of_plan(self) -> UUID:
        """Whose key opens it."""
        return self.id  # type: ignore[attr-defined, no-any-return]


class EarlierActivity(models.Model):
    """An earlier state of an activity of a plan."""

    encryption_key: ClassVar = ("plan", "plan_id")

    class Meta:
        abstract = True


class Plan(TenantModel):
    """One household, one plan. It has a key of its own: several dossiers share it, and it opens without opening any of them.

    `dossier` is the one it began with; `PlanDossier` names all of them. `name` is what the municipality calls its plan.
    """

    encryption_key: ClassVar = ("plan", "id")
    _history_user: object  # who made it so, and when, for the earlier states
    _history_date: object

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the plan"), max_length=60)
    state = models.CharField(_("state"), max_length=10, choices=PlanState, default=PlanState.OPEN)
    goals = EncryptedTextField(_("goals"), max_length=8000, blank=True, default="", multiline=True)
    agreements = EncryptedTextField(_("agreements on the support"), max_length=8000, blank=True, default="", multiline=True)
    agreed_on = models.DateField(_("agreed with the client on"), null=True, blank=True)
    agreed_with = EncryptedTextField(_("agreed with"), max_length=300, blank=True, default="")
    agreed_how = EncryptedTextField(_("how it was agreed"), max_length=1000, blank=True, default="", multiline=True)
    opened_on = models.DateField(_("opened on"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("changed on"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    history = HistoricalRecords(history_id_field=models.UUIDField(default=uuid4), bases=[EarlierPlan])

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PlanState.OPEN, closed_on__isnull=True, closed_by__isnull=True)
                | Q(state=PlanState.CLOSED, closed_on__isnull=False, closed_by__isnull=False),
                name="plan_closed_when_and_by_whom",
            ),
            models.CheckConstraint(condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")), name="plan_closes_after_opening"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        kept_by = ("dossiers.PlanDossier",)
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "opened_by", "changed_by", "closed_by"], Technical())
            | dict.fromkeys(["name", "state", "agreed_on", "opened_on", "changed_at", "closed_on"], Fact())
            | dict.fromkeys(["goals", "agreements", "agreed_with", "agreed_how"], Personal())
        )


class PlanRow(TenantModel):
    """A row of a plan, encrypted under the plan's key."""

    encryption_key: ClassVar = ("plan", "plan_id")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class PlanDossier(PlanRow):
    """A dossier of the household that the plan stands for, from one day until another. One open plan a dossier."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    since = models.DateField(_("since"))
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("dossier in a plan")
        verbose_name_plural = _("dossiers in plans")
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(until__isnull=True), name="one_plan_a_dossier"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="plan_dossier_ends_after_start"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        dossier = ("dossier_id",)
        clock = "dossier"
        fields: ClassVar = dict.fromkeys(["id", "municipality", "plan", "dossier", "joined_by"], Technical()) | dict.fromkeys(
            ["since", "until"], Fact()
        )


class PlanPerson(PlanRow):
    """Somebody of the family concerned who has no dossier of his own in this plan (Sittard-Geleen par. 5, first of the set)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    relation = EncryptedTextField(_("who this is"), max_length=200)
    since = models.DateField(_("since"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("person in a plan")
        verbose_name_plural = _("persons in plans")
        constraints = [
            models.UniqueConstraint(fields=["plan", "person"], condition=Q(until__isnull=True), name="person_in_plan_once"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="plan_person_ends_after_start"),
        ]

    class Privacy:
        subject = "person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "plan", "person", "added_by"], Technical())
            | dict.fromkeys(["since", "until"], Fact())
            | {"relation": Personal()}
        )


class Direction(PlanRow):
    """Who directs the plan: the process, or the case as the one contact of the client. Its grounds open the plan for him on every
    dossier in it, and no dossier."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(_("level"), max_length=10, choices=DirectionLevel)
    reach = models.CharField(_("how to reach"), max_length=200)
    since = models.DateField(_("since"))
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    until = models.DateField(_("until"), null=True, blank=True)
    ended_by = models.UUIDField(_("ended by"), null=True, blank=True)

    class Meta:
        verbose_name = _("direction of a plan")
        verbose_name_plural = _("direction of plans")
        constraints = [
            models.UniqueConstraint(fields=["plan", "level"], condition=Q(until__isnull=True), name="one_director_a_level"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="direction_ends_after_start"),
            models.CheckConstraint(condition=Q(ended_by__isnull=True) | Q(until__isnull=False), name="direction_ended_when"),
        ]

    class Privacy:
        subject = "plan__dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "plan", "user", "named_by", "ended_by"], Technical())
            | dict.fromkeys(["level", "since", "until"], Fact())
            | {"reach": Staff()}
        )


class Activity(PlanRow):
    """What was agreed that somebody does: nature and extent, from when until when, who carries it out, whether it is done."""

    _history_user: object  # as for the plan
    _history_date: object

    what = EncryptedTextField(_("activity"), max_length=300)
    nature = EncryptedTextField(_("nature"), max_length=500, blank=True, default="")
    extent = EncryptedTextField(_("extent"), max_length=300, blank=True, default="")
    begins_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    performer = models.CharField(_("carried out by"), max_length=10, choices=Performer)
    organisation = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation"))
    executor = EncryptedTextField(_("who carries it out, or the contact"), max_length=200, blank=True, default="")
    contact = EncryptedTextField(_("how to reach"), max_length=300, blank=True, default="")
    done_on = models.DateField(_("done on"), null=True, blank=True)
    remarks = EncryptedTextField(_("remarks on the activity or the progress"), max_length=2000, blank=True, default="", multiline=True)
    changed_at = models.DateTimeField(_("changed on"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    history = HistoricalRecords(history_id_field=models.UUIDField(default=uuid4), bases=[EarlierActivity])

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = [models.Index(fields=["plan", "begins_on", "id"], name="activity_of_plan")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")), name="activity_ends_after_begin"),
            models.CheckConstraint(condition=Q(done_on__isnull=True) | Q(done_on__gte=F("begins_on")), name="activity_done_after_begin"),
        ]

    class Privacy:
        subject = "plan__dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "plan", "organisation", "changed_by"], Technical())
            | dict.fromkeys(["begins_on", "ends_on", "performer", "done_on", "changed_at"], Fact())
            | dict.fromkeys(["what", "nature", "extent", "executor", "contact", "remarks"], Personal())
        )


class Evaluation(PlanRow):
    """A moment at which the plan is looked at again: agreed beforehand, held, or dropped with the plan (Leiden bijlage I rij 4)."""

    kind = models.CharField(_("kind"), max_length=15, choices=EvaluationKind)
    state = models.CharField(_("state"), max_length=10, choices=EvaluationState, default=EvaluationState.PLANNED)
    due_on = models.DateField(_("agreed for"))
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField(_("held on"), null=True, blank=True)
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    with_client = models.BooleanField(_("together with the client"), null=True, blank=True)
    achieved = EncryptedTextField(_("what was achieved"), max_length=4000, blank=True, default="", multiline=True)

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        indexes = [models.Index(fields=["state", "due_on"], name="evaluation_due")]
        constraints = [
            models.UniqueConstraint(fields=["plan"], condition=Q(state=EvaluationState.PLANNED), name="one_evaluation_ahead"),
            models.CheckConstraint(
                condition=Q(state=EvaluationState.HELD, held_on__isnull=False, held_by__isnull=False, with_client__isnull=False)
                | (~Q(state=EvaluationState.HELD) & Q(held_on__isnull=True, held_by__isnull=True, with_client__isnull=True)),
                name="evaluation_held_when_and_by_whom",
            ),
        ]

    class Privacy:
        subject = "plan__dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "plan", "planned_by", "held_by"], Technical())
            | dict.fromkeys(["kind", "state", "due_on", "held_on", "with_client"], Fact())
            | {"achieved": Personal()}
        )


class PlanDraft(PlanRow):
    """What somebody types on a page of the plan and has not saved as the plan yet: on the server only, for himself, with a version
    so that two tabs notice each other."""

    page = models.CharField(_("page"), max_length=60)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(_("version"), default=1)
    content = EncryptedJSONField(_("content"))
    saved_at = models.DateTimeField(_("saved on"))

    class Meta:
        verbose_name = _("draft of a plan")
        verbose_name_plural = _("drafts of plans")
        constraints = [models.UniqueConstraint(fields=["plan", "author", "page"], name="one_draft_of_a_plan")]

    class Privacy:
        subject = "plan__dossier__person_id"
        clock = "dossier"
        kept = Until(TYPED, since="saved_at")
        fields: ClassVar = dict.fromkeys(["id", "municipality", "plan", "page", "author", "version", "saved_at"], Technical()) | {
            "content": Personal()
        }
