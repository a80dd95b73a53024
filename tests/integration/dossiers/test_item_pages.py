"""The pages of what stands in a dossier: who may come there, what they say, what they cost, and that typed text is not lost."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access import services as access
from access.models import User
from access.states import GroundKind, MunicipalRole
from consent.states import Answer
from dossiers import services
from dossiers.models import Departure, Item, ItemDraft, Passage
from dossiers.services.items import Statement, add_statement, correct_item
from dossiers.states import Carrier, ItemKind, RecordGround
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.protocols.types import Category, Part
from privacy_domain.tenancy import scope
from tests.conftest import make_municipality
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import World, agree
from tests.integration.dossiers.written import PNG, consenting, days_ago, facts, written

SHOWN = [
    "stukken/",
    "stukken/nieuw/notitie/",
    "stukken/nieuw/contact/",
    "stukken/nieuw/oordeel/",
    "stukken/nieuw/document/",
    "stukken/nieuw/papier/",
    "stukken/zoeken/",
    "stukken/afdrukken/",
    "stukken/verklaring/",
    "stukken/{item}/",
    "stukken/{item}/verbeteren/",
    "stukken/{item}/verklaring/",
    "tijdlijn/",
    "tijdlijn/?what=inzage&what=stukken",
]
READ = ["stukken/", "stukken/zoeken/", "stukken/afdrukken/", "stukken/{item}/", "tijdlijn/"]
BUDGET = 36


def address(world: World, page: str, item: Item | None = None) -> str:
    return f"/{scope.require().code}/d/{world.dossier.pk}/" + page.format(item=item.pk if item else uuid4())


def browser(world: World, user: User | None = None) -> Client:
    return logged_in(world.dossier.municipality, user or world.sanne)


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def typed(world: World, kind: ItemKind = ItemKind.NOTE, **changes: Any) -> dict[str, Any]:
    """What a browser sends for an item that is complete here."""
    known = facts(world, kind)
    sent: dict[str, Any] = {
        "version": "0",
        "title": known.title,
        "received_on": known.received_on.isoformat(),
        "source": known.source,
        "source_name": "",
        "carrier": known.carrier,
        "place": known.place,
        "categories": list(known.categories),
        "purpose": known.purpose,
        "domain": known.domain,
        "law": known.law,
        "list_entry": known.list_entry,
        "necessity": known.necessity,
        "grounds": list(known.grounds),
        "legal_basis": known.legal_basis,
        "ground_note": "",
        "p-TOTAL_FORMS": "1",
        "p-INITIAL_FORMS": "0",
        "p-0-text": known.passages[0].text,
        "p-0-about": ["client"],
    }
    return sent | changes


# ---------------------------------------------------------------- refusals
def test_a_refused_note_says_why_keeps_the_text_and_shows_the_way(in_leek: World) -> None:
    client = browser(in_leek)
    answer = client.post(address(in_leek, "stukken/nieuw/notitie/"), typed(in_leek, title="Weegt minder", **{"p-0-text": "Eet te weinig."}))
    page = text(answer)
    assert answer.status_code == 403
    assert not Item.objects.exists()
    assert "artikel 4" in page.lower() or "art. 4" in page.lower()
    assert "Eet te weinig." in page and address(in_leek, "") in page
    draft = ItemDraft.objects.get(author=in_leek.sanne)
    assert draft.content["p-0-text"] == ["Eet te weinig."]
    again = text(client.get(address(in_leek, "stukken/nieuw/notitie/")))
    assert "Eet te weinig." in again and "Weegt minder" in again
    assert "stukken/nieuw/notitie/" in text(client.get(address(in_leek, "stukken/")))


def test_the_refusal_leads_to_the_talk_and_the_note_on_the_exception(in_leek: World) -> None:
    talk = in_leek.explained()
    page = text(browser(in_leek).post(address(in_leek, "stukken/nieuw/notitie/"), typed(in_leek)))
    assert f"/gesprek/{talk.pk}/" in page and "zonder-toestemming" in page


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(in_leiden: World) -> None:
    answer = browser(in_leiden).post(address(in_leiden, "stukken/nieuw/notitie/"), typed(in_leiden, title="", **{"p-0-text": "Blijft staan."}))
    assert answer.status_code == 422 and "Blijft staan." in text(answer)
    assert ItemDraft.objects.get().content["p-0-text"] == ["Blijft staan."]
    assert browser(in_leiden).post(address(in_leiden, "stukken/nieuw/notitie/"), {}).status_code == 422


@pytest.mark.parametrize("page", SHOWN)
def test_who_stands_outside_gets_404_as_for_nothing(page: str, in_leiden: World) -> None:
    item = written(in_leiden)
    answer = browser(in_leiden, account("vreemd")).get(address(in_leiden, page, item))
    assert answer.status_code == 404


@pytest.mark.parametrize("page", SHOWN)
def test_another_municipality_gets_404(page: str, in_leiden: World) -> None:
    item = written(in_leiden)
    there = make_municipality("leek")
    with scope.entered(there.scope()):
        stranger = account("elders")
        answer = logged_in(there, stranger).get(f"/leek/d/{in_leiden.dossier.pk}/" + page.format(item=item.pk))
    assert answer.status_code == 404


def test_an_item_of_another_dossier_is_not_found(in_leiden: World) -> None:
    for page in ("stukken/{item}/", "stukken/{item}/bestand/", "stukken/{item}/verbeteren/", "stukken/{item}/verklaring/"):
        assert browser(in_leiden).get(address(in_leiden, page)).status_code == 404
    assert browser(in_leiden).get(address(in_leiden, "stukken/nieuw/gedicht/")).status_code == 404


def test_a_reader_sees_everything_and_writes_nothing(in_leiden: World) -> None:
    item = written(in_leiden)
    officer = account("beheer", roles=[MunicipalRole.FUNCTIONAL_ADMIN])
    services.authorise(dossier=in_leiden.dossier, user=in_leiden.marieke, parts=[Part.DOSSIER], may_write=False, reason="vervangt", by=officer)
    client = browser(in_leiden, in_leiden.marieke)
    for page in READ:
        assert client.get(address(in_leiden, page, item)).status_code == 200
    for page in ("stukken/nieuw/notitie/", "stukken/{item}/verbeteren/", "stukken/{item}/verklaring/", "stukken/verklaring/"):
        assert client.get(address(in_leiden, page, item)).status_code == 403
        assert client.post(address(in_leiden, page, item), typed(in_leiden)).status_code == 403
    assert client.post(address(in_leiden, "stukken/concept/notitie/"), {"version": "0", "title": "x"}).status_code == 403
    assert Item.objects.count() == 1 and not ItemDraft.objects.exists()
    assert "/stukken/nieuw/" not in text(client.get(address(in_leiden, "stukken/")))


def test_a_director_in_sittard_geleen_opens_no_content(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    director = account("regie", roles=[MunicipalRole.DIRECTOR])
    access.place_ground(
        subject=world.dossier.pk, kind=GroundKind.DIRECTOR, principal=director, opened_on=world.dossier.opened_on,
        source_kind="test", source=uuid4(), by=world.sanne,
    )  # fmt: skip
    item = written(world)
    for page in SHOWN:
        assert browser(world, director).get(address(world, page, item)).status_code in (403, 404)


@pytest.mark.parametrize("page", READ[:4])
def test_other_methods_are_refused(page: str, in_leiden: World) -> None:
    item = written(in_leiden)
    assert browser(in_leiden).put(address(in_leiden, page, item)).status_code == 405
    assert browser(in_leiden).get(address(in_leiden, "stukken/concept/notitie/")).status_code == 405
    assert browser(in_leiden).post(address(in_leiden, "stukken/"), {}).status_code == 405


# ---------------------------------------------------------------- it works
@pytest.mark.parametrize("page", SHOWN)
def test_each_page_shows_and_takes_the_same_for_one_and_for_many(page: str, anywhere: World) -> None:
    consenting(anywhere)
    item = written(anywhere)
    client = browser(anywhere)
    few = statements(client, address(anywhere, page, item))
    for number in range(3):
        more = written(anywhere, title=f"Meer {number}")
        add_statement(dossier=anywhere.dossier, statement=said(), beside=more, by=anywhere.sanne)
    add_statement(dossier=anywhere.dossier, statement=said(), beside=item, by=anywhere.sanne)
    many = statements(client, address(anywhere, page, item))
    assert many <= few + 3  # passages and keys are asked only where there are some
    for _ in range(4):
        written(anywhere)
    assert statements(client, address(anywhere, page, item)) == many <= BUDGET


def statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as taken:
        answer = client.get(path)
    assert answer.status_code == 200, text(answer)
    return len(taken)


def said() -> Statement:
    return Statement("Ik zie dat anders.", "Johanna de Vries", clock.today(), Carrier.ORAL)


def test_a_note_is_recorded_once_and_its_page_shows_it(anywhere: World) -> None:
    consenting(anywhere)
    client = browser(anywhere)
    key = re.search(r'name="key" value="([0-9a-f-]+)"', text(client.get(address(anywhere, "stukken/nieuw/notitie/"))))
    assert key
    answer = client.post(address(anywhere, "stukken/nieuw/notitie/"), typed(anywhere, key=key[1]))
    assert answer.status_code == 302, text(answer)
    assert client.post(address(anywhere, "stukken/nieuw/notitie/"), typed(anywhere, key=key[1])).url == answer.url
    assert Item.objects.count() == 1 and not ItemDraft.objects.exists()
    page = text(client.get(answer.url))
    assert "Douchen gaat beter" in page and "Over mevr. J.M. de Vries" in page
    assert "Huisbezoek" in text(client.get(address(anywhere, "stukken/")))
    assert "Huisbezoek" in text(client.get(address(anywhere, "tijdlijn/")))
    assert "Douchen gaat beter" in text(client.get(address(anywhere, "stukken/afdrukken/")))


def test_another_piece_of_text_is_about_somebody_else(in_leiden: World) -> None:
    client = browser(in_leiden)
    page = client.post(address(in_leiden, "stukken/nieuw/notitie/?nog-een"), typed(in_leiden))
    assert page.status_code == 200 and 'name="p-1-text"' in text(page) and "Douchen gaat beter" in text(page)
    both = typed(in_leiden, **{"p-TOTAL_FORMS": "2", "p-1-text": "De buurman helpt.", "p-1-about": ["others"]})
    client.post(address(in_leiden, "stukken/nieuw/notitie/"), both)
    assert [(row.about_client, row.about_others) for row in Passage.objects.order_by("position")] == [(True, False), (False, True)]


def test_a_document_goes_in_rebuilt_and_comes_out_as_attachment(in_leiden: World) -> None:
    client = browser(in_leiden)
    sent = typed(in_leiden, ItemKind.DOCUMENT, file=SimpleUploadedFile("Johanna de Vries.png", PNG, "image/png"), **{"p-0-text": ""})
    answer = client.post(address(in_leiden, "stukken/nieuw/document/"), sent)
    assert answer.status_code == 302, text(answer)
    got = client.get(answer.url + "bestand/")
    assert got["Content-Type"] == "image/jpeg" and got["Content-Disposition"].startswith("attachment") and "Johanna" not in got["Content-Disposition"]
    assert AuditEvent.objects.filter(event="dossier:item:downloaded").count() == 1
    wrong = typed(in_leiden, ItemKind.DOCUMENT, file=SimpleUploadedFile("x.png", b"MZ", "image/png"))
    assert client.post(address(in_leiden, "stukken/nieuw/document/"), wrong).status_code == 422


def test_a_correction_shows_both_versions(in_leiden: World) -> None:
    item, client = written(in_leiden), browser(in_leiden)
    shown = text(client.get(address(in_leiden, "stukken/{item}/verbeteren/", item)))
    assert "Douchen gaat beter" in shown and 'value="Huisbezoek"' in shown
    sent = typed(in_leiden, title="Huisbezoek met zus", correction_reason="")
    assert client.post(address(in_leiden, "stukken/{item}/verbeteren/", item), sent).status_code == 422
    answer = client.post(address(in_leiden, "stukken/{item}/verbeteren/", item), sent | {"correction_reason": "Zus vergeten"})
    page = text(client.get(answer.url))
    assert "Zus vergeten" in page and "Versie 1" in page
    assert answer.url in text(client.get(address(in_leiden, "stukken/{item}/", item)))
    late = client.post(address(in_leiden, "stukken/{item}/verbeteren/", item), sent | {"correction_reason": "nog eens"})
    assert late.status_code == 409


def test_the_statement_stands_beside_the_judgement_wherever_it_is_shown(in_leiden: World) -> None:
    judged, client = written(in_leiden, ItemKind.JUDGEMENT, title="Oordeel over douchen"), browser(in_leiden)
    sent = {"text": "Ik kan het wel zelf.", "said_by": "Johanna", "received_on": clock.today().isoformat(), "carrier": "oral", "version": "0"}
    answer = client.post(address(in_leiden, "stukken/{item}/verklaring/", judged), sent)
    assert answer.status_code == 302, text(answer)
    own = answer.url
    assert "Ik kan het wel zelf." in text(client.get(address(in_leiden, "stukken/{item}/", judged)))
    assert "Ik kan het wel zelf." in text(client.get(address(in_leiden, "stukken/afdrukken/?kind=judgement")))
    for page in ("stukken/?kind=judgement", "tijdlijn/"):
        assert own in text(client.get(address(in_leiden, page)))
    assert own in text(client.post(address(in_leiden, "stukken/zoeken/"), {"words": "oordeel douchen"}))
    assert client.post(address(in_leiden, "stukken/verklaring/"), sent | {"text": ""}).status_code == 422
    assert client.post(address(in_leiden, "stukken/verklaring/"), sent).status_code == 302


def test_the_list_goes_on_behind_the_last_one(in_leiden: World) -> None:
    for number in range(31):
        written(in_leiden, title=f"Nummer {number:02}", received_on=days_ago(number))
    client = browser(in_leiden)
    first = text(client.get(address(in_leiden, "stukken/?kind=note")))
    older = re.search(r'href="(\?[^"]*na=[^"]*)"', first)
    assert older and "Nummer 29" in first and "Nummer 30" not in first
    second = text(client.get(address(in_leiden, "stukken/") + html.unescape(older[1])))
    assert "Nummer 30" in second and "Nummer 29" not in second


@pytest.mark.parametrize(
    "query", ["na=x", "na=2026-11-24_x", "kind=%00", "since=0000-00-00", "author=1", "domain=<b>", "law=' or 1", "until=9999-99-99"]
)
def test_a_strange_choice_narrows_nothing(query: str, in_leiden: World) -> None:
    written(in_leiden)
    answer = browser(in_leiden).get(address(in_leiden, f"stukken/?{query}"))
    assert answer.status_code == 200 and "Huisbezoek" in text(answer)


@pytest.mark.parametrize("query", ["skip=x", "skip=99999999", "skip=²", "until=2026-13-01", "what=alles", "until=0001-01-01"])
def test_a_strange_timeline_is_still_a_timeline(query: str, in_leiden: World) -> None:
    assert browser(in_leiden).get(address(in_leiden, f"tijdlijn/?{query}")).status_code == 200


def test_the_timeline_goes_on_without_loss(in_leiden: World) -> None:
    for number in range(45):
        written(in_leiden, title=f"Nummer {number:02}", received_on=days_ago(number // 30))
    client = browser(in_leiden)
    first = text(client.get(address(in_leiden, "tijdlijn/?what=stukken")))
    older = re.search(r'href="(\?[^"]*skip=[^"]*)"', first)
    assert older
    second = text(client.get(address(in_leiden, "tijdlijn/") + html.unescape(older[1])))
    seen = [*re.findall(r"Nummer \d\d", first), *re.findall(r"Nummer \d\d", second)]
    assert len(seen) == len(set(seen)) == 45


def test_the_timeline_shows_talks_consents_and_looks_by_role(in_leek: World) -> None:
    talk = in_leek.explained()
    agree(in_leek, talk, Answer.YES)
    page = text(browser(in_leek).get(address(in_leek, "tijdlijn/?what=gesprekken&what=toestemmingen&what=inzage")))
    assert f"/gesprek/{talk.pk}/" in page and "wie-keek" in page and "Gegeven" in page
    looks = text(browser(in_leek).get(address(in_leek, "tijdlijn/?what=inzage")))
    assert "professional" in looks.split('id="main"')[1] and "Sanne" not in looks.split('id="main"')[1]


def test_words_are_never_in_an_address_or_the_log(in_leiden: World) -> None:
    written(in_leiden)
    client = browser(in_leiden)
    answer = client.post(address(in_leiden, "stukken/zoeken/"), {"words": "kruk"})
    assert "<mark>kruk</mark>" in text(answer)
    assert client.post(address(in_leiden, "stukken/zoeken/"), {"words": ""}).status_code == 422
    assert "words=" not in text(client.get(address(in_leiden, "stukken/")))


def test_drafts_are_kept_and_a_second_tab_is_noticed(in_leiden: World) -> None:
    client, page = browser(in_leiden), address(in_leiden, "stukken/concept/notitie/")
    first = client.post(page, {"version": "0", "title": "Half"})
    assert first.json()["version"] == 1 and re.fullmatch(r"\d\d:\d\d", first.json()["saved_at"])
    second = client.post(page, {"version": "0", "title": "Ander"})
    assert second.status_code == 409 and second.json()["fields"]["title"] == ["Half"]
    assert client.post(page, {"version": "x"}).status_code == 422
    assert client.post(page, {"version": "1", "p-0-text": "a" * 200_001}).status_code == 422
    assert client.post(address(in_leiden, "stukken/concept/..%2F/"), {"version": "0"}).status_code == 404
    assert client.post(address(in_leiden, f"stukken/concept/verbeteren-{uuid4()}/"), {"version": "0", "title": "x"}).status_code == 200
    assert client.get(address(in_leiden, "stukken/")).status_code == 200


def test_opsterland_shows_its_list_its_grounds_and_what_is_closed(in_opsterland: World) -> None:
    page = text(browser(in_opsterland).get(address(in_opsterland, "stukken/nieuw/notitie/")))
    assert 'name="list_entry"' in page and 'value="progress"' in page and 'name="categories" value="other"' not in page
    assert 'value="legitimate_interest"' in page
    assert "artikel 9" in page.lower() or "art. 9" in page.lower()
    refused = browser(in_opsterland).post(
        address(in_opsterland, "stukken/nieuw/notitie/"), typed(in_opsterland, categories=["health"], grounds=[RecordGround.PUBLIC_TASK])
    )
    assert refused.status_code == 403


def test_the_privacy_officer_reads_a_departure_and_ticks_it_off(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    officer = account("officer", roles=[MunicipalRole.PRIVACY_OFFICER])
    sent = typed(world, departs="on", departure_reason="De casus vraagt het", departure_only_way="Anders stopt de hulp")
    assert browser(world).post(address(world, "stukken/nieuw/notitie/"), sent).status_code == 302
    page = f"/{scope.require().code}/afwijking/{Departure.objects.get().pk}/"
    assert browser(world).get(page).status_code == 404
    shown = text(browser(world, officer).get(page))
    assert "De casus vraagt het" in shown and "Anders stopt de hulp" in shown and "Douchen" not in shown
    assert page in text(browser(world, officer).get(f"/{scope.require().code}/"))
    assert browser(world, officer).post(page).status_code == 302
    assert browser(world, officer).post(page).status_code == 409


Maker = Callable[[World], Item]


def test_an_earlier_version_says_so_and_is_not_corrected(in_leiden: World) -> None:
    first = written(in_leiden)
    newer = correct_item(item=first, facts=facts(in_leiden), reason="fout", by=in_leiden.sanne)
    answer = browser(in_leiden).get(address(in_leiden, "stukken/{item}/verbeteren/", first))
    assert answer.status_code == 302
    assert str(newer.pk) in text(browser(in_leiden).get(answer.url))


def test_data_that_wait_for_consent_say_so_on_the_form(in_leek: World) -> None:
    before = text(browser(in_leek).get(address(in_leek, "stukken/nieuw/notitie/")))
    consenting(in_leek)
    after = text(browser(in_leek).get(address(in_leek, "stukken/nieuw/notitie/")))
    words = str(Category.NAW)
    assert words and before.count("pd-choice__hint") > after.count("pd-choice__hint")
