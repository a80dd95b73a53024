"""The request of a data subject, and what moves its clock."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.models import Team
from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.people.models import Person
from privacy_domain.privacy import Fact, Personal, Technical
from privacy_domain.tenancy.models import TenantModel
from requests.states import (
    AWAITING_DECISION,
    OPEN,
    Deadline,
    Ending,
    ExtensionReason,
    Identification,
    Lateness,
    Received,
    Recipient,
    Requester,
    RequestKind,
    RequestState,
)


class SubjectRequest(TenantModel):
    """Somebody asks something about the data that are kept about him (leek-2018 art. 11; leiden-2016 art. 15-18; opsterland-2015 art. 18-21;
    avg art. 15-21). Anybody can: `person` need not be a client.

    The days at the end are what the facts gave when they were last counted (`counted_at`): the pages and the daily job count them
    again. `due_on` is the day that comes first now; empty while the clock stands still and when nothing is left to do in time.
    """

    encryption_key: ClassVar = ("person", "person_id")

    number = models.CharField(_("number"), max_length=10, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what is asked"), max_length=15, choices=RequestKind)
    channel = models.CharField(_("how it came in"), max_length=10, choices=Received)
    received_on = models.DateField(_("received on"))
    wish = EncryptedTextField(_("in the person's own words"), max_length=4000, multiline=True)
    requester = models.CharField(_("who asks"), max_length=10, choices=Requester, default=Requester.SELF)
    requester_name = EncryptedTextField(_("name of who asks"), max_length=200, blank=True, default="")
    authority = EncryptedTextField(_("what the authority rests on"), max_length=1000, blank=True, default="", multiline=True)
    reach = EncryptedTextField(_("how to reach who asks"), max_length=500, blank=True, null=True, multiline=True)
    state = models.CharField(_("state"), max_length=10, choices=RequestState, default=RequestState.RECEIVED)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    registered_at = models.DateTimeField(_("registered on"))
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    identified_as = models.CharField(_("how it is sure who asks"), max_length=15, choices=Identification, blank=True, default="")
    together = models.BooleanField(_("child and representative ask together"), default=False)
    identified_at = models.DateTimeField(_("identity checked on"), null=True, blank=True)
    identified_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    extension_reason = models.CharField(_("why extended"), max_length=10, choices=ExtensionReason, blank=True, default="")
    extension_words = EncryptedTextField(_("explanation of the extension"), max_length=2000, blank=True, default="", multiline=True)
    extension_letter = models.UUIDField(_("letter on the extension"), null=True, blank=True)
    extended_on = models.DateField(_("extended on"), null=True, blank=True)
    extended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    late_because = models.CharField(_("why too late"), max_length=12, choices=Lateness, blank=True, default="")
    late_words = EncryptedTextField(_("explanation of the lateness"), max_length=2000, blank=True, default="", multiline=True)
    ended_because = models.CharField(_("why ended"), max_length=15, choices=Ending, blank=True, default="")
    ended_at = models.DateTimeField(_("ended or closed on"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    protocol_version = models.CharField(_("protocol on the day of receipt"), max_length=60, blank=True, default="")
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list, blank=True)
    decide_by = models.DateField(_("to be decided by"), null=True, blank=True)
    execute_by = models.DateField(_("to be carried out by"), null=True, blank=True)
    due_on = models.DateField(_("first last day"), null=True, blank=True)
    counted_at = models.DateTimeField(_("counted on"))

    class Meta:
        verbose_name = _("request of a data subject")
        verbose_name_plural = _("requests of data subjects")
        indexes = [
            models.Index(fields=["municipality", "due_on", "id"], condition=Q(state__in=OPEN), name="request_by_last_day"),
            models.Index(fields=["handler", "due_on"], condition=Q(state__in=OPEN), name="request_of_handler"),
            models.Index(fields=["person"], name="request_of_person"),
            models.Index(fields=["municipality", "-received_on", "id"], name="request_by_receipt"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="request_number"),
            models.CheckConstraint(
                condition=Q(identified_at__isnull=True, identified_by__isnull=True, identified_as="")
                | Q(identified_at__isnull=False, identified_by__isnull=False) & ~Q(identified_as=""),
                name="request_identified_how_when_by",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RequestState.RECEIVED, RequestState.ENDED]) | Q(identified_at__isnull=False),
                name="request_in_hand_is_identified",
            ),
            models.CheckConstraint(
                condition=Q(state__in=AWAITING_DECISION) ^ (Q(decided_on__isnull=False) | Q(state=RequestState.ENDED)), name="request_decided_when"
            ),
            models.CheckConstraint(condition=~(Q(state=RequestState.ENDED) ^ ~Q(ended_because="")), name="request_ended_why"),
            models.CheckConstraint(
                condition=~(Q(state__in=[RequestState.ENDED, RequestState.CLOSED]) ^ Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="request_over_when_by",
            ),
            models.CheckConstraint(
                condition=Q(extended_on__isnull=True) | Q(extension_letter__isnull=False, extended_by__isnull=False) & ~Q(extension_reason=""),
                name="request_extended_by_letter",
            ),
        ]

    class Privacy:
        subject = "person_id"
        clock = "request"
        fields: ClassVar = (
            dict.fromkeys(
                [
                    "id", "municipality", "person", "team", "handler", "registered_by", "identified_by", "extension_letter", "extended_by",
                    "ended_by", "counted_at",
                ],
                Technical(),
            )
            | dict.fromkeys(
                [
                    "number", "kind", "channel", "received_on", "requester", "state", "registered_at", "identified_as", "together", "identified_at",
                    "extension_reason", "extended_on", "late_because", "ended_because", "ended_at", "decided_on", "protocol_version", "citations",
                    "decide_by", "execute_by", "due_on",
                ],
                Fact(),
            )
            | dict.fromkeys(["wish", "requester_name", "authority", "reach", "extension_words", "late_words"], Personal())
        )  # fmt: skip


class RequestRow(TenantModel):
    """A row about one request, sealed with the key of the person whose request it is."""

    encryption_key: ClassVar = ("person", "person_id")

    request = models.ForeignKey(SubjectRequest, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class ClockStop(RequestRow):
    """The clock of a request stands still, for one of the reasons that the law knows, from one day until another (avg art. 12 lid 6;
    awb art. 4:15)."""

    ground = models.CharField(_("why it stands still"), max_length=20)
    explanation = EncryptedTextField(_("explanation"), max_length=2000, multiline=True)
    stopped_on = models.DateField(_("stands still from"))
    restarted_on = models.DateField(_("goes on from"), null=True, blank=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    restarted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("stop of a term")
        verbose_name_plural = _("stops of a term")
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=Q(restarted_on__isnull=True), name="stopped_once_at_a_time"),
            models.CheckConstraint(condition=Q(restarted_on__isnull=True) | Q(restarted_on__gte=F("stopped_on")), name="restarted_after_stop"),
            models.CheckConstraint(condition=~(Q(restarted_on__isnull=True) ^ Q(restarted_by__isnull=True)), name="restarted_by_somebody"),
        ]
        indexes = [models.Index(fields=["request", "stopped_on"], name="stops_of_request")]

    class Privacy:
        subject = "person_id"
        clock = "request"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "request", "person", "stopped_by", "restarted_by"], Technical())
            | dict.fromkeys(["ground", "stopped_on", "restarted_on"], Fact())
            | {"explanation": Personal()}
        )


class Reminder(RequestRow):
    """Somebody was reminded of a last day. The key makes it once, whoever tries it and how often: `due_on` with the days before it."""

    deadline = models.CharField(_("for what"), max_length=10, choices=Deadline)
    due_on = models.DateField(_("last day"))
    days_before = models.PositiveSmallIntegerField(_("days before it"))
    recipient = models.CharField(_("for whom"), max_length=15, choices=Recipient)
    made_at = models.DateTimeField(_("reminded on"))

    class Meta:
        verbose_name = _("reminder of a last day")
        verbose_name_plural = _("reminders of last days")
        constraints = [
            models.UniqueConstraint(fields=["request", "deadline", "due_on", "days_before", "recipient"], name="reminded_once"),
        ]

    class Privacy:
        subject = "person_id"
        clock = "request"
        fields: ClassVar = dict.fromkeys(["id", "municipality", "request", "person"], Technical()) | dict.fromkeys(
            ["deadline", "due_on", "days_before", "recipient", "made_at"], Fact()
        )
