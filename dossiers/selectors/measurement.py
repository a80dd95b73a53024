"""Measurements of a dossier, for who opened it."""

from __future__ import annotations

from uuid import UUID

from dossiers.models import Dossier, Measurement, Score
from dossiers.states import MeasurementState


def measurements_of(dossier: Dossier) -> list[Measurement]:
    """The measurements that are drawn up or finished, the newest first."""
    rows = Measurement.objects.filter(dossier=dossier).exclude(state=MeasurementState.DROPPED)
    return list(rows.select_related("finished_by", "dossier").order_by("-measured_on", "-finished_at", "-pk"))


def measurement_of(dossier: Dossier, measurement_id: UUID) -> Measurement | None:
    """One of them, or None."""
    return next((row for row in measurements_of(dossier) if row.pk == measurement_id), None)


def scores_of(measurement: Measurement) -> dict[str, Score]:
    """The areas that were opened, by their code."""
    return {row.area: row for row in Score.objects.filter(measurement=measurement)}


def before(measurement: Measurement) -> Measurement | None:
    """The finished measurement before this one."""
    earlier = [
        row
        for row in measurements_of(measurement.dossier)
        if row.state == MeasurementState.FINISHED and row.pk != measurement.pk and row.measured_on <= measurement.measured_on
    ]
    if measurement.finished_at is not None:
        earlier = [row for row in earlier if row.finished_at and row.finished_at < measurement.finished_at]
    return earlier[0] if earlier else None


def open_measurement(dossier: Dossier) -> Measurement | None:
    """The one that is being drawn up, or None."""
    return next((row for row in measurements_of(dossier) if row.state == MeasurementState.OPEN), None)
