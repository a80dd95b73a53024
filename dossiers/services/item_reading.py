"""Looking at what stands in a dossier: each way past the gate, each with one line in the log."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.http import Http404

from access import policies as gate
from access.models import User
from access.policies import Passage as Opened
from dossiers.events import DossierEvent
from dossiers.models import Dossier, Item, Passage, Talk
from dossiers.selectors.items import ItemFilter, item_of, items_of, passages_of, statements_beside
from dossiers.services.items import file_place
from privacy_domain import clock
from privacy_domain.audit.record import look
from privacy_domain.crypto import files

PAGE = 30
MOST_SEARCHED = 2_000
MOST_PRINTED = 500
MOST_HITS = 50
AROUND = 60  # characters of text before and after a word that was found


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Part of the list: the items, the statements beside them, and where the next part begins."""

    dossier: Dossier
    items: list[Item]
    statements: dict[UUID, list[Item]]
    following: tuple[date, UUID] | None


@transaction.atomic
def list_items(*, ref: UUID, wanted: ItemFilter, after: tuple[date, UUID] | None = None, by: User) -> ItemPage:
    """The newest items of a dossier, or those after the last one shown. Raises as `open_dossier`."""
    dossier, passage = _enter(ref, by)
    rows = items_of(dossier, wanted, after=after, limit=PAGE + 1)
    shown, more = rows[:PAGE], len(rows) > PAGE
    following = (shown[-1].received_on, shown[-1].pk) if more else None
    _look(DossierEvent.ITEMS_LISTED, dossier, passage, by, shown)
    return ItemPage(dossier, shown, dict(statements_beside(shown)), following)


@transaction.atomic
def open_item(*, ref: UUID, item_id: UUID, write: bool = False, by: User) -> Item:
    """One version of an item. Raises as `open_dossier`, and Http404 for an item of another dossier."""
    passage = gate.enter(by, ref, on=clock.today(), write=write)
    item = item_of(ref, item_id)
    if item is None:
        raise Http404
    look(
        DossierEvent.ITEM_LOOKED,
        subject_kind="item",
        subject_id=item.pk,
        dossier_id=ref,
        person_id=item.dossier.person_id,
        decision=passage.decision,
        role=str(passage.role),
        by=by,
    )
    return item


@transaction.atomic
def open_file(*, ref: UUID, item_id: UUID, by: User) -> tuple[Item, bytes]:
    """The file of a document, opened, with a line in the log of its own. Raises Http404 for an item without one."""
    passage = gate.enter(by, ref, on=clock.today())
    item = item_of(ref, item_id)
    if item is None or not item.file:
        raise Http404
    look(
        DossierEvent.ITEM_DOWNLOADED,
        subject_kind="item",
        subject_id=item.pk,
        dossier_id=ref,
        person_id=item.dossier.person_id,
        decision=passage.decision,
        role=str(passage.role),
        by=by,
    )
    return item, files.read(item.file, kind="dossier", subject=ref, aad=file_place(item))


@dataclass(frozen=True, slots=True)
class Printed:
    """The whole content, for paper: the items with their passages and the statements beside them; `left_out` says there is more."""

    dossier: Dossier
    items: list[Item]
    passages: dict[UUID, list[Passage]]
    statements: dict[UUID, list[Item]]
    left_out: bool


@transaction.atomic
def print_items(*, ref: UUID, wanted: ItemFilter, by: User) -> Printed:
    """What is asked for, in full, to put on paper; the log says which items. Raises as `open_dossier`."""
    dossier, passage = _enter(ref, by)
    rows = items_of(dossier, wanted, limit=MOST_PRINTED + 1)
    shown = rows[:MOST_PRINTED]
    statements = dict(statements_beside(shown))
    beside = [row for several in statements.values() for row in several]
    _look(DossierEvent.ITEMS_PRINTED, dossier, passage, by, [*shown, *beside])
    return Printed(dossier, shown, dict(passages_of([*shown, *beside])), statements, len(rows) > MOST_PRINTED)


@dataclass(frozen=True, slots=True)
class Hit:
    """Where the words were found: an item, or a talk, or neither for the help question; and the text around the first of them."""

    item: Item | None
    talk: Talk | None
    before: str
    found: str
    after: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave; `left_out` says that there were more hits, or older items that were not searched."""

    dossier: Dossier
    hits: list[Hit]
    left_out: bool


@transaction.atomic
def search_dossier(*, ref: UUID, words: str, by: User) -> Found:
    """Look for words in the titles and texts of one dossier: every word must be there, accents and capitals do not count.

    The texts are opened here, in memory; the log says that was searched and what was found, never the words. Raises as
    `open_dossier`. Without words nothing is found.
    """
    dossier, passage = _enter(ref, by)
    wanted = normalised(unicodedata.normalize("NFC", words)).split()
    rows = items_of(dossier, limit=MOST_SEARCHED + 1) if wanted else []
    hits = list(_hits(dossier, rows[:MOST_SEARCHED], wanted)) if wanted else []
    _look(DossierEvent.ITEMS_SEARCHED, dossier, passage, by, [hit.item for hit in hits[:MOST_HITS] if hit.item])
    return Found(dossier, hits[:MOST_HITS], len(hits) > MOST_HITS or len(rows) > MOST_SEARCHED)


def normalised(text: str) -> str:
    """Small letters without accents, and spaces for everything between words; as long as the text it comes from."""
    return "".join(_plain(letter) for letter in text)


def _plain(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[:1].casefold()[:1]
    return base if base.isalnum() else " "


def _hits(dossier: Dossier, items: Sequence[Item], wanted: Sequence[str]) -> Iterator[Hit]:
    passages = passages_of(items)
    if around := _around(dossier.help_question, wanted):
        yield Hit(None, None, *around)
    for item in items:
        text = "\n".join([item.title, item.source_name, item.necessity, *(passage.text for passage in passages.get(item.pk, ()))])
        if around := _around(text, wanted):
            yield Hit(item, None, *around)
    for talk in Talk.objects.filter(dossier=dossier).order_by("-started_at"):
        if around := _around("\n".join([talk.notes, talk.special_reason, talk.next_appointment]), wanted):
            yield Hit(None, talk, *around)


def _around(text: str, wanted: Sequence[str]) -> tuple[str, str, str] | None:
    """The text before, at and after the first word, when every word begins somewhere in it."""
    text = unicodedata.normalize("NFC", text)
    plain = normalised(text)
    places = [re.search(rf"(?:^| ){re.escape(word)}", plain) for word in wanted]
    if not all(places) or places[0] is None:
        return None
    end = places[0].end()
    begin = end - len(wanted[0])
    return text[max(0, begin - AROUND) : begin], text[begin:end], text[end : end + AROUND]


def _enter(ref: UUID, by: User) -> tuple[Dossier, Opened]:
    passage = gate.enter(by, ref, on=clock.today())
    dossier: Dossier | None = Dossier.objects.select_related("person", "team").filter(pk=ref).first()
    if dossier is None:
        raise Http404
    return dossier, passage


def _look(event: DossierEvent, dossier: Dossier, passage: Opened, by: User, items: Sequence[Item]) -> None:
    look(
        event,
        subject_kind="dossier",
        subject_id=dossier.pk,
        dossier_id=dossier.pk,
        person_id=dossier.person_id,
        object_ids=[item.pk for item in items],
        decision=passage.decision,
        role=str(passage.role),
        by=by,
    )
