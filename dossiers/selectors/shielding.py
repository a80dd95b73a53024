"""What is shielded in a dossier, who may read it, and the way past the managers that leave it out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from access.models import User
from dossiers.models import Disclosure, DisclosureItem, Dossier, Item, Passage, Shield, ShieldReader, Talk

SHIELDED = _("Shielded: kept, and not shown.")


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


def hidden_lines(disclosures: Iterable[Disclosure]) -> Mapping[UUID, list[bool]]:
    """Of what stands in these envelopes, in its order, which parts are shielded; one statement, none for no envelopes."""
    found: defaultdict[UUID, list[bool]] = defaultdict(list)
    sealed = [row for row in disclosures if row.content]
    if sealed:
        rows = DisclosureItem.objects.filter(disclosure__in=sealed).order_by("code", "item__received_on", "pk")
        for disclosure_id, hidden in rows.values_list("disclosure_id", "item__shielded"):
            found[disclosure_id].append(bool(hidden))
    return found


def masked(content: dict[str, Any], hidden: Sequence[bool]) -> dict[str, Any]:
    """What left, without the text of what is shielded since. Where it is not certain which part that is, no text is shown at all."""
    items = content["items"]
    certain = len(items) == len(hidden)
    if certain and not any(hidden):
        return content
    flags = hidden if certain else [True] * len(items)
    covered = [item | {"text": str(SHIELDED)} if flag else item for item, flag in zip(items, flags, strict=True)]
    return content | {"items": covered}


def shown_content(disclosure: Disclosure) -> dict[str, Any] | None:
    """What leaves or left, as it may be shown now; one statement."""
    return masked(disclosure.content, hidden_lines([disclosure])[disclosure.pk]) if disclosure.content else None


def holds_something_hidden(disclosure: Disclosure) -> bool:
    """Whether an item in this envelope is shielded."""
    return bool(DisclosureItem.objects.filter(disclosure=disclosure, item__shielded=True).exists())
