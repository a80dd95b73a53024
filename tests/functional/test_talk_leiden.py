"""The whole talk in Leiden: no agreement for ordinary data; special data in any form; CAK is told of, the doctor is asked about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from consent.models import Consent
from consent.states import AnswerForm, ConsentState, Scope
from dossiers.models import PartnerChoice
from privacy_domain.tenancy.scope import entered
from tests.functional.tablet import Tablet

pytestmark = pytest.mark.browser


@pytest.mark.requirement("LEID-6a.2-gewoon", "LEID-6a.2", "LEID-6b.1")
def test_the_talk_in_leiden(town: Callable[..., Any], sit_down: Callable[..., Tablet]) -> None:
    leiden = town("leiden")
    tablet = sit_down(leiden)
    tablet.begin(leiden.dossier)
    tablet.on()
    tablet.explain()
    tablet.judge("gezondheid", answer="Ja")
    tablet.sees("Met wie willen we delen?")

    tablet.add_partner("CAK", "burgerservicenummer (BSN)", "geboortedatum", occasion="eigen bijdrage")
    tablet.sees("Hier vragen wij geen toestemming")
    tablet.reads("CAK")
    tablet.on()
    tablet.sees("Hulpvraag en notities")
    tablet.follow("Terug")
    tablet.stands("Vraag instemming", "Niet nodig")
    tablet.follow("Met wie willen we delen?")
    tablet.add_partner("Huisarts De Linde", "naam en adres", "gezondheid", occasion="melding bij het team")
    tablet.sees("Mogen wij dit delen?")
    tablet.on()
    tablet.sees("Mogen wij dit delen?")
    tablet.reads("Kies wat de cliënt antwoordt.")
    tablet.choose("Ja")
    tablet.on()
    tablet.close()
    tablet.finish()
    with entered(leiden.scope):
        assert not Consent.objects.filter(scope=Scope.ORDINARY).exists()
        special = Consent.objects.get(scope=Scope.SPECIAL)
        assert (special.state, special.form_given) == (ConsentState.GIVEN, AnswerForm.ORAL)
        doctor = PartnerChoice.objects.get(partner__name="Huisarts De Linde")
        assert (doctor.outcome, doctor.consent.state) == ("asked", ConsentState.GIVEN)
        assert PartnerChoice.objects.get(partner__name="CAK").outcome == "told"
