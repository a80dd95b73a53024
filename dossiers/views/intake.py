"""The doors of a new dossier: search first, then the question, then the client. Nothing typed goes into an address or a session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access.selectors import teams_of
from dossiers.forms.intake import ClientForm, InformationForm, PurposeForm, ReferralForm, SearchForm
from dossiers.policies import first_record, intake_categories, intake_rules
from dossiers.presenters import intake as present
from dossiers.services.intake import Start, count_information_contact, start_intake
from dossiers.services.search import find_clients
from dossiers.states import Origin, ReporterKind
from dossiers.views.pages import user_of
from privacy_domain import clock
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error

SEARCHED = TimestampSigner(salt="dossiers.intake.searched")
A_WORKING_DAY = 10 * 60 * 60
PURPOSE, REFERRAL, CLIENT = "purpose", "referral", "client"
TEMPLATES = {PURPOSE: "dossiers/intake/purpose.html", REFERRAL: "dossiers/intake/referral.html", CLIENT: "dossiers/intake/client.html"}


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Look for the client first. The answer shows dossiers that this person may open, and the way to a new one."""
    user = user_of(request)
    form = SearchForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "information": intake_rules(clock.today()).information_contact}
    if request.method != "POST":
        return render(request, "dossiers/intake/search.html", context)
    if not form.is_valid():
        return render(request, "dossiers/intake/search.html", context, status=UNPROCESSABLE)
    found = find_clients(criteria=form.criteria(), by=user)
    known = form.cleaned_data
    carried = {"surname": known["name"], "birth_date": known["birth_date"] and known["birth_date"].isoformat(), "bsn": known["bsn"]}
    carried |= {"postcode": known["postcode"], "house_number": known["house_number"]}
    context |= {
        "hits": present.hits(found.dossiers),
        "more": found.more,
        "elsewhere": found.elsewhere,
        "token": SEARCHED.sign(str(user.pk)),
        "carried": [(f"{CLIENT}-{name}", value) for name, value in carried.items() if value],
    }
    return render(request, "dossiers/intake/found.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The pages of a new dossier, one after another; what was said on earlier ones travels along in the page itself."""
    user = user_of(request)
    if request.method != "POST" or not _searched(request, str(user.pk)):
        return redirect("dossiers:intake")
    wizard = _Wizard(request, user)
    page, form = wizard.first_to_show()
    if form is None:
        try:
            dossier = wizard.finish()
            return redirect("dossiers:overview", ref=dossier.pk)
        except Invalid as error:
            page, form = wizard.page_of(error)
            put_error(form, error)
    return wizard.show(page, form)


@require_http_methods(["GET", "HEAD", "POST"])
def information(request: HttpRequest) -> HttpResponse:
    """Somebody came for information only: one tick on today's count, where the protocol knows such contacts."""
    user = user_of(request)
    rules = intake_rules(clock.today())
    if not rules.information_contact:
        raise Http404
    form = InformationForm(request.POST if request.method == "POST" else None, rules=rules)
    if request.method == "POST" and form.is_valid():
        count = count_information_contact(subject=form.cleaned_data["subject"], by=user)
        label = dict(form.fields["subject"].choices)[count.subject]  # type: ignore[attr-defined]
        return render(request, "dossiers/intake/information.html", {"form": InformationForm(rules=rules), "counted": label, "count": count})
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "dossiers/intake/information.html", {"form": form}, status=status)


def _searched(request: HttpRequest, user_id: str) -> bool:
    """Whether this person came here by way of the search page."""
    try:
        return SEARCHED.unsign(request.POST.get("token", ""), max_age=A_WORKING_DAY) == user_id
    except BadSignature:
        return False


