"""A refused destruction in a browser, in each municipality: taken in at the table, decided by who may, and its letter sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from access.states import MunicipalRole
from privacy_domain import clock
from privacy_domain.letters.models import Letter
from privacy_domain.tenancy.scope import entered
from requests import services
from requests.models import Decision, SubjectRequest
from requests.policies.decisions import who_decides
from requests.states import MandateAct
from tests.factories.access import account
from tests.functional.tablet import Tablet

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("code", ["leek", "landsmeer", "sittard-geleen", "leiden", "opsterland"])
def test_a_refused_destruction_from_the_table_to_the_letter(code: str, town: Callable[..., Any], sit_down: Callable[..., Tablet]) -> None:
    here = town(code)
    with entered(here.scope):
        college = who_decides(clock.today()).by_college
        if college:
            admin = account("fa", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))
            services.give_mandate(user=here.world.tom, act=MandateAct.REQUESTS, capacity="teamcoach", document="Mandaatbesluit 12", by=admin)
    tablet = sit_down(here)
    tablet.go(f"{here.dossier}verzoeken/nieuw/")
    tablet.choose("Vernietiging", "Aan tafel", "De persoon zelf")
    tablet.write("Wat vraagt deze persoon, in eigen woorden?", "Vernietig het verslag van mei.")
    tablet.page.get_by_label("Op welke dag kwam het binnen?").fill(clock.today().isoformat())
    tablet.press("Leg het verzoek vast")
    tablet.page.get_by_label("Wie behandelt dit verzoek?").select_option(label="Sanne de Wit")
    tablet.press("Geef door")
    tablet.follow("Zeker wie het vraagt")
    tablet.choose("Liet een identiteitsbewijs zien")
    tablet.press("Het is zeker wie het vraagt")
    tablet.follow("Er is beslist, op papier en met redenen")
    tablet.look("beslissen")
    tablet.write("Om welke gegevens gaat het?", "Het verslag van mei")
    tablet.choose("Wij doen het niet", "Bewaren is van groot belang voor een ander")
    tablet.press("Voeg dit deel toe")
    tablet.look("beslissen-fout")
    tablet.write("Waarom wordt het geweigerd?", "Uw zoon heeft dit verslag nodig.")
    tablet.press("Voeg dit deel toe")
    tablet.look("beslissen-deel")
    if college:
        tablet.page.get_by_label("Wie ondertekent namens het college?").select_option(label="Tom Dijk")
        tablet.press("Leg voor aan wie ondertekent")
        tablet.look("beslissen-voorgelegd")
        with entered(here.scope):
            services.sign_decision(request=SubjectRequest.objects.get(), by=here.world.tom)
        tablet.page.reload()
    else:
        tablet.press("Onderteken de beslissing")
    tablet.look("beslissen-ondertekend")
    tablet.choose("Per post")
    tablet.press("De brief ging vandaag weg")
    expect(tablet.page.get_by_text("Verzonden op")).to_be_visible()
    tablet.look("beslissen-verzonden")
    with entered(here.scope):
        decision, letter = Decision.objects.select_related("request").get(), Letter.objects.get(kind="decided")
        assert (decision.outcome, decision.request.state, letter.state) == ("refused", "decided", "sent")
        assert (decision.authority == "mandate") == college and decision.object_by is not None
