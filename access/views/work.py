"""My work, my access, and the promise of secrecy."""

from __future__ import annotations

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import presenters, selectors, services
from access.events import AccessEvent
from access.forms import AcknowledgementForm
from privacy_domain import clock
from privacy_domain.audit.record import look
from privacy_domain.web.errors import Conflict


@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    """What there is to do, for this account: the start page."""
    user = selectors.account(request.user)
    blocks = presenters.work_blocks(user)
    look(AccessEvent.WORK_SEEN, by=user, subject_kind="page", object_ids=[subject for block in blocks for subject in block.subjects])
    return render(request, "access/my_work.html", {"blocks": blocks, "today": clock.today()})


@require_safe
def my_access(request: HttpRequest) -> HttpResponse:
    """Who one is here, in which teams, with which roles, what one promised; and the way to one's own password and factors."""
    user = selectors.account(request.user)
    return render(request, "access/my_access.html", {"rows": presenters.own_access(user), "has_password": user.has_usable_password()})


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """A tablet was lost or left logged in: end every session of this account but this one."""
    update_session_auth_hash(request, services.end_other_sessions(by=selectors.account(request.user)))
    messages.success(request, _("Everywhere else you are logged out."))
    return HttpResponseRedirect(reverse("access:my_access"))


@require_http_methods(["GET", "HEAD", "POST"])
def acknowledgement(request: HttpRequest) -> HttpResponse:
    """The text on duties and secrecy, and the promise to keep to it (leek-2018 art. 3 lid 2; landsmeer-2016 art. 3 lid 2)."""
    user = selectors.account(request.user)
    text = selectors.text_on(clock.today())
    if text is None:
        return render(request, "access/no_secrecy_text.html", status=503)
    accepted = next((held.at for held in selectors.acknowledgements_of(user) if held.version == text.version), None)
    form = AcknowledgementForm(request.POST or None, initial={"version": text.version})
    if form.is_valid():
        try:
            services.acknowledge(version=form.cleaned_data["version"], by=user)
        except Conflict as conflict:
            form = AcknowledgementForm(initial={"version": text.version})
            context = {"form": form, "text": presenters.secrecy_text(text), "changed": str(conflict)}
            return render(request, "access/acknowledgement.html", context, status=409)
        return HttpResponseRedirect(get_next_redirect_url(request) or reverse("access:my_work"))
    context = {"form": form, "text": presenters.secrecy_text(text), "next": get_next_redirect_url(request) or "", "accepted": accepted}
    return render(request, "access/acknowledgement.html", context, status=422 if form.errors else 200)
