"""Removing a month of the log when its term is over. The seals stay, and the chain goes on verifying without its lines.

Only the owner of the tables can, by command; the application cannot. What is removed is first signed for, in the checkpoints of
every municipality: lines that are gone without that are a fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from privacy_domain import clock
from privacy_domain.audit import checkpoints, sealing
from privacy_domain.audit.events import ConfigurationEvent
from privacy_domain.audit.record import record
from privacy_domain.audit.verification import verify
from privacy_domain.operation import SYSTEM
from privacy_domain.protocols.calendar import add_months
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.scope import Scope
from privacy_domain.terms import LOG

_TABLES = ("audit_event", "audit_shown", "audit_manifest")


class NotDroppable(Exception):
    """The month stays; the message is a Dutch sentence that says why."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What was removed: seals and lines of one municipality."""

    code: str
    segments: int
    lines: int


def drop_month(month: date) -> list[Gone]:
    """Remove the lines of the month that `month` lies in, of every municipality. Raises NotDroppable, and then nothing is gone.

    The term of its last day is over, checkpoints are kept, the whole log of every municipality verifies, and each line has its seal.
    """
    first = month.replace(day=1)
    partitions = [f"{table}_{first:%Y_%m}" for table in _TABLES]
    if first >= sealing.month_of(clock.now()):
        raise NotDroppable("Deze maand is nog niet voorbij.")
    if not _is_over(first):
        raise NotDroppable(f"Een regel blijft ten minste {LOG.years} jaar staan. Dat is voor deze maand nog niet zo.")
    if not checkpoints.configured():
        raise NotDroppable("Er zijn geen controlepunten ingesteld; zonder handtekening lijkt een verwijderde maand op vervalsing.")
    with transaction.atomic():
        _lock(partitions)
        gone = {here: _counted(here, first) for here in sealing.everyone()}
        _refuse_unsealed(partitions[0], sum(one.lines for one in gone.values()))
        for here in gone:
            _refuse_faults(here)
        for here, one in gone.items():
            _sign(here, first, one.segments)
        with connection.cursor() as cursor:
            cursor.execute(f"drop table {', '.join(partitions)}")
    return list(gone.values())


def due_months() -> list[date]:
    """The first days of the months whose term is over and of which the lines still stand in tables of their own, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relkind = 'r' and relname ~ %s", [rf"^{_TABLES[0]}_\d{{4}}_\d{{2}}$"])
        months = sorted(date(int(name[-7:-3]), int(name[-2:]), 1) for (name,) in cursor.fetchall())
    return [month for month in months if _is_over(month)]


def _is_over(first: date) -> bool:
    """Whether the term of the last line of a month is over."""
    return add_months(first, 1) <= LOG.first_kept(clock.today())


def _lock(partitions: list[str]) -> None:
    """Nobody adds a line between counting and removing. Only the owner gets this lock."""
    with connection.cursor() as cursor:
        cursor.execute("select count(to_regclass('public.' || name)) from unnest(%s::text[]) name", [partitions])
        if cursor.fetchone() != (len(partitions),):
            raise NotDroppable("Van deze maand zijn er geen aparte tabellen (meer).")
        cursor.execute(
            "select pg_has_role(current_user, relowner, 'usage') from pg_class where oid = %s::regclass",
            [partitions[0]],
        )
        if cursor.fetchone() != (True,):
            raise NotDroppable("Alleen de eigenaar van de tabellen kan een maand verwijderen.")
        cursor.execute(f"lock table {', '.join(partitions)} in access exclusive mode")


def _counted(here: Scope, first: date) -> Gone:
    with scope.entered(here), connection.cursor() as cursor:
        cursor.execute(
            "select count(*), coalesce(sum(lines), 0) from audit_seal where municipality_id = %s and month = %s",
            [here.id, first],
        )
        return Gone(here.code, *cursor.fetchone())


def _refuse_unsealed(partition: str, sealed: int) -> None:
    """Counted past row-level security, which the owner may lift from a table that goes away: a line of nobody counts too."""
    with connection.cursor() as cursor:
        cursor.execute(f"alter table {partition} no force row level security")
        cursor.execute(f"select count(*) from {partition}")  # noqa: S608 - the name of a month
        if cursor.fetchone() != (sealed,):
            raise NotDroppable("Niet elke regel van deze maand heeft een zegel; verzegel eerst, en laat verschillen uitzoeken.")


def _refuse_faults(here: Scope) -> None:
    if fault := next(iter(verify(here).faults), None):
        raise NotDroppable(f"Het logboek van {here.name} klopt niet. {fault}")


def _sign(here: Scope, first: date, segments: int) -> None:
    if not segments:
        return
    with scope.entered(here):
        number, digest = sealing.newest_of(here)
        record(ConfigurationEvent.MONTH_DROPPED, by=SYSTEM)
        checkpoints.append(here.id, kind="dropped", number=number, digest=digest, month=first.isoformat(), segments=segments)
