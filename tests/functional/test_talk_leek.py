"""The whole talk in Leek: a citizen service number is special, the refused form is kept, and a note opens another way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from consent.models import Consent, ConsentForm, WithoutConsent
from consent.states import ConsentState, FormState, Scope
from privacy_domain.tenancy.scope import entered
from tests.functional.tablet import Tablet

pytestmark = pytest.mark.browser


@pytest.mark.requirement("LEEK-1b", "LEEK-4.4-weigering", "LEEK-4.6")
def test_the_talk_in_leek(town: Callable[..., Any], sit_down: Callable[..., Tablet]) -> None:
    leek = town("leek")
    tablet = sit_down(leek)
    tablet.begin(leek.dossier)
    tablet.on()
    tablet.explain()
    tablet.sees("Vraag instemming")
    tablet.choose("Ja")
    tablet.on()
    tablet.judge("burgerservicenummer (BSN)", answer="Ja")
    tablet.sees("Met wie willen we delen?")
    tablet.on()
    tablet.close()

    tablet.sees("Tekenen")
    tablet.reads("burgerservicenummer (BSN)")
    tablet.follow("Geen toestemming")
    tablet.sees("Ik geef geen toestemming")
    tablet.on()
    tablet.sees("Het gesprek afronden")
    with entered(leek.scope):
        assert ConsentForm.objects.get().state == FormState.REFUSED
        assert Consent.objects.get(scope=Scope.SPECIAL).state == ConsentState.REFUSED

    tablet.follow("Terug")
    tablet.follow("Bijzondere gegevens")
    tablet.follow("Ga verder zonder toestemming")
    tablet.sees("Verder zonder toestemming")
    tablet.on()
    tablet.sees("Verder zonder toestemming")
    tablet.reads("Er klopt iets niet")
    tablet.choose("ernstig risico voor de gezondheid of veiligheid van de cliënt, de professional of anderen", "burgerservicenummer (BSN)")
    tablet.write("Waarom is dit nodig?", "Zonder dit nummer kan de hulp morgen niet beginnen.")
    tablet.saved()
    tablet.on()
    tablet.sees("Gesprek")
    with entered(leek.scope):
        noted = WithoutConsent.objects.get()
        assert (noted.categories, noted.note[:6], noted.noted_by_id) == (["bsn"], "Zonder", leek.world.sanne.pk)
    tablet.on()
    tablet.finish()
