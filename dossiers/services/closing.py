"""Closing a dossier with the results and the client's opinion, and opening it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from access import policies as gate
from access.models import User
from dossiers.events import DossierEvent
from dossiers.models import Closing, Dossier
from dossiers.policies.life import may_reopen, same_matter
from dossiers.selectors.life import Loose, loose_ends, standing_closing
from dossiers.services.authorisation import end_authorisation
from dossiers.services.dossier import end_involvement, involve
from dossiers.services.duty import end_duty_access
from dossiers.services.plan import settle_before_closing
from dossiers.states import ClosingReason, DossierState
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.services import complete_tasks_of

CLOSE = "close_dossier"
SOURCE = "dossier.life.close"
_EXPLAINED = frozenset({ClosingReason.ELSEWHERE, ClosingReason.OTHER})


@dataclass(frozen=True, slots=True)
class Ending:
    """What is said at the end: why, since when, what came of each purpose, and what the client thinks of it or why not asked."""

    reason: ClosingReason
    closed_on: date
    results: Mapping[str, str] = field(default_factory=dict)
    opinion: str = ""
    not_asked_because: str = ""
    explanation: str = ""


@transaction.atomic
def close_dossier(*, dossier: Dossier, ending: Ending, by: User) -> Closing:
    """The support ended on `closed_on` and the dossier is closed. Involvements, rights by name and access on a duty end with it;
    what the team and the roles of the municipality may open when they need it stays with them.

    Raises Invalid without reason, results for every purpose or the client's opinion (or why he was not asked), Conflict while
    a talk, a task, a plan of this dossier alone or a measurement is open, and when it is closed already.
    """
    _check(dossier, ending)
    settle_before_closing(dossier=dossier, by=by)
    if Dossier.objects.filter(pk=dossier.pk, state=DossierState.OPEN).update(state=DossierState.CLOSED, closed_on=ending.closed_on) != 1:
        raise Conflict("Dit dossier is al gesloten.")
    loose = loose_ends(dossier, but_kinds=[CLOSE])
    if loose.blocks:
        raise Conflict("Rond eerst de gesprekken en taken van dit dossier af. Ze staan op de pagina Afsluiten.")
    dossier.state, dossier.closed_on = DossierState.CLOSED, ending.closed_on
    closing = Closing(
        dossier=dossier,
        reason=ending.reason,
        explanation=ending.explanation.strip(),
        results={purpose: ending.results[purpose].strip() for purpose in dossier.purposes},
        opinion=ending.opinion.strip(),
        not_asked_because=ending.not_asked_because.strip(),
        closed_on=ending.closed_on,
        closed_at=clock.now(),
        closed_by=by,
    )
    closing.save(force_insert=True)
    _end_rights(loose, by)
    complete_tasks_of(source_kind=SOURCE, source_id=dossier.pk, by=by)
    _log(DossierEvent.CLOSED, dossier, by, str(ending.reason))
    return closing


def _check(dossier: Dossier, ending: Ending) -> None:
    if not dossier.opened_on <= ending.closed_on <= clock.today():
        raise Invalid("Kies de dag waarop de ondersteuning eindigde: na de start, niet later dan vandaag.", field="closed_on")
    if ending.reason in _EXPLAINED and not ending.explanation.strip():
        raise Invalid("Schrijf op waarom de ondersteuning eindigde.", field="explanation")
    for purpose in dossier.purposes:
        if not ending.results.get(purpose, "").strip():
            raise Invalid("Schrijf bij elk doel op wat het resultaat is.", field=f"result_{purpose}")
    if bool(ending.opinion.strip()) == bool(ending.not_asked_because.strip()):
        raise Invalid("Schrijf op wat de cliënt ervan vindt, of waarom je dat niet hebt gevraagd.", field="opinion")


def _end_rights(loose: Loose, by: User) -> None:
    for involvement in loose.involved:
        end_involvement(involvement=involvement, by=by)
    for authorisation in loose.authorised:
        end_authorisation(authorisation=authorisation, by=by)
    for duty in loose.duties:
        end_duty_access(duty=duty, by=by)


# ---------------------------------------------------------------- opening again
@transaction.atomic
def open_closed(*, ref: UUID, by: User) -> Dossier:
    """The door of a closed dossier for who may open it again: its number and when it was closed, nothing else.

    Raises as `open_dossier` for others, PermissionDenied for who may look but not open it again, Conflict for an open dossier.
    """
    dossier: Dossier | None = Dossier.objects.select_related("person", "team").filter(pk=ref).first()
    if dossier is None or not may_reopen(by, dossier):
        gate.enter(by, ref, on=clock.today())
        if dossier is None:
            raise Http404
        if dossier.state != DossierState.CLOSED:
            raise Conflict("Dit dossier is niet gesloten.")
        raise PermissionDenied
    look(DossierEvent.CLOSED_SEEN, subject_kind="dossier", subject_id=dossier.pk, dossier_id=dossier.pk, person_id=dossier.person_id, by=by)
    return dossier


@transaction.atomic
def reopen_dossier(*, dossier: Dossier, reason: str, by: User) -> Dossier:
    """The same dossier goes on, and `by` is involved in it; the closing stays on record.

    Raises Invalid without a reason, Conflict when it is open, and when the client has an open dossier for the same purpose
    under the same law.
    """
    if not reason.strip():
        raise Invalid("Schrijf op waarom het dossier weer open moet.", field="reason")
    if Dossier.objects.filter(pk=dossier.pk, state=DossierState.CLOSED).update(state=DossierState.OPEN, closed_on=None) != 1:
        raise Conflict("Dit dossier is niet gesloten.")
    others = Dossier.objects.filter(person_id=dossier.person_id, state=DossierState.OPEN).exclude(pk=dossier.pk)
    if any(same_matter(dossier, other.purposes, other.law_tags) for other in others):
        raise Conflict("Er is al een open dossier met hetzelfde doel onder dezelfde wet.")
    dossier.state, dossier.closed_on = DossierState.OPEN, None
    closing = standing_closing(dossier)
    if closing is not None:
        closing.reopened_at, closing.reopened_by, closing.reopened_because = clock.now(), by, reason.strip()
        closing.save(update_fields=["reopened_at", "reopened_by", "reopened_because"])
    involve(dossier=dossier, user=by, reason=reason, by=by)
    _log(DossierEvent.REOPENED, dossier, by)
    return dossier


def _log(event: DossierEvent, dossier: Dossier, by: User, reason: str = "") -> None:
    record(event, subject_kind="dossier", subject_id=dossier.pk, dossier_id=dossier.pk, person_id=dossier.person_id, reason=reason, by=by)
