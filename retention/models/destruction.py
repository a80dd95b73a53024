"""The log of destruction: what went, in kind and number, when, by whom and why; and nothing of whose it was."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacy_domain.privacy import Always, Technical
from privacy_domain.tenancy.models import TenantModel
from retention.states import DestructionOf, DestructionReason, DestructionState, Outcome


class Destruction(TenantModel):
    """One dossier, one part or one item that is being destroyed, or was (leiden-2016 art. 10 lid 3; kept for every municipality).

    `outcome` says whether figures stayed that nobody can be found by. Of a part `items` names what of it were items; `within` is the
    dossier in which a part or an item stood, until it is gone. Who decided on what a restored backup had brought back stands in the log and not here: the backup was older than the decision.

    `subject` is the random id that the ledger has too. `files` and `keys` are what still must go after the rows; they are empty
    when it is done. The database changes nothing in a destruction that is done, and lets none go.
    """

    subject = models.UUIDField(_("what is destroyed"), default=uuid4, editable=False)
    of = models.CharField(_("kind"), max_length=10, choices=DestructionOf, default=DestructionOf.DOSSIER)
    outcome = models.CharField(_("end"), max_length=10, choices=Outcome, default=Outcome.DESTROY)
    within = models.UUIDField(_("dossier"), null=True, blank=True)
    items = ArrayField(models.UUIDField(), verbose_name=_("items"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=DestructionState, default=DestructionState.MARKED)
    reason = models.CharField(_("reason"), max_length=10, choices=DestructionReason)
    laws = ArrayField(models.CharField(max_length=20), verbose_name=_("laws"), default=list)
    protocol_version = models.CharField(_("protocol"), max_length=60, blank=True, default="")
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list)
    source_kind = models.CharField(_("kind of cause"), max_length=40)
    source_id = models.UUIDField(_("cause"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    rows = models.JSONField(_("rows by table"), default=dict)
    file_count = models.PositiveIntegerField(_("number of files"), default=0)
    files = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    keys = models.JSONField(default=list, blank=True)
    marked_at = models.DateTimeField(_("hidden on"))
    removed_at = models.DateTimeField(_("rows removed on"), null=True, blank=True)
    done_at = models.DateTimeField(_("destroyed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("destruction")
        verbose_name_plural = _("destructions")
        indexes = [
            models.Index(fields=["municipality", "marked_at"], name="destruction_by_day"),
            models.Index(fields=["municipality"], condition=~Q(state="done"), name="destruction_under_way"),
            models.Index(fields=["source_id"], name="destruction_by_cause"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "subject"], name="destroyed_once"),
            models.CheckConstraint(condition=~Q(decided_by=F("approved_by")), name="destruction_approved_by_another"),
            models.CheckConstraint(
                condition=Q(reason=DestructionReason.REPLAY) | Q(decided_by__isnull=False, approved_by__isnull=False),
                name="destruction_decided_by_somebody",
            ),
            models.CheckConstraint(condition=Q(state=DestructionState.MARKED) ^ Q(removed_at__isnull=False), name="destruction_removed_when"),
            models.CheckConstraint(
                condition=Q(state=DestructionState.DONE, done_at__isnull=False, files=[], keys=[], within__isnull=True)
                | (~Q(state=DestructionState.DONE) & Q(done_at__isnull=True)),
                name="destruction_done_when_nothing_is_left",
            ),
            models.CheckConstraint(
                condition=Q(of=DestructionOf.DOSSIER, within__isnull=True, items=[]) | (~Q(of=DestructionOf.DOSSIER) & Q(laws__len=1)),
                name="destruction_of_what",
            ),
            models.CheckConstraint(condition=~Q(outcome=Outcome.KEEP), name="destruction_ends_it"),
        ]

    class Privacy:
        subject = None
        clock = "none"
        kept = Always("The log of destruction (leiden-2016 art. 10 lid 3; archiefbesluit art. 8): what went, in kind and number, and of nobody.")
        fields: ClassVar = dict.fromkeys(
            [
                "id", "municipality", "subject", "of", "outcome", "within", "items", "state", "reason", "laws", "protocol_version", "citations", "source_kind", "source_id",
                "decided_by", "approved_by", "rows", "file_count", "files", "keys", "marked_at", "removed_at", "done_at",
            ],
            Technical(),
        )  # fmt: skip
