"""Seven questions for each act of the talk: does it work; a colleague, an outsider, another municipality; the wrong state, the wrong
method, and twice."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest

from consent.models import Consent, ConsentForm, WithoutConsent
from dossiers.models import Draft, PartnerChoice, Talk
from privacy_domain.tenancy.scope import entered
from tests.conftest import make_municipality
from tests.factories.access import account, logged_in
from tests.integration.dossiers import pages as made
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.pages import Maker, Pages

INK = json.dumps({"width": 640, "height": 224, "strokes": [[[10, 10], [40, 60], [90, 20]], [[20, 20], [60, 25]]]})
SEATS = {"seat-TOTAL_FORMS": "2", "seat-INITIAL_FORMS": "1", "seat-0-name": "Johanna de Vries", "seat-0-capacity": "client", "seat-1-name": ""}
NAME = "Johanna de Vries"


@dataclass(frozen=True)
class Act:
    """One address that does something. `again` is the answer to the same request a second time."""

    name: str
    state: Maker
    page: str
    data: dict[str, Any] = field(default_factory=dict)
    works: int = 302
    again: int = 302
    after_the_end: int = 409


TALK = "d/{ref}/gesprek/{talk}/"
ACTS = [
    Act("prepare", made.unprepared, "d/{ref}/gesprek/", {"language": "nl"}, again=409, after_the_end=0),
    Act("start", made.prepared, TALK + "starten/", again=409),
    Act("table", made.begun, TALK + "aan-tafel/", SEATS),
    Act("explain", made.seated, TALK + "uitleg/", {"none_known_yet": "on"}),
    Act("agreement", made.running, TALK + "instemming/", {"answer": "yes", "said_by_self": NAME}, again=409),
    Act("special", made.running, TALK + "bijzondere-gegevens/", {"categories": ["health"], "reason": "nodig", "answer": "yes", "said_by_self": NAME}),
    Act("choose", made.running, TALK + "partners/", {"add": "1"}, again=409),
    Act("list", made.running, TALK + "partners/"),
    Act("describe", made.with_partner, TALK + "partners/{choice}/wat/", {"items": ["health"], "purpose": "advies"}),
    Act("ask", made.with_partner, TALK + "partners/{choice}/", {"answer": "no", "said_by_self": NAME}),
    Act("drop", made.with_partner, TALK + "partners/{choice}/weg/", again=404),
    Act("notes", made.running, TALK + "hulpvraag/", {"help_question": "Douchen", "notes": "Boven"}),
    Act("check", made.to_check, TALK + "controleren/"),
    Act("screen", made.to_sign, TALK + "formulier/{form}/scherm/self/", {"signer_name": NAME, "ink": INK}, again=409),
    Act("refuse", made.to_sign, TALK + "formulier/{form}/niet/self/", {"signer_name": NAME}, again=409),
    Act("exception", made.running, TALK + "zonder-toestemming/", {"ground": "serious_risk", "categories": ["naw"], "note": "Gevaar"}),
    Act("finish", made.checked, TALK + "afronden/", again=409),
    Act("draft", made.running, TALK + "concept/hulpvraag/", {"version": "0", "notes": "half"}, works=200, again=409, after_the_end=0),
    Act("give", made.to_check, TALK + "aan-de-client/", {}),
    Act("withdraw", made.agreed, "d/{ref}/toestemmingen/{consent}/intrekken/", {"said_by": NAME}, works=200, again=409, after_the_end=0),
]
BY_NAME = {act.name: act for act in ACTS}
every_act = pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)


def sent(act: Act, pages: Pages) -> dict[str, Any]:
    """The form, with what only the world knows."""
    if act.name == "choose":
        return act.data | {"partner": str(pages.world.doctor.pk)}
    if act.name == "give":
        return {"page": pages.path(TALK + "controleren/").removeprefix("/leek")}
    if act.name == "explain":
        from dossiers.presenters.talk import demanded_items
        from tests.integration.dossiers.cast import plan_of

        return act.data | {"told": [code for code, _label in demanded_items(plan_of(pages.talk))]}
    return act.data


def rows() -> tuple[int, ...]:
    """How much there is of everything that an act makes."""
    finished = Talk.objects.filter(state="finished").count()
    signed = ConsentForm.objects.exclude(state="open").count()
    return (Consent.objects.count(), PartnerChoice.objects.count(), Draft.objects.count(), WithoutConsent.objects.count(), finished, signed)


def body(answer: Any) -> str:
    """What is on a page, without the token of its forms and the number of the request."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|value=\"[A-Za-z0-9]{64}\"|\b[0-9A-Z]{6,12}\b", "", answer.content.decode())


