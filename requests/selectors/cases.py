"""Complaints and objections, for who may know of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from access.models import User
from access.selectors import accounts_with_role, colleagues, excluded_among, members_of, roles_of
from access.selectors.accounts import colleagues_for
from access.states import MunicipalRole, TeamRole
from dossiers.models import Dossier, Involvement
from privacy_domain.work.models import Task
from requests.models import Case, CaseStep, SubjectRequest
from requests.policies.cases import PERSON, is_for_an_appointed_handler
from requests.states import CaseKind, CaseState

MOST = 200
HANDLERS = {
    CaseKind.COMPLAINT: MunicipalRole.COMPLAINTS_HANDLER,
    CaseKind.OBJECTION: MunicipalRole.OBJECTIONS_HANDLER,
    CaseKind.SECOND_REQUEST: MunicipalRole.OBJECTIONS_HANDLER,
}
_WITH = ("dossier__person", "dossier__team", "request", "handler", "registered_by", "ended_by")


def kinds_for(user: User) -> frozenset[CaseKind]:
    """The kinds of case that somebody sees all of, by his role: the privacy officer and the head every kind, a handler his own."""
    roles = roles_of(user)
    if roles & {MunicipalRole.PRIVACY_OFFICER, MunicipalRole.TEAM_LEAD}:
        return frozenset(CaseKind)
    return frozenset(kind for kind, role in HANDLERS.items() if role in roles)


def _seen_by(user: User) -> QuerySet[Case]:
    mine = Q(handler=user) | Q(registered_by=user) | Q(kind__in=kinds_for(user))
    rows: QuerySet[Case] = Case.objects.filter(mine).select_related(*_WITH)
    return rows


def cases_for(user: User) -> list[Case]:
    """The cases that somebody may know of: what is open first, by last day. What he is kept away from is not there."""
    rows = list(_seen_by(user).order_by("due_on", "registered_at")[:MOST])
    away = excluded_among(user, [row.dossier_id for row in rows])
    return sorted((row for row in rows if row.dossier_id not in away), key=lambda row: row.state == CaseState.ENDED)


def case_for(user: User, case_id: UUID) -> Case | None:
    """One case, if it is his to know of; otherwise None, as for one that does not exist."""
    found = _seen_by(user).filter(pk=case_id).first()
    return found if found is not None and found.dossier_id not in excluded_among(user, [found.dossier_id]) else None


def locked_case(case: Case) -> Case:
    """The row as it is now, held until the end of the transaction."""
    found: Case = Case.objects.select_for_update(of=("self",)).select_related(*_WITH).get(pk=case.pk)
    return found


def steps_of(case: Case) -> list[CaseStep]:
    """What was done, in order."""
    return list(CaseStep.objects.filter(case=case).select_related("recorded_by").order_by("recorded_at", "pk"))


def involved_now(dossier: Dossier) -> set[UUID]:
    """Who is or was directly involved in the support."""
    return set(Involvement.objects.filter(dossier=dossier).values_list("user_id", flat=True))


def who_can_handle(case: Case, *, without: User) -> list[User]:
    """To whom a case can be given: who was appointed for it and was not involved; for the first stages in Leiden who it is about, and who
    leads his team. Never who gives it, or who is kept away from the dossier."""
    kind = CaseKind(case.kind)
    if is_for_an_appointed_handler(kind, case.stage):
        away = involved_now(case.dossier)
        found = [user for user in accounts_with_role(HANDLERS[kind]) if user.pk not in away]
    elif case.stage == PERSON:
        away = involved_now(case.dossier)
        found = [user for user in colleagues() if user.pk in away]
    else:
        found = [place.user for place in members_of(case.dossier.team) if place.role == TeamRole.LEAD]
    near = {user.pk for user in colleagues_for([case.dossier_id])}
    return [user for user in found if user.pk in near and user.pk != without.pk]


def decided_requests(dossier: Dossier) -> list[SubjectRequest]:
    """The requests of this client that were decided, the newest first: against these an objection can be made."""
    return list(SubjectRequest.objects.filter(person_id=dossier.person_id, decided_on__isnull=False).order_by("-decided_on"))


def kinds_done(case: Case) -> list[str]:
    """What kinds of thing were done in the stage in which a case is."""
    return list(CaseStep.objects.filter(case=case, stage=case.stage).order_by().values_list("kind", flat=True))


def open_tasks(case: Case) -> list[Task]:
    """What stands among somebody's open work because of a case."""
    return list(Task.objects.filter(source_id=case.pk, state=Task.State.OPEN))


def last_days_near(until: date) -> list[Case]:
    """The cases that are not over and whose last day comes not later than `until`, the soonest first."""
    rows = Case.objects.filter(due_on__lte=until).exclude(state=CaseState.ENDED).select_related(*_WITH)
    return list(rows.order_by("due_on", "pk"))


def reminded_of(cases: Collection[UUID], kind: str) -> dict[UUID, dict[str, Task]]:
    """The tasks of this kind, open or closed, that cases gave, by the name they have there."""
    found: dict[UUID, dict[str, Task]] = {pk: {} for pk in cases}
    for task in Task.objects.filter(source_id__in=cases, kind=kind):
        found[task.source_id][task.source_kind] = task
    return found
