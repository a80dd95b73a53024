"""Measuring how somebody gets on, area of life by area of life; only areas that the question asks for."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import DossierRow
from dossiers.states import LifeArea, MeasurementState
from privacy_domain.crypto.fields import EncryptedJSONField, EncryptedTextField
from privacy_domain.privacy import Always, Fact, Personal, Technical
from privacy_domain.tenancy.models import TenantModel

LOWEST, HIGHEST = 1, 5


class Instrument(TenantModel):
    """The municipality's own switch: an instrument that it uses from one day until another, with its areas of life. Where the
    protocol names one (Opsterland 1 onder x) none is needed. Names of areas only; the criteria belong to their publisher."""

    name = models.CharField(_("name"), max_length=100)
    areas = ArrayField(models.CharField(max_length=30, choices=LifeArea), verbose_name=_("areas of life"))
    source = models.CharField(_("who decided on it, and where that is written"), max_length=300)
    valid_from = models.DateField(_("in use from"))
    valid_until = models.DateField(_("last day in use"), null=True, blank=True)

    class Meta:
        verbose_name = _("instrument to measure with")
        verbose_name_plural = _("instruments to measure with")
        constraints = [
            models.CheckConstraint(condition=Q(areas__len__gt=0), name="instrument_has_areas"),
            models.CheckConstraint(condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="instrument_ends_after_start"),
            models.UniqueConstraint(fields=["municipality"], condition=Q(valid_until__isnull=True), name="one_instrument_in_use"),
        ]

    class Privacy:
        subject = None
        clock = "none"
        kept = Always("Which questionnaires the municipality uses; says nothing about a person.")
        fields: ClassVar = dict.fromkeys(["id", "municipality", "name", "areas", "source", "valid_from", "valid_until"], Technical())


class Measurement(DossierRow):
    """One measurement, on one day, with one instrument. While it is open areas are opened and scored; finished, it stays as it is."""

    instrument = models.CharField(_("instrument"), max_length=100)
    areas = models.JSONField(_("areas of the instrument"))  # code and name as they were on that day
    state = models.CharField(_("state"), max_length=10, choices=MeasurementState, default=MeasurementState.OPEN)
    measured_on = models.DateField(_("measured on"))
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    with_client = models.BooleanField(_("drawn up together with the client"), null=True, blank=True)
    drawn_up_with = EncryptedTextField(_("with whom"), max_length=300, blank=True, default="")
    not_together = EncryptedTextField(_("why not together"), max_length=1000, blank=True, default="", multiline=True)
    finished_at = models.DateTimeField(_("finished on"), null=True, blank=True)
    finished_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        indexes = [models.Index(fields=["dossier", "-measured_on"], name="measurement_of_dossier")]
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(state=MeasurementState.OPEN), name="one_measurement_at_a_time"),
            models.CheckConstraint(
                condition=Q(state=MeasurementState.FINISHED, finished_at__isnull=False, finished_by__isnull=False, with_client__isnull=False)
                | (~Q(state=MeasurementState.FINISHED) & Q(finished_at__isnull=True, finished_by__isnull=True)),
                name="measurement_finished_when_and_by_whom",
            ),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "begun_by", "finished_by", "areas"], Technical())
            | dict.fromkeys(["instrument", "state", "measured_on", "with_client", "finished_at"], Fact())
            | dict.fromkeys(["drawn_up_with", "not_together"], Personal())
        )


class Score(DossierRow):
    """An area of life that was opened, why the question asks for it, and where the client stands (1 to 5). An area without a row
    stays closed: nothing is known about it."""

    measurement = models.ForeignKey(Measurement, on_delete=models.CASCADE, related_name="scores")
    area = models.CharField(_("area of life"), max_length=30)
    reason = EncryptedTextField(_("why the question asks for it"), max_length=1000, multiline=True)
    level = EncryptedJSONField(_("level"), null=True, blank=True)
    explanation = EncryptedTextField(_("explanation"), max_length=2000, blank=True, default="", multiline=True)
    opened_at = models.DateTimeField(_("opened on"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [models.UniqueConstraint(fields=["measurement", "area"], name="area_opened_once")]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "measurement", "opened_by"], Technical())
            | dict.fromkeys(["area", "opened_at"], Fact())
            | dict.fromkeys(["reason", "level", "explanation"], Personal())
        )
