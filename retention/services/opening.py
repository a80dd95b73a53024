"""The doors to how long a dossier is kept: for whom the dossier is open, and for who prepares or approves destruction."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from access import policies as gate
from access.models import Team, User
from access.states import ADMINISTRATIVE_ROLES
from dossiers.models import Dossier
from dossiers.services import open_dossier
from privacy_domain import clock
from privacy_domain.audit.record import look
from privacy_domain.operation import SYSTEM
from retention.events import RetentionEvent
from retention.models import Hold
from retention.policies import Keepers, keepers, may_lift, may_place
from retention.presenters import executor_words, review_lines
from retention.presenters.lists import list_line
from retention.selectors import Kept, apart_of, clocks_of, hold_by_id, holds_to_review, is_asked, lists, passed_clocks, past_holds, standing_holds
from retention.services.clocks import refresh_dossiers


@transaction.atomic
def open_kept(*, ref: UUID, by: User) -> Kept:
    """The only way to how long a dossier is kept; its clocks are counted anew, so that the page is never behind the facts. The
    administrative roles see laws, days and holds, and no more of it than its number; a leader comes in as for the dossier. Raises as `open_dossier`."""
    today = clock.today()
    passage, keeper = gate.consider(by, ref, on=today), keepers(by, today)
    dossier: Dossier | None = Dossier.objects.select_related("person", "team").filter(pk=ref).first()
    beside = keeper.role in ADMINISTRATIVE_ROLES and not passage.excluded
    if not beside:
        passage = gate.enter(by, ref, on=today)
    if dossier is None:
        raise Http404
    refresh_dossiers(dossiers=[dossier], by=SYSTEM)
    inside = bool(passage.decision.allowed)
    look(
        RetentionEvent.CLOCKS_SEEN,
        subject_kind="dossier",
        subject_id=dossier.pk,
        dossier_id=dossier.pk,
        person_id=dossier.person_id,
        role=str(passage.role) if inside else str(keeper.role),
        by=by,
    )
    return Kept(
        dossier=dossier,
        inside=inside,
        keeper=beside,
        clocks=list(clocks_of([dossier])[dossier.pk]),
        holds=standing_holds(dossier),
        past=past_holds(dossier),
        reasons=may_place(by, dossier),
        asked=is_asked(dossier.pk),
    )


@transaction.atomic
def open_to_hold(*, ref: UUID, by: User) -> Kept:
    """As `open_kept`, for who may hold the dossier or something in it. Raises PermissionDenied for who may hold nothing here."""
    kept = open_kept(ref=ref, by=by)
    if not kept.reasons:
        raise PermissionDenied
    return kept


@transaction.atomic
def open_hold(*, hold_id: UUID, by: User) -> Hold:
    """One hold, for who may lift it. Raises Http404 when there is none, or when it is not his to know of."""
    hold = hold_by_id(hold_id)
    if hold is None or not may_lift(by, hold):
        raise Http404
    look(RetentionEvent.HOLD_SEEN, subject_kind="hold", subject_id=hold.pk, dossier_id=hold.dossier_id, person_id=hold.person_id, by=by)
    return hold


def require_keeper(*, approves: bool = False, by: User) -> Keepers:
    """What `by` does for retention. Raises PermissionDenied for who has no part in it (or, with `approves`, is no privacy officer)."""
    found = keepers(by, clock.today())
    if not (found.approves if approves else found.any):
        raise PermissionDenied
    return found


def open_to_write(*, ref: UUID, by: User) -> Dossier:
    """The dossier, for who may change it. Raises as `open_dossier`."""
    return open_dossier(ref=ref, write=True, by=by)


SOON = timedelta(days=30)
MOST_WAITING = 500


@transaction.atomic
def open_desk(*, by: User) -> dict[str, Any]:
    """What waits for who prepares or approves destruction. Raises PermissionDenied for everybody else."""
    keeper, today = require_keeper(by=by), clock.today()
    holds = [hold for hold in holds_to_review(today + SOON) if hold.dossier is None or keeper.reaches(hold.dossier.team_id)]
    look(RetentionEvent.DESK_SEEN, object_ids=[hold.dossier_id for hold in holds if hold.dossier_id], role=str(keeper.role), by=by)
    found = lists(keeper.teams)
    apart = apart_of(found)
    made = [list_line(row, apart[row.pk]) for row in found]
    waiting = len(passed_clocks(today, keeper.teams, MOST_WAITING))
    return executor_words(today) | {
        "keeper": keeper,
        "reviews": review_lines(holds),
        "lists": made,
        "waiting": waiting,
        "more": waiting == MOST_WAITING,
        "teams": Team.objects.filter(pk__in=keeper.teams).order_by("name") if keeper.teams and len(keeper.teams) > 1 else (),
    }


@transaction.atomic
def open_preview(*, by: User) -> None:
    """The preview of another term, for the privacy officer. Raises PermissionDenied for everybody else."""
    keeper = require_keeper(approves=True, by=by)
    look(RetentionEvent.PREVIEW_SEEN, role=str(keeper.role), by=by)
