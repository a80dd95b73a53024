"""Counting clocks: from the facts as they stand, under the version of closing and the version of today."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from dossiers.models import Dossier
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.tenancy.selectors import protocol_on
from privacy_domain.web.errors import Conflict
from privacy_domain.work import services as work
from privacy_domain.work.models import Task
from retention.events import RetentionEvent
from retention.models import Clock
from retention.policies import Step, Term, term_of
from retention.selectors import CLOSING, clocks_of, facts_of, stale_dossiers, waiting_long
from retention.selectors.foreseen import Part, parts_of

BATCH = 200
QUIET = timedelta(days=365)
"""After so long without a change an open dossier is asked for: is the support over?"""
DAYS_TO_CLOSE = 14
_COUNTED = (
    "received_on",
    "closed_on",
    "last_change",
    "protocol_version",
    "protocol_until",
    "law_until",
    "destroy_from",
    "waits",
    "citations",
    "steps",
)


@transaction.atomic
def refresh_dossiers(*, dossiers: Collection[Dossier], by: Actor) -> int:
    """Count the clocks of these dossiers from the facts as they stand now; returns how many dossiers had a clock that moved.

    A part that is no longer there loses its clock. What moved is in the log with the dossier; nothing of what was counted.
    """
    list(Dossier.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in dossiers]).order_by("pk").values_list("pk"))
    today, now = clock.today(), clock.now()
    known = clocks_of(dossiers)
    fresh: list[Clock] = []
    again: list[Clock] = []
    gone: list[UUID] = []
    moved = 0
    for file in facts_of(dossiers):
        rows = {(row.law, row.series): row for row in known.get(file.dossier.pk, [])}
        wanted = {(part.law, part.series): _values(part, today) for part in parts_of(file, today)}
        changed = any(key not in rows or _differs(rows[key], values) for key, values in wanted.items()) or rows.keys() - wanted.keys()
        gone += [row.pk for key, row in rows.items() if key not in wanted]
        for key, values in wanted.items():
            row = rows.get(key) or Clock(dossier=file.dossier, law=key[0], series=key[1])
            for name, value in values.items():
                setattr(row, name, value)
            row.computed_at = now
            (again if key in rows else fresh).append(row)
        if changed:
            moved += 1
            record(
                RetentionEvent.CLOCKS_MOVED,
                subject_kind="dossier",
                subject_id=file.dossier.pk,
                dossier_id=file.dossier.pk,
                person_id=file.dossier.person_id,
                by=by,
            )
    Clock.objects.filter(pk__in=gone).delete()
    Clock.objects.bulk_create(fresh)
    Clock.objects.bulk_update(again, [*_COUNTED, "current_version", "computed_at"])
    return moved


def _values(part: Part, today: date) -> dict[str, Any]:
    term: Term = term_of(part.facts, today)
    current = protocol_on(today)
    return {
        "received_on": part.facts.received,
        "closed_on": part.facts.closed,
        "last_change": part.facts.last_change,
        "protocol_version": term.governing.version,
        "current_version": current.id if current else "",
        "protocol_until": term.governing.protocol_until,
        "law_until": term.law_until,
        "destroy_from": term.destroy_from,
        "waits": term.waits,
        "citations": list(term.citations),
        "steps": [_stored(step) for step in term.steps],
    }


def _stored(step: Step) -> dict[str, Any]:
    days = {name: value.isoformat() if (value := getattr(step, name)) else None for name in ("on", "protocol_until", "law_until", "destroy_from")}
    return {**days, "version": step.version, "citations": list(step.citations), "explanation": step.explanation}


def _differs(row: Clock, values: dict[str, Any]) -> bool:
    """Whether a day, a version or a fact is another; that the test was repeated on a later day is no difference."""
    return any(getattr(row, name) != values[name] for name in _COUNTED if name not in ("steps",))


def refresh_changed(*, begun: datetime, by: Actor) -> int:
    """Count one batch of the dossiers whose facts changed since they were counted; returns how many there were (0: all are done).
    `begun` is the moment at which the job began: what was counted since is done."""
    version = protocol_on(clock.today())
    dossiers = stale_dossiers(begun=begun, version=version.id if version else "", today=clock.today(), limit=BATCH)
    refresh_dossiers(dossiers=dossiers, by=by)
    return len(dossiers)


# ---------------------------------------------------------------- a closing that is missing
@transaction.atomic
def ask_for_closings(*, by: Actor) -> int:
    """A task for the team of each open dossier in which nothing changed for a year and whose term waits for a closing: without the day
    on which support ended nothing can be counted. Once a year; returns how many are new. Tasks of what was closed since are done."""
    today = clock.today()
    for task in Task.objects.filter(kind=CLOSING, state=Task.State.OPEN, dossier_id__in=Dossier.objects.filter(closed_on__isnull=False).values("pk")):
        work.complete_task(task_id=task.pk, by=by)
    source_kind = f"retention.closing.{today.year}"
    asked = set(Task.objects.filter(kind=CLOSING, source_kind=source_kind).values_list("source_id", flat=True))
    asked |= set(Task.objects.filter(kind=CLOSING, state=Task.State.OPEN).values_list("source_id", flat=True))
    new = [dossier for dossier in waiting_long(today - QUIET) if dossier.pk not in asked]
    for dossier in new:
        work.add_task(
            kind=CLOSING,
            title_key=CLOSING,
            source_kind=source_kind,
            source_id=dossier.pk,
            due_on=today + timedelta(days=DAYS_TO_CLOSE),
            person_id=dossier.person_id,
            dossier_id=dossier.pk,
            team_id=dossier.team_id,
            by=by,
        )
        _log(RetentionEvent.CLOSING_MISSED, dossier, by)
    return len(new)


@transaction.atomic
def support_goes_on(*, dossier: Dossier, by: Actor) -> None:
    """Somebody of the team says that support still runs, so that the dossier stays open. Raises Conflict when nobody asked, or somebody said it before."""
    task = Task.objects.filter(kind=CLOSING, source_id=dossier.pk, state=Task.State.OPEN).first()
    if task is None:
        raise Conflict("Hier is al antwoord op gegeven.")
    work.waive_task(task_id=task.pk, reason="support_goes_on", by=by)
    _log(RetentionEvent.SUPPORT_GOES_ON, dossier, by)


def _log(event: RetentionEvent, dossier: Dossier, by: Actor) -> None:
    record(event, subject_kind="dossier", subject_id=dossier.pk, dossier_id=dossier.pk, person_id=dossier.person_id, by=by)