class _Wizard:
    """The pages of one start, as far as they were posted."""

    def __init__(self, request: HttpRequest, user: Any) -> None:
        self.request, self.user = request, user
        self.rules = intake_rules(clock.today())
        self.teams = [membership.team for membership in teams_of(user)]
        self.forms: dict[str, Any] = {}
        self.submitted = request.POST.get("step", "")

    def pages(self) -> Iterator[str]:
        """The pages that this start has, in order."""
        yield PURPOSE
        if self.request.POST.get(f"{PURPOSE}-origin") in (Origin.REFERRED, Origin.REPORTED):
            yield REFERRAL
        yield CLIENT

    def form(self, page: str, *, bound: bool) -> Any:
        """The form of one page; not bound, it shows what was posted without judging it."""
        given: dict[str, Any] = {"prefix": page}
        if bound:
            given["data"] = self.request.POST
        else:
            given["initial"] = self._posted(page)
        if page == PURPOSE:
            return PurposeForm(rules=self.rules, teams=self.teams, **given)
        if page == REFERRAL:
            referred = self.request.POST.get(f"{PURPOSE}-origin") == Origin.REFERRED
            return ReferralForm(kind=ReporterKind.REFERRER if referred else ReporterKind.OTHER, **given)
        may = intake_categories(clock.today())
        asks_himself = self.request.POST.get(f"{PURPOSE}-origin") == Origin.SELF
        note_needed = bool(first_record(may, clock.today()).by_note)
        return ClientForm(may=may, note_needed=note_needed, yes_needed=asks_himself and bool(self.rules.report_client), **given)

    def _posted(self, page: str) -> dict[str, Any]:
        prefix = f"{page}-"
        several = {"purposes", "domains", "law_tags", "threatened"}
        found = {}
        for key in self.request.POST:
            if key.startswith(prefix):
                name = key.removeprefix(prefix)
                found[name] = self.request.POST.getlist(key) if name in several else self.request.POST.get(key)
        return found

    def first_to_show(self) -> tuple[str, Any]:
        """The first page that is not right, or the one after the page that was sent; no form: everything is there."""
        pages = list(self.pages())
        back = self.request.POST.get("back", "")
        if back in pages:
            return back, self.form(back, bound=False)
        if self.submitted not in pages:
            return PURPOSE, self.form(PURPOSE, bound=False)
        sent = pages[: pages.index(self.submitted) + 1]
        for page in sent:
            form = self.forms[page] = self.form(page, bound=True)
            if not form.is_valid():
                return page, form
        later = pages[len(sent) :]
        return (later[0], self.form(later[0], bound=False)) if later else ("", None)

    def finish(self) -> Any:
        """Start the dossier with what the pages say. Raises Invalid, and refusals of the search and the protocol."""
        purpose, client = self.forms[PURPOSE].cleaned_data, self.forms[CLIENT]
        start = Start(
            origin=Origin(purpose["origin"]),
            team=self.forms[PURPOSE].teams[purpose["team"]],
            purposes=purpose["purposes"],
            domains=purpose["domains"],
            law_tags=purpose["law_tags"],
            help_question=purpose["help_question"],
            referral=self.forms[REFERRAL].facts() if REFERRAL in self.forms else None,
            triage=self.forms[PURPOSE].triage(),
        )
        return start_intake(
            start=start,
            details=client.details(),
            note=client.cleaned_data.get("note", ""),
            somebody_else=client.cleaned_data["somebody_else"],
            agreed=client.cleaned_data.get("agreed", False),
            by=self.user,
        )

    def page_of(self, error: Invalid) -> tuple[str, forms.Form]:
        """The page on which an error can be mended."""
        for page in (CLIENT, REFERRAL, PURPOSE):
            if page in self.forms and error.field in self.forms[page].fields:
                return page, self.forms[page]
        return CLIENT, self.forms[CLIENT]

    def show(self, page: str, form: Any) -> HttpResponse:
        """One page, with everything of the others carried along."""
        pages = list(self.pages())
        carried = [
            (key, value)
            for key, values in self.request.POST.lists()
            for value in values
            if "-" in key and not key.startswith(f"{page}-") and key.partition("-")[0] in TEMPLATES
        ]
        context = {
            "form": form,
            "page": page,
            "carried": carried,
            "token": self.request.POST.get("token", ""),
            "number": pages.index(page) + 1 if page in pages else 1,
            "total": max(len(pages), 2),
            "previous": pages[pages.index(page) - 1] if page in pages and pages.index(page) else "",
            "rules": self.rules,
        }
        context |= present.client_page() if page == CLIENT else {}
        return render(self.request, TEMPLATES[page], context, status=UNPROCESSABLE if form.errors else 200)
