"""Looking for somebody before a dossier is made: what is shown, what is never told, and what the log keeps."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from access.models import User
from dossiers.policies.search import Criteria, DossierElsewhere
from dossiers.services.search import find_clients
from privacy_domain.audit.models import AuditEvent
from privacy_domain.people.services import correct_person
from privacy_domain.tenancy.scope import entered
from tests.conftest import make_municipality
from tests.factories.access import account, logged_in
from tests.integration.dossiers.cast import JOHANNA, World, build
from tests.integration.dossiers.intakes import BSN

BORN = date(1970, 5, 12)
IN_FULL = Criteria(name="Vries", birth_date=BORN)
BY_PREFIX = Criteria(name="Vri", birth_date=BORN)
BY_ADDRESS = Criteria(name="Vries", postcode="1121AB", house_number="4")
NOBODY = Criteria(name="Zzyzx", birth_date=date(1971, 1, 1))


def known_in_full(world: World) -> None:
    correct_person(person=world.client, changes={"bsn": BSN, "postcode": "1121AB", "house_number": "4"}, by=world.sanne)


def log() -> AuditEvent:
    return AuditEvent.objects.filter(event="dossier:search:looked").order_by("-at", "-id")[0]


def shown(world: World, criteria: Criteria, by: User) -> list[object]:
    return [row.pk for row in find_clients(criteria=criteria, by=by).dossiers]


# ---------------------------------------------------------------- refusals
@pytest.mark.parametrize("criteria", [IN_FULL, Criteria(bsn=BSN)], ids=["name and birth date", "BSN"])
def test_who_names_a_client_in_full_learns_only_that_there_is_a_dossier(in_leek: World, criteria: Criteria) -> None:
    known_in_full(in_leek)
    with pytest.raises(DossierElsewhere, match="Er is al een dossier") as refusal:
        find_clients(criteria=criteria, by=in_leek.marieke)
    assert "Vries" not in str(refusal.value) and "leek-2018 art. 7 lid 1" in map(str, refusal.value.decision.citations)


@pytest.mark.parametrize("criteria", [BY_PREFIX, BY_ADDRESS, Criteria(name="Fries", birth_date=BORN)], ids=["prefix", "address", "sound"])
def test_a_prefix_a_sound_or_an_address_tells_nothing_of_a_closed_dossier(in_leek: World, criteria: Criteria) -> None:
    known_in_full(in_leek)
    assert shown(in_leek, criteria, in_leek.sanne) == [in_leek.dossier.pk], "it answers to this"
    found = find_clients(criteria=criteria, by=in_leek.marieke)
    assert (found.dossiers, found.more, found.elsewhere) == ((), False, None)


@pytest.mark.parametrize("criteria", [BY_PREFIX, BY_ADDRESS])
def test_a_closed_hit_costs_the_same_statements_as_no_hit(in_leek: World, criteria: Criteria) -> None:
    known_in_full(in_leek)
    nobody = Criteria(name="Zzyzx", birth_date=criteria.birth_date, postcode=criteria.postcode and "9999ZZ", house_number=criteria.house_number)
    find_clients(criteria=NOBODY, by=in_leek.marieke)  # warm
    counts = []
    for sought in (criteria, nobody):
        with CaptureQueriesContext(connections["default"]) as asked:
            find_clients(criteria=sought, by=in_leek.marieke)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_pages_of_a_closed_hit_and_of_no_hit_are_one(in_leek: World) -> None:
    known_in_full(in_leek)
    client = logged_in(in_leek.dossier.municipality, in_leek.marieke)
    bodies = set()
    for name, born in (("Vri", "1970-05-12"), ("Zzyzx", "1970-05-12")):
        page = client.post("/leek/intake/", {"name": name, "birth_date": born})
        assert page.status_code == 200
        body = page.content.decode().split("<main")[1].split('name="token"')[0]
        bodies.add(body.split("csrfmiddlewaretoken")[0])
    assert len(bodies) == 1


def test_the_page_of_an_insider_shows_no_name_and_the_refusal_stays(in_leek: World) -> None:
    known_in_full(in_leek)
    page = logged_in(in_leek.dossier.municipality, in_leek.marieke).post("/leek/intake/", {"bsn": BSN})
    assert page.status_code == 403
    body = page.content.decode()
    assert "Er is al een dossier" in body and "Vries" not in body and BSN not in body and in_leek.dossier.number not in body


def test_another_municipality_knows_nobody_here(in_leek: World) -> None:
    known_in_full(in_leek)
    with entered(make_municipality("leiden").scope()):
        abroad = build(JOHANNA | {"surname": "Elders", "birth_date": date(1950, 1, 1)})
        for criteria in (IN_FULL, Criteria(bsn=BSN)):
            found = find_clients(criteria=criteria, by=abroad.sanne)
            assert not found.dossiers and found.elsewhere is None


def test_a_visitor_is_led_to_the_login(in_leek: World, client: object) -> None:
    answer = client.get("/leek/intake/")  # type: ignore[attr-defined]
    assert answer.status_code == 302 and "intake" in answer.headers["Location"]


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"name": "Vries"},
        {"postcode": "1121AB"},
        {"birth_date": "1970-05-12"},
        {"bsn": "123456789"},
        {"name": "Vries", "birth_date": "1970-02-31"},
        {"name": "Vries", "birth_date": "2099-01-01"},
        {"name": "Vries", "postcode": "x"},
        {"name": "Vries\x00", "birth_date": "1970-05-12"},
    ],
)
def test_what_cannot_be_sought_gets_a_sentence(in_leek: World, typed: dict[str, str]) -> None:
    page = logged_in(in_leek.dossier.municipality, in_leek.sanne).post("/leek/intake/", typed)
    assert page.status_code == 422
    assert "data-error-summary" in page.content.decode() and not AuditEvent.objects.filter(event="dossier:search:looked").exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(in_leek: World, method: str) -> None:
    client = logged_in(in_leek.dossier.municipality, in_leek.sanne)
    for page in ("intake/", "intake/nieuw/"):
        assert getattr(client, method)(f"/leek/{page}").status_code == 405


# ---------------------------------------------------------------- what is shown
@pytest.mark.parametrize("criteria", [IN_FULL, BY_PREFIX, BY_ADDRESS, Criteria(bsn=BSN)])
def test_who_may_open_the_dossier_finds_it(in_leek: World, criteria: Criteria) -> None:
    known_in_full(in_leek)
    assert shown(in_leek, criteria, in_leek.sanne) == [in_leek.dossier.pk]
    assert list(log().object_ids) == [in_leek.dossier.pk]


def test_a_leader_finds_what_his_task_may_need(in_leek: World) -> None:
    assert shown(in_leek, IN_FULL, in_leek.tom) == [in_leek.dossier.pk]


def test_the_log_keeps_what_was_searched_by_and_no_value(in_leek: World) -> None:
    find_clients(criteria=NOBODY, by=in_leek.sanne)
    assert (list(log().object_ids), list(log().fields)) == ([], ["birth_date", "name"])


def test_the_found_page_shows_the_client_and_no_count(in_leek: World) -> None:
    page = logged_in(in_leek.dossier.municipality, in_leek.sanne).post("/leek/intake/", {"name": "Vries", "birth_date": "1970-05-12"})
    body = page.content.decode()
    assert page.status_code == 200 and in_leek.dossier.number in body and str(in_leek.dossier.pk) in body


def test_an_account_without_a_team_finds_nothing(in_leek: World) -> None:
    known_in_full(in_leek)
    outsider = account("buiten")
    assert shown(in_leek, BY_PREFIX, outsider) == []
