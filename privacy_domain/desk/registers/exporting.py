"""Looking into a register, and lines of it in a file: asked for, made by a job, taken by who asked, gone after a week.

Only the privacy officer looks into the registers. Every look and every file is a line in the log, which names the dossiers that
were shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import translation

from access.models import User
from access.selectors import has_role
from access.states import MunicipalRole
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.crypto import files
from privacy_domain.desk.models import Export
from privacy_domain.desk.registers import MOST, REGISTERS
from privacy_domain.desk.registers.events import RegisterEvent
from privacy_domain.desk.registers.shape import Register, Wanted, day, moment
from privacy_domain.desk.registers.sheets import MOST_PRINTED, Sheet, as_csv, as_ods, as_pdf
from privacy_domain.operation import Actor
from privacy_domain.privacy import overdue, rules
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.services import enqueue

JOB = "desk.export"
PAGE = 50
STEPS = 2  # of a job: lines gathered, file made
_ROLE = str(MunicipalRole.PRIVACY_OFFICER)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a register: its lines in words. `total` counts up to MOST + 1; `more`: there are lines behind it."""

    register: Register
    lines: list[list[str]]
    start: int
    more: bool
    total: int


def officer(by: User) -> User:
    """Whoever asks, if he is a privacy officer. Raises PermissionDenied for everybody else."""
    if not has_role(by, MunicipalRole.PRIVACY_OFFICER):
        raise PermissionDenied("Alleen de privacy officer kan de registers bekijken.")
    return by


def named(code: str) -> Register:
    """The register with this code. Raises Http404."""
    if code not in REGISTERS:
        raise Http404
    return REGISTERS[code]


@transaction.atomic
def open_register(*, code: str, wanted: Wanted, start: int, by: User) -> Page:
    """One page of a register. Two statements for the lines, whatever their number. Raises PermissionDenied and Http404."""
    register = named(code)
    answering = register.answering(officer(by), wanted)
    rows = list(answering[start : start + PAGE + 1])
    shown, total = rows[:PAGE], answering[: MOST + 1].count()
    hidden = register.hidden(by, shown)
    _looked(RegisterEvent.SEEN, register, register.subjects(shown, hidden), by)
    return Page(register, register.lines(shown, hidden), start, len(rows) > PAGE, total)


@transaction.atomic
def ask_export(*, code: str, wanted: Wanted, form: Export.Form, by: User) -> Export:
    """Ask for the lines as a file; a job makes it. Raises Invalid for more lines than go into one, PermissionDenied and Http404."""
    register = named(code)
    total = register.answering(officer(by), wanted)[: MOST + 1].count()
    if total > MOST:
        raise Invalid(f"Dit zijn meer dan {MOST} regels. Kies een kortere periode.")
    if form == Export.Form.PDF and total > MOST_PRINTED:
        raise Invalid(f"Een PDF heeft ten hoogste {MOST_PRINTED} regels, en dit zijn er {total}. Kies een kortere periode, of neem CSV of ODS.")
    asked: Export = Export.objects.create(register=code, form=form, wanted=wanted.plain(), asked_at=clock.now(), asked_by=by)
    record(RegisterEvent.EXPORT_ASKED, subject_kind="export", subject_id=asked.pk, reason=f"{code}.{form}", role=_ROLE, by=by)
    enqueue(kind=JOB, key=str(asked.pk), args={"export": asked.pk}, by=by)
    return asked


@transaction.atomic
def gather(*, export_id: UUID, by: Actor) -> None:
    """The first step of the job: the lines, as its asker may see them now, in one statement. Without effect when that was done."""
    export = Export.objects.select_for_update().select_related("asked_by").filter(pk=export_id, made_at__isnull=True, count__isnull=True).first()
    if export is None:
        return
    register = named(export.register)
    with translation.override("nl"):
        rows = list(register.answering(officer(export.asked_by), Wanted.read(export.wanted))[:MOST])
        hidden = register.hidden(export.asked_by, rows)
        export.gathered, export.count = register.lines(rows, hidden), len(rows)
    export.save(update_fields=["gathered", "count"])
    _looked(RegisterEvent.EXPORT_MADE, register, register.subjects(rows, hidden), export.asked_by, export)


