"""The list of dossiers, the dossier's first page, its consents."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import selectors, services
from dossiers.events import DossierEvent
from dossiers.forms import PrepareForm, WithdrawForm
from dossiers.forms.worklist import CaseFilterForm
from dossiers.policies.intake import intake_rules
from dossiers.presenters import dossier as present
from dossiers.presenters import tables as present_tables
from dossiers.presenters import talk as present_talk
from dossiers.presenters import withdrawal as present_withdrawal
from dossiers.presenters import worklist as present_list
from dossiers.selectors import worklist
from dossiers.views.documents import attachment
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.audit.record import look
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error


@require_safe
def my_dossiers(request: HttpRequest) -> HttpResponse:
    """The dossiers that the gate opens for this person today, as far as chosen; one line in the log with the dossiers shown."""
    user, today = user_of(request), clock.today()
    form = CaseFilterForm(request.GET, teams=worklist.teams_to_choose(), rules=intake_rules(today))
    chosen = form.chosen()
    page = worklist.cases(user, chosen, today, _key(request.GET.get("na", "")))
    shown = [line.dossier.pk for line in page.lines] + [row.pk for row in page.reopenable]
    look(DossierEvent.LISTED, subject_kind="list", object_ids=shown, by=user)
    return render(request, "dossiers/list.html", present_list.page(page, chosen, request.GET) | {"form": form})


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
def overview(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The dossier at a glance: who, what for, what needs doing, what was agreed."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, by=user)
    return render(request, "dossiers/overview.html", present.overview(dossier, user, clock.today()))


@require_POST
def prepare(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Prepare a talk and go to it."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, write=True, by=user)
    form = PrepareForm(request.POST)
    if form.is_valid():
        wanted = form.cleaned_data["relation"]
        relation = selectors.relation_of(dossier, wanted) if wanted else None
        if wanted and relation is None:
            raise Http404
        try:
            talk = services.prepare_talk(dossier=dossier, relation=relation, **form.how, by=user)
            return redirect(present_talk.talk_url(talk))
        except Invalid as error:
            form.add_error(None, str(error))
    return render(request, "dossiers/overview.html", present.overview(dossier, user, clock.today()) | {"form": form}, status=UNPROCESSABLE)


@require_safe
def consents(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Every question and answer of this dossier."""
    user = user_of(request)
    dossier = services.open_dossier(ref=ref, by=user)
    lines = [present_talk.consent_line(consent, dossier.person_id) for consent in selectors.consents_of(dossier)]
    return render(request, "dossiers/consents.html", present.frame(dossier, user, clock.today()) | {"lines": lines})


@require_safe
def closed_consents(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The consents of a closed dossier that still stand, for who may open it again: nothing else of it."""
    dossier = services.open_to_withdraw(ref=ref, by=user_of(request))
    lines = [present_talk.consent_line(consent, dossier.person_id) for consent in selectors.consents_of(dossier)]
    return render(request, "dossiers/closed_consents.html", {"dossier": dossier, "lines": [line for line in lines if line.can_withdraw]})


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, ref: UUID, consent_id: UUID) -> HttpResponse:
    """The client takes a consent back, also of a closed dossier: who received what, what stops and what stays, before and after."""
    user = user_of(request)
    dossier = services.open_to_withdraw(ref=ref, write=request.method == "POST", by=user)
    consent = selectors.consent_of(dossier, consent_id)
    if consent is None:
        raise Http404
    line = present_talk.consent_line(consent, dossier.person_id)
    form = WithdrawForm(request.POST or None, initial={"said_by": line.whose or present.name_of(dossier)})
    context = present.frame(dossier, user, clock.today()) | {"line": line, "form": form, "closed": dossier.closed_on}
    if request.method == "POST" and form.is_valid():
        try:
            done = services.withdraw_consent(dossier=dossier, consent_given=consent, said_by=form.cleaned_data["said_by"], by=user)
            context |= present_withdrawal.done_page(
                dossier, consent, stopped=done.stopped, other_ground=done.other_ground, resting=done.resting, on=clock.today()
            )
            return render(request, "dossiers/withdrawn.html", context | {"line": present_talk.consent_line(consent, dossier.person_id)})
        except Invalid as error:
            put_error(form, error)
    context |= present_withdrawal.before_page(dossier, consent, clock.today())
    return render(request, "dossiers/withdraw.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def withdrawal_letter(request: HttpRequest, ref: UUID, consent_id: UUID) -> HttpResponse:
    """The letter that confirmed a withdrawal, as PDF."""
    user = user_of(request)
    dossier = services.open_to_withdraw(ref=ref, by=user)
    consent = selectors.consent_of(dossier, consent_id)
    if consent is None:
        raise Http404
    return attachment(services.withdrawal_document(dossier=dossier, consent=consent, by=user), f"ingetrokken-{dossier.number}")


@require_http_methods(["GET", "HEAD", "POST"])
def stop_exchange(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """A consent was withdrawn: say that the exchange that rested on it was really stopped."""
    user = user_of(request)
    choice = selectors.choice_by_id(source_id)
    if choice is None:
        raise Http404
    dossier = services.open_to_withdraw(ref=choice.dossier_id, write=request.method == "POST", by=user)
    if request.method == "POST":
        services.stop_exchange(choice=choice, by=user)
        return redirect("access:my_work")
    context = present.frame(dossier, user, clock.today()) | {"row": present_tables.partner_row(choice)}
    return render(request, "dossiers/stop_exchange.html", context)
