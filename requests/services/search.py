"""Looking for data: a task for everybody who holds some, who says what he found, and hears of nothing but his own."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from django.db import transaction
from django.http import Http404

from access.models import User
from access.selectors import excluded_among, has_role
from access.states import MunicipalRole
from dossiers.models import Dossier
from dossiers.services import open_dossier
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work
from requests.events import RequestEvent
from requests.models import SearchTask, SubjectRequest
from requests.selectors.package import involved_in, named_in, own_dossiers, search_by_id, searches_of
from requests.selectors.packaging import running
from requests.states import Found, SearchedIn

TASK, SOURCE = "search_data", "search"


@transaction.atomic
def start_search(*, request: SubjectRequest, by: User) -> list[SearchTask]:
    """A task for each place in which there may be data: the person's own dossiers, those of others in which he is named, and what lies
    outside every dossier. Each goes to who is directly involved there, else to the team; the last to the privacy officer.

    Asked again it adds places that came since. Raises Conflict when it is not sure yet who asks, when the request is over, and for a kind
    of request to which no package answers.
    """
    current = running(request)
    own, named, today = own_dossiers(current.person), named_in(current.person), clock.today()
    known = {row.dossier for row in searches_of(current)}
    involved = involved_in([*own, *named], today)
    added = [
        *(_place(current, SearchedIn.OWN, dossier, involved.get(pk, []), by) for pk, dossier in own.items() if pk not in known),
        *(_place(current, SearchedIn.OTHER, dossier, involved.get(pk, []), by) for pk, dossier in named.items() if pk not in known),
    ]
    if None not in known:
        added.append(_ask(SearchTask(request=current, person=current.person, where=SearchedIn.BESIDE), by, role=MunicipalRole.PRIVACY_OFFICER))
    if added:
        record(RequestEvent.SEARCH_BEGUN, subject_kind="request", subject_id=current.pk, person_id=current.person_id, by=by)
    return added


def _place(request: SubjectRequest, where: SearchedIn, dossier: Dossier, involved: Iterable[UUID], by: User) -> SearchTask:
    task = SearchTask(request=request, person=request.person, where=where, dossier=dossier.pk)
    task.holder_id = next(iter(involved), None)
    return _ask(task, by, team=dossier.team_id)


def _ask(task: SearchTask, by: User, *, team: UUID | None = None, role: str = "") -> SearchTask:
    task.id, task.asked_at, task.asked_by = uuid4(), clock.now(), by
    task.save(force_insert=True)
    whom = {"assignee_id": task.holder_id} if task.holder_id else {"team_id": team} if team else {"role": str(role)}
    work.add_task(
        kind=TASK, title_key=TASK, source_kind=SOURCE, source_id=task.pk, due_on=task.request.due_on, person_id=task.person_id,
        dossier_id=task.dossier, by=by, **whom,
    )  # fmt: skip
    return task


@transaction.atomic
def open_search(*, search_id: UUID, write: bool = False, by: User) -> SearchTask:
    """For whom the dossier is open; what lies outside the dossiers is the privacy officer's. A look is recorded.

    Raises Http404 for everybody else, Refused for an insider, as `open_dossier`.
    """
    task = search_by_id(search_id)
    if task is None:
        raise Http404
    if task.dossier is not None:
        open_dossier(ref=task.dossier, write=write, by=by)
    elif not has_role(by, MunicipalRole.PRIVACY_OFFICER) or excluded_among(by, list(own_dossiers(task.request.person))):
        raise Http404
    look(
        RequestEvent.SEARCH_SEEN, subject_kind="request", subject_id=task.request_id, dossier_id=task.dossier, person_id=task.person_id, by=by
    )  # fmt: skip
    return task


@transaction.atomic
def answer_search(*, search: SearchTask, found: Found, paper: str = "", by: User) -> SearchTask:
    """What was found there: gathered, or nothing. Papers are named with their place. Raises Conflict when it was answered or the request
    is over, Invalid for papers where there was nothing, and for a dossier of the person himself that would hold nothing."""
    current = running(search.request)
    row: SearchTask = SearchTask.objects.select_for_update(of=("self",)).select_related("request__person").get(pk=search.pk)
    if row.found:
        raise Conflict("Hier is al gezocht. Ververs de pagina.")
    if row.where == SearchedIn.OWN and found == Found.NOTHING:
        raise Invalid("Dit is het dossier van deze persoon: daarin staan altijd gegevens van hem.", field="found")
    if found == Found.NOTHING and paper.strip():
        raise Invalid("Er is hier iets op papier. Kies dan dat er iets is gevonden.", field="found")
    row.found, row.paper, row.answered_at, row.answered_by = found, paper.strip(), clock.now(), by
    row.save(update_fields=["found", "paper", "answered_at", "answered_by"])
    work.complete_tasks_of(source_kind=SOURCE, source_id=row.pk, by=by)
    record(
        RequestEvent.SEARCH_ANSWERED, subject_kind="request", subject_id=current.pk, person_id=row.person_id, dossier_id=row.dossier,
        reason=str(found), by=by,
    )  # fmt: skip
    return row
