"""Looking at what stands in a dossier: each way past the gate, each with one line in the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.http import Http404

from access import policies as gate
from access.models import User
from access.policies import Passage as Opened
from dossiers.events import DossierEvent
from dossiers.models import Dossier, Item
from dossiers.selectors.item_search import Found, search
from dossiers.selectors.items import ItemFilter, ItemPage, Printed, item_of, items_of, passages_of, statements_beside
from privacy_domain import clock
from privacy_domain.audit.record import look
from privacy_domain.crypto import files

PAGE = 30
MOST_PRINTED = 500


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
    _look_at(DossierEvent.ITEM_LOOKED, item, passage, by)
    return item


@transaction.atomic
def open_file(*, ref: UUID, item_id: UUID, by: User) -> tuple[Item, bytes]:
    """The file of a document, opened, with a line in the log of its own. Raises Http404 for an item without one."""
    passage = gate.enter(by, ref, on=clock.today())
    item = item_of(ref, item_id)
    if item is None or not item.file:
        raise Http404
    _look_at(DossierEvent.ITEM_DOWNLOADED, item, passage, by)
    return item, files.read(item.file, kind="dossier", subject=ref, aad=item.file_place)


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


@transaction.atomic
def search_dossier(*, ref: UUID, words: str, by: User) -> Found:
    """Look for words in the titles and texts of one dossier: every word must be there, accents and capitals do not count.

    The texts are opened here, in memory; the log says that was searched and what was found, never the words. Raises as
    `open_dossier`. Without words nothing is found.
    """
    dossier, passage = _enter(ref, by)
    found = search(dossier, words)
    _look(DossierEvent.ITEMS_SEARCHED, dossier, passage, by, [hit.item for hit in found.hits if hit.item])
    return found


def _enter(ref: UUID, by: User) -> tuple[Dossier, Opened]:
    passage = gate.enter(by, ref, on=clock.today())
    dossier: Dossier | None = Dossier.objects.select_related("person", "team").filter(pk=ref).first()
    if dossier is None:
        raise Http404
    return dossier, passage


def _look_at(event: DossierEvent, item: Item, passage: Opened, by: User) -> None:
    look(
        event,
        subject_kind="item",
        subject_id=item.pk,
        dossier_id=item.dossier_id,
        person_id=item.dossier.person_id,
        decision=passage.decision,
        role=str(passage.role),
        by=by,
    )


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
