"""A client of thirteen: he and his mother decide together, and each signs on a page of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from consent.models import Consent, Signature
from consent.states import ConsentState, Scope
from privacy_domain.tenancy.scope import entered
from tests.functional.tablet import Tablet
from tests.integration.dossiers.cast import DAAN

pytestmark = pytest.mark.browser


@pytest.mark.requirement("LAND-12.1")
def test_two_decide_and_two_sign(town: Callable[..., Any], sit_down: Callable[..., Tablet]) -> None:
    landsmeer = town("landsmeer", DAAN)
    tablet = sit_down(landsmeer)
    tablet.begin(landsmeer.dossier)
    tablet.reads("beslissen samen en tekenen allebei")
    second = tablet.page.locator(".pd-seat").nth(1)
    second.get_by_label("Naam").fill("Petra Jansen")
    second.get_by_label("Wie is dit?").select_option(label="wettelijk vertegenwoordiger")
    tablet.saved()
    tablet.on()
    tablet.explain()
    tablet.sees("Vraag instemming")
    tablet.choose("Ja")
    tablet.page.get_by_label("Naam van de wettelijk vertegenwoordiger").fill("")
    tablet.saved()
    tablet.on()
    tablet.reads("Zij beslissen samen: vul ieders naam in.")
    tablet.write("Naam van de wettelijk vertegenwoordiger", "Petra Jansen")
    tablet.saved()
    tablet.on()
    tablet.judge("gezondheid", answer="Ja")
    tablet.sees("Met wie willen we delen?")
    tablet.on()
    tablet.close()

    tablet.sees("Tekenen")
    expect_signers = tablet.page.locator(".pd-signer")
    assert expect_signers.count() == 2
    tablet.look("tekenen-met-twee")
    expect_signers.filter(has_text="Petra").get_by_role("link", name="Op het scherm").click()
    tablet.sees("Ik geef toestemming")
    tablet.sign()
    tablet.sees("Tekenen")
    tablet.reads("Getekend")
    with entered(landsmeer.scope):
        assert Consent.objects.get(scope=Scope.SPECIAL).state == ConsentState.AWAITING_SIGNATURE
    tablet.follow("Op het scherm")
    tablet.sees("Ik geef toestemming")
    tablet.sign()
    tablet.finish()
    with entered(landsmeer.scope):
        assert Consent.objects.get(scope=Scope.SPECIAL).state == ConsentState.GIVEN
        assert sorted(Signature.objects.values_list("holder", flat=True)) == ["legal", "self"]
