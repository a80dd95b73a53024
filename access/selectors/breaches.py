"""Reports that something went wrong with data, for who may know of them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from access.models import Breach, BreachAffected, BreachStep, User
from access.policies.breaches import may_see_breach
from access.selectors.accounts import has_role, leaders_of
from access.selectors.exclusion import excluded_among, excluded_from
from access.states import BreachState, MunicipalRole

MOST = 200


def handles_breaches(user: User) -> bool:
    """Whether `user` weighs reports and decides what follows: the privacy officer."""
    return has_role(user, MunicipalRole.PRIVACY_OFFICER)


def breach_for(user: User, breach_id: UUID) -> Breach | None:
    """One report, if it is his to know of; otherwise None, as for one that does not exist, and as for one about a dossier that he is
    kept away from and that somebody else reported."""
    found: Breach | None = Breach.objects.select_related("reporter", "closed_by").filter(pk=breach_id).first()
    if found is None or found.reporter_id == user.pk:
        return found
    if found.subject and excluded_among(user, [found.subject]):
        return None
    allowed = may_see_breach(found, user, handles=handles_breaches(user), leads=user in leaders_of(found.reporter))
    return found if allowed else None


def draft_of(user: User) -> Breach | None:
    """What this person typed and did not send yet."""
    found: Breach | None = Breach.objects.filter(reporter=user, state=BreachState.DRAFT).first()
    return found


def reported_by(user: User) -> list[Breach]:
    """What this person reported, the newest first."""
    return list(Breach.objects.filter(reporter=user).exclude(state=BreachState.DRAFT).order_by("-reported_at")[:MOST])


def breaches_near(user: User) -> QuerySet[Breach]:
    """What was reported, without what others reported about a dossier that this account is kept away from."""
    away = Q(subject__isnull=False, subject__in=excluded_from(user)) & ~Q(reporter=user)
    rows: QuerySet[Breach] = Breach.objects.exclude(state=BreachState.DRAFT).exclude(away)
    return rows


def register_of_breaches(user: User) -> list[Breach]:
    """Everything that was reported and that is his to know of: what is open first, then by day of discovery, the newest first."""
    rows = list(breaches_near(user).select_related("reporter").order_by("-discovered_at")[:MOST])
    return sorted(rows, key=lambda breach: breach.state == BreachState.CLOSED)


def steps_of(breach: Breach) -> list[BreachStep]:
    """What was done, in order."""
    return list(BreachStep.objects.filter(breach=breach).select_related("recorded_by").order_by("recorded_at", "pk"))


def affected_by(breach: Breach) -> list[BreachAffected]:
    """The subjects whose data are in it, in the order in which they were found."""
    return list(BreachAffected.objects.filter(breach=breach).select_related("added_by").order_by("added_at", "pk"))


def subjects_of_closed() -> list[UUID | None]:
    """The dossiers of which a closed report still has the number, and so its words."""
    return list(Breach.objects.filter(state=BreachState.CLOSED, subject__isnull=False).exclude(dossier_number="").values_list("subject", flat=True))
