"""Letting somebody in by name, and ending that."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from guardian.shortcuts import assign_perm, remove_perm

from access import services as access
from access.models import User
from access.policies import another_person_decides
from access.selectors import excluded_among
from access.states import GroundKind
from dossiers.events import DossierEvent
from dossiers.models import Authorisation, Dossier
from dossiers.selectors import standing_authorisations
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.operation import Actor
from privacy_domain.protocols.types import Part
from privacy_domain.web.errors import Conflict, Invalid

VIEW, CHANGE = "dossiers.view_dossier", "dossiers.change_dossier"


@transaction.atomic
def authorise(
    *,
    dossier: Dossier,
    user: User,
    parts: Collection[Part],
    may_write: bool,
    reason: str,
    until: date | None = None,
    by: User,
) -> Authorisation:
    """Give `user` a right to parts of this dossier, looking apart from adding and changing (Leiden 11 lid 4, Opsterland 12 lid 3).

    The ground is what the gate reads; guardian's rows mirror it for lists and reviews. Whether an authorised person may
    come in is still the protocol's to say. Raises NotYourOwnRights for one's own rights, Conflict when it stands already,
    Invalid without a reason, without parts, or for an end in the past.
    """
    if not reason.strip():
        raise Invalid("Schrijf op waarom deze persoon toegang nodig heeft.", field="reason")
    if not parts:
        raise Invalid("Kies waartoe je toegang geeft: het plan, het dossier, of beide.", field="parts")
    if until is not None and until < clock.today():
        raise Invalid("Kies een datum vanaf vandaag.", field="until")
    if Authorisation.objects.filter(dossier=dossier, user=user, ended_at__isnull=True).exists():
        raise Conflict("Deze persoon is al geautoriseerd. Beëindig dat eerst.")
    another_person_decides(user.pk, by)
    given = Authorisation(
        dossier=dossier,
        user=user,
        opens_plan=Part.PLAN in parts,
        opens_dossier=Part.DOSSIER in parts,
        may_write=may_write,
        since=clock.today(),
        until=until,
        given_by=by,
    )
    given.reason = reason.strip()
    given.save()
    access.place_ground(
        subject=dossier.pk,
        principal=user,
        kind=GroundKind.AUTHORISED,
        parts=parts,
        may_write=may_write,
        until=until,
        opened_on=dossier.opened_on,
        source_kind="authorisation",
        source=given.pk,
        by=by,
    )
    for permission in (VIEW, CHANGE) if may_write else (VIEW,):
        assign_perm(permission, user, dossier)
    _log(DossierEvent.AUTHORISED, given, by)
    return given


@transaction.atomic
def end_authorisation(*, authorisation: Authorisation, by: Actor) -> Authorisation:
    """The right ends now, in the gate and in guardian's rows. Twice: Conflict."""
    moment = clock.now()
    changed = Authorisation.objects.filter(pk=authorisation.pk, ended_at__isnull=True).update(ended_at=moment, ended_by=by.id)
    if changed != 1:
        raise Conflict("Deze autorisatie was al beëindigd.")
    authorisation.ended_at, authorisation.ended_by_id = moment, by.id
    access.end_grounds_of(source_kind="authorisation", source=authorisation.pk, by=by)
    for permission in (VIEW, CHANGE):
        remove_perm(permission, authorisation.user, authorisation.dossier)
    _log(DossierEvent.AUTHORISATION_ENDED, authorisation, by)
    return authorisation


@transaction.atomic
def list_authorisations(*, teams: Collection[UUID] | None, by: User) -> list[Authorisation]:
    """The rights by name that stand, for who reviews them (`review_scope`); a line in the log with the dossiers named."""
    rows = standing_authorisations(teams)
    hidden = excluded_among(by, [row.dossier_id for row in rows])
    rows = [row for row in rows if row.dossier_id not in hidden]
    look(DossierEvent.AUTHORISATIONS_SEEN, subject_kind="list", fields=["user", "dossier"], by=by)
    return rows


@transaction.atomic
def review_authorisation(*, authorisation: Authorisation, by: User) -> Authorisation:
    """It is still needed: looked at again, as every year. Raises NotYourOwnRights for one's own, Conflict when it has ended."""
    another_person_decides(authorisation.user_id, by)
    moment = clock.now()
    if Authorisation.objects.filter(pk=authorisation.pk, ended_at__isnull=True).update(reviewed_at=moment, reviewed_by=by) != 1:
        raise Conflict("Deze autorisatie was al beëindigd.")
    authorisation.reviewed_at, authorisation.reviewed_by = moment, by
    _log(DossierEvent.AUTHORISATION_REVIEWED, authorisation, by)
    return authorisation


def _log(event: DossierEvent, authorisation: Authorisation, by: Actor) -> None:
    record(
        event,
        subject_kind="user",
        subject_id=authorisation.user_id,
        dossier_id=authorisation.dossier_id,
        person_id=authorisation.dossier.person_id,
        reason="write" if authorisation.may_write else "look",
        by=by,
    )
