"""Where those concerned by a breach are found: what an account saw, and what left to a recipient."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from access.models import Breach, User
from access.selectors.breaches import affected_by
from dossiers.models import Dossier
from dossiers.models.disclosure import Disclosure
from dossiers.states import DisclosureState
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.audit.selectors import trail_of_actor
from privacy_domain.people.models import Partner
from privacy_domain.people.selectors import partners_on

MOST_FOUND, MOST_LINES = 200, 5_000
LONGEST = timedelta(days=400)
LOG, LEDGER, REPORT = "log", "ledger", "report"


@dataclass(frozen=True, slots=True)
class Concerned:
    """A dossier that may be in it: where that was found, and when it was last seen or sent. `known`: it stands in the report already."""

    subject: UUID
    number: str
    found_in: str
    last: datetime | None
    known: bool


def sent_to(partner: Partner, since: date, until: date) -> dict[UUID, datetime]:
    """The dossiers from which something was sent to this partner in these days, each with the last time."""
    start, end = _period(since, until)
    rows = Disclosure.objects.filter(partner=partner, state=DisclosureState.SENT, sent_at__gte=start, sent_at__lt=end)
    return {subject: sent for subject, sent in rows.order_by("sent_at").values_list("dossier_id", "sent_at") if sent}


def seen_by(account: User, since: date, until: date) -> dict[UUID, datetime]:
    """The dossiers that this account saw or was shown in these days, each with the last time, as the log has it."""
    start, end = _period(since, until)
    found: dict[UUID, datetime] = {}
    for line in trail_of_actor(account.pk, since=start, until=end, limit=MOST_LINES):
        for subject in (line.dossier_id, *line.object_ids):
            if subject is not None and line.outcome in (AuditEvent.Outcome.LOOKED, AuditEvent.Outcome.DONE):
                found.setdefault(subject, line.at)
    return found


def concerned(breach: Breach, found: Iterable[tuple[str, dict[UUID, datetime]]]) -> list[Concerned]:
    """The dossiers among what was found, by number; the one that the report itself names stands first. Two statements."""
    places: dict[UUID, tuple[str, datetime | None]] = {breach.subject: (REPORT, None)} if breach.subject else {}
    for place, subjects in found:
        for subject, moment in subjects.items():
            places.setdefault(subject, (place, moment))
    known = {row.subject for row in affected_by(breach)}
    rows: Sequence[tuple[UUID, str]] = list(Dossier.objects.filter(pk__in=places).order_by("number").values_list("pk", "number")[:MOST_FOUND])
    lines = [Concerned(key, number, places[key][0], places[key][1], key in known) for key, number in rows]
    return sorted(lines, key=lambda line: line.found_in != REPORT)


def numbers_of(subjects: Iterable[UUID]) -> dict[UUID, str]:
    """The numbers of dossiers that are still there."""
    return dict(Dossier.objects.filter(pk__in=list(subjects)).values_list("pk", "number"))


def receiving_partners() -> list[Partner]:
    """Everybody in the register today, by name."""
    return sorted(partners_on(clock.today()), key=lambda partner: partner.name)


def _period(since: date, until: date) -> tuple[datetime, datetime]:
    last = min(until, since + LONGEST)
    return _midnight(since), _midnight(last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=clock.AMSTERDAM)