@every_act
def test_it_works_and_a_second_time_too_or_is_a_conflict(act: Act, in_leek: World) -> None:
    pages = act.state(in_leek)
    client, path, data = pages.client(), pages.path(act.page), sent(act, pages)
    answer = client.post(path, data)
    assert answer.status_code == act.works, body(answer)
    before = rows()
    assert client.post(path, data).status_code == act.again
    if act.again == 409:
        assert rows() == before


@every_act
def test_others_cannot_tell_it_from_a_dossier_that_does_not_exist(act: Act, in_leek: World) -> None:
    pages = act.state(in_leek)
    data, before = sent(act, pages), rows()
    account("buiten")
    landsmeer = make_municipality("landsmeer")
    with entered(landsmeer.scope()):
        far = logged_in(landsmeer, account("ver"))
    for client, code in ((pages.client("marieke"), "leek"), (logged_in(in_leek.dossier.municipality, account("buur")), "leek"), (far, "landsmeer")):
        found = client.post(pages.path(act.page, code=code), data)
        absent = client.post(pages.path(act.page, code=code, ref=uuid4(), talk=uuid4()), data)
        assert (found.status_code, absent.status_code) == (404, 404)
        assert body(found) == body(absent)
    assert rows() == before


@pytest.mark.parametrize("act", [act for act in ACTS if act.after_the_end], ids=lambda act: act.name)
def test_after_the_end_nothing_changes(act: Act, in_leek: World) -> None:
    pages = made.finished(act.state(in_leek))
    before = rows()
    assert pages.client().post(pages.path(act.page), sent(act, pages)).status_code == act.after_the_end
    assert rows() == before


@every_act
def test_a_wrong_method_is_refused_and_a_wrong_id_unknown(act: Act, in_leek: World) -> None:
    pages = act.state(in_leek)
    client, path = pages.client(), pages.path(act.page)
    assert client.put(path).status_code == 405
    assert client.delete(path).status_code == 405
    for name in re.findall(r"{(\w+)}", act.page):
        assert client.post(pages.path(act.page, **{name: uuid4()}), sent(act, pages)).status_code == 404
        assert client.post(pages.path(act.page, **{name: "1; drop table"}), {}).status_code == 404


@pytest.mark.parametrize(
    ("name", "wrong", "kept"),
    [
        ("table", SEATS | {"seat-1-name": "Tolk Amira", "seat-0-name": "Bijzonder Lange Naam"}, "Bijzonder Lange Naam"),
        ("explain", {"reaction": "Ik vind het spannend."}, "Ik vind het spannend."),
        ("agreement", {"said_by_self": "Mevrouw J."}, "Mevrouw J."),
        ("special", {"categories": ["health"], "reason": "voor de arts"}, "voor de arts"),
        ("describe", {"purpose": "advies aan huis"}, "advies aan huis"),
        ("describe", {"items": ["health"], "purpose": "advies aan huis", "valid_until": "2020-01-01"}, "advies aan huis"),
        ("ask", {"said_by_self": "Mevrouw J."}, "Mevrouw J."),
        ("notes", {"notes": "Badkamer boven", "help_question": ""}, "Badkamer boven"),
        ("screen", {"signer_name": "Mevrouw J.", "ink": "[[["}, "Mevrouw J."),
        ("screen", {"signer_name": "Mevrouw J.", "ink": '{"strokes": [[[1e999, 1]]]}'}, "Mevrouw J."),
        ("exception", {"note": "Anders geen hulp"}, "Anders geen hulp"),
        ("exception", {"note": "Anders geen hulp", "ground": "because", "categories": ["naw"]}, "Anders geen hulp"),
        ("withdraw", {"said_by": ""}, "Toestemming intrekken"),
    ],
)
def test_what_was_typed_stays_on_a_page_that_is_sent_back(name: str, wrong: dict[str, Any], kept: str, in_leek: World) -> None:
    act = BY_NAME[name]
    pages = act.state(in_leek)
    before = rows()
    answer = pages.client().post(pages.path(act.page), wrong)
    assert answer.status_code == 422
    assert kept in answer.content.decode()
    assert "Er klopt iets niet" in answer.content.decode()
    assert rows() == before
