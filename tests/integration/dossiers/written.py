"""Items for tests: facts that fit the municipality in scope, and a world in which its protocol lets them in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from dossiers.models import Item
from dossiers.policies.item_checks import ItemFacts, PassageText
from dossiers.policies.items import item_rules
from dossiers.services.items import Statement, record_item
from dossiers.states import CARRIERS, Carrier, ItemKind, ItemSource, RecordGround
from privacy_domain import clock
from privacy_domain.protocols.types import Category, Refused
from privacy_domain.web.errors import Invalid
from tests.integration.dossiers.cast import World, agree

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


def facts(world: World, kind: ItemKind = ItemKind.NOTE, **changes: Any) -> ItemFacts:
    """What an item says, complete for this municipality: purpose, ground and place in the list are the first that fit."""
    rules = item_rules(world.dossier, kind, clock.today())
    complete = ItemFacts(
        kind=kind,
        title="Huisbezoek",
        received_on=clock.today(),
        passages=[PassageText("Douchen gaat beter met de nieuwe kruk.")],
        categories=[Category.NAW],
        purpose=rules.purposes[0],
        domain=rules.domains[0],
        law=rules.laws[0],
        source=ItemSource.OWN,
        carrier=CARRIERS[kind][0],
        list_entry=rules.entries[0].code if rules.closed else "",
        necessity="Om te weten of de hulp werkt" if rules.question_leads else "",
        grounds=[RecordGround.PUBLIC_TASK] if rules.grounds else [],
        legal_basis="wmo" if rules.grounds else "",
        place="Kast 3, map 12" if kind == ItemKind.PAPER else "",
    )
    return replace(complete, **changes)


def consenting(world: World) -> None:
    """The client was told and agreed, where this protocol asks it."""
    talk = world.explained()
    if not item_rules(world.dossier, ItemKind.NOTE, clock.today()).grounds and world.dossier.municipality.code != "leiden":
        agree(world, talk)


def written(world: World, kind: ItemKind = ItemKind.NOTE, *, content: bytes | None = None, **changes: Any) -> Item:
    """An item by Sanne."""
    return record_item(dossier=world.dossier, facts=facts(world, kind, **changes), content=content, by=world.sanne)


def days_ago(days: int) -> date:
    """A day before today."""
    return date.fromordinal(clock.today().toordinal() - days)


def refusal(world: World, **changes: object) -> Refused:
    """The refusal of an item; nothing was recorded."""
    with pytest.raises(Refused) as caught, transaction.atomic():
        written(world, **changes)  # type: ignore[arg-type]
    assert not Item.objects.exists()
    return caught.value


def invalid(world: World, field: str, kind: ItemKind = ItemKind.NOTE, *, content: bytes | None = None, **changes: object) -> None:
    """The field at which an item is not complete; nothing was recorded."""
    with pytest.raises(Invalid) as caught, transaction.atomic():
        written(world, kind, content=content, **changes)  # type: ignore[arg-type]
    assert caught.value.field == field
    assert not Item.objects.exists()


def said(**changes: object) -> Statement:
    """What the client says, for a statement."""
    return replace(Statement("Ik ben het hier niet mee eens.", "Johanna de Vries", clock.today(), Carrier.ORAL), **changes)  # type: ignore[arg-type]
