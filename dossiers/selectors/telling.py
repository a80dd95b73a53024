"""What the client must still hear, what he may not see yet, and the list of everything shared without his consent."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from access.models import User
from access.selectors import excluded_among
from dossiers.models import Disclosure, Telling, TellingStep
from dossiers.policies.envelope import Led
from dossiers.policies.telling import unknown_among
from dossiers.states.telling import OPEN_TELLING, TellingAct, TellingState
from privacy_domain.crypto.fields import prefetch_keys

_WITH = ("dossier__person", "dossier__team", "responsible", "told_by")


def telling_by_id(telling_id: UUID) -> Telling | None:
    """One, for who looks after it and for a task that points at it."""
    return _with_everything().filter(pk=telling_id).first()


def telling_of(source_kind: str, source_id: UUID) -> Telling | None:
    """The duty that arose from this, or None."""
    return _with_everything().filter(source_kind=source_kind, source_id=source_id).first()


def steps_of(telling: Telling) -> list[TellingStep]:
    """What was done about it, in order."""
    return list(TellingStep.objects.filter(telling=telling).select_related("by"))


def tries_of(telling: Telling) -> int:
    """On how many days somebody tried to reach the client."""
    return TellingStep.objects.filter(telling=telling, act=TellingAct.TRIED).values("on").distinct().count()


def to_look_at(on: date) -> list[Telling]:
    """Every duty whose day has come and that was put before nobody yet that day."""
    rows = _with_everything().filter(state__in=OPEN_TELLING, look_on__lte=on).filter(Q(returned_on__isnull=True) | Q(returned_on__lt=on))
    return list(rows.order_by("pk"))


def untold_for(led: Led, on: date, user: User, limit: int = 100) -> list[Telling]:
    """For a team leader: what his team's clients must still hear and whose day has come, the longest first; of no dossier that he is
    kept away from, and of no report that he may not know of."""
    rows = _with_everything().filter(state__in=OPEN_TELLING, look_on__lte=on)
    if not led.everywhere:
        rows = rows.filter(dossier__team__in=led.teams)
    found = list(rows.order_by("look_on", "pk")[:limit])
    kept_away = excluded_among(user, [row.dossier_id for row in found])
    unknown = unknown_among(user, [row for row in found if row.responsible.is_active], on)
    found = [row for row in found if row.dossier_id not in kept_away and row.pk not in unknown]
    prefetch_keys(found)
    prefetch_keys(row.dossier.person for row in found)
    return found


@dataclass(frozen=True, slots=True)
class Hidden:
    """What the client may not see yet: ids of what was shared and of the duties themselves."""

    ids: frozenset[UUID]

    def __contains__(self, one: object) -> bool:
        return one in self.ids

    def __bool__(self) -> bool:
        return bool(self.ids)


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months of a year, as people count them: `number` is 1 to 4."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """The last day."""
        following = date(self.year + 1, 1, 1) if self.number == 4 else date(self.year, 3 * self.number + 1, 1)
        return following - timedelta(days=1)

    @property
    def before(self) -> Quarter:
        """The quarter before this one."""
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)


def quarter_of(day: date) -> Quarter:
    """The quarter in which a day falls."""
    return Quarter(day.year, (day.month + 2) // 3)


def shared_without_consent(led: Led, quarter: Quarter, kept_away: Collection[UUID] = ()) -> QuerySet[Telling]:
    """Everything shared without consent in a quarter about which the client must be told, in the teams that somebody leads or
    everywhere; the newest first."""
    rows = _with_everything().filter(occurred_on__range=(quarter.first, quarter.last)).exclude(dossier__in=kept_away)
    if not led.everywhere:
        rows = rows.filter(dossier__team__in=led.teams)
    return rows.order_by("-occurred_on", "pk")


def counted(rows: QuerySet[Telling], on: date) -> dict[str, int]:
    """How many of these were told, wait, are to be told, and are late; one statement."""
    late = Q(state__in=OPEN_TELLING, look_on__lt=on)
    figures = {state.value: Count("pk", filter=Q(state=state)) for state in TellingState}
    found: dict[str, int] = rows.order_by().aggregate(all=Count("pk"), late=Count("pk", filter=late), **figures)
    return found


def hidden_from_client(person_id: UUID) -> Hidden:
    """What is postponed stays out of every list, letter and copy that the client gets, until it is lifted or told."""
    rows = Telling.objects.filter(dossier__person_id=person_id, state=TellingState.WAITING).values_list("pk", "source_id")
    return Hidden(frozenset(one for row in rows for one in row))


def told_sources(rows: Iterable[Disclosure]) -> frozenset[UUID]:
    """Of these envelopes, those about which the client was told."""
    told = Telling.objects.filter(source_id__in=[row.pk for row in rows], state=TellingState.TOLD)
    return frozenset(told.values_list("source_id", flat=True))


def _with_everything() -> QuerySet[Telling]:
    rows: QuerySet[Telling] = Telling.objects.select_related(*_WITH)
    return rows
