"""The whole talk in Sittard-Geleen: nothing is asked where the law allows; an outsider needs a yes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from consent.models import Consent
from consent.states import ConsentState
from dossiers.models import PartnerChoice
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Recipient
from privacy_domain.tenancy.scope import entered
from tests.functional.tablet import Tablet
from tests.integration.dossiers.cast import register

pytestmark = pytest.mark.browser


@pytest.mark.requirement("SITT-Bijl1-toestemming")
def test_the_talk_in_sittard_geleen(town: Callable[..., Any], sit_down: Callable[..., Tablet]) -> None:
    sittard_geleen = town("sittard-geleen")
    with entered(sittard_geleen.scope):
        register("Jeugdteam West", Partner.Class.PARTNER, Recipient.COLLEAGUE)
    tablet = sit_down(sittard_geleen)
    tablet.begin(sittard_geleen.dossier)
    tablet.on()
    tablet.explain()
    tablet.judge("gezondheid")
    tablet.sees("Met wie willen we delen?")
    with entered(sittard_geleen.scope):
        assert not Consent.objects.exists()
    tablet.follow("Terug")
    tablet.sees("Gesprek")
    tablet.stands("Vraag instemming", "Niet nodig")
    tablet.follow("Vraag instemming")
    tablet.reads("Waarom vragen we dit niet?")
    tablet.follow("Terug naar het gesprek")
    tablet.follow("Met wie willen we delen?")

    tablet.add_partner("Jeugdteam West", "naam en adres")
    tablet.sees("Hier vragen wij geen toestemming")
    tablet.on()
    tablet.sees("Hulpvraag en notities")
    tablet.follow("Terug")
    tablet.follow("Met wie willen we delen?")
    tablet.add_partner("Zorggroep Het Veer", "telefoonnummer")
    tablet.sees("Mogen wij dit delen?")
    tablet.choose("Ja")
    tablet.on()
    tablet.close()
    tablet.finish()
    with entered(sittard_geleen.scope):
        asked = Consent.objects.get()
        assert (asked.recipient_name, asked.state) == ("Zorggroep Het Veer", ConsentState.GIVEN)
        assert PartnerChoice.objects.get(partner__name="Jeugdteam West").outcome == "told"
