"""The declaration of destruction, and the log of destruction."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.selectors import account
from privacy_domain.web.errors import UNPROCESSABLE
from retention.forms import LogForm
from retention.presenters import certificate as present
from retention.selectors import log_of
from retention.services import certificates as services

LINES_ON_A_PAGE = 50


@require_safe
def look(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The declaration on the screen."""
    found = services.open_certificate(list_id=source_id, by=account(request.user))
    return render(request, "retention/certificate.html", present.certificate_page(found))


@require_safe
def pdf(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The declaration on paper."""
    found = services.take_certificate(list_id=source_id, form="pdf", by=account(request.user))
    return _attachment(present.pdf_of(found), "application/pdf", f"verklaring-{found.content['reference']}.pdf")


@require_safe
def table(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """The declaration as a table."""
    found = services.take_certificate(list_id=source_id, form="csv", by=account(request.user))
    return _attachment(f"\ufeff{present.as_csv(found)}".encode(), "text/csv; charset=utf-8", f"verklaring-{found.content['reference']}.csv")


def _attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """What was destroyed, for the privacy officer."""
    services.open_log(by=account(request.user))
    form = LogForm(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = Paginator(log_of(**wanted), LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = present.log_page(list(page.object_list)) | {"form": form, "page_obj": page, "query": kept.urlencode(), "narrowed": any(wanted.values())}
    return render(request, "retention/log.html", context, status=UNPROCESSABLE if form.errors else 200)
