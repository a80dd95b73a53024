"""What stands in a dossier, for screens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q

from access.models import User
from dossiers.models import Departure, Dossier, Item, ItemDraft, Passage, PassageSubject, Relation
from dossiers.states import ItemKind, RecordGround
from privacy_domain.crypto.fields import prefetch_keys


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which items are wanted; empty: all."""

    kind: str = ""
    domain: str = ""
    law: str = ""
    since: date | None = None
    until: date | None = None
    author: UUID | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return any((self.kind, self.domain, self.law, self.since, self.until, self.author))

    def condition(self) -> Q:
        """For a query on items."""
        wanted = {
            "kind": self.kind,
            "domain": self.domain,
            "law": self.law,
            "received_on__gte": self.since,
            "received_on__lte": self.until,
            "recorded_by_id": self.author,
        }
        return Q(**{name: value for name, value in wanted.items() if value})


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Part of the list: the items, the statements beside them, and where the next part begins."""

    dossier: Dossier
    items: list[Item]
    statements: dict[UUID, list[Item]]
    following: tuple[date, UUID] | None


@dataclass(frozen=True, slots=True)
class Printed:
    """The whole content, for paper: the items with their passages and the statements beside them; `left_out` says there is more."""

    dossier: Dossier
    items: list[Item]
    passages: dict[UUID, list[Passage]]
    statements: dict[UUID, list[Item]]
    left_out: bool


def items_of(dossier: Dossier, wanted: ItemFilter | None = None, *, after: tuple[date, UUID] | None = None, limit: int = 50) -> list[Item]:
    """The current version of each item, the newest first; `after` is the day and id of the last one that was shown."""
    rows = Item.objects.filter(dossier=dossier, superseded_at__isnull=True).filter((wanted or ItemFilter()).condition())
    if after is not None:
        day, last = after
        rows = rows.filter(Q(received_on__lt=day) | Q(received_on=day, id__lt=last))
    found = list(rows.select_related("recorded_by", "beside").order_by("-received_on", "-id")[:limit])
    for item in found:
        item.dossier = dossier
    return found


def item_of(dossier_id: UUID, item_id: UUID) -> Item | None:
    """One version of an item of this dossier, or None."""
    rows = Item.objects.select_related("dossier__person", "dossier__team", "recorded_by", "beside", "departure")
    found: Item | None = rows.filter(pk=item_id, dossier_id=dossier_id).first()
    return found


def versions_of(item: Item) -> list[Item]:
    """Every version, the newest first."""
    return list(Item.objects.filter(series=item.series).select_related("recorded_by", "departure").order_by("-version"))


def statements_beside(items: Iterable[Item]) -> Mapping[UUID, list[Item]]:
    """The client's statements that stand beside these items, by their series."""
    wanted = {item.series for item in items if item.kind != ItemKind.STATEMENT}
    found: defaultdict[UUID, list[Item]] = defaultdict(list)
    rows = Item.objects.filter(beside__series__in=wanted, superseded_at__isnull=True).select_related("beside", "recorded_by")
    for row in rows.order_by("received_on", "id"):
        if row.beside is not None:
            found[row.beside.series].append(row)
    return found


def passages_of(items: Sequence[Item]) -> Mapping[UUID, list[Passage]]:
    """The passages of these items with whom they are about, by the item's id; three statements and one for keys."""
    people = Relation.objects.select_related("person", "partner")
    subjects = Prefetch("subjects", queryset=PassageSubject.objects.prefetch_related(Prefetch("relation", queryset=people)))
    found: defaultdict[UUID, list[Passage]] = defaultdict(list)
    rows = list(Passage.objects.filter(item__in=items).prefetch_related(subjects).order_by("position"))
    prefetch_keys(subject.relation.person for row in rows for subject in row.subjects.all() if subject.relation.person)
    for row in rows:
        found[row.item_id].append(row)
    return found


def authors_of(dossier: Dossier) -> list[User]:
    """Who wrote in this dossier, by name."""
    ids = Item.objects.filter(dossier=dossier).values("recorded_by_id")
    return list(User.objects.filter(pk__in=ids).order_by("display_name"))


def relations_named(dossier: Dossier, named: Collection[UUID] = ()) -> list[Relation]:
    """The people around the client now, and those who are named already though they are not around any more."""
    rows = list(
        Relation.objects.filter(dossier=dossier)
        .filter(Q(until__isnull=True) | Q(pk__in=named))
        .select_related("person", "partner")
        .order_by("since", "id")
    )
    prefetch_keys(row.person for row in rows if row.person)
    return rows


def item_draft_of(dossier: Dossier, page: str, user: User) -> ItemDraft | None:
    """What this person typed on a page and did not record yet."""
    found: ItemDraft | None = ItemDraft.objects.filter(dossier=dossier, author=user, page=page).first()
    return found


def drafts_of(dossier: Dossier, user: User) -> list[ItemDraft]:
    """Everything that this person typed for a dossier and did not record yet, the newest first."""
    return list(ItemDraft.objects.filter(dossier=dossier, author=user).order_by("-saved_at"))


def departure_by_id(departure_id: UUID) -> Departure | None:
    """A departure from the rules, for the task that points at it; or None."""
    found: Departure | None = Departure.objects.select_related("item", "dossier", "recorded_by").filter(pk=departure_id, item__shielded=False).first()
    return found


@dataclass(frozen=True, slots=True)
class AttentionRows:
    """What may have to be looked at: how many passages are about somebody who is not on the list, and the data and grounds of
    the items that rest on consent."""

    about_others: int
    by_consent: list[tuple[list[str], list[str]]]


def attention_rows(dossier: Dossier) -> AttentionRows:
    """Two statements for any number of items."""
    current = Item.objects.filter(dossier=dossier, superseded_at__isnull=True)
    others = Passage.objects.filter(dossier=dossier, item__superseded_at__isnull=True, item__going=False, about_others=True).count()
    resting = current.filter(grounds__contains=[RecordGround.CONSENT]).values_list("categories", "grounds")
    return AttentionRows(others, list(resting))
