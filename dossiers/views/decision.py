"""The doors of who decides: the inbox, and one page with exactly what would leave."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers.events import DossierEvent
from dossiers.forms.envelope import ConfirmForm, DecideForm
from dossiers.policies.disclosure import asks_consultation
from dossiers.policies.envelope import led_by
from dossiers.presenters import disclosed as present_disclosed
from dossiers.presenters import disclosures as present
from dossiers.presenters import telling as present_telling
from dossiers.selectors import disclosure as select
from dossiers.selectors.telling import untold_for
from dossiers.services import disclosure as act
from dossiers.services.disclosure.listing import list_without_consent
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.audit.record import look
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for this team leader: safety first, then the longest waiting; telephone calls to confirm, the late ones marked; and
    what clients were not told yet on the day that was agreed. Empty for everybody else."""
    user, today = user_of(request), clock.today()
    led = led_by(user, today)
    rows, calls = select.waiting_for(user, led), select.calls_waiting_for(user)
    untold = untold_for(led, today, user) if asks_consultation(today) else []
    shown = [*(row.dossier_id for row in rows), *(row.dossier_id for row in calls), *(row.dossier_id for row in untold)]
    look(DossierEvent.DISCLOSURE_INBOX, subject_kind="list", object_ids=list(dict.fromkeys(shown)), by=user)
    context = {
        "rows": [present.inbox_line(row) for row in rows],
        "calls": [present.call_line(row) for row in calls],
        "untold": [present_telling.line(row, today) for row in untold],
        "leads": led.everywhere or bool(led.teams),
    }
    return render(request, "dossiers/disclosure/inbox.html", context)


@require_safe
def without_consent(request: HttpRequest) -> HttpResponse:
    """Everything shared without consent in a quarter, counted and listed, for the privacy officer and who leads a team."""
    listed = list_without_consent(
        quarter=request.GET.get("kwartaal", ""), state=request.GET.get("stand", ""), page=request.GET.get("page", ""), by=user_of(request)
    )
    return render(request, "dossiers/disclosure/without_consent.html", present_disclosed.list_page(listed, clock.today()))


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """One envelope for who decides: agree, do not agree, or ask back, with the reason."""
    user = user_of(request)
    opened = act.open_decision(disclosure_id=source_id, by=user)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act.decide_disclosure(disclosure=opened.envelope.disclosure, **form.cleaned_data, by=user)
            return redirect("dossiers:inbox")
        except Invalid as error:
            put_error(form, error)
    return _page(request, opened, form, ConfirmForm())


@require_POST
def confirm(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Whether a telephone call was as it was written down."""
    user = user_of(request)
    opened = act.open_decision(disclosure_id=source_id, by=user)
    form = ConfirmForm(request.POST)
    if form.is_valid():
        try:
            act.confirm_call(
                disclosure=opened.envelope.disclosure, right=form.cleaned_data["right"] == "yes", note=form.cleaned_data["note"], by=user
            )
            return redirect("dossiers:inbox")
        except Invalid as error:
            put_error(form, error)
    return _page(request, opened, DecideForm(), form)


def _page(request: HttpRequest, opened: act.Opened, form: DecideForm, confirming: ConfirmForm) -> HttpResponse:
    context = present.decision_page(opened.envelope, select.consultations_of(opened.envelope.disclosure), opened.calls)
    status = UNPROCESSABLE if form.errors or confirming.errors else 200
    return render(request, "dossiers/disclosure/decide.html", context | {"form": form, "confirming": confirming}, status=status)
