"""The pages of sharing: the whole way by the browser's own posts, who may come, wrong moments, and what a page costs."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.services import add_member
from access.states import TeamRole
from dossiers.models import Consultation, Disclosure, DisclosureItem, DisclosureRemark
from dossiers.policies.envelope import envelope_of
from dossiers.services import disclosure as services
from dossiers.services.disclosure import Chosen
from dossiers.services.relations import Around, add_relation
from dossiers.states import DisclosureState, RelationRole
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.protocols.types import Category, Occasion
from tests.factories.access import account
from tests.integration.dossiers.cast import World, agree
from tests.integration.dossiers.envelopes import HEALTH, NAW, again, approved, begun, filled, post, preview, sent, submitted, urgent
from tests.integration.dossiers.test_looks import browser

State = DisclosureState


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def at(world: World, disclosure: Disclosure | None = None, page: str = "") -> str:
    inside = f"{disclosure.pk}/" if disclosure else ""
    return f"/{world.dossier.municipality.code}/d/{world.dossier.pk}/delen/{inside}{page}"


def desk(world: World, disclosure: Disclosure | None = None, page: str = "") -> str:
    return f"/{world.dossier.municipality.code}/te-beoordelen/" + (f"{disclosure.pk}/{page}" if disclosure else "")


def follow(client: Client, path: str, **said: Any) -> Any:
    answer = client.post(path, said, follow=True)
    assert answer.status_code == 200, text(answer)[:600]
    return answer


# ---------------------------------------------------------------- the whole way
def test_from_the_first_page_to_the_ledger_in_leek(in_leek: World) -> None:
    client, channel = browser(in_leek.sanne), post()
    follow(client, at(in_leek, page="nieuw/"), recipient=f"partner:{in_leek.provider.pk}", purpose="Hulp afstemmen", occasion="")
    row = Disclosure.objects.get()
    assert "checked" not in client.get(at(in_leek, row, "wat/")).content.decode()
    follow(client, at(in_leek, row, "wat/"), codes=["naw", "phone"])
    assert "Doe eerst wat hierboven staat" in text(client.get(at(in_leek, row)))
    follow(client, at(in_leek, row, "waarom/"), necessity="Anders kan de zorg niet beginnen")
    shown = client.get(at(in_leek, row, "bekijken/"))
    assert "Johanna Maria de Vries" in text(shown)
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', shown.content.decode())
    assert digest is not None
    assert "Akkoord" not in text(follow(client, at(in_leek, row, "bekijken/"), digest=digest[1]))
    follow(client, at(in_leek, row, "verzenden/"), channel=str(channel.pk))
    assert "naam en adres" in text(client.get(at(in_leek)))
    follow(client, at(in_leek, row, "daarna/"), kind="accepted", note="")
    assert DisclosureRemark.objects.get().kind == "accepted"
    assert again(row).state == State.SENT


@pytest.mark.requirement("LEID-7.1", "LEID-7.2")
def test_without_consent_in_leiden_by_the_pages_of_both(in_leiden: World) -> None:
    client, coach, channel = browser(in_leiden.sanne), browser(in_leiden.tom), post()
    row = filled(in_leiden, NAW)
    assert "Vraag eerst toestemming" in text(client.get(at(in_leiden, row)))
    assert client.get(at(in_leiden, row, "bekijken/")).status_code == 409
    follow(client, at(in_leiden, row, "weg/zonder/"))
    for question in envelope_of(again(row), clock.today()).questions:
        page = client.get(at(in_leiden, row, f"vraag/{question.code}/"))
        assert page.status_code == 200
        follow(client, at(in_leiden, row, f"vraag/{question.code}/"), holds="yes", text=f"Omdat {question.code}")
    follow(client, at(in_leiden, row, "bekijken/"), digest=preview(again(row)))
    assert again(row).state == State.WAITING
    assert client.get(at(in_leiden, row, "verzenden/")).status_code == 409
    assert in_leiden.provider.name in text(coach.get(desk(in_leiden)))
    page = text(coach.get(desk(in_leiden, row)))
    assert "Omdat serious_situation" in page
    assert "Johanna Maria de Vries" in page
    digest = again(row).digest
    assert coach.post(desk(in_leiden, row), {"outcome": "approved", "reason": "", "digest": digest}).status_code == 422
    assert coach.post(desk(in_leiden, row), {"outcome": "", "reason": "Goed", "digest": digest}).status_code == 422
    assert coach.post(desk(in_leiden, row), {"outcome": "approved", "reason": "Goed", "digest": digest}).status_code == 302
    assert coach.post(desk(in_leiden, row), {"outcome": "refused", "reason": "Toch niet", "digest": digest}).status_code == 409
    follow(client, at(in_leiden, row, "verzenden/"), channel=str(channel.pk))
    assert again(row).state == State.SENT
    assert client.post(at(in_leiden, row, "verzenden/"), {"channel": str(channel.pk)}).status_code == 409


def test_a_call_by_the_pages(in_leiden: World) -> None:
    row = urgent(in_leiden, NAW)
    client, coach = browser(in_leiden.sanne), browser(in_leiden.tom)
    moment = (clock.now() - timedelta(minutes=10)).astimezone(clock.AMSTERDAM).strftime("%Y-%m-%dT%H:%M")
    said = {"leader": str(in_leiden.tom.pk), "called_at": moment, "said": "Doe maar.", "digest": preview(row)}
    assert client.post(at(in_leiden, row, "gebeld/"), said | {"called_at": "gisteren"}).status_code == 422
    follow(client, at(in_leiden, row, "gebeld/"), **said)
    assert Consultation.objects.get().called_at is not None
    with clock.standing_at(clock.now() + timedelta(days=1)):
        assert "Te laat" in text(coach.get(desk(in_leiden, row)))
    assert coach.post(desk(in_leiden, row, "gesprek/"), {"right": "", "note": ""}).status_code == 422
    assert coach.post(desk(in_leiden, row, "gesprek/"), {"right": "yes", "note": ""}).status_code == 302
    assert coach.post(desk(in_leiden, row, "gesprek/"), {"right": "yes", "note": ""}).status_code == 409


def test_a_stand_in_decides_as_long_as_his_mandate_lasts(in_leiden: World) -> None:
    row = submitted(in_leiden, urgent(in_leiden, NAW))
    other = account("vera")
    assert browser(other).get(desk(in_leiden, row)).status_code == 404
    today = clock.today()
    add_member(team=in_leiden.team, user=other, role=TeamRole.LEAD, since=today, until=today + timedelta(days=7), by=SYSTEM)
    assert browser(other).get(desk(in_leiden, row)).status_code == 200
    with clock.standing_at(clock.now() + timedelta(days=8)):
        assert browser(other).get(desk(in_leiden, row)).status_code == 404


@pytest.mark.requirement("LEEK-9-belang")
def test_to_the_network_of_the_client_in_his_interest(in_leek: World) -> None:
    agree(in_leek, in_leek.explained())
    around = Around(role=RelationRole.NETWORK, relation="buurvrouw")
    relation = add_relation(dossier=in_leek.dossier, around=around, details={"surname": "Buur", "given_names": "Truus"}, by=in_leek.sanne)
    client = browser(in_leek.sanne)
    follow(client, at(in_leek, page="nieuw/"), recipient=f"relation:{relation.pk}", purpose="Boodschappen doen", occasion="")
    row = again(Disclosure.objects.get())
    services.choose_items(disclosure=row, chosen=[Chosen(code=NAW)], by=in_leek.sanne)
    services.explain_need(disclosure=row, necessity="Zij doet de boodschappen", by=in_leek.sanne)
    assert client.get(at(in_leek, row, "bekijken/")).status_code == 409
    follow(client, at(in_leek, row, "waarom/"), necessity="Zij doet de boodschappen", interest="Zo kan Johanna thuis blijven")
    assert "Truus Buur" in text(client.get(at(in_leek, row, "bekijken/")))


def test_the_content_of_one_thing_is_asked_by_itself(in_leek: World) -> None:
    row = filled(in_leek, HEALTH)
    client, item = browser(in_leek.sanne), DisclosureItem.objects.get()
    page = at(in_leek, row, f"wat/{item.pk}/")
    assert client.post(page, {"level": "content", "text": "Astma", "reason": ""}).status_code == 422
    follow(client, page, level="content", text="Astma", reason="De hulp moet stofvrij werken")
    assert DisclosureItem.objects.get().text == "Astma"
    assert client.get(page).status_code == 404


def test_stopping_asks_what_and_why(in_leek: World) -> None:
    row = filled(in_leek, NAW)
    client = browser(in_leek.sanne)
    assert client.post(at(in_leek, row, "niet/"), {"end": "", "reason": ""}).status_code == 422
    follow(client, at(in_leek, row, "niet/"), end="not_shared", reason="Het hoeft niet")
    assert again(row).state == State.NOT_SHARED
    assert client.post(at(in_leek, row, "niet/"), {"end": "withdrawn", "reason": "Nog eens"}).status_code == 409
    for page in ("wat/", "waarom/", "bekijken/"):
        assert client.get(at(in_leek, row, page)).status_code == 409


def test_a_meeting_has_rows_for_who_was_there(in_leek: World) -> None:
    row = submitted(in_leek, filled(in_leek, NAW, occasion=Occasion.CASE_MEETING))
    client, channel = browser(in_leek.sanne), post()
    assert client.post(at(in_leek, row, "verzenden/"), {"channel": str(channel.pk)}).status_code == 422
    follow(client, at(in_leek, row, "verzenden/"), channel=str(channel.pk), name_0="P. Jansen", organisation_0="school", heard_0="dat er hulp is")
    assert "P. Jansen" in text(client.get(at(in_leek, row)))


# ---------------------------------------------------------------- who may come
PAGES = ["", "wat/", "waarom/", "bekijken/", "verzenden/", "niet/", "daarna/"]


@pytest.mark.parametrize("page", PAGES)
def test_a_colleague_an_outsider_and_another_municipality_see_nothing(in_leek: World, leiden: Any, page: str) -> None:
    row = filled(in_leek, NAW)
    for user in (in_leek.marieke, account("ada")):
        assert browser(user).get(at(in_leek, row, page)).status_code == 404
    assert browser(in_leek.sanne).get(f"/leek/d/{in_leek.dossier.pk}/delen/{uuid4()}/{page}").status_code == 404


def test_an_envelope_of_another_dossier_is_not_found_under_this_one(in_leek: World) -> None:
    row = filled(in_leek, NAW)
    assert browser(in_leek.sanne).get(f"/leek/d/{uuid4()}/delen/{row.pk}/").status_code == 404


def test_the_decision_is_hidden_from_who_asked_and_from_who_does_not_lead(in_leiden: World) -> None:
    row = submitted(in_leiden, urgent(in_leiden, NAW))
    give = {"outcome": "approved", "reason": "Goed", "digest": row.digest}
    for user in (in_leiden.sanne, in_leiden.marieke, account("ada")):
        assert browser(user).get(desk(in_leiden, row)).status_code == 404
        assert browser(user).post(desk(in_leiden, row), give).status_code == 404
        assert "Niets wacht" in text(browser(user).get(desk(in_leiden)))
    assert again(row).state == State.WAITING


def test_a_draft_is_not_for_the_leader_yet(in_leiden: World) -> None:
    assert browser(in_leiden.tom).get(desk(in_leiden, urgent(in_leiden, NAW))).status_code == 404


def test_other_methods_are_refused(in_leek: World) -> None:
    row = filled(in_leek, NAW)
    for path in (at(in_leek), at(in_leek, row), at(in_leek, row, "wat/"), desk(in_leek)):
        assert browser(in_leek.sanne).delete(path).status_code == 405
    assert browser(in_leek.sanne).get(at(in_leek, row, "weg/zonder/")).status_code == 405


def test_a_task_leads_to_the_envelope_past_the_gate(in_leek: World) -> None:
    row = filled(in_leek, NAW)
    assert browser(in_leek.sanne).get(f"/leek/delen/{row.pk}/").status_code == 302
    assert browser(in_leek.marieke).get(f"/leek/delen/{row.pk}/").status_code == 404
    assert browser(in_leek.sanne).get(f"/leek/delen/{uuid4()}/").status_code == 404


def test_the_menu_shows_the_inbox_to_who_leads(in_leiden: World) -> None:
    assert "Te beoordelen" in text(browser(in_leiden.tom).get("/leiden/"))
    assert "Te beoordelen" not in text(browser(in_leiden.sanne).get("/leiden/"))


# ---------------------------------------------------------------- what it costs
def statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as taken:
        assert client.get(path).status_code == 200
    return len(taken)


def test_the_pages_cost_the_same_for_one_and_for_many(in_leiden: World) -> None:
    world = in_leiden
    client, coach = browser(world.sanne), browser(world.tom)
    first = submitted(world, urgent(world, NAW))
    sent(world, approved(world, urgent(world, NAW)))
    few = [statements(client, at(world)), statements(coach, desk(world)), statements(client, at(world, first))]
    for _ in range(3):
        submitted(world, urgent(world, NAW, Category.PHONE))
        sent(world, approved(world, urgent(world, NAW, Category.BIRTH_DATE)))
    many = [statements(client, at(world)), statements(coach, desk(world)), statements(client, at(world, first))]
    assert few == many
    assert max(many) <= 34
    begun(world)
