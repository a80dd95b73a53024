"""The pages of the question to a colleague: from the form to the answer, and who gets no page at all."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from access.states import MunicipalRole
from dossiers.models import ColleagueExchange, ColleagueQuestion
from privacy_domain import clock
from privacy_domain.tenancy import scope
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.colleagues import ASK_FORM, ask, at_debts
from tests.integration.dossiers.test_looks import browser, text


def at(rest: str = "") -> str:
    return f"/{scope.require().code}/collega/{rest}"


def of(world: World, rest: str = "") -> str:
    return f"/{scope.require().code}/d/{world.dossier.pk}/collega/{rest}"


def reply_form(world: World, **other: Any) -> dict[str, Any]:
    return {"dossier": str(world.dossier.pk), "fits": "yes", "answer": "Ja, sinds mei.", "given": ["other"]} | other


# ---------------------------------------------------------------- refusals
def test_who_works_in_no_team_gets_no_form(in_leek: World) -> None:
    client = browser(account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,)))
    assert client.get(at("vragen/")).status_code == client.post(at("vragen/"), ASK_FORM).status_code == 403
    assert client.get(at()).status_code == 200


def test_who_may_not_open_the_dossier_asks_nothing_from_it(in_leek: World, landsmeer: Any) -> None:
    client = browser(in_leek.marieke)
    for path in (of(in_leek), of(in_leek, "vragen/")):
        assert client.get(path).status_code == 404
    assert client.post(of(in_leek, "vragen/"), ASK_FORM | {"colleague": str(in_leek.tom.pk)}).status_code == 404
    with scope.entered(landsmeer.scope()):
        stranger = logged_in(landsmeer, account("zoe"))
    assert stranger.get(of(in_leek).replace("/leek/", "/landsmeer/")).status_code == 404


def test_a_question_is_a_page_for_two_people_only(in_leek: World, landsmeer: Any) -> None:
    question = ask(in_leek)
    for nobody in (in_leek.tom, account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,))):
        client = browser(nobody)
        assert client.get(at(f"{question.pk}/")).status_code == 404
        for act in ("antwoorden", "geen-antwoord", "verteld"):
            assert client.post(at(f"{question.pk}/{act}/")).status_code == 404
        assert "Johanna" not in client.get(at()).content.decode()
    with scope.entered(landsmeer.scope()):
        stranger = logged_in(landsmeer, account("zoe"))
    assert stranger.get(at(f"{question.pk}/").replace("/leek/", "/landsmeer/")).status_code == 404
    assert browser(in_leek.marieke).get(at(f"{uuid4()}/")).status_code == 404


def test_each_of_the_two_has_his_own_acts(in_leek: World) -> None:
    question = ask(in_leek)
    asker, colleague = browser(in_leek.sanne), browser(in_leek.marieke)
    for act in ("antwoorden", "geen-antwoord"):
        assert asker.post(at(f"{question.pk}/{act}/")).status_code == 403
        assert asker.get(at(f"{question.pk}/{act}/")).status_code == 405
    assert colleague.post(at(f"{question.pk}/verteld/"), {"told_on": "2026-11-24"}).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"purpose": ""}, {"needed": ""}, {"items": []}, {"items": ["alles"]}, {"because": ""}, {"now": ""}, {"law": "zwaartekracht"},
        {"told": "yes", "told_on": ""}, {"told": ""}, {"told_on": "gisteren"}, {"colleague": ""}, {"colleague": "iedereen"}, {"told": "yes", "told_on": "2030-01-01"},
    ],
)  # fmt: skip
def test_a_form_filled_in_wrongly_says_so(in_leek: World, wrong: dict[str, Any]) -> None:
    answer = browser(in_leek.sanne).post(of(in_leek, "vragen/"), ASK_FORM | {"colleague": str(in_leek.marieke.pk)} | wrong)
    assert answer.status_code == 422
    assert not ColleagueQuestion.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"fits": ""}, {"fits": "no"}, {"answer": ""}, {"given": []}, {"dossier": ""}, {"dossier": str(uuid4())}, {"answer": "x" * 301}]
)
def test_an_answer_filled_in_wrongly_says_so(in_leek: World, wrong: dict[str, Any]) -> None:
    question = ask(in_leek, named=True)
    shown = browser(in_leek.sanne).post(at(f"{question.pk}/antwoorden/"), reply_form(in_leek) | wrong)
    assert shown.status_code == 422
    assert ColleagueQuestion.objects.get().state == "asked"


# ---------------------------------------------------------------- the way of it
@pytest.mark.requirement("SITT-Bijl1-contact", "SITT-4-delen-vastleggen")
def test_from_the_form_to_the_answer_by_hand(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    dirk, debts = at_debts(world)
    asker, colleague = browser(world.sanne), browser(dirk)
    assert "bijlage 1" in text(asker.get(of(world, "vragen/")))
    sent = asker.post(of(world, "vragen/"), ASK_FORM | {"colleague": str(dirk.pk)})
    page = sent["Location"]
    assert sent.status_code == 302
    work = colleague.get("/sittard-geleen/").content.decode()
    assert page in work
    assert "Johanna" not in work
    shown = text(colleague.get(page))
    assert "Johanna Maria de Vries" in shown
    assert "Loopt er al schuldhulp?" in shown
    assert str(world.dossier.number) not in shown
    assert colleague.post(page + "antwoorden/", reply_form(world, dossier=str(debts.pk))).status_code == 302
    assert colleague.post(page + "antwoorden/", reply_form(world, dossier=str(debts.pk))).status_code == 409
    assert page in asker.get("/sittard-geleen/").content.decode()
    read = text(asker.get(page))
    assert "Ja, sinds mei." in read
    assert debts.number not in read
    assert "inform" not in read
    assert "Vertel" in read or "tell the client" in read
    assert asker.post(page + "verteld/", {"told_on": "2026-11-23"}).status_code == 302
    assert asker.post(page + "verteld/", {"told_on": "2026-11-23"}).status_code == 409
    assert "Ja, sinds mei." in text(asker.get(of(world)))
    kept = text(colleague.get(f"/sittard-geleen/d/{debts.pk}/collega/"))
    assert "23 november 2026" in kept


def test_no_answer_looks_the_same_whatever_the_reason(in_leek: World) -> None:
    asker, colleague = browser(in_leek.marieke), browser(in_leek.sanne)
    person = {"colleague": str(in_leek.sanne.pk), "client_name": "Johanna Vries", "birth_date": "1970-05-12"}
    pages = [asker.post(at("vragen/"), ASK_FORM | person | other)["Location"] for other in ({}, {"client_name": "Johanna Zzyzx"})]
    assert asker.get(pages[0]).content.decode().count("utrecht-data-list__item") == asker.get(pages[1]).content.decode().count(
        "utrecht-data-list__item"
    )
    known = {"decline-reason": "purpose", "decline-note": "Past niet", "decline-dossier": str(in_leek.dossier.pk)}
    assert colleague.post(pages[0] + "geen-antwoord/", known).status_code == 302
    assert colleague.post(pages[1] + "geen-antwoord/", {"decline-reason": "unknown", "decline-note": "Ken ik niet"}).status_code == 302
    seen = [text(asker.get(page)).replace("Zzyzx", "Vries").split("Terug")[-1] for page in pages]
    cut = [one[one.index("Johanna Vries") :] for one in seen]
    assert cut[0].split("csrf")[0] == cut[1].split("csrf")[0]
    assert "Past niet" not in seen[0]
    assert ColleagueExchange.objects.get().decline_note == "Past niet"


def test_a_dossier_with_many_exchanges_asks_as_many_statements_as_with_one(in_leek: World) -> None:
    client = browser(in_leek.sanne)
    ask(in_leek)
    client.get(of(in_leek))
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connections["default"]) as asked:
            assert client.get(of(in_leek)).status_code == 200
        counts.append(len(asked))
        for _each in range(4):
            ask(in_leek)
    assert counts[0] == counts[1]
    assert ColleagueQuestion.objects.filter(asked_at__date=clock.today()).count() == 9


def test_ones_own_list_asks_as_many_statements_for_many(in_leek: World) -> None:
    client = browser(in_leek.sanne)
    ask(in_leek)
    client.get(at())
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connections["default"]) as asked:
            assert "Johanna" in client.get(at()).content.decode()
        counts.append(len(asked))
        for _each in range(3):
            ask(in_leek, named=True)
    assert counts[0] == counts[1]
