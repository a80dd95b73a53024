"""The registers of the privacy officer: the list of them, one register, a file with lines of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from access.selectors import account
from privacy_domain.desk.models import Export
from privacy_domain.desk.registers import REGISTERS, exporting
from privacy_domain.desk.registers.forms import ExportForm, WantedForm
from privacy_domain.desk.registers.pages import export_page, overview_page, register_page
from privacy_domain.web.errors import UNPROCESSABLE, Invalid, put_error

TYPES = {"csv": "text/csv; charset=utf-8", "ods": "application/vnd.oasis.opendocument.spreadsheet", "pdf": "application/pdf"}


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every register, and the files that one asked for."""
    user = exporting.officer(account(request.user))
    return render(request, "desk/registers.html", overview_page(REGISTERS.values(), exporting.exports_of(user)))


@require_safe
def register(request: HttpRequest, register_code: str) -> HttpResponse:
    """One register."""
    return _shown(request, register_code, request.GET, ExportForm())


@require_POST
def export(request: HttpRequest, register_code: str) -> HttpResponse:
    """Lines of it as a file."""
    user = account(request.user)
    exporting.officer(user)
    wanted = WantedForm(request.POST, register=exporting.named(register_code))
    form = ExportForm(request.POST)
    if form.is_valid() and wanted.is_valid():
        try:
            asked = exporting.ask_export(code=register_code, wanted=wanted.wanted(), form=Export.Form(form.cleaned_data["form"]), by=user)
            return redirect("desk:export", export_id=asked.pk)
        except Invalid as error:
            put_error(form, error)
    return _shown(request, register_code, request.POST, form)


@require_safe
def exported(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """How far the file is."""
    return render(request, "desk/export.html", export_page(exporting.open_export(export_id=export_id, by=account(request.user))))


@require_safe
def download(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """The file."""
    made, content = exporting.take_export(export_id=export_id, by=account(request.user))
    response = HttpResponse(content, content_type=TYPES[made.form])
    response["Content-Disposition"] = f'attachment; filename="{made.register}-{made.asked_at:%Y-%m-%d}.{made.form}"'
    return response


def _shown(request: HttpRequest, code: str, said: Any, form: ExportForm) -> HttpResponse:
    user = exporting.officer(account(request.user))
    wanted = WantedForm(said, register=exporting.named(code))
    start = said.get("start", "")
    page = exporting.open_register(code=code, wanted=wanted.wanted(), start=int(start) if start.isdecimal() and len(start) < 6 else 0, by=user)
    context = register_page(page, wanted, form)
    return render(request, "desk/register.html", context, status=UNPROCESSABLE if wanted.errors or form.errors else 200)
