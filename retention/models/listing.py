"""Lists of what is to be destroyed: made, judged row by row by another, approved by a third, and then a week to think."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.models import Team
from dossiers.models.dossier import DossierRow
from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.crypto.stored import StoredFileField
from privacy_domain.privacy import Always, Fact, Personal, Staff, Technical
from privacy_domain.tenancy.models import TenantModel
from retention.states import ListState, Outcome, RowResult, Standing

MIN_CELL = 5
"""Fewer persons than these together could be somebody."""
_AFTER_APPROVAL = [ListState.APPROVED, ListState.RUNNING, ListState.PAUSED, ListState.STOPPED, ListState.DONE]
_JUDGED_BY = Q(state__in=[ListState.SUBMITTED, *_AFTER_APPROVAL])


class DestructionList(TenantModel):
    """A list of parts whose term has passed. Made by the schedule (`made_by` empty) or by hand, for one team or for all; judged by
    somebody else, approved by a third, carried out on `executes_on` at the earliest. `rounds`: how often it was sent back; `runs`: how
    often its rows were handed out. `tally`: what was counted of rows made anonymous, and of how many persons, until the list is over; then
    only numbers of enough persons stay, as `Statistic`."""

    encryption_key: ClassVar = ("municipality", "municipality_id")

    name = models.CharField(_("name"), max_length=80)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=ListState, default=ListState.JUDGING)
    row_count = models.PositiveIntegerField(_("number of parts"))
    rounds = models.PositiveSmallIntegerField(_("times sent back"), default=0)
    made_at = models.DateTimeField(_("made on"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(_("judged on"), null=True, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    returned_because = EncryptedTextField(_("why it was sent back"), max_length=2000, blank=True, default="", multiline=True)
    approved_at = models.DateTimeField(_("approved on"), null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    executes_on = models.DateField(_("not carried out before"), null=True, blank=True)
    aborted_at = models.DateTimeField(_("called off on"), null=True, blank=True)
    aborted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    aborted_because = EncryptedTextField(_("why it was called off"), max_length=2000, blank=True, default="", multiline=True)
    runs = models.PositiveSmallIntegerField(_("times handed out"), default=0)
    started_at = models.DateTimeField(_("begun on"), null=True, blank=True)
    paused_at = models.DateTimeField(_("paused on"), null=True, blank=True)
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stopped_at = models.DateTimeField(_("stopped on"), null=True, blank=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stopped_because = EncryptedTextField(_("why it was stopped"), max_length=2000, null=True, blank=True, multiline=True)
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True)
    tally = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("destruction list")
        verbose_name_plural = _("destruction lists")
        indexes = [models.Index(fields=["municipality", "-made_at"], name="list_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="list_name_once"),
            models.CheckConstraint(condition=Q(row_count__gt=0), name="list_is_not_empty"),
            models.CheckConstraint(condition=Q(judged_by__isnull=True) | ~Q(judged_by=F("made_by")), name="list_judged_by_another"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")) & ~Q(approved_by=F("judged_by")),
                name="list_approved_by_a_third",
            ),
            models.CheckConstraint(condition=~(Q(judged_at__isnull=True) ^ Q(judged_by__isnull=True)), name="list_judged_pair"),
            models.CheckConstraint(condition=~(Q(approved_at__isnull=True) ^ Q(approved_by__isnull=True)), name="list_approved_pair"),
            models.CheckConstraint(condition=~(Q(aborted_at__isnull=True) ^ Q(aborted_by__isnull=True)), name="list_aborted_pair"),
            models.CheckConstraint(condition=~_JUDGED_BY | Q(judged_at__isnull=False), name="list_judged_before_it_goes_on"),
            models.CheckConstraint(
                condition=~Q(state__in=_AFTER_APPROVAL) | Q(approved_at__isnull=False, executes_on__isnull=False), name="list_approved_waits"
            ),
            models.CheckConstraint(condition=~(Q(paused_at__isnull=True) ^ Q(paused_by__isnull=True)), name="list_paused_pair"),
            models.CheckConstraint(condition=~(Q(stopped_at__isnull=True) ^ Q(stopped_by__isnull=True)), name="list_stopped_pair"),
            models.CheckConstraint(condition=Q(state=ListState.STOPPED) ^ Q(stopped_at__isnull=True), name="list_stopped_when"),
            models.CheckConstraint(condition=Q(state=ListState.PAUSED) ^ Q(paused_at__isnull=True), name="list_paused_when"),
            models.CheckConstraint(condition=Q(state__in=_AFTER_APPROVAL[1:]) ^ Q(started_at__isnull=True), name="list_carried_out_since"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(state__in=[ListState.STOPPED, ListState.DONE], tally={}), name="list_ended_when"
            ),
            models.CheckConstraint(condition=~Q(state=ListState.DONE) | Q(ended_at__isnull=False), name="list_done_has_ended"),
            models.CheckConstraint(condition=Q(state=ListState.ABORTED) ^ Q(aborted_at__isnull=True), name="list_aborted_when"),
        ]

    class Privacy:
        subject = None
        clock = "log"
        kept = Always("Belongs to the declaration of destruction, which is kept permanently (archiefbesluit art. 8).")
        fields: ClassVar = dict.fromkeys(
            [
                "id", "municipality", "name", "team", "state", "row_count", "rounds", "made_at", "made_by", "judged_at", "judged_by", "approved_at",
                "approved_by", "executes_on", "aborted_at", "aborted_by", "runs", "started_at", "paused_at", "paused_by", "stopped_at", "stopped_by",
                "ended_at", "tally",
            ],
            Technical(),
        ) | dict.fromkeys(["returned_because", "aborted_because", "stopped_because"], Personal())  # fmt: skip


class DestructionRow(DossierRow):
    """One part of a dossier on a list, and what becomes of it: nothing is chosen beforehand. Why something is kept stands in its hold.
    `running`: the list is not called off and not over; a part is on one running list at most. `because`: why it was left when it came
    to it. The row goes with what it is about."""

    on_list = models.ForeignKey(DestructionList, on_delete=models.PROTECT, related_name="rows")
    law = models.CharField(_("law"), max_length=20)
    series = models.UUIDField(_("item"), null=True, blank=True)
    destroy_from = models.DateField(_("to be destroyed from"))
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list, blank=True)
    outcome = models.CharField(_("what becomes of it"), max_length=10, choices=Outcome, blank=True, default="")
    judged_at = models.DateTimeField(_("judged on"), null=True, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    running = models.BooleanField(_("on a running list"), default=True)
    result = models.CharField(_("what came of it"), max_length=10, choices=RowResult, blank=True, default="")
    because = ArrayField(models.CharField(max_length=10, choices=Standing), verbose_name=_("why it was left"), default=list, blank=True)

    class Meta:
        verbose_name = _("part on a destruction list")
        verbose_name_plural = _("parts on destruction lists")
        indexes = [models.Index(fields=["on_list", "destroy_from", "id"], name="row_of_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "law", "series"], condition=Q(running=True), nulls_distinct=False, name="part_on_one_running_list"
            ),
            models.CheckConstraint(condition=Q(outcome="") ^ Q(judged_by__isnull=False), name="row_judged_by_somebody"),
            models.CheckConstraint(condition=~(Q(judged_at__isnull=True) ^ Q(judged_by__isnull=True)), name="row_judged_pair"),
            models.CheckConstraint(condition=Q(because__len=0) ^ Q(result=RowResult.SKIPPED), name="row_left_for_a_reason"),
            models.CheckConstraint(
                condition=Q(result="") | Q(result=RowResult.DROPPED) | (Q(result=RowResult.KEPT) ^ ~Q(outcome=Outcome.KEEP)),
                name="row_result_is_its_outcome",
            ),
            models.CheckConstraint(condition=Q(running=False) | Q(result__in=["", RowResult.TAKEN]), name="row_left_is_free"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        item = ("series",)
        fields: ClassVar = dict.fromkeys(
            ["id", "municipality", "dossier", "on_list", "series", "judged_by", "running", "result", "because"], Technical()
        ) | dict.fromkeys(["law", "destroy_from", "citations", "outcome", "judged_at"], Fact())


class Statistic(TenantModel):
    """What stays of what was made anonymous: how many of one kind, year, law and duration together, never of fewer persons than `MIN_CELL`. What
    would have been of fewer is counted with less said of it; `year` 0, and an empty law or duration, is not said."""

    kind = models.CharField(_("kind"), max_length=15)
    year = models.PositiveSmallIntegerField(_("year"), default=0)
    law = models.CharField(_("law"), max_length=20, blank=True, default="")
    duration = models.CharField(_("duration"), max_length=10, blank=True, default="")
    number = models.PositiveIntegerField(_("number"))

    class Meta:
        verbose_name = _("figure without a person")
        verbose_name_plural = _("figures without a person")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "kind", "year", "law", "duration"], name="statistic_once"),
            models.CheckConstraint(condition=Q(number__gte=MIN_CELL), name="statistic_never_small"),
        ]

    class Privacy:
        subject = None
        clock = "none"
        kept = Always("Figures of enough persons together, which lead to nobody.")
        fields: ClassVar = dict.fromkeys(["id", "municipality", "kind", "year", "law", "duration", "number"], Technical())


class Certificate(TenantModel):
    """The declaration of destruction of one list (archiefbesluit art. 8): what was destroyed in kind and number, on which ground, who made,
    judged and approved the list; of whose it was nothing. Frozen: `digest` is of the content, `pdf_digest` of the printed file. The
    database changes nothing in it and lets none go."""

    encryption_key: ClassVar = ("municipality", "municipality_id")

    on_list = models.OneToOneField(DestructionList, on_delete=models.PROTECT, related_name="certificate")
    content = models.JSONField(_("content"))
    digest = models.CharField(_("digest"), max_length=64)
    pdf = StoredFileField(_("printed"), max_length=80)
    pdf_digest = models.CharField(_("digest of the printed file"), max_length=64)
    made_at = models.DateTimeField(_("made on"))

    class Meta:
        verbose_name = _("declaration of destruction")
        verbose_name_plural = _("declarations of destruction")
        indexes = [models.Index(fields=["municipality", "-made_at"], name="certificate_by_day")]

    class Privacy:
        subject = None
        clock = "none"
        kept = Always("The declaration of destruction is kept permanently (archiefbesluit art. 8).")
        fields: ClassVar = dict.fromkeys(["id", "municipality", "on_list", "digest", "pdf", "pdf_digest", "made_at"], Technical()) | {
            "content": Staff()
        }

    @property
    def file_place(self) -> str:
        """Where the printed file belongs; it opens nowhere else."""
        return f"certificate|{self.pk}"
