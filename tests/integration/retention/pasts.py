"""Dossiers with a past: worlds that were built long ago, closed later, looked at today."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

from dossiers.models import Dossier
from dossiers.services.closing import Ending, close_dossier
from dossiers.states import ClosingReason
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from retention import services
from retention.models import Clock
from tests.integration.conftest import world_of
from tests.integration.dossiers.cast import World


@contextmanager
def on(day: date) -> Iterator[None]:
    """The domain's clock on the morning of a day."""
    with clock.standing_at(datetime.combine(day, time(9), UTC)):
        yield


@contextmanager
def world_since(code: str, day: date) -> Iterator[World]:
    """A municipality whose cast came together on `day`; within the block it is that day unless somebody moves the clock."""
    with on(day), world_of(code) as world:
        yield world


def close(world: World, day: date) -> Dossier:
    """The support ended on `day`, and was recorded that day."""
    with on(day):
        dossier = Dossier.objects.select_related("person", "team").get(pk=world.dossier.pk)
        results = dict.fromkeys(dossier.purposes, "Het gaat weer")
        close_dossier(dossier=dossier, ending=Ending(ClosingReason.values[0], day, results, opinion="Goed geholpen"), by=world.sanne)
        return Dossier.objects.get(pk=dossier.pk)


def counted(world: World) -> dict[str, Clock]:
    """The clocks of the dossier counted now: by law, and items by the name `law:series`."""
    services.refresh_dossiers(dossiers=[Dossier.objects.get(pk=world.dossier.pk)], by=SYSTEM)
    rows = Clock.objects.filter(dossier=world.dossier)
    return {row.law if row.series is None else f"{row.law}:{row.series}": row for row in rows}


def under(world: World, *laws: str) -> None:
    """The dossier falls under these laws."""
    Dossier.objects.filter(pk=world.dossier.pk).update(law_tags=sorted(laws))
    world.dossier.refresh_from_db()
