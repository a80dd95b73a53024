"""Placing and ending the rows that the gate reads. The floors above call these in the transaction of their own act."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.http import Http404

from access.events import AccessEvent
from access.models import Exclusion, Ground, Marker, OpeningReason, Team, User, municipality_principal, violence_principal
from access.policies import another_person_decides, consider
from access.states import HELD_BY, NEVER_BY_ONESELF, WITH_REFERENCE, GroundKind, MarkerKind, PrincipalKind, Reason
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.protocols.types import Part
from privacy_domain.web.errors import Invalid

BOTH_PARTS = frozenset(Part)


@transaction.atomic
def place_ground(
    *,
    subject: UUID,
    kind: GroundKind,
    source_kind: str,
    source: UUID,
    opened_on: date,
    principal: User | Team | None = None,
    parts: Collection[Part] = BOTH_PARTS,
    may_write: bool = False,
    reason: Reason | None = None,
    provision: str = "",
    requester: str = "",
    since: date | None = None,
    until: date | None = None,
    by: Actor,
) -> Ground:
    """Let a principal come near a subject because of a cause, from `since` (today) until `until` (no end).

    `principal` is a User or a Team as the kind wants, None for the kind `municipality`. `opened_on` is the day the subject was
    opened, the same for all its grounds. `reason` records that the look is needed for as long as the ground lasts. The kind
    `duty` names the `provision` and the `requester` (leek-2018 art. 7 lid 3; opsterland-2015 art. 12 lid 2).
    Raises NotYourOwnRights for authorisations and duties that somebody would give himself, ValueError for a principal of the
    wrong kind, IntegrityError for a second living ground of this kind from the same cause.
    """
    if kind in NEVER_BY_ONESELF and principal is not None:
        another_person_decides(principal.pk, by)
    ground: Ground = Ground.objects.create(
        subject=subject,
        kind=kind,
        principal_kind=HELD_BY[kind],
        principal=_principal_key(kind, principal),
        opens_plan=Part.PLAN in parts,
        opens_dossier=Part.DOSSIER in parts,
        may_write=may_write,
        reason=reason or "",
        provision=provision,
        requester=requester,
        since=since or clock.today(),
        until=until,
        opened_on=opened_on,
        source_kind=source_kind,
        source=source,
        placed_by=by.id,
    )
    _record(AccessEvent.GROUND_PLACED, ground, by)
    return ground


@transaction.atomic
def enter_register(*, subject: UUID, team: Team | None, source_kind: str, source: UUID, opened_on: date, by: Actor) -> None:
    """A subject is opened: its team holds it, and so do the roles of the whole municipality. Ended together by `end_grounds_of`."""
    place_ground(subject=subject, kind=GroundKind.MUNICIPALITY, source_kind=source_kind, source=source, opened_on=opened_on, by=by)
    if team is not None:
        place_ground(subject=subject, kind=GroundKind.TEAM, principal=team, source_kind=source_kind, source=source, opened_on=opened_on, by=by)


@transaction.atomic
def end_grounds_of(*, source_kind: str, source: UUID, kind: GroundKind | None = None, by: Actor) -> int:
    """End the living grounds that this cause placed (of one kind, or all), at once. Returns how many; a second time it is 0."""
    living = Ground.objects.select_for_update().filter(source_kind=source_kind, source=source, ended_at__isnull=True)
    ended = 0
    for ground in living.filter(kind=kind) if kind else living:
        ground.ended_at, ground.ended_by = clock.now(), by.id
        ground.save(update_fields=["ended_at", "ended_by"])
        _record(AccessEvent.GROUND_ENDED, ground, by)
        ended += 1
    return ended


@transaction.atomic
def close_subject(*, subject: UUID, by: Actor) -> int:
    """Nobody has a way to this subject any more, from this moment, whatever let him in; so nobody needs to be kept away from it either.
    Returns how many ways ended."""
    for marker in Marker.objects.filter(subject=subject, cleared_at__isnull=True):
        clear_marker(source_kind=marker.source_kind, source=marker.source, kind=MarkerKind(marker.kind), by=by)
    for exclusion in Exclusion.objects.filter(subject=subject, ended_at__isnull=True):
        exclusion.ended_at = clock.now()
        exclusion.save(update_fields=["ended_at"])
        record(
            AccessEvent.EXCLUSION_ENDED, by=by, subject_kind="exclusion", subject_id=exclusion.pk, dossier_id=subject, on_behalf_of=exclusion.user_id
        )  # fmt: skip
    causes = set(Ground.objects.filter(subject=subject, ended_at__isnull=True).values_list("source_kind", "source"))
    return sum(end_grounds_of(source_kind=kind, source=source, by=by) for kind, source in sorted(causes))


@transaction.atomic
def set_marker(*, subject: UUID, kind: MarkerKind, source_kind: str, source: UUID, opened_on: date, by: Actor) -> Marker:
    """Record a fact about a subject; domestic violence at issue lets Veilig Thuis in where the protocol does so.

    Raises IntegrityError for a second living marker of this kind from the same cause.
    """
    marker: Marker = Marker.objects.create(subject=subject, kind=kind, source_kind=source_kind, source=source, set_by=by.id)
    if kind == MarkerKind.DOMESTIC_VIOLENCE:
        place_ground(subject=subject, kind=GroundKind.VIOLENCE, source_kind="access.marker", source=marker.pk, opened_on=opened_on, by=by)
    record(AccessEvent.MARKER_SET, by=by, subject_kind=f"marker:{kind}", subject_id=marker.pk, dossier_id=subject)
    return marker


@transaction.atomic
def clear_marker(*, source_kind: str, source: UUID, kind: MarkerKind, by: Actor) -> int:
    """The cause is gone: end the marker and what it let in. Returns how many ended; a second time it is 0."""
    living = Marker.objects.select_for_update().filter(source_kind=source_kind, source=source, kind=kind, cleared_at__isnull=True)
    cleared = 0
    for marker in living:
        marker.cleared_at, marker.cleared_by = clock.now(), by.id
        marker.save(update_fields=["cleared_at", "cleared_by"])
        end_grounds_of(source_kind="access.marker", source=marker.pk, by=by)
        record(AccessEvent.MARKER_CLEARED, by=by, subject_kind=f"marker:{kind}", subject_id=marker.pk, dossier_id=marker.subject)
        cleared += 1
    return cleared


@transaction.atomic
def state_reason(*, subject: UUID, reason: Reason, reference: str = "", part: Part = Part.DOSSIER, by: User) -> OpeningReason | None:
    """Record at the door why `by` needs to look at this subject; holds for him until the day is over (leek-2018 art. 7 lid 2).

    `reference` is a case number, never a name; complaints, objections and investigations have one. It opens nothing by itself:
    the gate is asked again. Where the door is open already nothing is recorded: None. Raises Http404 for whom no need would
    let in, Invalid for a reason that does not fit his task and for a missing number.
    """
    passage = consider(by, subject, on=clock.today(), part=part)
    if passage.decision.allowed:
        return None
    if not passage.opened_by_need:
        raise Http404
    if reason not in passage.reasons:
        raise Invalid("Kies een reden die bij je taak past.", field="reason")
    if reason in WITH_REFERENCE and not reference:
        raise Invalid("Vul het nummer van de zaak of het onderzoek in.", field="reference")
    stated, is_new = OpeningReason.objects.get_or_create(
        user=by, subject=subject, plan=part is Part.PLAN, on=clock.today(), defaults={"reason": reason, "reference": reference}
    )
    if is_new:
        record(
            AccessEvent.REASON_STATED, by=by, subject_kind=f"part:{part}", subject_id=stated.pk, dossier_id=subject, reason=str(reason),
            purpose=str(reason), role=str(passage.opened_by_need[0]),
        )  # fmt: skip
    return stated


def _principal_key(kind: GroundKind, principal: User | Team | None) -> UUID:
    match HELD_BY[kind], principal:
        case (PrincipalKind.USER, User()) | (PrincipalKind.TEAM, Team()):
            return principal.pk  # type: ignore[union-attr]
        case PrincipalKind.MUNICIPALITY, None:
            return municipality_principal()
        case PrincipalKind.ROLE, None:
            return violence_principal()
    raise ValueError(f"a ground of the kind {kind} is held by a {HELD_BY[kind]}")


def _record(event: AccessEvent, ground: Ground, by: Actor) -> None:
    record(event, by=by, subject_kind=f"ground:{ground.kind}", subject_id=ground.pk, dossier_id=ground.subject, on_behalf_of=ground.principal)
