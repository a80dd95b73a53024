"""A request in a browser: taken in at the table, given to somebody, sure who asks, the term stopped and started, extended by letter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from privacy_domain import clock
from privacy_domain.tenancy.scope import entered
from requests.models import SubjectRequest
from tests.functional.tablet import Tablet

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def leiden(town: Callable[..., Any]) -> Any:
    """Leiden."""
    return town("leiden")


def test_a_request_from_the_table_to_the_letter_on_its_extension(leiden: Any, sit_down: Callable[..., Tablet]) -> None:
    tablet = sit_down(leiden)
    tablet.go("verzoeken/").look("verzoeken-leeg")
    tablet.follow("Nieuw verzoek")
    tablet.press("Leg het verzoek vast")
    tablet.look("verzoek-nieuw-fout")
    for label, words in (
        ("Voornamen", "Karel"),
        ("Achternaam", "Onbekend"),
        ("Geboortedatum", "1961-02-03"),
        ("Telefoon (niet verplicht)", "0612345678"),
    ):
        tablet.write(label, words)
    tablet.choose("Inzage in zijn gegevens", "Aan tafel", "De persoon zelf")
    tablet.write("Wat vraagt deze persoon, in eigen woorden?", "Ik wil weten wat u van mij hebt.")
    tablet.page.get_by_label("Op welke dag kwam het binnen?").fill(clock.today().isoformat())
    tablet.press("Leg het verzoek vast")
    tablet.sees("Inzage in zijn gegevens: K. Onbekend")
    tablet.look("verzoek")
    tablet.page.get_by_label("Wie behandelt dit verzoek?").select_option(label="Sanne de Wit")
    tablet.press("Geef door")
    tablet.page.get_by_text("De termijn stilzetten").first.click()
    tablet.choose("Er is redelijke twijfel wie er vraagt, en daarnaar is gevraagd")
    tablet.write("Wat is aan wie gevraagd?", "Meneer gevraagd om langs te komen.")
    tablet.press("De termijn stilzetten")
    tablet.look("verzoek-stil")
    tablet.follow("Zeker wie het vraagt")
    tablet.look("verzoek-identiteit")
    tablet.choose("Liet een identiteitsbewijs zien")
    tablet.press("Het is zeker wie het vraagt")
    tablet.page.get_by_text("De termijn verlengen").first.click()
    tablet.choose("Het verzoek is ingewikkeld")
    tablet.write("Wat schrijven wij aan deze persoon?", "Uw gegevens staan ook op papier. Daar zoeken wij in.")
    tablet.press("Maak de brief")
    tablet.look("verzoek-brief")
    tablet.choose("Per post")
    tablet.press("De brief ging vandaag weg")
    tablet.look("verzoek-verlengd")
    with entered(leiden.scope):
        made = SubjectRequest.objects.get()
        assert (made.extended_on, made.handler) == (clock.today(), leiden.world.sanne)
        assert made.due_on is not None and (made.due_on - clock.today()).days > 88
    tablet.go("verzoeken/weken/").look("verzoeken-weken")
    tablet.press("Maak een adres")
    tablet.look("agenda-adres")
    tablet.go("verzoeken/").look("verzoeken")
    tablet.go(f"{leiden.dossier}verzoeken/").look("verzoeken-dossier")
