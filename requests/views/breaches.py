"""Something went wrong: reporting it, the report, what is done about it, those concerned, texts to copy, the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.selectors import account
from access.selectors.accounts import everybody
from access.selectors.breaches import draft_of, reported_by
from access.services import breaches as acts
from access.states import BreachKind, BreachOutcome, BreachRisk, BreachState, BreachStepKind
from dossiers.views.drafts import Typed, keep, typed_content
from dossiers.views.pages import restored
from privacy_domain import clock
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error
from requests.forms.breaches import AssessForm, CloseForm, ConcernedForm, MeasureForm, PeriodForm, ReportForm, TellForm, ticked
from requests.presenters import breaches as present
from requests.selectors.breaches import receiving_partners
from requests.services import breaches as services

MOST_BACK = timedelta(days=30)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Report it; what is typed is kept until it is sent."""
    user = account(request.user)
    draft = draft_of(user)
    typed = cast("Typed", draft.content) if draft else {}
    at_first = _at_first(request) | ({"key": draft.pk} if draft else {})
    form = ReportForm(request.POST if request.method == "POST" else None, initial=restored(ReportForm, typed, at_first))
    if form.is_valid():
        said = form.cleaned_data
        try:
            sent = services.send_report(
                kind=BreachKind(said["kind"]),
                happened=said["happened"],
                discovered_at=form.discovered_at(),  # type: ignore[arg-type]  # both fields are required
                dossier_number=said["dossier_number"],
                key=said["key"],
                by=user,
            )
            return redirect("subject_requests:breach", source_id=sent.pk)
        except Invalid as error:
            put_error(form, error)
    version = _kept(request, form, draft.version if draft else 0)
    context = {"form": form, "version": version, "saved_at": draft.saved_at if draft else None, "mine": present.register_lines(reported_by(user))}
    return render(request, "requests/breaches/report.html", context, status=UNPROCESSABLE if form.errors else 200)


def _at_first(request: HttpRequest) -> dict[str, Any]:
    now = clock.now().astimezone(clock.AMSTERDAM)
    subjects = ticked([request.GET.get("d", "")])
    number = services.known_number(subject=subjects.pop(), by=account(request.user)) if subjects else ""
    return {"discovered_on": now.date(), "discovered_time": now.time().replace(second=0, microsecond=0), "dossier_number": number}


def _kept(request: HttpRequest, form: ReportForm, version: int) -> int:
    """What was sent and is not right yet stays on the server; the version of the page."""
    content = typed_content(request.POST) if request.method == "POST" else None
    if not content:
        return version
    key = form.cleaned_data.get("key")
    return acts.save_draft(version=version, content=content, discovered_at=form.discovered_at(), key=key, by=account(request.user)).version


@require_POST
def save(request: HttpRequest) -> JsonResponse:
    """Keep what is typed."""
    user = account(request.user)
    form = ReportForm(request.POST)
    form.is_valid()  # a moment that is filled in starts the clock, whatever else is missing

    def kept(version: int, content: Typed) -> Any:
        return acts.save_draft(version=version, content=content, discovered_at=form.discovered_at(), key=form.cleaned_data.get("key"), by=user)

    return keep(request, kept)


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Everything that was reported."""
    rows = services.open_register(by=account(request.user))
    return render(request, "requests/breaches/register.html", {"lines": present.register_lines(rows)})


@require_safe
def look(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """One report."""
    breach = acts.open_breach(breach_id=source_id, by=account(request.user))
    return redirect("subject_requests:report_breach") if breach.state == BreachState.DRAFT else _page(request, breach)


@require_POST
def measure(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """What was done."""
    user = account(request.user)
    breach = services.open_sent(breach_id=source_id, by=user)
    form = MeasureForm(request.POST)
    return _act(
        request,
        breach,
        "measure_form",
        form,
        lambda: acts.add_measure(breach=breach, text=form.cleaned_data["text"], done_at=form.done_at(), key=form.cleaned_data["key"], by=user),
    )


@require_POST
def assess(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The risk."""
    user = account(request.user)
    breach = services.open_to_handle(breach_id=source_id, by=user)
    form = AssessForm(request.POST)

    def act() -> object:
        return acts.assess_breach(breach=breach, risk=BreachRisk(form.cleaned_data["risk"]), text=form.cleaned_data["text"], by=user)

    return _act(request, breach, "assess_form", form, act)


