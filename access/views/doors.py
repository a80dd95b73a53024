"""Locking, hiding, and turning the tablet back."""

from __future__ import annotations

from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from access import selectors, services
from access.forms import OpeningReasonForm
from access.policies import consider
from access.states import Factor, Reason, SessionKey
from privacy_domain import clock
from privacy_domain.protocols.types import Part
from privacy_domain.web.errors import Invalid


@require_safe
def lock(request: HttpRequest) -> HttpResponse:
    """Nothing but the way back in: password, code or passkey. Coming here locks the session."""
    user = request.user
    if not user.is_authenticated:
        return HttpResponseRedirect(reverse("account_login"))
    services.lock_session(session=request.session, by=selectors.account(user))
    methods = get_adapter(request).get_reauthentication_methods(user)
    context = {
        "methods": [method for method in methods if method["url"] != reverse("account_reauthenticate")],
        "by_password": any(method["url"] == reverse("account_reauthenticate") for method in methods),
        "by_demo": selectors.factor(request.session) is Factor.DEMO,
        "next": get_next_redirect_url(request) or reverse("access:my_work"),
    }
    return render(request, "access/lock.html", context)


@require_safe
def hidden(request: HttpRequest) -> HttpResponse:
    """A page that says nothing, for when somebody comes in. An open session is locked behind it."""
    if request.user.is_authenticated:
        services.lock_session(session=request.session, by=selectors.account(request.user))
    return render(request, "access/hidden.html")


@require_http_methods(["GET", "HEAD", "POST"])
def state_reason(request: HttpRequest, subject: UUID, part: str) -> HttpResponse:
    """Why do you open this dossier? Asked of insiders only; the reason holds until the end of the day and stands in the log."""
    user = selectors.account(request.user)
    if part not in [str(known) for known in Part]:
        raise Http404
    passage = consider(user, subject, on=clock.today(), part=Part(part))
    if not passage.insider:
        raise Http404
    back = get_next_redirect_url(request) or reverse("access:my_work")
    if passage.decision.allowed:  # said in another tab, or not needed any more
        return HttpResponseRedirect(back)
    form = OpeningReasonForm(request.POST or None, reasons=passage.reasons)
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.state_reason(subject=subject, reason=Reason(said["reason"]), reference=said.get("reference", ""), part=Part(part), by=user)
            return HttpResponseRedirect(back)
        except Invalid as error:
            form.add_error(error.field, str(error))
    context = {"form": form, "next": back, "decision": passage.decision}
    return render(request, "access/state_reason.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def leave_client_mode(request: HttpRequest) -> HttpResponse:
    """Turn the tablet back: after a proof of who one is that is younger than the wish to leave.

    In the demonstration, where accounts have no password, a button does.
    """
    user = selectors.account(request.user)
    mode = selectors.client_mode(request.session)
    if mode is None:
        return HttpResponseRedirect(reverse("access:my_work"))
    in_demo = selectors.factor(request.session) is Factor.DEMO
    asked = request.session.get(SessionKey.LEAVING)
    if (in_demo and request.method == "POST") or (asked is not None and selectors.proven_at(request.session, user) >= asked):
        request.session.pop(SessionKey.LEAVING, None)
        services.leave_client_mode(session=request.session, by=user)
        return HttpResponseRedirect(mode.back)
    if in_demo:
        return render(request, "access/leave_client_mode.html")
    request.session[SessionKey.LEAVING] = clock.session_seconds()
    here = urlencode({"next": reverse("access:leave_client_mode")})
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{here}")
