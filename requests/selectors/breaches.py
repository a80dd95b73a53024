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
from privacy_domain.people.models import Partner
from privacy_domain.people.selectors import register_between
from privacy_domain.tenancy import scope, statements

MOST_FOUND = 200
LONGEST = timedelta(days=400)
LOG, LEDGER, REPORT = "log", "ledger", "report"

# everything that the log says was seen, shown or done, each once with the last time; then the dossiers that these are, or whose
# client these are. `offset 0` keeps the first step apart: the log is read once
_SEEN = """
with seen as materialized (
    select id, max(at) as last from (
        select unnest(object_ids || dossier_id || person_id) as id, at from audit_event
        where municipality_id = %(municipality)s and actor_id = %(account)s and at >= %(since)s and at < %(until)s
          and outcome in ('looked', 'done')
    ) line where id is not null group by id
)
select id, max(last) from (
    select dossier.id, seen.last from seen join dossiers_dossier dossier on dossier.id = seen.id
    where dossier.municipality_id = %(municipality)s
    union all
    select dossier.id, seen.last from seen join dossiers_dossier dossier on dossier.person_id = seen.id
    where dossier.municipality_id = %(municipality)s
) found group by id
"""


@dataclass(frozen=True, slots=True)
class Concerned:
    """A dossier that may be in it: where that was found, and when it was last seen or sent. `known`: it stands in the report already."""

    subject: UUID
    number: str
    found_in: str
    last: datetime | None
    known: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """The dossiers that may be in it, at most 200. `more`: there are others, and the period must be shorter to see them all."""

    lines: list[Concerned]
    more: bool


def sent_to(partner: Partner, since: date, until: date) -> dict[UUID, datetime]:
    """The dossiers from which something was sent to this partner in these days, each with the last time."""
    start, end = _period(since, until)
    rows = Disclosure.objects.filter(partner=partner, state=DisclosureState.SENT, sent_at__gte=start, sent_at__lt=end)
    return {subject: sent for subject, sent in rows.order_by("sent_at").values_list("dossier_id", "sent_at") if sent}


def seen_by(account: User, since: date, until: date) -> dict[UUID, datetime]:
    """The dossiers that this account saw or was shown in these days, or whose client, each with the last time, as the log has it.
    One statement, and all of them."""
    start, end = _period(since, until)
    values = {"municipality": scope.require().id, "account": account.pk, "since": start, "until": end}
    return dict(statements.rows_of(_SEEN, values))


def concerned(breach: Breach, found: Iterable[tuple[str, dict[UUID, datetime]]]) -> Proposed:
    """The dossiers among what was found, by number; the one that the report itself names stands first. Two statements."""
    places: dict[UUID, tuple[str, datetime | None]] = {breach.subject: (REPORT, None)} if breach.subject else {}
    for place, subjects in found:
        for subject, moment in subjects.items():
            places.setdefault(subject, (place, moment))
    known = {row.subject for row in affected_by(breach)}
    rows: Sequence[tuple[UUID, str]] = list(Dossier.objects.filter(pk__in=places).order_by("number").values_list("pk", "number"))
    lines = [Concerned(key, number, places[key][0], places[key][1], key in known) for key, number in rows]
    lines.sort(key=lambda line: line.found_in != REPORT)
    return Proposed(lines[:MOST_FOUND], len(lines) > MOST_FOUND)


def numbers_of(subjects: Iterable[UUID]) -> dict[UUID, str]:
    """The numbers of dossiers that are still there."""
    return dict(Dossier.objects.filter(pk__in=list(subjects)).values_list("pk", "number"))


def receiving_partners(since: date, until: date) -> list[Partner]:
    """Everybody who stood in the register on one of these days, by name: something was sent to whom has left it since, too."""
    return list(register_between(since, until))


def _period(since: date, until: date) -> tuple[datetime, datetime]:
    last = min(until, since + LONGEST)
    return _midnight(since), _midnight(last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=clock.AMSTERDAM)