@require_POST
def tell_regulator(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The regulator was told, or not."""
    return _tell(request, source_id, BreachStepKind.REGULATOR)


@require_POST
def tell_people(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The people concerned were told, or not."""
    return _tell(request, source_id, BreachStepKind.PEOPLE)


def _tell(request: HttpRequest, source_id: UUID, kind: BreachStepKind) -> HttpResponse:
    user = account(request.user)
    breach = services.open_to_handle(breach_id=source_id, by=user)
    form = _tell_form(kind, request.POST)

    def act() -> object:
        said = form.cleaned_data
        return acts.decide_telling(
            breach=breach, kind=kind, outcome=BreachOutcome(said["outcome"]), text=said["text"], reference=said["reference"],
            done_at=form.done_at(), by=user,
        )  # fmt: skip

    return _act(request, breach, f"{kind}_form", form, act)


@require_POST
def close(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """It is dealt with."""
    user = account(request.user)
    breach = services.open_to_handle(breach_id=source_id, by=user)
    form = CloseForm(request.POST)
    return _act(request, breach, "close_form", form, lambda: acts.close_breach(breach=breach, lessons=form.cleaned_data["lessons"], by=user))


@require_http_methods(["GET", "HEAD", "POST"])
def concerned(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Who is concerned: proposed from the log and the ledger, chosen by the privacy officer."""
    user = account(request.user)
    breach = services.open_to_handle(breach_id=source_id, by=user)
    today = clock.today()
    at_first: dict[str, Any] = {"since": today - MOST_BACK, "until": today}
    asked = request.GET if "since" in request.GET else None
    period = PeriodForm(asked)
    days = period.cleaned_data if period.is_valid() else at_first
    form = ConcernedForm(asked, initial=at_first, accounts=everybody(), partners=receiving_partners(days["since"], days["until"]))
    said = form.cleaned_data if form.is_valid() else at_first
    search = services.Search(
        since=said["since"],
        until=said["until"],
        account=form.accounts.get(said.get("account", "")),
        partner=form.partners.get(said.get("partner", "")),
    )
    if request.method == "POST":
        services.name_concerned(breach=breach, search=search, subjects=ticked(request.POST.getlist("subject")), by=user)
        return redirect("subject_requests:breach", source_id=source_id)
    found = services.find_concerned(breach=breach, search=search, by=user) if not form.errors else None
    context = {"breach": breach, "form": form, "query": request.GET.urlencode(), **present.concerned_lines(found)}
    return render(request, "requests/breaches/concerned.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def texts(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Texts for the regulator and for the people concerned, to copy or print."""
    breach = services.open_to_handle(breach_id=source_id, by=account(request.user))
    return render(request, "requests/breaches/texts.html", present.texts_page(breach))


def _act(request: HttpRequest, breach: Any, name: str, form: Any, act: Callable[[], object]) -> HttpResponse:
    if form.is_valid():
        try:
            act()
            return redirect("subject_requests:breach", source_id=breach.pk)
        except Invalid as error:
            put_error(form, error)
    return _page(request, breach, **{name: form})


def _tell_form(kind: BreachStepKind, data: Any = None) -> TellForm:
    told, not_told = present.telling_words(kind)
    return TellForm(data, prefix=str(kind), initial=_now(), told=told, not_told=not_told)


def _now() -> dict[str, Any]:
    now = clock.now().astimezone(clock.AMSTERDAM)
    return {"done_on": now.date(), "done_time": now.time().replace(second=0, microsecond=0)}


def _page(request: HttpRequest, breach: Any, **forms: Any) -> HttpResponse:
    given = {
        "measure_form": MeasureForm(initial=_now()),
        "assess_form": AssessForm(),
        "regulator_form": _tell_form(BreachStepKind.REGULATOR),
        "people_form": _tell_form(BreachStepKind.PEOPLE),
        "close_form": CloseForm(),
    } | forms
    shown = present.breach_page(breach, account(request.user))
    return render(request, "requests/breaches/breach.html", shown | given, status=UNPROCESSABLE if forms else 200)
