"""Taking a consent back: in three taps, at once, with what must stop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from consent.states import ConsentState
from dossiers.models import PartnerChoice
from privacy_domain.protocols.types import Category, Occasion
from privacy_domain.tenancy.scope import entered
from tests.functional.tablet import Tablet
from tests.integration.dossiers.cast import answer, choose

pytestmark = pytest.mark.browser


def test_a_consent_is_withdrawn_in_three_taps(town: Callable[..., Any], sit_down: Callable[..., Tablet]) -> None:
    leiden = town("leiden")
    with entered(leiden.scope):
        talk = leiden.world.explained()
        answer(leiden.world, choose(leiden.world, talk, leiden.world.doctor, Category.HEALTH, occasion=Occasion.REPORT))
    tablet = sit_down(leiden).go(leiden.dossier)
    tablet.sees("Dossier")
    tablet.taps = 0
    tablet.follow("Intrekken")
    tablet.sees("Toestemming intrekken")
    tablet.press("Trek deze toestemming in")
    tablet.sees("Toestemming ingetrokken")
    assert tablet.taps <= 3
    tablet.reads("Huisarts De Linde")
    with entered(leiden.scope):
        assert PartnerChoice.objects.get().consent.state == ConsentState.WITHDRAWN

    tablet.follow("Naar de toestemmingen van dit dossier")
    tablet.sees("Toestemmingen")
    tablet.reads("ingetrokken")
    tablet.go()
    tablet.follow("Stop met delen")
    tablet.look("stoppen")
    tablet.press("Ik heb dit gestopt")
    tablet.sees("Mijn werk")
    tablet.reads("Je hebt geen openstaande taken.")
