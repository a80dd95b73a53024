"""A question to a colleague and the end of a dossier, in a browser: asked, answered with the bare fact, told, closed, opened again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from dossiers.models import Closing, ColleagueExchange, ColleagueQuestion, Dossier
from dossiers.services.relations import Around, add_relation
from dossiers.states import RelationRole
from privacy_domain import clock
from privacy_domain.tenancy.scope import entered
from tests.functional.tablet import Tablet
from tests.integration.dossiers.colleagues import at_debts

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sittard(town: Callable[..., Any]) -> Any:
    """Sittard-Geleen, with a colleague of debts who knows the client too."""
    return town("sittard-geleen")


@pytest.fixture(scope="module")
def leiden(town: Callable[..., Any]) -> Any:
    """Leiden."""
    return town("leiden")


@pytest.mark.requirement("SITT-Bijl1-doel", "SITT-Bijl1-contact", "SITT-4-delen-vastleggen")
def test_one_question_one_fact_and_the_client_is_told(sittard: Any, sit_down: Callable[..., Tablet]) -> None:
    with entered(sittard.scope):
        dirk, debts = at_debts(sittard.world)
    tablet = sit_down(sittard)
    tablet.go(f"{sittard.dossier}collega/").look("collega-leeg")
    tablet.follow("Vraag het een collega")
    tablet.sees("Vraag het een collega")
    tablet.press("Stel de vraag")
    tablet.look("collega-vragen-fout")
    tablet.page.get_by_label("Welke collega?").select_option(label="Dirk")
    tablet.write("Waarvoor heb je het nodig?", "Kiezen welke hulp thuis past")
    tablet.write("Wat moet je nu weten?", "Loopt er al schuldhulp?")
    tablet.choose("andere gegevens")
    tablet.write("Waarom heb je het nu nodig voor je afweging?", "Anders vraag ik iets aan wat er al is.")
    tablet.choose("Ik heb dit nu nodig. Het is niet voor later of omdat het handig kan zijn.", "Nee")
    tablet.look("collega-vragen")
    tablet.press("Stel de vraag")
    tablet.sees("Je vraag aan een collega")
    tablet.look("collega-gevraagd")
    with entered(sittard.scope):
        question = ColleagueQuestion.objects.get()
    colleague = sit_down(sittard, dirk)
    colleague.go().follow("Een collega vraagt je iets over een cliënt")
    colleague.sees("Een collega vraagt je iets")
    colleague.look("collega-beantwoorden")
    colleague.page.get_by_label("Ja", exact=True).check()
    colleague.write("Je antwoord", "Ja, sinds mei.")
    colleague.press("Antwoord geven")
    expect(colleague.page.get_by_role("main")).to_contain_text("Ja, sinds mei.")
    tablet = sit_down(sittard)
    tablet.go(f"collega/{question.pk}/")
    expect(tablet.page.get_by_role("main")).to_contain_text("Ja, sinds mei.")
    tablet.look("collega-antwoord")
    tablet.press("Ik heb het de cliënt verteld")
    tablet.go(f"{sittard.dossier}collega/").look("collega-in-dossier")
    expect(tablet.page.get_by_role("main")).to_contain_text("Ja, sinds mei.")
    tablet.go("collega/").look("collega-lijst")
    with entered(sittard.scope):
        assert {row.dossier_id for row in ColleagueExchange.objects.all()} == {sittard.world.dossier.pk, debts.pk}


@pytest.mark.requirement("LEID-10.1-afsluiting", "LEID-BijlI-4-verhuizen")
def test_moved_and_closed_with_the_results_and_opened_again(leiden: Any, sit_down: Callable[..., Tablet]) -> None:
    with entered(leiden.scope):
        world = leiden.world
        add_relation(
            dossier=world.dossier, around=Around(role=RelationRole.ORGANISATION, relation="thuiszorg", partner=world.provider), by=world.sanne
        )
    tablet = sit_down(leiden)
    tablet.go(f"{leiden.dossier}verloop/").look("verloop-leeg")
    tablet.follow("De cliënt verhuist")
    address = {"street": "Nieuwstraat", "house_number": "9", "postcode": "2251AB", "place": "Voorschoten"}
    for name, words in {"source": "de cliënt", "destination": "Voorschoten", **address}.items():
        tablet.page.locator(f"[name={name}]").fill(words)
    tablet.page.get_by_label("Dag van de verhuizing").fill(clock.today().isoformat())
    tablet.choose("Ja")
    tablet.look("verhuizing")
    tablet.press("Verhuizing vastleggen")
    tablet.sees("Verloop")
    tablet.follow("Taak toevoegen")
    tablet.write("Wat moet er gebeuren?", "Bellen met de nieuwe buurtcoach")
    tablet.page.get_by_label("Voor welke dag?").fill((clock.today() + timedelta(days=4)).isoformat())
    tablet.look("taak-toevoegen")
    tablet.press("Toevoegen")
    tablet.look("verloop")
    tablet.follow("Dossier afsluiten")
    expect(tablet.page.get_by_role("main")).to_contain_text("Rond eerst af")
    tablet.look("afsluiten-eerst")
    tablet.go(f"{leiden.dossier}verloop/").follow("Bellen met de nieuwe buurtcoach")
    tablet.look("taak")
    tablet.press("Dit is klaar")
    tablet.follow("Zorggroep Het Veer")
    tablet.look("doorgeven")
    tablet.press("Ik heb het deze partner doorgegeven")
    tablet.follow("Dossier afsluiten")
    tablet.choose("de doelen zijn bereikt")
    tablet.page.locator("textarea[name^=result_]").first.fill("Zij doucht weer zelf.")
    tablet.page.locator("[name=opinion]").fill("Zij is tevreden.")
    tablet.look("afsluiten")
    tablet.press("Dossier afsluiten")
    tablet.look("gesloten")
    tablet.go("casussen/?state=closed").look("casussen-gesloten")
    tablet.page.get_by_role("link", name="Vries").click()
    tablet.write("Waarom?", "Zij viel opnieuw")
    tablet.press("Dossier heropenen")
    tablet.sees("Verloop")
    expect(tablet.page.locator(".utrecht-alert")).to_have_count(0)
    tablet.look("verloop-heropend")
    tablet.go("casussen/").look("casussen")
    with entered(leiden.scope):
        assert Dossier.objects.get().closed_on is None
        assert Closing.objects.get().opinion == "Zij is tevreden."
