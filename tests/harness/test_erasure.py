"""Everything of one dossier goes, from every table; and nothing of anybody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import models
from django.db.models import Q

from dossiers.models import Disclosure, Item
from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.erasure import removing as services
from privacy_domain.erasure.places import ITEM, belonging, paths
from privacy_domain.privacy import every_row, our_models, personal_fields
from privacy_domain.tenancy.scope import entered
from tests.harness.canaries import BEGINNING
from tests.harness.world import Town, World


def readable(town: Town) -> Iterator[tuple[str, str]]:
    """Everything personal that can be read in a town: the table, and the words."""
    for model in our_models():
        fields = [field.attname for field in personal_fields(model)]
        for row in model._default_manager.all() if fields else ():
            for name in fields:
                if value := getattr(row, name):
                    yield model._meta.label, str(value)


def canaries_in(town: Town, known: set[str]) -> set[str]:
    """The canaries that can be read; a date or number is planted more often than a word, so words alone are asked."""
    words = "\n".join(text for _, text in readable(town)).lower()
    return {canary for canary in known if canary.startswith(BEGINNING) and canary in words}


def own_canaries(world: World, town: Town, name: str) -> set[str]:
    """What was written about this file and nothing else."""
    return {canary.text for canary in world.nest.known.values() if canary.municipality == town.code and canary.owner.split("/")[0] == name}


def told(world: World, canaries: set[str]) -> list[str]:
    """Whose and from which field."""
    return sorted(f"{world.nest.known[one].owner}: {world.nest.known[one].field}" for one in canaries)


def remaining(model: type[models.Model], rows: Q) -> int:
    return every_row(model).filter(rows).count()


def test_every_table_says_to_which_dossier_its_rows_belong() -> None:
    """A model on the clock of dossier or item that no dossier takes along would outlive it."""
    shared = {"dossiers.Plan", "dossiers.ColleagueQuestion"}
    for model in our_models():
        clock = getattr(getattr(model, "Privacy", None), "clock", None)
        if clock in {"dossier", "item"} and model._meta.label not in shared:
            assert paths(model, KeyKind.DOSSIER) or paths(model, KeyKind.PLAN), f"{model._meta.label} says of no row whose it is"
        if clock == "item":
            assert paths(model, ITEM), f"{model._meta.label} says of no row of which item it is"
        if clock == "person":
            assert paths(model, KeyKind.PERSON), f"{model._meta.label} says of no row whose it is"


@pytest.mark.parametrize("code", ["leek", "landsmeer", "sittard-geleen", "leiden", "opsterland"])
def test_a_dossier_goes_whole_and_the_neighbours_keep_everything(world: World, code: str) -> None:
    town = world.towns[code]
    for name, file in town.files.items():
        with entered(town.scope):
            known = {canary.text for canary in world.nest.known.values() if canary.municipality == code}
            own = own_canaries(world, town, name)
            before = canaries_in(town, known)
            assert own & before, f"{name} has nothing to lose"
            services.remove_dossier(file.dossier.pk)
            after = canaries_in(town, known)
            assert told(world, own & after) == [], f"of {name} this can still be read"
            assert told(world, before - own - after) == [], f"{name} took this along"
            nothing_left(file.dossier.pk)


def test_an_item_goes_whole_and_nothing_else_of_its_dossier_goes_along(world: World) -> None:
    """Each item of the first file by itself: its own words can be read no more, and everything else that could, still can."""
    town = world.towns["leek"]
    file = next(iter(town.files.values()))
    with entered(town.scope):
        known = {canary.text for canary in world.nest.known.values() if canary.municipality == "leek"}
        series = list(dict.fromkeys(Item.objects.filter(dossier=file.dossier).order_by("received_on", "pk").values_list("series", flat=True)))
        assert len(series) > 3
        after = canaries_in(town, known)
        for one in series[:: len(series) // 4]:
            own, before = words_of(one), after
            gone = services.remove_item(one)
            after = canaries_in(town, known)
            assert gone.rows["dossiers.Item"] and not gone.keys
            assert told(world, {word for word in before - after if word not in own}) == [], "this went along"
            assert all(word in disclosed(file.dossier.pk) for word in own & after), "this can still be read, and was not shared"
            for model in our_models():
                rows: Any = belonging(model, ITEM, one)
                assert rows is None or remaining(model, rows) == 0, model._meta.label


def words_of(series: UUID) -> set[str]:
    """The canaries in every row that is about one item."""
    found: set[str] = set()
    for model in our_models():
        rows: Any = belonging(model, ITEM, series)
        fields = [field.attname for field in personal_fields(model)]
        for row in every_row(model).filter(rows) if rows is not None and fields else ():
            found.update(*(re.findall(rf"{BEGINNING}\w+", str(getattr(row, name)).lower()) for name in fields))
    return found


def disclosed(dossier: UUID) -> str:
    """What left in sealed envelopes: a record of its own, which goes with the dossier."""
    return " ".join(str(row.content) for row in Disclosure.objects.filter(dossier=dossier)).lower()


def nothing_left(dossier: UUID) -> None:
    for model in our_models():
        rows: Any = belonging(model, KeyKind.DOSSIER, dossier)
        if rows is not None:
            assert remaining(model, rows) == 0, model._meta.label
