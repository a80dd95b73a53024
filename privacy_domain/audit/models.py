"""The line of the log, and the line of the log on configuration."""

from __future__ import annotations

from typing import Any, ClassVar

from auditlog.models import AbstractLogEntry
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_domain import clock, operation
from privacy_domain.privacy import Months, Staff, Technical
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.managers import TenantManager
from privacy_domain.terms import LOG


class AppendOnly(TypeError):
    """A line of the log was to be changed, removed or made outside `record.py`: a mistake in the program."""

    def __init__(self) -> None:
        super().__init__("the audit log is append-only, and audit.record is its only writer")


class EventQuerySet(models.QuerySet["AuditEvent"]):
    """Reads only. The database refuses as well; this says it sooner."""

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise AppendOnly

    create = update = delete = bulk_create = bulk_update = get_or_create = update_or_create = _refuse


class EventManager(TenantManager["AuditEvent"]):
    """Lines of the municipality in scope; raises NoMunicipality outside one."""

    def get_queryset(self) -> EventQuerySet:
        """The lines of the municipality in scope."""
        return EventQuerySet(self.model, using=self._db).filter(municipality_id=scope.require().id)

    def create(self, **kwargs: Any) -> AuditEvent:
        """Refused: `record.py` writes."""
        raise AppendOnly


class AuditEvent(models.Model):
    """One change, look, refusal or failure. Text and ids without foreign keys: the line outlives what it describes.

    The table is partitioned by month of `at` and made by the migration, hence unmanaged; its primary key there is (id, at).
    `canonical` holds the bytes that are sealed later: they are stored and never made again from the columns.
    """

    class Outcome(models.TextChoices):
        """What came of it."""

        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        FAILED = "failed", _("failed")
        LOOKED = "looked", _("looked")

    id = models.UUIDField(primary_key=True, editable=False)
    at = models.DateTimeField(_("moment"))
    municipality_id = models.UUIDField()
    event = models.CharField(_("event"), max_length=80)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(_("actor"), max_length=150)
    role = models.CharField(_("role"), max_length=40)
    on_behalf_of = models.UUIDField(null=True)
    subject_kind = models.CharField(max_length=80)
    subject_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    dossier_id = models.UUIDField(null=True)
    object_ids = ArrayField(models.UUIDField())
    fields = ArrayField(models.CharField(max_length=80))
    purpose = models.CharField(_("purpose"), max_length=80)
    reason = models.CharField(_("reason"), max_length=80)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    protocol_version = models.CharField(_("protocol version"), max_length=60)
    decision = models.JSONField(null=True)
    operation_id = models.UUIDField()
    origin = models.CharField(_("origin"), max_length=300)
    canonical = models.BinaryField()

    objects = EventManager()

    class Meta:
        managed = False
        db_table = "audit_event"
        verbose_name = _("line of the audit log")
        verbose_name_plural = _("audit log")

    class Privacy:
        subject = None
        clock = "log"
        kept = Months(LOG, since="at")
        fields: ClassVar = dict.fromkeys(
            [
                "id", "at", "municipality_id", "event", "actor_id", "role", "on_behalf_of", "subject_kind", "subject_id", "person_id",
                "dossier_id", "object_ids", "fields", "purpose", "reason", "outcome", "protocol_version", "decision", "operation_id",
            ],
            Technical(),
        ) | dict.fromkeys(["actor_name", "origin", "canonical"], Staff())  # fmt: skip

    def __str__(self) -> str:
        return f"{self.event} {self.id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refused: `record.py` writes."""
        raise AppendOnly

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused."""
        raise AppendOnly


class ConfigurationEntry(AbstractLogEntry):  # type: ignore[misc]  # the library has no types
    """Who changed which setting or account: django-auditlog's line, in our own table because it needs a municipality.

    Row-level security isolates by that column; a line made outside a municipality (a command that registers one) has none and
    is visible only outside every municipality. Values stand in it only for fields that `watch` let through; case data is never
    watched. Lines are append-only like the audit log's.
    """

    municipality_id = models.UUIDField(null=True, editable=False)
    timestamp = models.DateTimeField(_("moment"), db_index=True)

    class Meta(AbstractLogEntry.Meta):  # type: ignore[misc]
        db_table = "audit_configuration_entry"
        verbose_name = _("change of configuration")
        verbose_name_plural = _("changes of configuration")

    class Privacy:
        subject = None
        clock = "log"
        kept = Months(LOG, since="timestamp")
        fields: ClassVar = dict.fromkeys(
            [
                "id", "municipality_id", "content_type", "object_pk", "object_id", "serialized_data", "action", "actor", "cid",
                "remote_addr", "remote_port", "timestamp", "additional_data",
            ],
            Technical(),
        ) | dict.fromkeys(["object_repr", "changes", "changes_text", "actor_email"], Staff())  # fmt: skip

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the line once, with the actor and number of the operation that runs. Raises AppendOnly for a second save."""
        if not self._state.adding:
            raise AppendOnly
        running, here = operation.current(), scope.current()
        acting = running.acting()
        self.municipality_id = here.id if here else None
        self.actor_id = acting.id if acting else None
        self.cid = str(running.id)
        self.timestamp = clock.now()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused."""
        raise AppendOnly
