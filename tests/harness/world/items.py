"""What stands in a file of the made world: every kind of item, a correction, a statement, a departure, a draft. A canary in every text."""

from __future__ import annotations

from typing import Any

from dossiers.models import Dossier, Item, Relation
from dossiers.policies.item_checks import ItemFacts, PassageText
from dossiers.policies.items import item_rules
from dossiers.services.drafts import save_item_draft
from dossiers.services.items import Statement, add_statement, correct_item, record_item
from dossiers.states import CARRIERS, Carrier, ItemKind, ItemSource, RecordGround
from privacy_domain import clock
from privacy_domain.protocols.types import Category
from tests.harness.canaries import Nest

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


def facts(nest: Nest, code: str, owner: str, dossier: Dossier, kind: ItemKind, part: str) -> ItemFacts:
    """An item that is complete here, with a canary in every text; `part` tells items of one file apart."""
    rules = item_rules(dossier, kind, clock.today())
    relation = Relation.objects.filter(dossier=dossier, until__isnull=True).first()
    passages = [
        PassageText(nest.sentence(code, owner, f"{part} text about the client")),
        PassageText(nest.sentence(code, owner, f"{part} text about others"), False, (relation.pk,) if relation else (), True),
    ]
    asked: dict[str, Any] = {}
    if rules.question_leads:
        asked["necessity"] = nest.sentence(code, owner, f"{part} necessity")
    if rules.grounds:
        asked |= {"grounds": [RecordGround.PUBLIC_TASK], "legal_basis": "wmo", "ground_note": nest.sentence(code, owner, f"{part} ground_note")}
    if rules.departure and kind == ItemKind.NOTE:
        asked["departure"] = (nest.sentence(code, owner, f"{part} departure"), nest.sentence(code, owner, f"{part} only_way"))
    return ItemFacts(
        kind=kind,
        title=nest.sentence(code, owner, f"{part} title"),
        received_on=clock.today(),
        passages=passages,
        categories=[Category.NAW],
        purpose=rules.purposes[0],
        domain=rules.domains[0],
        law=rules.laws[0],
        source=ItemSource.PROFESSIONAL,
        source_name=nest.word(code, owner, f"{part} source"),
        carrier=CARRIERS[kind][0],
        list_entry=rules.entries[0].code if rules.closed else "",
        place=nest.sentence(code, owner, f"{part} place") if kind == ItemKind.PAPER else "",
        **asked,
    )


def write_down(nest: Nest, code: str, owner: str, dossier: Dossier) -> Item:
    """Every kind of item, by who opened the dossier; the document is the last, and comes back."""
    by = dossier.opened_by
    made = {
        kind: record_item(dossier=dossier, facts=facts(nest, code, owner, dossier, kind, kind), by=by)
        for kind in (ItemKind.NOTE, ItemKind.CONTACT, ItemKind.JUDGEMENT, ItemKind.PAPER)
    }
    correct_item(
        item=made[ItemKind.CONTACT],
        facts=facts(nest, code, owner, dossier, ItemKind.CONTACT, "corrected contact"),
        reason=nest.sentence(code, owner, "reason of the correction"),
        by=by,
    )
    said = Statement(nest.sentence(code, owner, "statement"), nest.word(code, owner, "who made the statement"), clock.today(), Carrier.ORAL)
    add_statement(dossier=dossier, statement=said, beside=made[ItemKind.JUDGEMENT], by=by)
    typed = {"title": [nest.sentence(code, owner, "draft of an item")], "p-0-text": [nest.sentence(code, owner, "draft of a passage")]}
    save_item_draft(dossier=dossier, page="notitie", version=0, content=typed, by=by)
    document = facts(nest, code, owner, dossier, ItemKind.DOCUMENT, "document")
    return record_item(dossier=dossier, facts=document, content=PICTURE, by=by)
