"""Access on a duty in law: asked, granted by another, ended by itself or before, reviewed by the team leader and the privacy officer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404

from access import services as access
from access.models import User
from access.policies import another_person_decides
from access.selectors import excluded_among
from access.states import GroundKind, MunicipalRole, Reason
from dossiers.events import DossierEvent
from dossiers.models import Dossier, DutyAccess, DutyReview
from dossiers.policies import lead_grants, may_grant, review_role
from dossiers.selectors.leading import leader_or_head, leaders_of_dossier
from dossiers.states import DutyState
from privacy_domain import clock
from privacy_domain.audit.record import look, record, record_attempt
from privacy_domain.protocols.types import Part
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.services import add_task, complete_tasks_of

LONGEST_DAYS = 92
SOURCE = "dossier.duty"
DECIDE, REVIEW = "decide_duty", "review_duty"


@dataclass(frozen=True, slots=True)
class Duty:
    """The open page of one access. `grants`: to grant and to end is this person's; `reviews`: the role in which he reviews."""

    duty: DutyAccess
    grants: bool
    reviews: MunicipalRole | None


@transaction.atomic
def open_duty(*, duty_id: UUID, by: User) -> Duty:
    """For who grants, who reviews, and nobody else: not for who asked, nor for who is kept away from the dossier. Raises Http404."""
    duty: DutyAccess | None = DutyAccess.objects.select_related("dossier__team", "user", "decided_by").filter(pk=duty_id).first()
    if duty is None or duty.user_id == by.pk or excluded_among(by, [duty.dossier_id]):
        raise Http404
    on = clock.today()
    opened = Duty(duty, may_grant(by, duty.dossier, on), review_role(by, duty.dossier, on))
    if not (opened.grants or opened.reviews):
        raise Http404
    look(
        DossierEvent.DUTY_SEEN, subject_kind="duty", subject_id=duty.pk, dossier_id=duty.dossier_id,
        role=str(opened.reviews or MunicipalRole.FUNCTIONAL_ADMIN), by=by,
    )  # fmt: skip
    return opened


@transaction.atomic
def ask_duty_access(*, number: str, provision: str, requester: str, parts: Collection[Part], until: date, explanation: str = "", by: User) -> None:
    """`by` asks to see the dossier with this number because a law compels it. Another person grants it; until then nothing opens.

    Says nothing about whether there is such a dossier, nor whether it was asked before: who asks may not know. Raises Invalid
    without provision, requester or part, and for a last day that is past or more than LONGEST_DAYS away.
    """
    _check(provision, requester, parts, until)
    dossier = Dossier.objects.select_related("team").filter(number=number).first()
    if dossier is None:
        record_attempt(DossierEvent.DUTY_ASKED, by=by, subject_kind="dossier", reason="not_found")
        return
    _close_over(dossier, by)
    duty = DutyAccess(
        dossier=dossier, user=by, provision=provision.strip(), requester=requester.strip(), opens_plan=Part.PLAN in parts,
        opens_dossier=Part.DOSSIER in parts, until=until, asked_at=clock.now(),
    )  # fmt: skip
    duty.explanation = explanation.strip()
    try:
        with transaction.atomic():
            duty.save(force_insert=True)
    except IntegrityError:  # asked before: that one stands
        return
    _log(DossierEvent.DUTY_ASKED, duty, by)
    for_whom: dict[str, object] = _lead_of(dossier, by) if lead_grants(clock.today()) else {"role": str(MunicipalRole.FUNCTIONAL_ADMIN)}
    _task(DECIDE, duty, for_whom, by)


def _check(provision: str, requester: str, parts: Collection[Part], until: date) -> None:
    if not provision.strip():
        raise Invalid("Vul in welk wettelijk voorschrift het verplicht.", field="provision")
    if not requester.strip():
        raise Invalid("Vul in wie om de gegevens vraagt.", field="requester")
    if not parts:
        raise Invalid("Kies waartoe je toegang nodig hebt: het plan, het dossier, of beide.", field="parts")
    if until < clock.today():
        raise Invalid("Kies een datum vanaf vandaag.", field="until")
    if until > clock.today() + timedelta(days=LONGEST_DAYS):
        raise Invalid("Kies een datum binnen drie maanden. Is het langer nodig, vraag het dan opnieuw.", field="until")


@transaction.atomic
def grant_duty_access(*, duty: DutyAccess, by: User) -> DutyAccess:
    """Let the asker in until the last day. Raises NotYourOwnRights for one's own, Conflict when it was decided before.

    Whether `by` may grant is for the caller to ask (`may_grant`). The team leader and the privacy officer get a task to review it.
    """
    _decide(duty, DutyState.GRANTED, by)
    parts = {part for part, opens in ((Part.PLAN, duty.opens_plan), (Part.DOSSIER, duty.opens_dossier)) if opens}
    access.place_ground(
        subject=duty.dossier_id, kind=GroundKind.DUTY, principal=duty.user, parts=parts, reason=Reason.DUTY, provision=duty.provision,
        requester=duty.requester, until=duty.until, opened_on=duty.dossier.opened_on, source_kind="duty", source=duty.pk, by=by,
    )  # fmt: skip
    _log(DossierEvent.DUTY_GRANTED, duty, by)
    _task(f"{REVIEW}_lead", duty, _lead_of(duty.dossier, duty.user, by), by)
    _task(f"{REVIEW}_officer", duty, {"role": str(MunicipalRole.PRIVACY_OFFICER)}, by)
    return duty


