"""What is proposed about the protocol, and what counting it showed: nothing comes into force that a second person has not seen the effect of."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacy_domain.privacy import Always, Fact, Technical
from privacy_domain.tenancy.models import Adoption, TenantModel


class Proposal(TenantModel):
    """A version to take into force, or other dates for one that was adopted. One at a time.

    The effect on everything that is open is counted first; whoever approves approves that count, by its digest, and is another than
    who proposed. The database holds both, and lets nothing of a proposal change once it was decided.
    """

    class State(models.TextChoices):
        """Where the proposal stands."""

        COUNTING = "counting", _("its effect is being counted")
        COUNTED = "counted", _("waits for a second person")
        ADOPTED = "adopted", _("adopted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    OPEN: ClassVar = (State.COUNTING, State.COUNTED)

    adoption = models.ForeignKey(
        Adoption, verbose_name=_("other dates for"), on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text=_("Leave empty to take a version into force."),
    )  # fmt: skip
    version = models.CharField(_("protocol version"), max_length=60)
    published_on = models.DateField(
        _("published on"), null=True, blank=True, help_text=_("Where the text begins on the day after publication: the first day follows from it."),
    )  # fmt: skip
    valid_from = models.DateField(_("in force from"), blank=True)
    valid_until = models.DateField(_("last day in force"), null=True, blank=True)
    basis = models.CharField(_("basis of the dates"), max_length=20, choices=Adoption.Basis)
    source = models.CharField(
        _("source of the dates"), max_length=300, help_text=_("Decision, publication or article in which the dates can be found."),
    )  # fmt: skip
    review_on = models.DateField(_("to be evaluated on"), null=True, blank=True)
    owner = models.CharField(_("who sees to the evaluation"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.COUNTING)
    proposed_at = models.DateTimeField(_("proposed on"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(_("round of counting"), default=1)
    job_id = models.UUIDField(null=True, blank=True)
    counted_to = models.UUIDField(null=True, blank=True)
    seen_as_of = models.DateField(_("counted as it would be on"), null=True, blank=True)
    counted_at = models.DateTimeField(_("counted on"), null=True, blank=True)
    dossiers = models.PositiveIntegerField(_("dossiers looked at"), default=0)
    requests = models.PositiveIntegerField(_("running requests looked at"), default=0)
    digest = models.CharField(_("mark of what was counted"), max_length=64, blank=True)
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_digest = models.CharField(max_length=64, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("proposal about the protocol")
        verbose_name_plural = _("proposals about the protocol")
        constraints = [
            models.CheckConstraint(condition=~Q(state="adopted") | ~Q(decided_by=F("proposed_by")), name="proposal_needs_four_eyes"),
            models.CheckConstraint(
                condition=Q(state="adopted", digest=F("approved_digest")) & ~Q(digest="") | ~Q(state="adopted") & Q(approved_digest=""),
                name="proposal_approved_as_it_was_counted",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["counting", "counted"], decided_at__isnull=True, decided_by__isnull=True)
                | Q(state__in=["adopted", "withdrawn"], decided_at__isnull=False, decided_by__isnull=False),
                name="proposal_decided_when_by",
            ),
            models.CheckConstraint(condition=~Q(state="counted") | ~Q(digest=""), name="proposal_counted_has_a_mark"),
            models.CheckConstraint(condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="proposal_ends_after_start"),
            models.CheckConstraint(condition=Q(review_on__isnull=True) | ~Q(owner=""), name="proposal_review_has_an_owner"),
            models.UniqueConstraint(fields=["municipality"], condition=Q(state__in=["counting", "counted"]), name="proposal_one_at_a_time"),
        ]

    class Privacy:
        subject = None
        clock = "none"
        kept = Always("Every decision rests on a version; who took it into force, and on what grounds, is asked as long as there are decisions.")
        fields: ClassVar = dict.fromkeys(
            [
                "id", "municipality", "adoption", "version", "published_on", "valid_from", "valid_until", "basis", "source", "review_on", "owner",
                "state", "proposed_at", "proposed_by", "round", "job_id", "counted_to", "seen_as_of", "counted_at", "dossiers", "requests",
                "digest", "decided_at", "decided_by", "approved_digest",
            ],
            Technical(),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.version


class ProposalEffect(TenantModel):
    """One thing that would change: who can open a dossier, the last day of a request, or the day from which something is destroyed."""

    class Kind(models.TextChoices):
        """What would change."""

        ACCESS = "access", _("who can open the dossier")
        TERM = "term", _("last day of the request")
        RETENTION = "retention", _("destroyed from")

    proposal = models.ForeignKey(Proposal, verbose_name=_("proposal"), on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what would change"), max_length=10, choices=Kind)
    number = models.CharField(_("number of dossier or request"), max_length=20)
    dossier_id = models.UUIDField(null=True)
    request_id = models.UUIDField(null=True)
    person_id = models.UUIDField()
    detail = models.CharField(_("part"), max_length=20, blank=True)
    parts = models.PositiveIntegerField(_("times"), default=1)
    before = models.CharField(_("now"), max_length=400, blank=True)
    after = models.CharField(_("then"), max_length=400, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("effect of a proposal")
        verbose_name_plural = _("effects of proposals")
        indexes = [models.Index(fields=["proposal", "kind", "number", "id"], name="proposal_effect_listed")]
        constraints = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="proposal_effect_is_a_change"),
            models.CheckConstraint(condition=Q(kind="term") ^ Q(request_id__isnull=True), name="proposal_effect_on_a_request"),
        ]

    class Privacy:
        subject = "person_id"
        dossier = ("dossier_id",)
        person = ("person_id",)
        clock = "dossier"
        fields: ClassVar = dict.fromkeys(
            ["id", "municipality", "proposal", "dossier_id", "request_id", "person_id", "kind", "detail", "parts"], Technical()
        ) | dict.fromkeys(["number", "before", "after"], Fact(in_access_package=False))
