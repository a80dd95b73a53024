"""Measuring: areas of life opened one by one, each with why the question asks for it; the others stay empty."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from access.models import User
from dossiers.events import DossierEvent
from dossiers.models import Dossier, Measurement, Score
from dossiers.models.measurement import HIGHEST, LOWEST
from dossiers.policies.measurement import check_may_score, instrument_on
from dossiers.states import MeasurementState
from privacy_domain import clock
from privacy_domain.audit.record import record, refused
from privacy_domain.protocols.types import Refused
from privacy_domain.web.errors import Conflict, Invalid


@transaction.atomic
def begin_measurement(*, dossier: Dossier, measured_on: date, by: User) -> Measurement:
    """A measurement with the instrument of that day, all areas closed.

    Raises Invalid where nothing is measured, and for a day before the dossier or ahead; Conflict while one is being drawn up.
    """
    instrument = instrument_on(measured_on)
    if instrument is None:
        raise Invalid("Deze gemeente meet niet met een vast instrument.", field="measured_on")
    if not dossier.opened_on <= measured_on <= clock.today():
        raise Invalid("Kies een dag tussen het begin van het dossier en vandaag.", field="measured_on")
    Dossier.objects.select_for_update().get(pk=dossier.pk)
    if Measurement.objects.filter(dossier=dossier, state=MeasurementState.OPEN).exists():
        raise Conflict("Er is al een meting die nog niet klaar is. Maak die eerst af.")
    row = Measurement(
        dossier=dossier, instrument=instrument.name, areas=[list(area) for area in instrument.areas], measured_on=measured_on, begun_by=by
    )
    row.save(force_insert=True)
    _log(DossierEvent.MEASUREMENT_BEGUN, row, by)
    return row


@transaction.atomic
def score_area(*, measurement: Measurement, area: str, reason: str, level: int | None, explanation: str = "", by: User) -> Score:
    """Open an area of life with why the question asks for it, and say where the client stands; `level` None: not said yet.

    Raises Invalid for another area than the instrument's, without a reason, for a level outside 1 to 5; Conflict when the
    measurement is not being drawn up any more; Refused where the protocol does not let it be written down as things stand.
    """
    _require_open(Measurement.objects.select_for_update().get(pk=measurement.pk))
    if area not in {code for code, _ in measurement.areas}:
        raise Invalid("Dit leefgebied hoort niet bij het instrument.")
    if not reason.strip():
        raise Invalid("Schrijf op waarom de vraag van de cliënt hierom vraagt. Zonder reden blijft het gebied dicht.", field="reason")
    if level is not None and not LOWEST <= level <= HIGHEST:
        raise Invalid("Kies een niveau van 1 tot en met 5.", field="level")
    dossier = measurement.dossier
    try:
        check_may_score(area, dossier, clock.today())
    except Refused as refusal:
        raise refused(
            refusal, DossierEvent.AREA_OPENED, by=by, subject_kind="area", dossier_id=dossier.pk, person_id=dossier.person_id, reason=area
        ) from None
    row = Score.objects.filter(measurement=measurement, area=area).first()
    opened = row is None
    row = row or Score(measurement=measurement, dossier=dossier, area=area, opened_at=clock.now(), opened_by=by)
    row.reason, row.level, row.explanation = reason.strip(), level, explanation.strip()
    row.save(force_insert=opened)
    _log(DossierEvent.AREA_OPENED if opened else DossierEvent.AREA_SCORED, measurement, by, area)
    return row


@transaction.atomic
def close_area(*, measurement: Measurement, area: str, by: User) -> None:
    """An area was opened that the question does not ask for: what stood there is gone. Raises Conflict when it is not open."""
    _require_open(measurement)
    if not Score.objects.filter(measurement=measurement, area=area).delete()[0]:
        raise Conflict("Dit leefgebied was niet geopend.")
    _log(DossierEvent.AREA_CLOSED, measurement, by, area)


@transaction.atomic
def finish_measurement(*, measurement: Measurement, with_client: bool, drawn_up_with: str = "", not_together: str = "", by: User) -> Measurement:
    """It is whole and stays as it is: drawn up with the client, by whom else, or why not.

    Raises Conflict when it was finished, Invalid with no area scored, with an open area without a level, without who or why, and
    where the protocol knows it only as drawn up together (Opsterland 9 lid 1 onder e).
    """
    locked = Measurement.objects.select_for_update().select_related("dossier").get(pk=measurement.pk)
    _require_open(locked)
    scores = list(Score.objects.filter(measurement=locked))
    if not scores or any(score.level is None for score in scores):
        raise Invalid("Kies bij elk geopend leefgebied een niveau, of sluit het gebied weer.")
    instrument = instrument_on(locked.measured_on)
    if not with_client and instrument is not None and instrument.joint:
        raise Invalid("Deze meting hoort samen met de cliënt te worden opgesteld. Bespreek haar eerst met de cliënt.", field="with_client")
    if with_client and not drawn_up_with.strip():
        raise Invalid("Schrijf op met wie je de meting hebt opgesteld.", field="drawn_up_with")
    if not with_client and not not_together.strip():
        raise Invalid("Schrijf op waarom de meting niet samen met de cliënt is opgesteld.", field="not_together")
    locked.with_client = with_client
    locked.drawn_up_with, locked.not_together = drawn_up_with.strip() if with_client else "", "" if with_client else not_together.strip()
    locked.state, locked.finished_at, locked.finished_by = MeasurementState.FINISHED, clock.now(), by
    locked.save()
    _log(DossierEvent.MEASUREMENT_FINISHED, locked, by)
    return locked


@transaction.atomic
def drop_measurement(*, measurement: Measurement, by: User) -> None:
    """Given up: nothing of it is kept but that it was begun. Raises Conflict when it is not being drawn up."""
    changed = Measurement.objects.filter(pk=measurement.pk, state=MeasurementState.OPEN).update(state=MeasurementState.DROPPED)
    if changed != 1:
        raise Conflict("Deze meting wordt niet meer opgesteld.")
    Score.objects.filter(measurement=measurement).delete()
    _log(DossierEvent.MEASUREMENT_DROPPED, measurement, by)


def _require_open(measurement: Measurement) -> None:
    if measurement.state != MeasurementState.OPEN:
        raise Conflict("Deze meting is klaar en verandert niet meer. Begin een nieuwe.")


def _log(event: DossierEvent, row: Measurement, by: User, area: str = "") -> None:
    record(
        event,
        subject_kind="measurement",
        subject_id=row.pk,
        dossier_id=row.dossier_id,
        person_id=row.dossier.person_id,
        reason=area,
        by=by,
    )
