"""Everything of one dossier goes, from every table; and nothing of anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import models
from django.db.models import Q

from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.erasure import removing as services
from privacy_domain.erasure.places import belonging, paths
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


def nothing_left(dossier: UUID) -> None:
    for model in our_models():
        rows: Any = belonging(model, KeyKind.DOSSIER, dossier)
        if rows is not None:
            assert remaining(model, rows) == 0, model._meta.label
