"""What the rows say: the facts behind clocks, which clocks are out of date, what is held."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from dossiers.models import Dossier, Item
from dossiers.selectors.disclosure import items_in_preparation
from dossiers.states import DossierState
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.tenancy import scope
from privacy_domain.work.models import Job, Task
from retention.models import Certificate, Clock, Destruction, DestructionList, DestructionRow, Hold
from retention.states import DestructionState, HoldOn, HoldReason, Outcome, RowResult, Standing

# acts on a dossier that change nothing in what stands in it
_BESIDE = ("destruction", "authorisation", "exclusion", "duty", "age", "representation", "task", "draft", "looks", "rights", "shield")
_CHANGES = ("dossier:", "consent:")
_IN_THE_FILE = reduce(or_, (Q(event__startswith=prefix) for prefix in _CHANGES)) & ~reduce(
    or_, (Q(event__startswith=f"dossier:{subject}:") for subject in _BESIDE)
)


@dataclass(frozen=True, slots=True)
class Kept:
    """How long a dossier is kept, as somebody sees it. `inside`: the dossier itself is open to him too; `keeper`: he prepares or approves
    destruction here; `reasons` are those for which
    he may hold it; `asked`: somebody is to say whether support still runs."""

    dossier: Dossier
    inside: bool
    keeper: bool
    clocks: list[Clock]
    holds: list[Hold]
    past: list[Hold]
    reasons: tuple[HoldReason, ...]
    asked: bool


@dataclass(frozen=True, slots=True)
class ItemFact:
    """An item as it now reads: its series, the law it was recorded under, the day it was received or made."""

    series: UUID
    law: str
    received: date


@dataclass(slots=True)
class FileFacts:
    """The facts of one dossier from which its clocks are counted."""

    dossier: Dossier
    last_change: date
    items: list[ItemFact] = field(default_factory=list)

    @property
    def laws(self) -> list[str]:
        """The laws under which something is kept: those of the dossier, and those of items recorded while it had others."""
        return sorted({*self.dossier.law_tags, *(item.law for item in self.items)})


def facts_of(dossiers: Collection[Dossier]) -> list[FileFacts]:
    """The facts of these dossiers; three statements for any number.

    The last change is the latest of opening, closing and every recorded act on the content. It never goes back: the log is dropped
    after its own term, and what a clock was counted from before still happened.
    """
    ids = [dossier.pk for dossier in dossiers]
    changed = dict(
        AuditEvent.objects.filter(_IN_THE_FILE, municipality_id=scope.require().id, dossier_id__in=ids, outcome="done")
        .order_by()
        .values_list("dossier_id")
        .annotate(Max("at"))
    )
    known = dict(Clock.objects.filter(dossier__in=ids).order_by().values_list("dossier_id").annotate(Max("last_change")))
    items: dict[UUID, list[ItemFact]] = defaultdict(list)
    rows = Item.kept.filter(dossier__in=ids, superseded_at__isnull=True).order_by("series")
    for dossier_id, series, law, received in rows.values_list("dossier_id", "series", "law", "received_on"):
        items[dossier_id].append(ItemFact(series, law, received))
    return [FileFacts(one, _last_change(one, changed.get(one.pk), known.get(one.pk)), items[one.pk]) for one in dossiers]


def _last_change(dossier: Dossier, logged: datetime | None, known: date | None) -> date:
    days = [dossier.opened_on, dossier.closed_on, known, logged.astimezone(clock.AMSTERDAM).date() if logged else None]
    return max(day for day in days if day)


# dossiers whose clocks are missing or were counted from other facts than stand there now, and were not counted since %(begun)s
_STALE = """
select d.id from dossiers_dossier d
where d.municipality_id = %(municipality)s and d.state <> 'going'
  and not exists (select from retention_clock c where c.dossier_id = d.id and c.computed_at >= %(begun)s)
  and (
    exists (
        select from retention_clock c where c.dossier_id = d.id
          and (c.closed_on is distinct from d.closed_on or c.current_version <> %(version)s or c.destroy_from <= %(soon)s)
    )
    or exists (select from unnest(d.law_tags) tag where not exists (
        select from retention_clock c where c.dossier_id = d.id and c.law = tag and c.series is null
    ))
    or exists (select from dossiers_item i where i.dossier_id = d.id and i.superseded_at is null and not i.going and (
        exists (select from retention_clock c where c.dossier_id = d.id and c.series = i.series and (c.law, c.received_on) <> (i.law, i.received_on))
        or not exists (
            select from retention_clock c where c.dossier_id = d.id and c.law = i.law
              and (c.series = i.series or c.series is null and c.received_on >= i.received_on)
        )
    ))
    or exists (select from retention_clock c join audit_event a
        on a.municipality_id = d.municipality_id and a.dossier_id = d.id and a.at > c.computed_at and a.outcome = 'done'
          and (a.event like 'dossier:%%' or a.event like 'consent:%%')
        where c.dossier_id = d.id)
  )
