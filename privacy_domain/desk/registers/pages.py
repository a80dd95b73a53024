"""What the pages of the registers show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from privacy_domain.desk.models import Export
from privacy_domain.desk.registers import MOST, REGISTERS
from privacy_domain.desk.registers.exporting import PAGE, STEPS, Page, chosen_words
from privacy_domain.desk.registers.forms import ExportForm, WantedForm
from privacy_domain.desk.registers.shape import Register, Wanted, moment
from privacy_domain.work.models import Job
from privacy_domain.work.selectors import jobs_of


def overview_page(registers: Iterable[Register], exports: Iterable[Export]) -> dict[str, Any]:
    """Every register, and the files of who looks."""
    return {
        "registers": [
            {"url": reverse("desk:register", args=[one.code]), "title": one.title, "about": one.about, "article": one.article} for one in registers
        ],
        "exports": [_export_line(one) for one in exports],
    }


def _export_line(export: Export) -> dict[str, Any]:
    return {
        "url": reverse("desk:export", args=[export.pk]),
        "title": f"{REGISTERS[export.register].title} ({export.form.upper()})",
        "hint": moment(export.asked_at),
        "ready": export.made_at is not None,
    }


def register_page(page: Page, wanted: WantedForm, export: ExportForm) -> dict[str, Any]:
    """One register, narrowed or whole."""
    said = wanted.wanted()
    plain = said.plain()
    query = {"vanaf": plain["since"], "tot": plain["until"], **plain["chosen"]}
    kept = {name: value for name, value in query.items() if value}
    return {
        "register": page.register,
        "columns": page.register.columns,
        "rows": [{"cells": line} for line in page.lines],
        "form": wanted,
        "export_form": export,
        "kept": kept.items(),
        "narrowed": bool(kept),
        "total": page.total,
        "most": MOST if page.total > MOST else 0,
        "first": page.start + 1,
        "last": page.start + len(page.lines),
        "earlier": _query(kept, page.start - PAGE) if page.start else "",
        "later": _query(kept, page.start + PAGE) if page.more else "",
    }


def _query(kept: dict[str, Any], start: int) -> str:
    return f"?{urlencode(kept | ({'start': start} if start > 0 else {}))}"


def export_page(export: Export) -> dict[str, Any]:
    """How far a file is, and where it is when it is there."""
    register = REGISTERS[export.register]
    job = jobs_of(export.asked_by_id).filter(key=str(export.pk)).first()
    rows = [
        (_("Register"), register.title),
        (_("Which lines"), chosen_words(register, Wanted.read(export.wanted)).capitalize()),
        (_("Kind of file"), Export.Form(export.form).label),
        (_("Asked on"), moment(export.asked_at)),
        (_("Lines"), "" if export.count is None else str(export.count)),
        (_("Digest (SHA-256)"), export.digest),
    ]
    return {
        "export": export,
        "register": register,
        "rows": [{"key": key, "value": value} for key, value in rows if value],
        "failed": job is not None and job.state == Job.State.QUARANTINED,
        "done": job.done if job is not None and job.total else 0,
        "total": STEPS,
    }
