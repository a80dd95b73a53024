"""What an envelope may and who sees it, by the signal that it comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from access.models import User
from dossiers.models import Consultation, Disclosure, DisclosureOrigin, Dossier, MeldcodeAdvice
from dossiers.policies.inquiry import acting_role, inquiry_rules, is_current
from dossiers.policies.meldcode import is_involved
from privacy_domain.people.models import Person
from privacy_domain.protocols.types import Role

HIDING = Q(decision__isnull=False) | Q(inquiry__isnull=False)


def origin_of(row: Disclosure) -> DisclosureOrigin | None:
    """The signal behind it; None for most."""
    found: DisclosureOrigin | None = getattr(row, "origin", None)
    return found


def acting_in(row: Disclosure, on: date) -> Role | None:
    """The role in which the inquiry behind it was begun, while that inquiry runs."""
    origin = origin_of(row)
    if origin is None or origin.inquiry is None or not is_current(origin.inquiry, on):
        return None
    return Role(origin.inquiry.acting_role)


def is_of_chosen_roles(row: Disclosure, on: date) -> bool:
    """Whether it belongs to an inquiry that only some roles act in: they need no right to write in the dossier, and nobody else
    can use his."""
    origin = origin_of(row)
    return origin is not None and origin.inquiry_id is not None and bool(inquiry_rules(on).roles)


def may_see(user: User, row: Disclosure, on: date) -> bool:
    """Whether somebody for whom the dossier is open may know of this envelope: a report after the step plan is for whom the step
    plan is, sharing in an inquiry for who can act in it; and either for the team leader who decided about it."""
    origin = origin_of(row)
    return origin is None or _may_know(user, origin, row.dossier, on) or bool(_decided(user, [row.pk]))


def hidden_from(user: User, person: Person, on: date) -> set[UUID]:
    """The envelopes about this person that `user` may not know of."""
    return _unknown(user, DisclosureOrigin.objects.filter(HIDING, dossier__person=person).select_related("dossier", "decision", "inquiry"), on)


def is_of_a_signal(disclosure_id: UUID) -> bool:
    """Whether not everybody for whom the dossier is open may know of this envelope."""
    return bool(DisclosureOrigin.objects.filter(HIDING, disclosure=disclosure_id).exists())


def hidden_among(user: User, disclosures: Collection[UUID] | QuerySet[Any, Any], on: date) -> set[UUID]:
    """Those of these envelopes that `user` may not know of; a statement where none comes from a signal."""
    rows = DisclosureOrigin.objects.filter(HIDING, disclosure__in=disclosures)
    return _unknown(user, rows.select_related("dossier", "decision", "inquiry"), on)


def _unknown(user: User, rows: Iterable[DisclosureOrigin], on: date) -> set[UUID]:
    origins = list(rows)
    known: dict[tuple[UUID, UUID | None], bool] = {}
    for row in origins:
        signal = _signal(row)
        if signal not in known:
            known[signal] = _may_know(user, row, row.dossier, on)
    hidden = {row.disclosure_id for row in origins if not known[_signal(row)]}
    return hidden - _decided(user, hidden) if hidden else hidden


def _decided(user: User, disclosures: Collection[UUID]) -> set[UUID]:
    return set(Consultation.objects.filter(disclosure__in=disclosures, decided_by=user).values_list("disclosure_id", flat=True))


def _signal(origin: DisclosureOrigin) -> tuple[UUID, UUID | None]:
    """What decides who may know of it: the step plan, or for an inquiry the dossier alone."""
    return origin.dossier_id, origin.decision.meldcode_id if origin.decision else None


def _may_know(user: User, origin: DisclosureOrigin, dossier: Dossier, on: date) -> bool:
    if origin.inquiry_id is not None:
        return acting_role(user, dossier.pk, on) is not None
    if origin.decision is None or is_involved(user, dossier, on):
        return True
    return MeldcodeAdvice.objects.filter(meldcode_id=origin.decision.meldcode_id, lead_id=user.pk).exists()
