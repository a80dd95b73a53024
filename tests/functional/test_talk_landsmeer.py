"""The whole talk in Landsmeer: an oral agreement, written consent for health per partner, signed on the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from consent.models import Consent, Signature
from consent.states import ConsentState
from dossiers.models import Talk
from privacy_domain.tenancy.scope import entered
from tests.functional.tablet import Tablet

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def landsmeer(town: Callable[..., Any]) -> Any:
    return town("landsmeer")


def prepare_partner(tablet: Tablet, name: str, *items: str) -> None:
    """In the office: with whom, what and why."""
    tablet.page.get_by_label("Met wie?").select_option(label=name)
    tablet.press("Toevoegen")
    tablet.choose(*items)
    tablet.write("Waarom heeft deze partner ze nodig?", "Advies over hulp bij het douchen.")
    tablet.saved()
    tablet.on()
    tablet.sees("Bereid het gesprek voor")


@pytest.mark.requirement("LAND-4.3", "LAND-4.4", "LAND-BijlI-6", "LAND-BijlI-7")
def test_the_talk_in_landsmeer(landsmeer: Any, sit_down: Callable[..., Tablet]) -> None:
    tablet = sit_down(landsmeer).go(landsmeer.dossier)
    tablet.sees("Dossier")
    tablet.press("Bereid het gesprek voor")
    tablet.sees("Bereid het gesprek voor")
    tablet.follow("Maak de lijst met partners")
    prepare_partner(tablet, "Huisarts De Linde", "naam en adres", "gezondheid")
    tablet.follow("Maak de lijst met partners")
    tablet.sees("Met wie willen we delen?")
    prepare_partner(tablet, "Zorggroep Het Veer", "naam en adres")
    tablet.go()
    tablet.sees("Mijn werk")

    tablet.follow("Gesprek met")
    tablet.taps = 0
    tablet.press("Start het gesprek")
    tablet.sees("Wie zit er aan tafel?")
    tablet.reads("beslist en tekent")
    tablet.on()
    tablet.sees("Uitleg over uw gegevens")
    tablet.reads("Huisarts De Linde")
    tablet.tell()
    tablet.saved()
    tablet.on()
    tablet.sees("Vraag instemming")
    tablet.choose("Ja")
    tablet.on()
    tablet.sees("Bijzondere gegevens")
    tablet.write("Waarom heb je deze gegevens wel of niet nodig?", "De huisarts moet weten hoe het gaat.")
    tablet.saved()
    tablet.on()
    tablet.sees("Mogen wij dit delen?")
    tablet.reads("Huisarts De Linde", "gezondheid", "Een ja wordt aan het eind getekend")
    tablet.choose("Ja")
    tablet.on()
    tablet.sees("Hier vragen wij geen toestemming")
    tablet.reads("Zorggroep Het Veer")
    tablet.on()
    tablet.sees("Hulpvraag en notities")
    tablet.on()
    tablet.sees("Klopt dit?")
    tablet.on()
    tablet.sees("Tekenen")
    tablet.follow("Op het scherm")
    tablet.sees("Ik geef toestemming")
    tablet.draw()
    tablet.look("getekend")
    tablet.on()
    tablet.sees("Het gesprek afronden")
    tablet.on()
    tablet.sees("Het gesprek is klaar")
    assert tablet.taps <= 20

    with entered(landsmeer.scope):
        states = sorted((consent.recipient_name, consent.state) for consent in Consent.objects.all())
        assert states == [("Huisarts De Linde", ConsentState.GIVEN), ("Wijkteam Noord", ConsentState.GIVEN)]
        assert Signature.objects.get().signer_name == "mevr. J.M. de Vries"
        assert Talk.objects.get().receipt_letter_id is not None
    with tablet.page.expect_download() as letter:
        tablet.page.get_by_role("link", name="De brief (PDF)").click()
    assert letter.value.suggested_filename.startswith("afspraken-")
