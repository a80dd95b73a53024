"""Mistakes that are mended: something in the wrong dossier moves, two records of one person become one, and nothing is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404

from access.models import User
from access.states import MunicipalRole, TeamRole
from consent.models import Consent
from dossiers import services
from dossiers.models import Dossier, Item, Merge, Misplacement, Passage, Relation
from dossiers.policies.merging import OPAQUE, pointers, tables_with_a_person_key
from dossiers.selectors.life import misplacements_of
from dossiers.services.dossier import involve
from dossiers.services.item_reading import open_file
from dossiers.services.merging import compare_persons, merge_persons
from dossiers.services.moving import move_item
from dossiers.services.relations import Around, add_relation
from dossiers.states import ExclusionGround, ItemKind, RelationRole
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.people.models import Person, Representative, SearchToken
from privacy_domain.people.selectors import find
from privacy_domain.people.services import add_representative, register_person
from privacy_domain.privacy import our_models
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Task
from privacy_domain.work.services import add_task
from tests.factories.access import account
from tests.integration.dossiers.cast import World, agree, first_code
from tests.integration.dossiers.test_looks import browser, text
from tests.integration.dossiers.written import PNG, written


def another(world: World, by: User | None = None, **details: Any) -> Dossier:
    """A second dossier of somebody who is, or is not, the same person."""
    known: Any = {"given_names": "Johanna", "surname": "Vries", "birth_date": date(1970, 5, 12)} | details
    person = register_person(details=known, by=world.sanne)
    return services.start_dossier(
        person=person,
        team=world.team,
        purposes=[first_code("purposes")],
        domains=[first_code("domains")],
        law_tags=["wmo"],
        help_question="Zelfde vrouw, tweede kaart.",
        by=by or world.sanne,
    )


# ---------------------------------------------------------------- in the wrong dossier
def test_without_rights_on_both_nothing_moves(in_sittard_geleen: World) -> None:
    there = another(in_sittard_geleen, by=in_sittard_geleen.marieke)
    item = written(in_sittard_geleen)
    with pytest.raises(Invalid) as not_mine:
        move_item(item=item, number=there.number, because="Verkeerde tabblad", by=in_sittard_geleen.sanne)
    with pytest.raises(Invalid) as nothing:
        move_item(item=item, number="0000000000", because="Verkeerde tabblad", by=in_sittard_geleen.sanne)
    assert str(not_mine.value) == str(nothing.value)
    with pytest.raises(Http404):
        move_item(item=item, number=there.number, because="Verkeerde tabblad", by=in_sittard_geleen.marieke)
    with pytest.raises(Invalid):
        move_item(item=item, number=in_sittard_geleen.dossier.number, because="Verkeerd", by=in_sittard_geleen.sanne)
    with pytest.raises(Invalid):
        move_item(item=item, number=there.number, because=" ", by=in_sittard_geleen.sanne)
    assert Item.objects.get(pk=item.pk).dossier_id == in_sittard_geleen.dossier.pk


def test_it_moves_whole_and_leaves_a_trace_without_a_word_of_it(in_sittard_geleen: World) -> None:
    there = another(in_sittard_geleen)
    involve(dossier=in_sittard_geleen.dossier, user=in_sittard_geleen.marieke, reason="helpt", by=in_sittard_geleen.sanne)
    item = written(in_sittard_geleen)
    before = [passage.text for passage in Passage.objects.filter(item=item)]
    services.open_dossier(ref=in_sittard_geleen.dossier.pk, by=in_sittard_geleen.marieke)
    trace = move_item(item=item, number=there.number, because="Het gaat over een ander", by=in_sittard_geleen.sanne)
    moved = Item.objects.select_related("dossier").get(pk=item.pk)
    assert (moved.dossier_id, moved.title, moved.received_on) == (there.pk, item.title, item.received_on)
    assert [passage.text for passage in Passage.objects.filter(item=moved)] == before, "sealed anew, and it opens"
    assert {passage.dossier_id for passage in Passage.objects.filter(item=moved)} == {there.pk}
    assert not Item.objects.filter(dossier=in_sittard_geleen.dossier).exists()
    assert [row.pk for row in misplacements_of(in_sittard_geleen.dossier)] == [trace.pk]
    assert set(trace.seen_by) == {in_sittard_geleen.sanne.pk, in_sittard_geleen.marieke.pk}
    for event, dossier in (("moved_away", in_sittard_geleen.dossier), ("moved_here", there)):
        line = AuditEvent.objects.get(event=f"dossier:misplacement:{event}")
        assert (line.dossier_id, line.actor_id, line.subject_id) == (dossier.pk, in_sittard_geleen.sanne.pk, item.pk)
    with pytest.raises((Conflict, Invalid)):
        move_item(item=item, number=there.number, because="Nog eens", by=in_sittard_geleen.sanne)


def test_a_closed_dossier_takes_nothing(in_sittard_geleen: World) -> None:
    from dossiers.services.closing import close_dossier
    from tests.integration.dossiers.test_closing import ending

    there = another(in_sittard_geleen)
    close_dossier(dossier=there, ending=ending(in_sittard_geleen), by=in_sittard_geleen.sanne)
    with pytest.raises((Conflict, Invalid)):
        move_item(item=written(in_sittard_geleen), number=there.number, because="Verkeerd", by=in_sittard_geleen.sanne)
    assert not Misplacement.objects.exists()


def test_a_document_moves_with_its_file(in_sittard_geleen: World) -> None:
    there = another(in_sittard_geleen)
    item = written(in_sittard_geleen, ItemKind.DOCUMENT, content=PNG)
    _row, before = open_file(ref=in_sittard_geleen.dossier.pk, item_id=item.pk, by=in_sittard_geleen.sanne)
    move_item(item=item, number=there.number, because="Ander gezin", by=in_sittard_geleen.sanne)
    _row, after = open_file(ref=there.pk, item_id=item.pk, by=in_sittard_geleen.sanne)
    assert after == before
    with pytest.raises(Http404):
        open_file(ref=in_sittard_geleen.dossier.pk, item_id=item.pk, by=in_sittard_geleen.sanne)


def test_moving_by_hand(in_sittard_geleen: World) -> None:
    there = another(in_sittard_geleen)
    item = written(in_sittard_geleen)
    base = f"/{scope.require().code}/d/{in_sittard_geleen.dossier.pk}/"
    page = f"{base}stukken/{item.pk}/verplaatsen/"
    client = browser(in_sittard_geleen.sanne)
    assert page in client.get(f"{base}stukken/{item.pk}/").content.decode()
    assert client.get(page).status_code == 200
    assert client.post(page, {"number": "x", "because": ""}).status_code == 422
    assert client.post(page, {"number": "123", "because": "Verkeerd"}).status_code == 422
    assert browser(in_sittard_geleen.marieke).post(page, {"number": there.number, "because": "x"}).status_code == 404
    assert client.post(page, {"number": there.number, "because": "Ander gezin"}).status_code == 302
    assert client.get(page).status_code == 404
    assert "Ander gezin" in text(client.get(f"{base}verloop/"))


# ---------------------------------------------------------------- two records of one person
def test_every_table_that_points_at_a_person_is_followed() -> None:
    """A new foreign key to a person, or a new key without one, is found here before somebody is lost."""
    found = {(model, field.name) for model, field in pointers()}
    for model in our_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.remote_field.model is Person and model is not SearchToken:
                assert (model, field.name) in found, f"{model._meta.label}.{field.name} does not follow a merge"
    assert len(found) > 12
    followed = {model._meta.label for model in OPAQUE}
    counted = {"adoption.ProposalEffect"}  # somebody approved exactly this count; it goes with its dossier
    assert tables_with_a_person_key() - followed == {"audit.AuditEvent"} | counted, "names a person by key and does not follow a merge"


def test_who_does_not_lead_both_teams_merges_nobody(in_leek: World) -> None:
    twin = another(in_leek, by=in_leek.marieke)
    for user in (in_leek.sanne, in_leek.marieke, account("bea", roles=(MunicipalRole.FUNCTIONAL_ADMIN,))):
        with pytest.raises(PermissionDenied):
            merge_persons(kept=in_leek.client, gone=twin.person, because="Zelfde", by=user)
        with pytest.raises(Invalid) as known:
            compare_persons(places=[(in_leek.dossier.number, ""), (twin.number, "")], by=user)
        with pytest.raises(Invalid) as unknown:
            compare_persons(places=[(in_leek.dossier.number, ""), ("0000000000", "")], by=user)
        assert str(known.value) == str(unknown.value)
    services.exclude_colleague(dossier=twin, user=in_leek.tom, ground=ExclusionGround.CONFLICT, reason="broer", by=in_leek.marieke)
    with pytest.raises(PermissionDenied):
        merge_persons(kept=in_leek.client, gone=twin.person, because="Zelfde", by=in_leek.tom)


def test_the_leader_of_one_team_does_not_reach_into_another(in_leek: World) -> None:
    from access.services import create_team
    from privacy_domain.operation import SYSTEM

    other = create_team(name="Schuldhulp", by=SYSTEM)
    dirk = account("dirk", team=other, place=TeamRole.MEMBER)
    person = register_person(details={"surname": "Vries", "birth_date": date(1970, 5, 12)}, by=dirk)
    services.start_dossier(
        person=person, team=other, purposes=in_leek.dossier.purposes, domains=in_leek.dossier.domains, law_tags=["wmo"], help_question="x", by=dirk
    )
    with pytest.raises(PermissionDenied):
        merge_persons(kept=in_leek.client, gone=person, because="Zelfde", by=in_leek.tom)
    head = account("henk", roles=(MunicipalRole.TEAM_LEAD,))
    merge_persons(kept=in_leek.client, gone=person, because="Zelfde", by=head)


@pytest.mark.parametrize(
    ("field", "mine", "theirs"), [("bsn", "111222333", "123456782"), ("birth_date", date(1970, 5, 12), date(1971, 5, 12))], ids=["BSN", "birth date"]
)
def test_two_who_cannot_be_one_stay_two(in_leek: World, field: str, mine: Any, theirs: Any) -> None:
    one, other = another(in_leek, **{field: mine}), another(in_leek, **{field: theirs})
    with pytest.raises(Invalid):
        merge_persons(kept=one.person, gone=other.person, because="Zelfde", by=in_leek.tom)
    with pytest.raises(Invalid):
        merge_persons(kept=one.person, gone=one.person, because="Zelfde", by=in_leek.tom)
    assert Person.objects.filter(pk__in=[one.person_id, other.person_id]).count() == 2


def test_somebody_and_his_mother_are_two(in_leek: World) -> None:
    agree(in_leek, in_leek.explained())
    row = add_relation(
        dossier=in_leek.dossier, around=Around(role=RelationRole.FAMILY, relation="moeder"), details={"surname": "Vries"}, by=in_leek.sanne
    )
    with pytest.raises(Invalid):
        merge_persons(kept=in_leek.client, gone=row.person, because="Zelfde", by=in_leek.tom)


def test_all_that_pointed_at_the_one_is_of_the_other_and_opens(in_leek: World) -> None:
    twin = another(in_leek, bsn="111222333", postcode="9351AB", house_number="4")
    gone = twin.person_id
    talk = services.start_talk(talk=services.prepare_talk(dossier=twin, by=in_leek.sanne), by=in_leek.sanne)
    services.record_table(talk=talk, seats=[services.Seat("Johanna", "client")], by=in_leek.sanne)
    in_leek.tell(talk)
    consent: Any = agree(in_leek, talk)
    helper = register_person(details={"surname": "Bakker", "birth_date": date(1960, 1, 1)}, by=in_leek.sanne)
    for person in (twin.person, in_leek.client):
        add_representative(
            person=person, representative=helper, kind=Representative.Kind.MENTOR, valid_from=date(2020, 1, 1), basis="beschikking", by=in_leek.sanne
        )
    add_task(
        kind="age_18", title_key="age_18", source_kind="dossier", source_id=twin.pk, person_id=gone, dossier_id=twin.pk, team_id=in_leek.team.pk, by=in_leek.sanne
    )  # fmt: skip
    purpose = Consent.objects.get(pk=consent.pk).purpose
    merge = merge_persons(kept=in_leek.client, gone=twin.person, because="Zij liet haar paspoort zien", by=in_leek.tom)
    assert not Person.objects.filter(pk=gone).exists()
    assert not SearchToken.objects.filter(person_id=gone).exists()
    assert find(bsn="111222333") == [in_leek.client.pk]
    kept = Person.objects.get(pk=in_leek.client.pk)
    assert (kept.bsn, kept.given_names, kept.postcode) == ("111222333", "Johanna Maria", "9351AB")
    assert Dossier.objects.get(pk=twin.pk).person_id == kept.pk
    follow = Consent.objects.get(pk=consent.pk)
    assert (follow.person_id, follow.purpose) == (kept.pk, purpose), "sealed anew, and it opens"
    assert [row.basis for row in Representative.objects.filter(person=kept)] == ["beschikking"] * 2
    assert Representative.objects.filter(person=kept, valid_until__isnull=True).count() == 1, "there once"
    assert Task.objects.get(kind="age_18").person_id == kept.pk
    assert (merge.gone, merge.kept_id, merge.moved["consent.Consent"]) == (gone, kept.pk, 1)
    assert Merge.objects.get().because == "Zij liet haar paspoort zien"
    lines = AuditEvent.objects.filter(event="dossier:person:merged")
    assert {line.dossier_id for line in lines} == {in_leek.dossier.pk, twin.pk}
    with pytest.raises((Conflict, PermissionDenied)):
        merge_persons(kept=in_leek.client, gone=Person(pk=gone), because="Nog eens", by=in_leek.tom)


def test_who_stands_twice_among_the_people_of_one_dossier_stands_there_once(in_leek: World) -> None:
    agree(in_leek, in_leek.explained())
    rows = [
        add_relation(dossier=in_leek.dossier, around=Around(role=RelationRole.NETWORK, relation="buur"), details={"surname": "Bos"}, by=in_leek.sanne)
        for _each in range(2)
    ]
    merge_persons(kept=rows[0].person, gone=rows[1].person, because="Twee keer ingevoerd", by=in_leek.tom)
    now = Relation.objects.filter(dossier=in_leek.dossier, person=rows[0].person)
    assert [row.until is None for row in now.order_by("pk")].count(True) == 1
    assert now.get(pk=rows[1].pk).until == clock.today()


def neighbours(world: World, *surnames: str) -> list[Relation]:
    """People around the client, who agreed that they are written down."""
    agree(world, world.explained())
    around = Around(role=RelationRole.NETWORK, relation="buur")
    return [add_relation(dossier=world.dossier, around=around, details={"surname": surname}, by=world.sanne) for surname in surnames]


def test_somebody_around_one_client_who_is_the_client_of_another(in_leek: World) -> None:
    row = neighbours(in_leek, "Dijk")[0]
    other = another(in_leek)
    gone = row.person_id
    places = [(other.number, ""), (in_leek.dossier.number, " dijk ")]
    with pytest.raises(Invalid):
        compare_persons(places=places, by=in_leek.sanne)
    with pytest.raises(Invalid):
        compare_persons(places=[places[0], (in_leek.dossier.number, "Bos")], by=in_leek.tom)
    kept, found = compare_persons(places=places, by=in_leek.tom)
    assert (kept.pk, found.pk) == (other.person_id, gone)
    merge_persons(kept=kept, gone=found, because="Zij vertelde het zelf", by=in_leek.tom)
    assert Relation.objects.get(pk=row.pk).person_id == other.person_id and not Person.objects.filter(pk=gone).exists()
    lines = AuditEvent.objects.filter(event="dossier:person:merged")
    assert {line.dossier_id for line in lines} == {in_leek.dossier.pk, other.pk}, "each dossier in which the person stands"


def test_one_neighbour_written_down_twice_by_hand(in_leek: World) -> None:
    rows = neighbours(in_leek, "Bos", "Bos", "Post")
    sent = {"kept": in_leek.dossier.number, "kept_surname": "Bos", "gone": in_leek.dossier.number, "gone_surname": "Bos"}
    page = f"/{scope.require().code}/samenvoegen/"
    client = browser(in_leek.tom)
    assert client.post(page, sent | {"gone_surname": "Post"}).status_code == 422, "which of the two is not said"
    shown = client.post(page, sent)
    assert shown.status_code == 200 and 'name="kept_surname" value="Bos"' in shown.content.decode()
    assert client.post(page, sent | {"sure": "1", "same": "on", "because": "Dezelfde buur"}).status_code == 302
    assert Person.objects.filter(pk__in=[row.person_id for row in rows]).count() == 2


def test_merging_by_hand(in_leek: World) -> None:
    twin = another(in_leek)
    client = browser(in_leek.tom)
    page = f"/{scope.require().code}/samenvoegen/"
    numbers = {"kept": in_leek.dossier.number, "gone": twin.number}
    assert client.get(page).status_code == 200
    assert client.post(page, {"kept": "", "gone": ""}).status_code == 422
    assert client.post(page, numbers | {"gone": "123"}).status_code == 422
    assert browser(in_leek.sanne).post(page, numbers).status_code == 422
    shown = client.post(page, numbers)
    assert "Johanna Maria" in text(shown)
    assert client.post(page, numbers | {"sure": "1", "same": "", "because": "x"}).status_code == 422
    assert client.post(page, numbers | {"sure": "1", "same": "on", "because": "Paspoort"}).status_code == 302
    assert client.post(page, numbers).status_code == 422, "one person already"
    assert Person.objects.filter(pk=twin.person_id).count() == 0
