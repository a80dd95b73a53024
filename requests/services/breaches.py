"""The desk for what went wrong: the way to a report and to the register, and to those who are concerned."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from access.events import AccessEvent
from access.models import Breach, User
from access.selectors import breaches as select
from access.selectors import visible_among
from access.services.breaches import Report, add_affected, open_breach, report_breach
from access.states import BreachKind, BreachState, MunicipalRole
from dossiers.selectors.life import dossier_by_its_number
from privacy_domain.audit.record import look
from privacy_domain.people.models import Partner
from privacy_domain.web.errors import Conflict
from requests.selectors.breaches import LEDGER, LOG, Proposed, concerned, numbers_of, seen_by, sent_to

__all__ = ["Search", "find_concerned", "known_number", "name_concerned", "open_register", "open_sent", "open_to_handle", "send_report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Where to look for those concerned: what `account` saw, what was sent to `partner`, in these days. With neither: only the dossier
    that the report names."""

    since: date
    until: date
    account: User | None = None
    partner: Partner | None = None


@transaction.atomic
def send_report(*, kind: BreachKind, happened: str, discovered_at: datetime, dossier_number: str = "", key: UUID | None = None, by: User) -> Breach:
    """Report that something went wrong. A number that no dossier has is kept as it was typed; nothing says whether it exists.
    Raises as `access.services.breaches.report_breach`."""
    found = dossier_by_its_number(dossier_number.strip()) if dossier_number.strip() else None
    report = Report(kind=kind, happened=happened, discovered_at=discovered_at, dossier_number=dossier_number, subject=found.pk if found else None)
    return report_breach(report=report, key=key, by=by)


def known_number(*, subject: UUID, by: User) -> str:
    """The number of the dossier from whose page somebody comes, if it is his to see; otherwise nothing."""
    return numbers_of([subject]).get(subject, "") if subject in visible_among(by, [subject]) else ""


@transaction.atomic
def open_register(*, by: User) -> list[Breach]:
    """Everything that was reported, for the privacy officer. Raises PermissionDenied for everybody else."""
    if not select.handles_breaches(by):
        raise PermissionDenied
    rows = select.register_of_breaches(by)
    look(AccessEvent.BREACHES_SEEN, subject_kind="breach", object_ids=[row.pk for row in rows], role=str(MunicipalRole.PRIVACY_OFFICER), by=by)
    return rows


@transaction.atomic
def open_sent(*, breach_id: UUID, by: User) -> Breach:
    """One report that was sent. Raises Http404 as `open_breach`, Conflict for what its author did not send yet."""
    breach = open_breach(breach_id=breach_id, by=by)
    if breach.state == BreachState.DRAFT:
        raise Conflict("Deze melding is nog niet verstuurd. Verstuur haar eerst.")
    return breach


@transaction.atomic
def open_to_handle(*, breach_id: UUID, by: User) -> Breach:
    """One report, for who handles it. Raises as `open_sent`, PermissionDenied for who may only see it."""
    breach = open_sent(breach_id=breach_id, by=by)
    if not select.handles_breaches(by):
        raise PermissionDenied
    return breach


@transaction.atomic
def find_concerned(*, breach: Breach, search: Search, by: User) -> Proposed:
    """The dossiers that may be in it, by number only: the log says that was looked, where, and which were shown."""
    found = []
    if search.account is not None:
        found.append((LOG, seen_by(search.account, search.since, search.until)))
    if search.partner is not None:
        found.append((LEDGER, sent_to(search.partner, search.since, search.until)))
    proposed = concerned(breach, found)
    look(
        AccessEvent.BREACH_SOUGHT, subject_kind="breach", subject_id=breach.pk, object_ids=[line.subject for line in proposed.lines],
        role=str(MunicipalRole.PRIVACY_OFFICER), by=by,
    )  # fmt: skip
    return proposed


@transaction.atomic
def name_concerned(*, breach: Breach, search: Search, subjects: Collection[UUID], by: User) -> int:
    """Put the dossiers that were ticked in the report; what was not proposed cannot be ticked. Returns how many were new."""
    lines = [line for line in find_concerned(breach=breach, search=search, by=by).lines if line.subject in subjects]
    places = dict.fromkeys(line.found_in for line in lines)
    return sum(
        add_affected(breach=breach, subjects=[line.subject for line in lines if line.found_in == place], found_in=place, by=by) for place in places
    )
