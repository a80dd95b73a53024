"""The people around the client: only who matters, each with rights of his own, and who may act for the client."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from consent.services.asking import Answer
from dossiers.models import Dossier, Relation
from dossiers.presenters.people import ecogram
from dossiers.selectors import relations_of, representations_of
from dossiers.services.relations import Around, add_relation, add_representation, end_relation, end_representation
from dossiers.states import RelationRole, Tie
from dossiers.states.people import Household
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.crypto import keys
from privacy_domain.people.models import Person, Representative
from privacy_domain.people.selectors import authority_on
from privacy_domain.people.services import PersonDetails
from privacy_domain.protocols.types import Refused, RepresentativeKind
from privacy_domain.tenancy.scope import entered
from privacy_domain.web.errors import Conflict, Invalid
from tests.conftest import make_municipality
from tests.factories.access import logged_in
from tests.integration.conftest import world_of
from tests.integration.dossiers.cast import DAAN, World, agree

MOTHER: PersonDetails = {"given_names": "Wil", "surname": "Vries", "birth_date": date(1945, 2, 1), "sex": "female", "phone": "0612345678"}


def around(**other: Any) -> Around:
    known: dict[str, Any] = {"role": RelationRole.FAMILY, "relation": "moeder", "relevance": "Zij kookt drie keer per week.", "agreed": True}
    if (known | other)["role"] == RelationRole.FAMILY:
        known["household"] = Household.BEFORE
    return Around(**known | other)


def add(world: World, details: PersonDetails = MOTHER, **other: Any) -> Relation:
    return add_relation(dossier=world.dossier, around=around(**other), details=details, by=world.sanne)


# ---------------------------------------------------------------- only who matters
@pytest.mark.requirement("LEID-10.1-gezin", "OPST-9.1c")
@pytest.mark.parametrize("role", [RelationRole.FAMILY, RelationRole.NETWORK])
@pytest.mark.parametrize("code", ["leiden", "opsterland"])
def test_family_and_network_only_with_their_relevance(code: str, role: RelationRole, request: Any) -> None:
    world: World = request.getfixturevalue(f"in_{code}")
    with pytest.raises(Invalid) as refusal:
        add(world, role=role, relevance=" ")
    assert refusal.value.field == "relevance" and Person.objects.count() == 1
    assert add(world, role=role).relevance == "Zij kookt drie keer per week."


@pytest.mark.parametrize("code", ["leek", "landsmeer"])
def test_before_agreement_no_relative_is_written_down(code: str, request: Any) -> None:
    world: World = request.getfixturevalue(f"in_{code}")
    with pytest.raises(Refused):
        add(world)
    agree(world, world.explained(), Answer.NO)
    with pytest.raises(Refused):
        add(world)
    assert Person.objects.count() == 1 and not Relation.objects.exists()
    assert (
        AuditEvent.objects.using("attempts").filter(event="dossier:relation:added").exists() or AuditEvent.objects.filter(outcome="refused").exists()
    )


@pytest.mark.parametrize("code", ["leek", "landsmeer"])
def test_after_agreement_a_relative_can_stand_in_the_dossier(code: str, request: Any) -> None:
    world: World = request.getfixturevalue(f"in_{code}")
    agree(world, world.explained())
    row = add(world, relevance="")
    assert row.person is not None and row.person.surname == "Vries"


@pytest.mark.parametrize(
    "details", [{"surname": " "}, {"surname": "Vries", "bsn": "111222333"}, {"surname": "Vries", "birth_date": date(2099, 1, 1)}]
)
def test_what_cannot_stand_about_a_relative(in_leiden: World, details: PersonDetails) -> None:
    with pytest.raises(Invalid):
        add(in_leiden, details)
    assert not Relation.objects.exists()


def test_a_relation_has_a_word(in_leiden: World) -> None:
    with pytest.raises(Invalid) as refusal:
        add(in_leiden, relation="")
    assert refusal.value.field == "relation"


@pytest.mark.requirement("OPST-1f")
def test_in_opsterland_a_relative_in_the_support_is_a_client_with_a_key_of_his_own(in_opsterland: World) -> None:
    row = add(in_opsterland, in_support=True)
    assert row.in_support and row.person is not None
    assert keys.ring().find("person", row.person.pk) != keys.ring().find("person", in_opsterland.client.pk)
    with pytest.raises(Invalid):
        add(in_opsterland, role=RelationRole.NETWORK, in_support=True)


@pytest.mark.parametrize("code", ["leiden", "sittard_geleen"])
def test_elsewhere_a_relative_is_not_a_client(code: str, request: Any) -> None:
    world: World = request.getfixturevalue(f"in_{code}")
    with pytest.raises(Invalid) as refusal:
        add(world, in_support=True)
    assert refusal.value.field == "in_support"


def test_professionals_and_organisations_are_known_by_name(in_leek: World) -> None:
    with pytest.raises(Invalid):
        add_relation(dossier=in_leek.dossier, around=around(role=RelationRole.PROFESSIONAL), by=in_leek.sanne)
    add_relation(dossier=in_leek.dossier, around=around(role=RelationRole.PROFESSIONAL, name="Dr. Bakker", relation="huisarts"), by=in_leek.sanne)
    add_relation(dossier=in_leek.dossier, around=around(role=RelationRole.ORGANISATION, partner=in_leek.provider, relation="zorg"), by=in_leek.sanne)
    assert {row.role for row in relations_of(in_leek.dossier)} == {"professional", "organisation"} and Person.objects.count() == 1


def test_who_is_gone_is_gone_once(in_leiden: World) -> None:
    row = end_relation(relation=add(in_leiden), by=in_leiden.sanne)
    assert relations_of(in_leiden.dossier) == []
    with pytest.raises(Conflict):
        end_relation(relation=row, by=in_leiden.sanne)


# ---------------------------------------------------------------- authority and its term
def test_a_legal_representative_says_what_it_rests_on(in_leiden: World) -> None:
    row = add(in_leiden)
    with pytest.raises(Invalid) as refusal:
        add_representation(dossier=in_leiden.dossier, relation=row, kind=Representative.Kind.MENTOR, valid_from=date(2026, 1, 1), by=in_leiden.sanne)
    assert refusal.value.field == "basis"
    made = add_representation(
        dossier=in_leiden.dossier, relation=row, kind=Representative.Kind.MENTOR, valid_from=date(2026, 1, 1),
        valid_until=date(2027, 1, 1), basis="Beschikking van de kantonrechter", by=in_leiden.sanne,
    )  # fmt: skip
    assert representations_of(in_leiden.dossier, clock.today()) == [made]
    end_representation(dossier=in_leiden.dossier, representation=made, last_day=date(2026, 11, 1), by=in_leiden.sanne)
    assert representations_of(in_leiden.dossier, clock.today()) == []
    with pytest.raises(Conflict):
        end_representation(dossier=in_leiden.dossier, representation=made, last_day=date(2026, 12, 1), by=in_leiden.sanne)


def test_only_somebody_of_this_dossier_can_represent(in_leiden: World) -> None:
    row = end_relation(relation=add(in_leiden), by=in_leiden.sanne)
    row.refresh_from_db()
    with pytest.raises(Invalid):
        add_representation(dossier=in_leiden.dossier, relation=row, kind=Representative.Kind.SPOUSE, valid_from=date(2026, 1, 1), by=in_leiden.sanne)


# ---------------------------------------------------------------- the drawing
def test_the_drawing_says_the_same_as_the_list(in_leiden: World) -> None:
    for number in range(14):
        add(in_leiden, {"given_names": f"Naam{number}", "surname": "Vries"}, tie=list(Tie)[number % 4])
    rows = relations_of(in_leiden.dossier)
    drawn = ecogram(in_leiden.dossier, rows)
    assert (len(rows), len(drawn["nodes"]), drawn["left_out"]) == (14, 12, 2)
    places = [(node["x"], node["y"]) for node in drawn["nodes"]]
    assert all(60 <= x <= drawn["width"] - 60 and 25 <= y <= drawn["height"] - 25 for x, y in places)
    apart = [abs(x - u) >= 120 or abs(y - v) >= 50 for n, (x, y) in enumerate(places) for u, v in places[:n]]
    assert all(apart), "no box covers another"
    body = logged_in(in_leiden.dossier.municipality, in_leiden.sanne).get(f"/leiden/d/{in_leiden.dossier.pk}/mensen/").content.decode()
    assert body.index("<table") < body.index("<svg viewBox"), "the list comes first"
    assert all(f">{node['label']}</text>" in body.split("<svg viewBox")[1] for node in drawn["nodes"])


# ---------------------------------------------------------------- the doors
FAMILY = {"role": "family", "surname": "Vries", "relation": "moeder", "relevance": "kookt", "tie": "strong", "household": "now", "agreed": "on"}
HELPER = {"role": "professional", "name": "Dr. Bakker", "relation": "huisarts", "tie": "ordinary"}


@pytest.mark.parametrize(("page", "sent"), [("gezin-en-netwerk/", FAMILY), ("hulpverlener/", HELPER)])
def test_the_seven_questions_of_adding_somebody(in_leiden: World, page: str, sent: dict[str, str]) -> None:
    path = f"/leiden/d/{in_leiden.dossier.pk}/mensen/{page}"
    town = in_leiden.dossier.municipality
    assert logged_in(town, in_leiden.marieke).post(path, sent).status_code == 404, "a team mate who is not involved"
    with entered(make_municipality("leek").scope()):
        from tests.integration.dossiers.cast import build

        abroad = build()
        assert logged_in(abroad.dossier.municipality, abroad.sanne).post(path.replace("/leiden/", "/leek/"), sent).status_code == 404
    client = logged_in(town, in_leiden.sanne)
    assert not Relation.objects.exists()
    assert client.put(path).status_code == 405
    assert client.get(path).status_code == 200
    assert client.post(path, {}).status_code == 422 and client.post(path, sent | {"tie": "x"}).status_code == 422
    assert client.post(path, sent).status_code == 302
    assert Relation.objects.filter(dossier=in_leiden.dossier).count() == 1


def test_ending_and_representing_through_the_doors(in_leiden: World) -> None:
    row = add(in_leiden)
    base = f"/leiden/d/{in_leiden.dossier.pk}/mensen/"
    town = in_leiden.dossier.municipality
    client, mate = logged_in(town, in_leiden.sanne), logged_in(town, in_leiden.marieke)
    sent = {"relation": str(row.pk), "kind": "mentor", "valid_from": "2026-01-01", "basis": "beschikking"}
    assert mate.post(f"{base}vertegenwoordiger/", sent).status_code == 404
    assert client.post(f"{base}vertegenwoordiger/", sent | {"kind": "mentor", "basis": ""}).status_code == 422
    assert client.post(f"{base}vertegenwoordiger/", sent).status_code == 302
    assert client.post(f"{base}vertegenwoordiger/", sent).status_code == 422, "twice"
    made = representations_of(in_leiden.dossier, clock.today())[0]
    stop = f"{base}vertegenwoordiger/{made.pk}/stoppen/"
    assert mate.get(stop).status_code == 404 and client.get(stop).status_code == 200
    assert client.post(stop, {"last_day": "2025-01-01"}).status_code == 422
    assert client.post(stop, {"last_day": "2026-11-23"}).status_code == 302
    assert client.post(stop, {"last_day": "2026-11-23"}).status_code == 404
    gone = f"{base}{row.pk}/weg/"
    assert client.get(gone).status_code == 405 and mate.post(gone).status_code == 404
    assert client.post(gone).status_code == 302 and client.post(gone).status_code == 404


def test_who_looks_at_the_people_is_in_the_log(in_leek: World) -> None:
    client = logged_in(in_leek.dossier.municipality, in_leek.sanne)
    before = AuditEvent.objects.filter(outcome="looked", dossier_id=in_leek.dossier.pk).count()
    assert client.get(f"/leek/d/{in_leek.dossier.pk}/mensen/").status_code == 200
    assert AuditEvent.objects.filter(outcome="looked", dossier_id=in_leek.dossier.pk).count() == before + 1
    assert Dossier.objects.count() == 1


# ---------------------------------------------------------------- who is a legal representative
@pytest.mark.requirement("OPST-1v")
def test_a_minor_has_a_parent_with_authority_and_only_failing_that_a_guardian() -> None:
    with world_of("opsterland", DAAN) as world:
        aunt = add(world, {"surname": "Jansen"}, relation="tante")
        said: dict[str, Any] = {"dossier": world.dossier, "relation": aunt, "basis": "Beschikking van de rechtbank", "by": world.sanne}
        for kind in (Representative.Kind.CURATOR, Representative.Kind.MENTOR):
            with pytest.raises(Invalid):
                add_representation(kind=kind, valid_from=date(2026, 1, 1), **said)
        with pytest.raises(Invalid) as refusal:
            add_representation(kind=Representative.Kind.GUARDIAN, valid_from=date(2026, 1, 1), **said)
        assert refusal.value.field == "kind", "his mother has authority"
        mother = representations_of(world.dossier, clock.today())[0]
        end_representation(dossier=world.dossier, representation=mother, last_day=date(2026, 11, 23), by=world.sanne)
        guardian = add_representation(kind=Representative.Kind.GUARDIAN, valid_from=date(2026, 11, 24), **said)
        known = authority_on(world.client, clock.today(), world.dossier.pk)
        assert known.rows == (guardian,) and known.representatives[0].kind == RepresentativeKind.LEGAL
        majority = date(2031, 3, 2)
        assert add_representation(kind=Representative.Kind.MENTOR, valid_from=majority, **said).valid_from == majority


@pytest.mark.requirement("OPST-1v")
def test_who_represents_an_adult_comes_from_the_law(in_opsterland: World) -> None:
    row = add(in_opsterland)
    said: dict[str, Any] = {"dossier": in_opsterland.dossier, "relation": row, "basis": "beschikking", "by": in_opsterland.sanne}
    for kind in (Representative.Kind.PARENTAL_AUTHORITY, Representative.Kind.GUARDIAN):
        with pytest.raises(Invalid):
            add_representation(kind=kind, valid_from=date(2026, 1, 1), **said)
    add_representation(kind=Representative.Kind.MENTOR, valid_from=date(2026, 1, 1), **said)
    client = logged_in(in_opsterland.dossier.municipality, in_opsterland.sanne)
    page = client.get(f"/opsterland/d/{in_opsterland.dossier.pk}/mensen/vertegenwoordiger/").content.decode()
    assert 'value="curator"' in page and 'value="spouse"' in page and 'value="guardian"' not in page


# ---------------------------------------------------------------- Leiden: family is one thing, the network another; with a yes
@pytest.mark.requirement("LEID-1-gezin")
def test_family_lives_or_lived_with_the_client_and_the_network_is_another_kind(in_leiden: World) -> None:
    with pytest.raises(Invalid) as refusal:
        add(in_leiden, household=None)
    assert refusal.value.field == "household"
    with pytest.raises(Invalid) as refusal:
        add(in_leiden, role=RelationRole.NETWORK, household=Household.NOW)
    assert refusal.value.field == "household" and not Relation.objects.exists()
    former = add(in_leiden, {"surname": "Bos", "birth_date": date(1968, 1, 1)}, relation="vroegere partner, zonder kinderen")
    partner = add(in_leiden, {"surname": "Kok"}, relation="partner", household=Household.NOW)
    neighbour = add(in_leiden, {"surname": "Buur"}, role=RelationRole.NETWORK, relation="buurvrouw")
    assert [row.household for row in (former, partner, neighbour)] == ["before", "now", ""]
    body = logged_in(in_leiden.dossier.municipality, in_leiden.sanne).get(f"/leiden/d/{in_leiden.dossier.pk}/mensen/").content.decode()
    assert "leefde met de cliënt als gezin" in body and "leeft met de cliënt als gezin" in body and "sociaal netwerk" in body


@pytest.mark.requirement("LEID-BijlI-2-melding-relatie")
@pytest.mark.parametrize("relation", ["contactpersoon", "partner", "kind"])
def test_about_a_contact_partner_or_child_only_with_the_clients_yes(in_leiden: World, relation: str) -> None:
    role = RelationRole.NETWORK if relation == "contactpersoon" else RelationRole.FAMILY
    known: PersonDetails = {"given_names": "Anna Maria", "prefix": "van", "surname": "Dam", "sex": "female", "birth_date": date(1990, 1, 1)}
    with pytest.raises(Invalid) as refusal:
        add(in_leiden, known, role=role, relation=relation, agreed=False)
    assert refusal.value.field == "agreed" and Person.objects.count() == 1
    for more in ({"bsn": "111222333"}, {"birth_place": "Leiden"}, {"email": "a@b.nl"}):
        with pytest.raises(Invalid):
            add(in_leiden, known | more, role=role, relation=relation)  # type: ignore[operator]
    row = add(in_leiden, known, role=role, relation=relation)
    person = row.person
    assert person is not None and (row.relation, row.agreed_on) == (relation, clock.today())
    assert (person.given_names, person.surname, person.sex, person.birth_date) == ("Anna Maria", "Dam", "female", date(1990, 1, 1))
    path = f"/leiden/d/{in_leiden.dossier.pk}/mensen/gezin-en-netwerk/"
    without = {key: value for key, value in FAMILY.items() if key != "agreed"}
    answer = logged_in(in_leiden.dossier.municipality, in_leiden.sanne).post(path, without)
    assert answer.status_code == 422 and "Vraag de cliënt eerst" in answer.content.decode()