@transaction.atomic
def make_file(*, export_id: UUID, by: Actor) -> Export | None:
    """The second step: the file, sealed. None when the export went in the meantime."""
    export = Export.objects.select_for_update().select_related("asked_by").filter(pk=export_id).first()
    if export is None or export.made_at is not None or export.gathered is None:
        return export
    content = _written(export)
    export.file = files.store(content, kind="municipality", subject=scope.require().id, aad=export.file_place)
    export.digest, export.made_at, export.gathered = hashlib.sha256(content).hexdigest(), clock.now(), None
    export.save(update_fields=["file", "digest", "made_at", "gathered"])
    return export


def _written(export: Export) -> bytes:
    sheet = sheet_of(export)
    if export.form == Export.Form.CSV:
        return as_csv(sheet)
    return as_ods(sheet) if export.form == Export.Form.ODS else as_pdf(sheet, seed=f"{scope.require().code}/{export.pk}")


def sheet_of(export: Export) -> Sheet:
    """What the file of this export says."""
    register = named(export.register)
    with translation.override("nl"):
        facts = (
            ("Gemeente", scope.require().name),
            ("Register", str(register.title)),
            ("Grondslag", register.article),
            ("Keuze", chosen_words(register, Wanted.read(export.wanted))),
            ("Aantal regels", str(export.count)),
            ("Opgevraagd", f"{moment(export.asked_at)} door {export.asked_by.display_name}"),
        )
        return Sheet(str(register.title), str(register.about), facts, [str(column) for column in register.columns], export.gathered or [])


def chosen_words(register: Register, wanted: Wanted) -> str:
    """What was chosen, in words."""
    said = [f"vanaf {day(wanted.since)}"] if wanted.since else []
    said += [f"tot en met {day(wanted.until)}"] if wanted.until else []
    for choice in register.choices:
        said += [f"{choice.label}: {option.words}" for option in choice.options if wanted.chosen.get(choice.name) == option.code]
    return "; ".join(said) or "alles"


@transaction.atomic
def open_export(*, export_id: UUID, by: User) -> Export:
    """How far a file is. Raises PermissionDenied, and Http404 for a file of somebody else and for one whose term is over."""
    export = _own(export_id, by)
    look(RegisterEvent.EXPORT_SEEN, subject_kind="export", subject_id=export.pk, role=_ROLE, by=by)
    return export


@transaction.atomic
def take_export(*, export_id: UUID, by: User) -> tuple[Export, bytes]:
    """The file. Raises as `open_export`, and Conflict as long as it is not there."""
    export = _own(export_id, by)
    if export.made_at is None:
        raise Conflict("Het bestand is nog niet klaar. Kijk over een ogenblik opnieuw.")
    content = files.read(export.file, kind="municipality", subject=export.municipality_id, aad=export.file_place)
    look(RegisterEvent.EXPORT_TAKEN, subject_kind="export", subject_id=export.pk, reason=f"{export.register}.{export.form}", role=_ROLE, by=by)
    return export, content


def exports_of(by: User) -> list[Export]:
    """The files that this account asked for and that are still there, the newest first."""
    return list(_kept().filter(asked_by=by).order_by("-asked_at", "pk")[:PAGE])


def _own(export_id: UUID, by: User) -> Export:
    found: Export | None = _kept().select_related("asked_by").filter(pk=export_id, asked_by=officer(by)).first()
    if found is None:
        raise Http404
    return found


def _kept() -> Any:
    (rule,) = rules(Export)
    return Export.objects.exclude(pk__in=overdue(Export, rule).values("pk"))  # type: ignore[arg-type]


def _looked(event: RegisterEvent, register: Register, subjects: Sequence[UUID], by: User, export: Export | None = None) -> None:
    look(
        event, subject_kind="export" if export else "register", subject_id=export.pk if export else None, reason=register.code,
        object_ids=subjects, role=_ROLE, by=by,
    )  # fmt: skip
