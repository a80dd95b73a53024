"""The doors to measuring: the tab, one measurement, an area of life, finishing."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import services
from dossiers.events import DossierEvent
from dossiers.forms.measurement import AreaForm, BeginForm, FinishForm
from dossiers.policies.measurement import instrument_on
from dossiers.presenters import dossier as present_dossier
from dossiers.presenters import measurement as present
from dossiers.presenters.items import refusal
from dossiers.selectors import measurement as select
from dossiers.selectors.items import item_draft_of
from dossiers.services import measurement as measuring
from dossiers.services.drafts import forget_item_draft, save_item_draft
from dossiers.states import MeasurementState
from dossiers.views.drafts import Draft, Typed, keep
from dossiers.views.items import FORBIDDEN, MOST_TYPED
from dossiers.views.pages import restored, user_of
from privacy_domain import clock
from privacy_domain.protocols.types import Refused
from privacy_domain.web.errors import UNPROCESSABLE, Conflict, Invalid, put_error


@require_safe
def measurements(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The last measurement, and the way to a new one."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, event=DossierEvent.MEASUREMENT_SEEN, by=user)
    return render(request, "dossiers/measurement/measurements.html", present.page(dossier, user, clock.today()))


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Begin a measurement."""
    user, on = user_of(request), clock.today()
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    if instrument_on(on) is None:
        raise Http404
    form = BeginForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = measuring.begin_measurement(dossier=dossier, measured_on=form.cleaned_data["measured_on"], by=user)
            return redirect("dossiers:measurement", ref=ref, measurement_id=made.pk)
        except Invalid as error:
            put_error(form, error)
    context = present_dossier.frame(dossier, user, on) | {"form": form, "instrument": instrument_on(on)}
    return render(request, "dossiers/measurement/begin.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def measurement(request: HttpRequest, ref: UUID, measurement_id: UUID) -> HttpResponse:
    """One measurement: being drawn up, or as it was finished."""
    user, on = user_of(request), clock.today()
    dossier = services.open_dossier(ref=ref, event=DossierEvent.MEASUREMENT_SEEN, by=user)
    row = _row(dossier, measurement_id)
    if row.state == MeasurementState.OPEN:
        return render(request, "dossiers/measurement/work.html", present.work(row, user, on))
    return render(request, "dossiers/measurement/finished.html", present_dossier.frame(dossier, user, on) | present.result(row))


@require_http_methods(["GET", "HEAD", "POST"])
def area(request: HttpRequest, ref: UUID, measurement_id: UUID, area_code: str) -> HttpResponse:
    """Open an area of life with a reason, and score it."""
    user, on = user_of(request), clock.today()
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    row = _open_row(dossier, measurement_id)
    context = present.area_page(row, area_code, user, on)
    if context is None:
        raise Http404
    page, line = draft_page(row.pk, area_code), context["line"]
    draft = item_draft_of(dossier, page, user)
    typed = cast("dict[str, list[str]]", draft.content) if draft else {}
    before = {"reason": line["reason"], "level": line["level"], "explanation": line["explanation"]}
    form = AreaForm(request.POST if request.method == "POST" else None, initial=restored(AreaForm, typed, before))
    refused = None
    if form.is_valid():
        try:
            measuring.score_area(measurement=row, area=area_code, by=user, **form.cleaned_data)
            forget_item_draft(dossier=dossier, page=page, by=user)
            return redirect("dossiers:measurement", ref=ref, measurement_id=row.pk)
        except Invalid as error:
            put_error(form, error)
        except Refused as closed:
            refused = refusal(closed.decision, dossier)
    shown = {"form": form, "refusal": refused, "version": draft.version if draft else 0, "saved_at": draft.saved_at if draft else None}
    status = FORBIDDEN if refused else UNPROCESSABLE if form.errors else 200
    return render(request, "dossiers/measurement/area.html", context | shown, status=status)


@require_POST
def save_draft(request: HttpRequest, ref: UUID, measurement_id: UUID, area_code: str) -> JsonResponse:
    """Keep what is typed about an area."""
    user = user_of(request)

    def kept(version: int, content: Typed) -> Draft:
        dossier = services.open_dossier(ref=ref, write=True, by=user)
        row = _row(dossier, measurement_id)
        if area_code not in {known for known, _ in row.areas}:
            raise Http404
        return save_item_draft(dossier=dossier, page=draft_page(row.pk, area_code), version=version, content=content, by=user)

    return keep(request, kept, most=MOST_TYPED)


@require_POST
def close(request: HttpRequest, ref: UUID, measurement_id: UUID, area_code: str) -> HttpResponse:
    """An area was opened that the question does not ask for."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    row = _row(dossier, measurement_id)
    measuring.close_area(measurement=row, area=area_code, by=user)
    forget_item_draft(dossier=dossier, page=draft_page(row.pk, area_code), by=user)
    return redirect("dossiers:measurement", ref=ref, measurement_id=row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, ref: UUID, measurement_id: UUID) -> HttpResponse:
    """Say with whom it was drawn up; from then on it stays as it is."""
    user, on = user_of(request), clock.today()
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    row = _open_row(dossier, measurement_id)
    instrument = instrument_on(row.measured_on)
    joint = bool(instrument and instrument.joint)
    form = FinishForm(request.POST if request.method == "POST" else None, joint=joint, initial={"drawn_up_with": present_dossier.name_of(dossier)})
    if form.is_valid():
        try:
            measuring.finish_measurement(measurement=row, by=user, **form.said())
            return redirect("dossiers:measurements", ref=ref)
        except Invalid as error:
            put_error(form, error)
    context = present.work(row, user, on) | {"form": form, "joint": joint, "instrument": instrument}
    return render(request, "dossiers/measurement/finish.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def drop(request: HttpRequest, ref: UUID, measurement_id: UUID) -> HttpResponse:
    """Give a measurement up."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    measuring.drop_measurement(measurement=_row(dossier, measurement_id), by=user)
    return redirect("dossiers:measurements", ref=ref)


def draft_page(measurement_id: UUID, area_code: str) -> str:
    """Under which name what is typed about an area is kept."""
    return f"meting-{measurement_id}-{area_code}"[:60]


def _row(dossier: Any, measurement_id: UUID) -> Any:
    row = select.measurement_of(dossier, measurement_id)
    if row is None:
        raise Http404
    return row


def _open_row(dossier: Any, measurement_id: UUID) -> Any:
    row = _row(dossier, measurement_id)
    if row.state != MeasurementState.OPEN:
        raise Conflict("Deze meting is klaar en verandert niet meer. Begin een nieuwe.")
    return row
