"""The pages of the step plan: by hand from the first signal to the report, discreet, and no page at all for others."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from access.services import state_reason
from access.states import MunicipalRole, Reason
from dossiers.models import Meldcode, MeldcodeAdvice, MeldcodeDecision
from privacy_domain import clock
from privacy_domain.tenancy import scope
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.meldcodes import begun, decided, signal, to_weigh
from tests.integration.dossiers.test_looks import browser, text

TODAY = clock.today().isoformat()
SIGNAL = {"noticed_on": TODAY, "kind": "observed", "text": "Blauwe plekken"}
ADVICE = {"source": "colleague", "who": "A. Expert", "given_on": TODAY, "text": "Ga in gesprek"}
TALK = {"spoken": "yes", "spoken_on": TODAY, "with_whom": "de cliënt", "text": "Zij schrok"}
WEIGHING = {
    "suspicion": "yes", "acute": "yes", "structural": "no", "able": "yes", "accepted": "unknown", "leads_to_safety": "no", "text": "Gevaar",
}  # fmt: skip
DECISION = {"report": "yes", "helps": "yes", "text": "Te gevaarlijk", "told_on": TODAY}
WORDS = re.compile(r"meldcode|geweld|mishandeling|veilig thuis|violence|abuse", re.IGNORECASE)


def at(world: World, rest: str = "") -> str:
    return f"/{scope.require().code}/d/{world.dossier.pk}/{rest}"


def plan(world: World, meldcode: Meldcode, rest: str = "") -> str:
    return at(world, f"stappenplan/{meldcode.pk}/{rest}")


def every_page(world: World, meldcode: Meldcode) -> list[str]:
    return [plan(world, meldcode), *(plan(world, meldcode, f"{number}/") for number in range(1, 6)), plan(world, meldcode, "anders/")]


# ---------------------------------------------------------------- refusals
def test_who_is_not_involved_gets_no_page(in_leek: World, landsmeer: Any) -> None:
    meldcode = begun(in_leek)
    for nobody in (in_leek.marieke, account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))):
        client = browser(nobody)
        for path in [at(in_leek, "signalen/"), at(in_leek, "stappenplan/"), *every_page(in_leek, meldcode), plan(in_leek, meldcode, "uitvoeren/")]:
            assert client.get(path).status_code == 404, path
        for rest in ("1/", "anders/", "uitvoeren/", "overlegd/"):
            assert client.post(plan(in_leek, meldcode, rest)).status_code == 404
    with scope.entered(landsmeer.scope()):
        stranger = logged_in(landsmeer, account("zoe"))
    for path in (at(in_leek, "signalen/"), plan(in_leek, meldcode)):
        assert stranger.get(path.replace("/leek/", "/landsmeer/")).status_code == 404
    assert browser(in_leek.sanne).get(at(in_leek, f"stappenplan/{uuid4()}/")).status_code == 404
    assert browser(in_leek.sanne).get(plan(in_leek, meldcode, "6/")).status_code == 404


def test_a_leader_in_the_dossier_reads_only_that_step_plans_are_not_his(in_opsterland: World) -> None:
    world = in_opsterland
    meldcode = begun(world)
    state_reason(subject=world.dossier.pk, reason=Reason.SUPERVISION, by=world.tom)
    client = browser(world.tom)
    page = client.get(at(world, "signalen/"))
    assert page.status_code == 200
    assert str(meldcode.pk) not in page.content.decode()
    with_it, without = text(page), None
    Meldcode.objects.all().delete()
    without = text(client.get(at(world, "signalen/")))
    assert re.sub(r"\d\d:\d\d", "", with_it) == re.sub(r"\d\d:\d\d", "", without)
    assert client.get(at(world, "stappenplan/")).status_code in (403, 404)


def test_wrong_methods(in_leek: World) -> None:
    meldcode = begun(in_leek)
    client = browser(in_leek.sanne)
    assert client.post(plan(in_leek, meldcode)).status_code == 405
    assert client.get(plan(in_leek, meldcode, "overlegd/")).status_code == 405
    assert client.post(at(in_leek, "signalen/")).status_code == 405


@pytest.mark.parametrize(
    ("number", "wrong"),
    [
        (1, SIGNAL | {"noticed_on": "gisteren"}), (1, SIGNAL | {"kind": "x"}), (1, SIGNAL | {"text": ""}), (1, SIGNAL | {"noticed_on": "2099-01-01"}),
        (2, ADVICE | {"source": ""}), (2, ADVICE | {"who": ""}), (2, ADVICE | {"lead": "iemand"}), (2, ADVICE | {"source": "veilig_thuis"}),
        (3, TALK | {"spoken": ""}), (3, TALK | {"spoken": "no"}), (3, TALK | {"with_whom": ""}), (3, TALK | {"why_not": "x"}),
        (4, WEIGHING | {"acute": ""}), (4, WEIGHING | {"able": "misschien"}), (4, WEIGHING | {"text": ""}),
    ],
)  # fmt: skip
def test_a_step_filled_in_wrongly_says_so(in_leek: World, number: int, wrong: dict[str, str]) -> None:
    meldcode = to_weigh(in_leek)
    assert browser(in_leek.sanne).post(plan(in_leek, meldcode, f"{number}/"), wrong).status_code == 422


def test_a_blocked_step_has_no_form_and_takes_nothing(in_leek: World) -> None:
    meldcode = begun(in_leek)
    client = browser(in_leek.sanne)
    assert "<textarea" not in client.get(plan(in_leek, meldcode, "4/")).content.decode()
    assert client.post(plan(in_leek, meldcode, "4/"), WEIGHING).status_code == 409


# ---------------------------------------------------------------- the way of it
def test_by_hand_from_the_first_signal_to_the_report(in_leiden: World) -> None:
    world = in_leiden
    client = browser(world.sanne)
    assert "Stappenplan" in text(client.get(at(world, "signalen/")))
    assert client.post(at(world, "stappenplan/"), {}).status_code == 422
    assert client.post(at(world, "stappenplan/"), {"concern": "both"}).status_code == 302
    assert client.post(at(world, "stappenplan/"), {"concern": "both"}).status_code == 409
    meldcode = Meldcode.objects.get()
    lead = {"source": "lead", "who": "", "lead": str(world.tom.pk), "given_on": TODAY, "text": "Doe dat samen"}
    for number, said in ((1, SIGNAL), (2, ADVICE), (2, lead), (3, TALK), (4, WEIGHING), (5, DECISION)):
        answer = client.post(plan(world, meldcode, f"{number}/"), said)
        assert answer.status_code == 302, (number, text(answer))
    assert client.post(plan(world, meldcode, "5/"), DECISION).status_code == 409
    work = client.get("/leiden/").content.decode()
    decision = MeldcodeDecision.objects.get()
    assert f"/leiden/stappenplan/{decision.pk}/" in work
    assert client.get(f"/leiden/stappenplan/{decision.pk}/")["Location"] == plan(world, meldcode)
    assert client.get(plan(world, meldcode, "uitvoeren/")).status_code == 200
    assert client.post(plan(world, meldcode, "uitvoeren/"), {"partner": "", "purpose": ""}).status_code == 422
    shown = text(client.get(plan(world, meldcode)))
    for words in ("Blauwe plekken", "Doe dat samen", "Zij schrok", "Te gevaarlijk", "Sanne de Wit"):
        assert words in shown


def test_the_consulted_leader_comes_by_his_task(in_opsterland: World) -> None:
    world = in_opsterland
    meldcode = to_weigh(world)
    client = browser(world.tom)
    asked = MeldcodeAdvice.objects.get(lead=world.tom)
    assert f"stappenplan/{asked.pk}/" in client.get("/opsterland/").content.decode()
    assert browser(world.marieke).get(f"/opsterland/stappenplan/{asked.pk}/").status_code == 404
    assert client.get(f"/opsterland/stappenplan/{asked.pk}/").status_code == 302
    assert client.get(plan(world, meldcode)).status_code == 403
    state_reason(subject=world.dossier.pk, reason=Reason.CONSULTATION, by=world.tom)
    assert "Blauwe plekken" in text(client.get(plan(world, meldcode)))
    assert client.get(plan(world, meldcode, "anders/")).status_code in (403, 404)
    assert client.post(plan(world, meldcode, "overlegd/"), {"note": "Besproken"}).status_code == 302
    assert client.post(plan(world, meldcode, "overlegd/"), {"note": "Besproken"}).status_code == 409


# ---------------------------------------------------------------- discreet
def test_titles_headings_and_addresses_say_nothing(in_leiden: World) -> None:
    meldcode = decided(in_leiden)
    client = browser(in_leiden.sanne)
    for path in [
        *every_page(in_leiden, meldcode),
        plan(in_leiden, meldcode, "uitvoeren/"),
        at(in_leiden, "stappenplan/"),
        at(in_leiden, "signalen/"),
    ]:
        page = client.get(path).content.decode()
        shown = re.findall(r"<(?:title|h1|h2|summary)[^>]*>(.*?)</(?:title|h1|h2|summary)>", page, re.DOTALL)
        assert not [words for words in shown if WORDS.search(words)], path
        assert not WORDS.search(path)


def test_the_screen_can_be_hidden_and_names_nobody(in_leek: World) -> None:
    meldcode = to_weigh(in_leek)
    client = browser(in_leek.sanne)
    for path in every_page(in_leek, meldcode):
        page = client.get(path).content.decode()
        assert "data-hide-url=" in page
        assert "data-hide>" in page
        assert "hide-screen" in page
        assert "Vries" not in page


def test_what_was_written_is_folded_away(in_leek: World) -> None:
    meldcode = to_weigh(in_leek)
    page = browser(in_leek.sanne).get(plan(in_leek, meldcode)).content.decode()
    assert "Blauwe plekken" in page
    assert "Blauwe plekken" not in re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    assert "<details open" not in page


# ---------------------------------------------------------------- budget
def test_a_page_costs_the_same_for_one_signal_and_for_many(in_leek: World) -> None:
    meldcode = begun(in_leek)
    signal(in_leek, meldcode)
    client = browser(in_leek.sanne)

    def statements() -> int:
        with CaptureQueriesContext(connections["default"]) as caught:
            assert client.get(plan(in_leek, meldcode)).status_code == 200
        return len(caught)

    statements()
    one = statements()
    for _ in range(12):
        signal(in_leek, meldcode)
    assert statements() == one
    assert one <= 32
