"""The list of cases: what the gate opens, narrowed by state, team, law, domain and term, and read page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from access.models import Team, User
from access.selectors import visible_to
from access.selectors.visible import Visible
from dossiers.models import Dossier, Talk
from dossiers.selectors import DossierLine
from dossiers.selectors.life import closed_with
from dossiers.states import OPEN_TALKS, DossierState
from privacy_domain.crypto.fields import prefetch_keys
from privacy_domain.work.models import Task

PAGE = 50
STEP = 500
MOST_READ = 1000
"""So many dossiers are looked through for one page; what lies beyond is found on the next."""
SOON = timedelta(days=7)


class Term(StrEnum):
    """Which terms a case has."""

    LATE = "late"
    SOON = "soon"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are wanted; empty: all. `state` starts with the open ones."""

    state: str = DossierState.OPEN
    team: UUID | None = None
    law: str = ""
    domain: str = ""
    term: str = ""

    @property
    def narrows(self) -> bool:
        """Whether more is left out than closed dossiers."""
        return bool(self.team or self.law or self.domain or self.term or self.state == DossierState.CLOSED)

    def condition(self, on: date) -> Q:
        """For a query on dossiers."""
        wanted = {"state": self.state, "team_id": self.team, "law_tags__contains": [self.law] if self.law else None}
        wanted |= {"domains__contains": [self.domain] if self.domain else None}
        found = Q(**{name: value for name, value in wanted.items() if value})
        return found & Q(pk__in=_with_term(Term(self.term), on)) if self.term else found


@dataclass(frozen=True, slots=True)
class CasePage:
    """Part of the list: the cases, each with its first term; closed ones that may be opened again; where the next part begins."""

    lines: list[DossierLine]
    terms: dict[UUID, date]
    reopenable: list[Dossier]
    following: UUID | None


def cases(user: User, chosen: CaseFilter, on: date, after: UUID | None = None) -> CasePage:
    """The newest cases of `user` that answer to what was chosen, from the one after `after` on; at most PAGE, and at most
    MOST_READ looked through. The statements do not grow with the number of cases found."""
    condition, found = chosen.condition(on), list[Dossier]()
    last, read, ended = _place(after), 0, False
    while len(found) <= PAGE and read < MOST_READ and not ended:
        size = STEP if chosen.narrows or read else PAGE + 1
        seen = visible_to(user, on=on, limit=size, after=last)
        rows = {row.pk: row for row in Dossier.objects.filter(condition, pk__in=[one.subject for one in seen]).select_related("person", "team")}
        found += [rows[one.subject] for one in seen if one.subject in rows]
        read, last, ended = read + len(seen), seen[-1] if seen else last, len(seen) < size
    following = found[PAGE - 1].pk if len(found) > PAGE else last.subject if last and not ended else None
    found = found[:PAGE]
    reopenable = closed_with(user) if chosen.state == DossierState.CLOSED and after is None else []
    shown = {row.pk for row in found}
    prefetch_keys([row.person for row in [*found, *reopenable]])
    ids = [row.pk for row in found]
    talks = {talk.dossier_id: talk for talk in Talk.objects.filter(dossier_id__in=ids, state__in=OPEN_TALKS)}
    lines = [DossierLine(row, talks.get(row.pk)) for row in found]
    return CasePage(lines, _first_terms(ids), [row for row in reopenable if row.pk not in shown], following)


def teams_to_choose() -> list[Team]:
    """The teams of the municipality, by name."""
    return list(Team.objects.order_by("name"))


def _place(after: UUID | None) -> Visible | None:
    """Where a page begins: after a case, by the day it was opened. A key that is none begins at the start."""
    opened = Dossier.objects.filter(pk=after).values_list("opened_on", flat=True).first() if after else None
    return Visible(after, opened) if after and opened else None


def _with_term(term: Term, on: date) -> QuerySet[Task, UUID | None]:
    """The dossiers with an open task that is late, soon or at any time; a part of the query, not a list."""
    until = {Term.LATE: on - timedelta(days=1), Term.SOON: on + SOON}.get(term)
    due = Task.objects.filter(state=Task.State.OPEN, dossier_id__isnull=False, due_on__isnull=False)
    found = due.filter(due_on__lte=until) if until else due
    return found.order_by().values_list("dossier_id", flat=True)


def _first_terms(ids: list[UUID]) -> dict[UUID, date]:
    terms: dict[UUID, date] = {}
    for task in Task.objects.filter(dossier_id__in=ids, state=Task.State.OPEN, due_on__isnull=False).order_by("due_on"):
        if task.dossier_id and task.due_on:
            terms.setdefault(task.dossier_id, task.due_on)
    return terms