order by d.id limit %(limit)s
"""
AHEAD = timedelta(days=35)
"""Clocks that run out within these days are counted anew every night: the law of the day has the last word."""


def stale_dossiers(*, begun: datetime, version: str, today: date, limit: int) -> list[Dossier]:
    """At most `limit` dossiers whose clocks are to be counted anew, in one statement; those counted since `begun` are done."""
    values: dict[str, Any] = {"municipality": scope.require().id, "begun": begun, "version": version, "soon": today + AHEAD, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_STALE, values)
        ids = [row[0] for row in cursor.fetchall()]
    return list(Dossier.objects.filter(pk__in=ids).order_by("pk"))


def job_begun(job_id: UUID) -> datetime:
    """The moment at which a job began, over all its steps."""
    return Job.objects.values_list("started_at", flat=True).get(pk=job_id) or clock.now()


def clocks_of(dossiers: Collection[Dossier]) -> Mapping[UUID, list[Clock]]:
    """The clocks of these dossiers as they were last counted."""
    found: dict[UUID, list[Clock]] = defaultdict(list)
    for row in Clock.objects.filter(dossier__in=[one.pk for one in dossiers]).order_by("law", "series"):
        found[row.dossier_id].append(row)
    return found


def grouped_facts() -> Iterable[tuple[str, date, date | None, date, date | None, int]]:
    """Every different set of facts that a clock was counted from, with its present day and how many parts have it."""
    rows: QuerySet[Clock] = Clock.objects.order_by()
    return rows.values_list("law", "received_on", "closed_on", "last_change", "destroy_from").annotate(Count("pk"))


def waiting_long(before: date) -> list[Dossier]:
    """Open dossiers whose term waits for a closing, in which nothing changed since `before`."""
    waiting = Clock.objects.filter(waits=True, dossier__closed_on__isnull=True, last_change__lt=before)
    return list(Dossier.objects.filter(pk__in=waiting.values("dossier")).order_by("pk"))


CLOSING = "missing_closing"
"""The kind of task that asks for the closing of a dossier."""


def is_asked(dossier_id: UUID) -> bool:
    """Whether the team of this dossier is asked if the support is over."""
    return bool(Task.objects.filter(kind=CLOSING, source_id=dossier_id, state=Task.State.OPEN).exists())


# ---------------------------------------------------------------- holds
def standing_holds(dossier: Dossier) -> list[Hold]:
    """The holds that stand on this dossier, on items in it, or on its client; oldest first."""
    rows = Hold.objects.filter(_about(dossier), lifted_at__isnull=True)
    return list(rows.select_related("placed_by").order_by("placed_at", "pk"))


def _about(dossier: Dossier) -> Q:
    return Q(dossier=dossier) | Q(on=HoldOn.PERSON, person=dossier.person_id)


def past_holds(dossier: Dossier) -> list[Hold]:
    """The holds on this dossier that were lifted, newest first."""
    rows = Hold.objects.filter(_about(dossier), lifted_at__isnull=False)
    return list(rows.select_related("placed_by", "lifted_by").order_by("-lifted_at", "pk"))


def hold_by_id(hold_id: UUID) -> Hold | None:
    """One hold, or None."""
    found: Hold | None = Hold.objects.select_related("dossier__person", "dossier__team", "person", "placed_by").filter(pk=hold_id).first()
    return found


def holds_on(dossier: Dossier, series: UUID | None = None) -> list[Hold]:
    """What keeps this dossier as a whole (`series` None: an item that is held holds the rest too), or this item of it, from being destroyed."""
    rows = standing_holds(dossier)
    return rows if series is None else [row for row in rows if row.on != HoldOn.ITEM or row.series == series]


def holds_to_review(until: date) -> list[Hold]:
    """Standing holds whose day to look again is `until` or before, soonest first."""
    rows = Hold.objects.filter(lifted_at__isnull=True, review_on__lte=until).select_related("dossier", "placed_by")
    return list(rows.order_by("review_on", "pk"))


# ---------------------------------------------------------------- lists
def passed_clocks(today: date, teams: Collection[UUID] | None, limit: int) -> list[Clock]:
    """At most `limit` parts whose term has passed, the longest passed first: of dossiers of these teams (None: of all), not on a
    running list already, and not kept on an earlier list for a hold that still stands."""
    rows = (
        Clock.objects.filter(destroy_from__lte=today)
        .exclude(dossier__state=DossierState.GOING)
        .exclude(series__isnull=True, dossier__state=DossierState.OPEN)
        .exclude(_listed(running=True))
        .exclude(_listed(outcome=Outcome.KEEP) & _held())
    )
    if teams is not None:
        rows = rows.filter(dossier__team__in=teams)
    return list(rows.select_related("dossier").order_by("destroy_from", "pk")[:limit])


_WHOLE = Value(UUID(int=0))  # stands for "no item" where two parts are compared


def _listed(**said: Any) -> Exists:
    """Whether this part stands on a list like that."""
    rows = DestructionRow.objects.filter(dossier=OuterRef("dossier"), law=OuterRef("law"), **said)
    return Exists(rows.annotate(part=Coalesce("series", _WHOLE)).filter(part=Coalesce(OuterRef("series"), _WHOLE)))


def _held() -> Exists:
    about = Q(dossier=OuterRef("dossier")) | Q(on=HoldOn.PERSON, person=OuterRef("dossier__person"))
    exactly = ~Q(on=HoldOn.ITEM) | Q(series=OuterRef("series"))
    return Exists(Hold.objects.filter(about, exactly, lifted_at__isnull=True))


def rows_of(listed: DestructionList) -> QuerySet[DestructionRow]:
    """The parts on a list, the longest passed first."""
    rows: QuerySet[DestructionRow] = DestructionRow.objects.filter(on_list=listed).select_related("dossier", "judged_by")
    return rows.order_by("destroy_from", "pk")


@dataclass(frozen=True, slots=True)
class Block:
    """Why a part cannot be destroyed now: holds that stand, and whatever else stands in the way."""

    holds: tuple[Hold, ...]
    standing: tuple[Standing, ...]


def blocks_of(rows: Collection[DestructionRow], today: date) -> Mapping[UUID, Block]:
    """Which of these parts are blocked and why, as it is now; three statements for any number."""
    dossiers, people = {row.dossier_id for row in rows}, {row.dossier.person_id for row in rows}
    holds: dict[UUID, list[Hold]] = defaultdict(list)
    for hold in Hold.objects.filter(Q(dossier__in=dossiers) | Q(on=HoldOn.PERSON, person__in=people), lifted_at__isnull=True).order_by("placed_at"):
        holds[hold.dossier_id or hold.person_id].append(hold)
    clocks: dict[tuple[UUID, str], list[Clock]] = defaultdict(list)
    for counted in Clock.objects.filter(dossier__in=dossiers):
        clocks[counted.dossier_id, counted.law].append(counted)
    shared = items_in_preparation(dossiers)
    found = {}
    for row in rows:
        standing = [*holds[row.dossier_id], *holds[row.dossier.person_id]]
        concerned = tuple(hold for hold in standing if row.series is None or hold.on != HoldOn.ITEM or hold.series == row.series)
        why = [Standing.HELD] if concerned else []
        why += [Standing.MOVED] if not _has_passed(row, clocks[row.dossier_id, row.law], today) else []
        why += [Standing.OPEN] if row.series is None and row.dossier.state == DossierState.OPEN else []
        why += [Standing.SHARED] if row.series in shared or (row.series is None and shared & _series(clocks[row.dossier_id, row.law])) else []
        if why:
            found[row.pk] = Block(concerned, tuple(why))
    return found


def _has_passed(row: DestructionRow, clocks: Collection[Clock], today: date) -> bool:
    """Whether the term of this part has passed; of what is no single item also that of every item that goes along."""
    own = [one for one in clocks if row.series is None or one.series == row.series]
    there = any(one.series == row.series for one in own)
    return there and row.dossier.state != DossierState.GOING and all(one.destroy_from and one.destroy_from <= today for one in own)


def _series(clocks: Collection[Clock]) -> set[UUID]:
    return {one.series for one in clocks if one.series}


def list_by_id(list_id: UUID) -> DestructionList | None:
    """One list, or None."""
    found: DestructionList | None = (
        DestructionList.objects.select_related("team", "made_by", "judged_by", "approved_by", "aborted_by", "paused_by", "stopped_by", "certificate")
        .filter(pk=list_id)
        .first()
    )
    return found


def lists(teams: Collection[UUID] | None, limit: int = 50) -> list[DestructionList]:
    """The newest lists, of these teams or (None) all."""
    rows = DestructionList.objects.select_related("team") if teams is None else DestructionList.objects.select_related("team").filter(team__in=teams)
    return list(rows.order_by("-made_at", "pk")[:limit])


def scheduled_since(day: date, team: UUID | None) -> bool:
    """Whether the schedule made a list for this team (None: for all) since that day."""
    return bool(DestructionList.objects.filter(made_by__isnull=True, team=team, made_at__date__gte=day).exists())


def names_beginning(start: str) -> int:
    """How many lists have a name that begins like this."""
    return int(DestructionList.objects.filter(name__startswith=start).count())


# ---------------------------------------------------------------- carrying one out
LIST = "list"
"""The kind of cause of what a list destroys."""


def other_laws(dossier: Dossier, law: str) -> bool:
    """Whether the dossier holds anything that another law keeps."""
    items = Item.kept.filter(dossier=dossier, superseded_at__isnull=True).exclude(law=law)
    return bool(set(dossier.law_tags) - {law}) or items.exists()


def destructions_of(listed: DestructionList) -> QuerySet[Destruction]:
    """What was or is being destroyed by this list."""
    rows: QuerySet[Destruction] = Destruction.objects.filter(source_kind=LIST, source_id=listed.pk)
    return rows


def log_of(*, year: int | None = None, of: str = "", law: str = "", reason: str = "") -> QuerySet[Destruction]:
    """The log of destruction, the newest first; of one year, kind, law or reason where that is asked."""
    rows: QuerySet[Destruction] = Destruction.objects.select_related("decided_by", "approved_by").order_by("-marked_at", "pk")
    wanted = {"marked_at__year": year, "of": of, "laws__contains": [law] if law else None, "reason": reason}
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def under_way(listed: DestructionList) -> bool:
    """Whether something that this list destroys is not gone yet."""
    return bool(destructions_of(listed).exclude(state=DestructionState.DONE).exists())


def jobs_apart(listed: DestructionList) -> QuerySet[Job]:
    """The jobs of this list that failed too often and wait for a person."""
    jobs: QuerySet[Job] = Job.objects.filter(state=Job.State.QUARANTINED, args__list=str(listed.pk))
    return jobs.order_by("made_at", "id")


def apart_of(listed: Collection[DestructionList]) -> Counter[UUID]:
    """How many jobs of each of these lists were set apart; one statement."""
    jobs = Job.objects.filter(state=Job.State.QUARANTINED, args__list__in=[str(row.pk) for row in listed])
    return Counter(UUID(job["list"]) for job in jobs.values_list("args", flat=True))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a list is: parts in all, gone, kept or left, and jobs that were set apart."""

    total: int
    gone: int
    going: int
    kept: int
    left: int
    apart: int

    @property
    def done(self) -> int:
        """Parts of which it is known what came of them."""
        return self.gone + self.kept + self.left


def progress_of(listed: DestructionList) -> Progress:
    """Two statements. A part that is gone has no row any more. Of a list that is over it is what its declaration says: what was kept or left
    can be destroyed by a later list, and its row with it."""
    declared: Certificate | None = getattr(listed, "certificate", None)
    if declared is not None:
        _total, _destroyed, _figures, kept, left = (int(number) for _, number in declared.content["numbers"])
        return Progress(listed.row_count, listed.row_count - kept - left, 0, kept, left, 0)
    rows = Counter(dict(DestructionRow.objects.filter(on_list=listed).order_by().values_list("result").annotate(Count("pk"))))
    kept, left = rows[RowResult.KEPT], rows[RowResult.SKIPPED] + rows[RowResult.DROPPED]
    gone = listed.row_count - sum(rows.values())
    return Progress(listed.row_count, gone, rows[RowResult.TAKEN], kept, left, jobs_apart(listed).count())
