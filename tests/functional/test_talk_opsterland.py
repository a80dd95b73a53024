"""The whole talk in Opsterland: told orally and on paper; agreement for all data; no ground for religion; partners in writing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from consent.models import Consent, Informing
from consent.states import ConsentState, Scope
from privacy_domain.tenancy.scope import entered
from tests.functional.tablet import Tablet

pytestmark = pytest.mark.browser


@pytest.mark.requirement("OPST-6.1-vorm", "OPST-6.3", "OPST-14.1", "OPST-14.2")
def test_the_talk_in_opsterland(town: Callable[..., Any], sit_down: Callable[..., Tablet]) -> None:
    opsterland = town("opsterland")
    tablet = sit_down(opsterland)
    tablet.begin(opsterland.dossier)
    tablet.on()
    tablet.explain()
    tablet.sees("Geef de informatie op papier")
    with tablet.page.expect_download() as paper:
        tablet.follow("Uitleg op papier (PDF)")
    assert paper.value.suggested_filename.startswith("uitleg-")
    tablet.choose("Ik heb de uitleg op papier gegeven")
    tablet.on()
    tablet.sees("Vraag instemming")
    tablet.choose("Ja")
    tablet.on()
    tablet.sees("Bijzondere gegevens")
    assert tablet.page.get_by_label("godsdienst of levensovertuiging").count() == 0
    tablet.page.get_by_text("Wat je hier niet mag opschrijven").click()
    tablet.reads("godsdienst of levensovertuiging", "artikel 11")
    tablet.judge("gezondheid", answer="Ja")
    tablet.sees("Met wie willen we delen?")
    tablet.add_partner("Zorggroep Het Veer", "naam en adres")
    tablet.sees("Mogen wij dit delen?")
    tablet.reads("Een ja wordt aan het eind getekend")
    tablet.choose("Ja")
    tablet.on()
    tablet.close()
    tablet.sees("Tekenen")
    tablet.follow("Op het scherm")
    tablet.sees("Ik geef toestemming")
    tablet.sign()
    tablet.finish()
    with entered(opsterland.scope):
        assert sorted(Informing.objects.exclude(cards=[]).values_list("form", flat=True)) == ["oral", "written"]
        assert {c.scope: c.state for c in Consent.objects.all()} == dict.fromkeys([Scope.ORDINARY, Scope.SPECIAL, Scope.SHARING], ConsentState.GIVEN)
