"""Carrying out a decision on a request: what has to be done, and who has to be told of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.people.models import Partner
from privacy_domain.privacy import Fact, Personal, Technical
from requests.models.decision import Decision, DecisionPart
from requests.models.request import RequestRow
from requests.states import ExecutionAct, NoticeState, StepState


class ExecutionStep(RequestRow):
    """What has to be done because one part of a request was granted (leek-2018 and landsmeer-2016 art. 11 lid 6; leiden-2016 art. 17 lid 2;
    opsterland-2015 art. 20 lid 2). `version` is the version of the item at the decision: a later one shows that it was corrected. `result`
    is what came of it: the new version, the statement, the shielding, the destruction."""

    part = models.OneToOneField(DecisionPart, on_delete=models.CASCADE, related_name="+")
    act = models.CharField(_("what has to be done"), max_length=10, choices=ExecutionAct)
    version = models.PositiveIntegerField(_("version of the item at the decision"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=StepState, default=StepState.TODO)
    result = models.UUIDField(_("what came of it"), null=True, blank=True)
    words = EncryptedTextField(_("what was done, or why it was not"), max_length=1000, blank=True, default="", multiline=True)
    done_at = models.DateTimeField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("step in carrying out a decision")
        verbose_name_plural = _("steps in carrying out decisions")
        indexes = [models.Index(fields=["request"], name="execution_of_request")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=StepState.TODO) ^ Q(done_at__isnull=False, done_by__isnull=False), name="execution_done_when_by"
            ),
        ]  # fmt: skip

    class Privacy:
        subject = "person_id"
        clock = "request"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "request", "person", "part", "version", "result", "done_by"], Technical())
            | dict.fromkeys(["act", "state", "done_at"], Fact())
            | {"words": Personal()}
        )


class RecipientNotice(RequestRow):
    """One recipient of the data that a decision changes hears of it, by a letter, or does not, for a reason (leek-2018 and landsmeer-2016
    art. 11 lid 6; leiden-2016 art. 18 lid 2; opsterland-2015 art. 19 lid 4; avg art. 19). `relation` is somebody around the client, by the
    id that he has in the dossier; `name` is the recipient as what was sent names him."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    relation = models.UUIDField(_("relation"), null=True, blank=True)
    name = EncryptedTextField(_("recipient"), max_length=300)
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=NoticeState, default=NoticeState.DUE)
    letter = models.UUIDField(_("letter"), null=True, blank=True)
    because = EncryptedTextField(_("why the recipient is not told"), max_length=1000, blank=True, default="", multiline=True)
    done_at = models.DateTimeField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("notice to a recipient")
        verbose_name_plural = _("notices to recipients")
        constraints = [
            models.UniqueConstraint(fields=["request", "partner", "relation"], nulls_distinct=False, name="noticed_once_a_recipient"),
            models.CheckConstraint(condition=Q(partner__isnull=True) ^ Q(relation__isnull=True), name="notice_one_recipient"),
            models.CheckConstraint(
                condition=Q(state=NoticeState.DUE) ^ Q(done_at__isnull=False, done_by__isnull=False), name="notice_done_when_by"
            ),
            models.CheckConstraint(condition=~Q(state=NoticeState.SENT) | Q(letter__isnull=False), name="notice_sent_by_letter"),
        ]  # fmt: skip

    class Privacy:
        subject = "person_id"
        clock = "request"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "request", "person", "decision", "partner", "relation", "letter", "done_by"], Technical())
            | dict.fromkeys(["citations", "state", "done_at"], Fact())
            | dict.fromkeys(["name", "because"], Personal())
        )
