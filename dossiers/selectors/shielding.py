"""What is shielded in a dossier, who may read it, and the way past the managers that leave it out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from access.models import User
from dossiers.models import Departure, Disclosure, DisclosureItem, Dossier, Item, Passage, Shield, ShieldReader, Talk
from dossiers.states import DisclosureState

SHIELDED = _("Shielded: kept, and not shown.")
DESTROYED = _("Destroyed: its term has passed.")
GONE = _("Not shown: destroyed, shielded or taken out of the envelope since.")


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is shielded, for who may read it: an item with its text, or a talk."""

    shield: Shield
    reader: ShieldReader
    item: Item | None
    passages: tuple[Passage, ...]
    talk: Talk | None


def shields_of(dossier: Dossier) -> list[Shield]:
    """What is and was shielded, the newest first."""
    rows = Shield.objects.filter(dossier=dossier).select_related("placed_by", "told_by", "lifted_by", "talk")
    return list(rows.order_by("-placed_at", "-pk"))


def shield_of(dossier_id: UUID, shield_id: UUID) -> Shield | None:
    """One shielding of this dossier, or None."""
    rows = Shield.objects.select_related("dossier__person", "dossier__team", "placed_by", "told_by", "lifted_by", "talk")
    found: Shield | None = rows.filter(pk=shield_id, dossier_id=dossier_id).first()
    return found


def readers_of(shields: Iterable[Shield]) -> Mapping[UUID, list[ShieldReader]]:
    """Who may read them now, by shielding; one statement."""
    found: defaultdict[UUID, list[ShieldReader]] = defaultdict(list)
    for row in ShieldReader.objects.filter(shield__in=list(shields), ended_at__isnull=True).select_related("user", "named_by").order_by("named_at"):
        found[row.shield_id].append(row)
    return found


def reader_for(shield: Shield, user: User) -> ShieldReader | None:
    """On what this person may read it, or None."""
    found: ShieldReader | None = ShieldReader.objects.filter(shield=shield, user=user, ended_at__isnull=True).first()
    return found


def hidden_item(shield: Shield) -> Item | None:
    """The newest version of the item that is shielded; None for a talk."""
    if shield.series is None:
        return None
    rows = Item.kept.select_related("dossier__person", "dossier__team", "recorded_by").filter(series=shield.series, superseded_at__isnull=True)
    found: Item | None = rows.first()
    return found


def hidden_passages(item: Item) -> list[Passage]:
    """Its text."""
    return list(Passage.stored.filter(item=item).order_by("position"))


def hidden_talk(shield: Shield) -> Talk | None:
    """The talk that is shielded; None for an item."""
    found: Talk | None = Talk.stored.filter(pk=shield.talk_id).first() if shield.talk_id else None
    return found


def kinds_of(shields: Iterable[Shield]) -> Mapping[UUID, str]:
    """Which kind of item each shielding of an item hides, and nothing more of it; one statement."""
    wanted = [shield.series for shield in shields if shield.series]
    rows = Item.kept.filter(series__in=wanted, superseded_at__isnull=True).only("series", "kind", "dossier_id", "municipality_id")
    return {row.series: str(row.get_kind_display()) for row in rows}


@dataclass(frozen=True, slots=True)
class Standing:
    """What still stands in the dossier of what is in a sealed envelope: `covers` says of each item of the dossier, in the order of
    the envelope, by which words its text is replaced, if by any; `data` is how many kinds of data stand behind those. `missing`
    are the words for an item that is not there any more: what left went with its term, what stayed may have been taken out."""

    covers: Mapping[UUID, str]
    data: int
    missing: str


def standing_of(disclosures: Iterable[Disclosure]) -> Mapping[UUID, Standing]:
    """Of each of these envelopes that was sealed, what of it still stands; one statement, none for no envelopes."""
    sealed = {row.pk: row.state for row in disclosures if row.content}
    covers: dict[UUID, dict[UUID, str]] = {pk: {} for pk in sealed}
    data = dict.fromkeys(sealed, 0)
    if sealed:
        rows = DisclosureItem.objects.filter(disclosure__in=list(sealed)).order_by("code", "item__received_on", "pk")
        for pk, series, hidden, going in rows.values_list("disclosure_id", "item__series", "item__shielded", "item__going"):
            if series is None:
                data[pk] += 1
            else:
                covers[pk][series] = str(SHIELDED) if hidden else str(DESTROYED) if going else ""
    missing = {pk: str(DESTROYED if state == DisclosureState.SENT else GONE) for pk, state in sealed.items()}
    return {pk: Standing(covers[pk], data[pk], missing[pk]) for pk in sealed}


def masked(content: dict[str, Any], standing: Standing | None) -> dict[str, Any]:
    """What left, without the text of what is shielded or destroyed since; as it was sealed when nothing of it is."""
    if standing is None:
        return content
    lines = content["items"]
    said = _covers(lines, standing)
    if not any(said):
        return content
    return content | {"items": [line | {"text": cover} if cover else line for line, cover in zip(lines, said, strict=True)]}


def _covers(lines: Sequence[Mapping[str, Any]], standing: Standing) -> list[str]:
    """The words in place of each line, or nothing. A line names its item; one that was sealed before lines did so is found by its
    place, and where it is not certain which line is gone, no text of an item is shown."""
    if all("item" in line for line in lines):
        return [standing.covers.get(UUID(line["item"]), standing.missing) if line["item"] else "" for line in lines]
    items = len(lines) - standing.data
    if items == len(standing.covers):
        return [*standing.covers.values(), *[""] * standing.data]
    behind = standing.data if items > len(standing.covers) else 0  # kinds of data stand behind, and never go by themselves
    return [*[str(GONE)] * (len(lines) - behind), *[""] * behind]


def shown_content(disclosure: Disclosure) -> dict[str, Any] | None:
    """What leaves or left, as it may be shown now; one statement."""
    return masked(disclosure.content, standing_of([disclosure]).get(disclosure.pk)) if disclosure.content else None


def holds_something_hidden(disclosure: Disclosure) -> bool:
    """Whether an item in this envelope is shielded. Its items are held until the end of the transaction: none is shielded meanwhile."""
    inside = DisclosureItem.objects.filter(disclosure=disclosure, item__isnull=False).values("item")
    rows = Item.kept.select_for_update(no_key=True).filter(pk__in=inside).order_by("pk")
    return any(rows.values_list("shielded", flat=True))


def departures_of(series: UUID) -> list[UUID]:
    """The departures from the rules in all versions of an item."""
    return list(Departure.objects.filter(item__series=series).values_list("pk", flat=True))