@transaction.atomic
def refuse_duty_access(*, duty: DutyAccess, by: User) -> DutyAccess:
    """Do not let the asker in. Raises NotYourOwnRights for one's own, Conflict when it was decided before."""
    _decide(duty, DutyState.REFUSED, by)
    _log(DossierEvent.DUTY_REFUSED, duty, by)
    return duty


@transaction.atomic
def end_duty_access(*, duty: DutyAccess, by: User) -> DutyAccess:
    """End it before its last day. Raises Conflict when it does not run."""
    _move(duty, DutyState.GRANTED, state=DutyState.ENDED, ended_at=clock.now(), ended_by=by)
    access.end_grounds_of(source_kind="duty", source=duty.pk, by=by)
    _log(DossierEvent.DUTY_ENDED, duty, by)
    return duty


@transaction.atomic
def review_duty_access(*, duty: DutyAccess, role: MunicipalRole, right: bool, note: str = "", by: User) -> DutyReview:
    """The team leader or the privacy officer (`role`) says whether it was right; wrong, it ends at once.

    Raises NotYourOwnRights for who got in or let him in, Conflict for a second review in this role or before it was granted,
    Invalid for wrong without a note.
    """
    another_person_decides(duty.user_id, by)
    another_person_decides(duty.decided_by_id, by)
    if duty.state not in (DutyState.GRANTED, DutyState.ENDED):
        raise Conflict("Deze toegang is niet verleend. Er is niets te beoordelen.")
    if not right and not note.strip():
        raise Invalid("Schrijf op wat er niet klopt.", field="note")
    if DutyReview.objects.filter(duty=duty, role=role).exists():
        raise Conflict("Deze toegang is al beoordeeld.")
    review = DutyReview(dossier=duty.dossier, duty=duty, role=str(role), by=by, at=clock.now(), right=right)
    review.note = note.strip()
    review.save(force_insert=True)
    _log(DossierEvent.DUTY_REVIEWED, duty, by, reason="right" if right else "wrong")
    if not right and duty.state == DutyState.GRANTED:
        end_duty_access(duty=duty, by=by)
    close_review_tasks(duty=duty, role=role, by=by)
    return review


@transaction.atomic
def close_review_tasks(*, duty: DutyAccess, role: MunicipalRole, by: User) -> int:
    """The task of this reviewer is done. Returns how many were open."""
    kind = "officer" if role == MunicipalRole.PRIVACY_OFFICER else "lead"
    return complete_tasks_of(source_kind=f"{SOURCE}.{kind}", source_id=duty.pk, by=by)


def _decide(duty: DutyAccess, state: DutyState, by: User) -> None:
    another_person_decides(duty.user_id, by)
    _move(duty, DutyState.ASKED, state=state, decided_at=clock.now(), decided_by=by)
    complete_tasks_of(source_kind=SOURCE, source_id=duty.pk, by=by)


def _move(duty: DutyAccess, before: DutyState, **columns: object) -> None:
    if DutyAccess.objects.filter(pk=duty.pk, state=before).update(**columns) != 1:
        raise Conflict("Deze toegang is intussen veranderd. Ververs de pagina om te zien hoe het staat.")
    for name, value in columns.items():
        setattr(duty, name, value)


def _close_over(dossier: Dossier, by: User) -> None:
    """What ran to its last day is over: it may be asked again."""
    DutyAccess.objects.filter(dossier=dossier, user=by, state=DutyState.GRANTED, until__lt=clock.today()).update(
        state=DutyState.ENDED, ended_at=clock.now()
    )


def _lead_of(dossier: Dossier, *not_these: User) -> dict[str, object]:
    """Who leads the team of this dossier and has no part in it; without one, the head for the whole municipality."""
    return leader_or_head(leaders_of_dossier(dossier, but=[user.pk for user in not_these]))


def _task(kind: str, duty: DutyAccess, for_whom: dict[str, object], by: User) -> None:
    source = SOURCE + (f".{kind.rpartition('_')[2]}" if kind.startswith(REVIEW) else "")
    add_task(kind=kind, title_key=kind, source_kind=source, source_id=duty.pk, dossier_id=duty.dossier_id, by=by, **for_whom)  # type: ignore[arg-type]


def _log(event: DossierEvent, duty: DutyAccess, by: User, reason: str = "") -> None:
    record(
        event, subject_kind="user", subject_id=duty.user_id, dossier_id=duty.dossier_id, person_id=duty.dossier.person_id, reason=reason, by=by,
        on_behalf_of=duty.user_id,
    )  # fmt: skip
