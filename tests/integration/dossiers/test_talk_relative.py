"""A relative who is a client himself (Opsterland 1 onder f): told, asked and heard for himself, in a talk of his own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from access.models import User
from consent.models import Consent, Informing
from consent.policies import standing
from consent.services.asking import Answer
from consent.states import ConsentState
from dossiers import services
from dossiers.models import ProviderTask, Relation, Talk
from dossiers.presenters import talk as present
from dossiers.selectors import consents_of, told_of
from dossiers.services.life import record_death
from dossiers.services.relations import end_relation
from dossiers.services.talk import stop_talk
from dossiers.states import Capacity, Step
from privacy_domain import clock
from privacy_domain.letters.models import Letter
from privacy_domain.people.models import Person
from privacy_domain.people.services import register_person
from privacy_domain.protocols.types import Category, Refused
from privacy_domain.web.errors import Conflict, Invalid
from tests.factories.access import logged_in
from tests.integration.dossiers.cast import World, agree, answer, choose, explain, plan_of
from tests.integration.dossiers.test_intake_people import MOTHER, add

RIGHTS = "OPST-1f"


def talk_with(world: World, relation: Relation) -> Talk:
    """A talk with this relative in which everything was told."""
    talk = services.prepare_talk(dossier=world.dossier, relation=relation, by=world.sanne)
    services.start_talk(talk=talk, by=world.sanne)
    services.record_table(talk=talk, seats=[services.Seat("Wil Vries", Capacity.CLIENT)], by=world.sanne)
    explain(world, talk)
    services.hand_over(talk=talk, cards=present.cards(plan_of(talk), world.sanne), by=world.sanne)
    return talk


def door(world: World) -> str:
    return f"/opsterland/d/{world.dossier.pk}/"


def at_desk(world: World, user: User) -> Client:
    return logged_in(world.dossier.municipality, user)


def agreed_by(world: World, relation: Relation) -> Talk:
    talk = talk_with(world, relation)
    agree(world, talk, self="Wil Vries")
    return talk


@pytest.mark.parametrize("change", ["not in the support", "gone", "of another dossier"])
def test_with_whom_no_talk_of_his_own_is_held(in_opsterland: World, change: str) -> None:
    relation = add(in_opsterland, in_support=change != "not in the support")
    dossier = in_opsterland.dossier
    if change == "gone":
        relation = end_relation(relation=relation, by=in_opsterland.sanne)
    if change == "of another dossier":
        person = register_person(details={"surname": "Post", "birth_date": date(1960, 1, 1), "sex": "male"}, by=in_opsterland.sanne)
        tags = {"purposes": dossier.purposes, "domains": dossier.domains, "law_tags": dossier.law_tags, "help_question": "Post lezen."}
        dossier = services.start_dossier(person=person, team=in_opsterland.team, **tags, by=in_opsterland.sanne)
    with pytest.raises(Invalid) as refusal:
        services.prepare_talk(dossier=dossier, relation=relation, by=in_opsterland.sanne)
    assert refusal.value.field == "relation" and not Talk.objects.exists()


def test_without_a_birth_date_it_is_not_known_who_decides(in_opsterland: World) -> None:
    relation = add(in_opsterland, MOTHER | {"birth_date": None}, in_support=True)
    with pytest.raises(Invalid) as refusal:
        services.prepare_talk(dossier=in_opsterland.dossier, relation=relation, by=in_opsterland.sanne)
    assert refusal.value.field == "birth_date"


@pytest.mark.requirement(RIGHTS)
def test_what_he_is_told_and_agrees_to_is_his_alone(in_opsterland: World) -> None:
    world = in_opsterland
    relation = add(world, in_support=True)
    agreed_by(world, relation)
    mine, client = standing(relation.person_id, world.dossier.pk), standing(world.client.pk, world.dossier.pk)
    assert len(mine.informed) == 2 and [row.said_by for row in mine.consents] == ["Wil Vries"]
    assert client.informed == frozenset() and list(client.consents) == []
    assert set(told_of(world.dossier)) == {relation.person_id}


@pytest.mark.requirement(RIGHTS)
def test_what_the_client_was_told_does_not_count_for_him(in_opsterland: World) -> None:
    world = in_opsterland
    talk = world.explained()
    agree(world, talk)
    stop_talk(talk=talk, because="Morgen verder.", by=world.sanne)
    relation = add(world, in_support=True)
    other = services.prepare_talk(dossier=world.dossier, relation=relation, by=world.sanne)
    services.start_talk(talk=other, by=world.sanne)
    plan = plan_of(other)
    assert plan.where.informed == frozenset() and list(plan.where.consents) == [] and plan.deciders.acts == ("self",)


@pytest.mark.requirement(RIGHTS)
def test_his_age_decides_who_answers_for_him(in_opsterland: World) -> None:
    relation = add(in_opsterland, MOTHER | {"birth_date": date(2018, 5, 1)}, relation="dochter", in_support=True)
    talk = services.prepare_talk(dossier=in_opsterland.dossier, relation=relation, by=in_opsterland.sanne)
    assert "self" not in plan_of(talk).deciders.acts, "eight: who has authority over her decides"


@pytest.mark.requirement(RIGHTS)
def test_he_withdraws_his_own_consent_and_the_letter_is_his(in_opsterland: World) -> None:
    world = in_opsterland
    talk = world.explained()
    agree(world, talk)
    stop_talk(talk=talk, because="Morgen verder.", by=world.sanne)
    relation = add(world, in_support=True)
    agreed_by(world, relation)
    his = Consent.objects.get(person_id=relation.person_id)
    done = services.withdraw_consent(dossier=world.dossier, consent_given=his, said_by="Wil Vries", by=world.sanne)
    states = dict(Consent.objects.values_list("person_id", "state"))
    assert states == {relation.person_id: ConsentState.WITHDRAWN, world.client.pk: ConsentState.GIVEN}
    assert Letter.objects.get(pk=done.letter.pk).person_id == relation.person_id


def test_his_notes_leave_the_help_question_of_the_client(in_opsterland: World) -> None:
    world = in_opsterland
    before = world.dossier.help_question
    talk = agreed_by(world, add(world, in_support=True))
    page = at_desk(world, world.sanne).get(f"{door(world)}gesprek/{talk.pk}/{Step.NOTES}/")
    assert page.status_code == 200 and b'name="notes"' in page.content and b'name="help_question"' not in page.content
    services.write_notes(talk=talk, help_question="", notes="Slaapt slecht.", next_appointment="", by=world.sanne)
    world.dossier.refresh_from_db()
    assert world.dossier.help_question == before


def test_the_explanation_on_paper_is_made_for_each(in_opsterland: World) -> None:
    world = in_opsterland
    first = world.explained()
    services.information_document(plan=plan_of(first), by=world.sanne)
    stop_talk(talk=first, because="Morgen verder.", by=world.sanne)
    relation = add(world, in_support=True)
    talk = talk_with(world, relation)
    for _twice in range(2):
        services.information_document(plan=plan_of(talk), by=world.sanne)
    assert sorted(Letter.objects.values_list("person_id", flat=True)) == sorted([world.client.pk, relation.person_id])


def test_what_was_said_when_the_client_was_referred_is_not_told_to_him(in_opsterland: World) -> None:
    world = in_opsterland
    world.dossier.referrer_name, world.dossier.referrer_told = "Juf Hanneke", "Zij komt vaak te laat."
    world.dossier.save(update_fields=["referrer_name", "referrer_told"])
    own = plan_of(services.prepare_talk(dossier=world.dossier, by=world.sanne))
    assert "Juf Hanneke" in "".join(card.body for card in present.cards(own, world.sanne))
    stop_talk(talk=own.talk, because="Morgen verder.", by=world.sanne)
    his = plan_of(services.prepare_talk(dossier=world.dossier, relation=add(world, in_support=True), by=world.sanne))
    said = "".join(card.body for card in present.cards(his, world.sanne))
    assert "Juf Hanneke" not in said and "te laat" not in said


def test_who_only_has_data_of_him_does_not_hear_that_the_client_died(in_opsterland: World) -> None:
    world = in_opsterland
    talk = agreed_by(world, add(world, in_support=True))
    answer(world, choose(world, talk, world.provider, Category.NAW), self="Wil Vries")
    stop_talk(talk=talk, because="Morgen verder.", by=world.sanne)
    record_death(dossier=world.dossier, died_on=clock.today(), source="de dochter", by=world.sanne)
    assert world.provider.name not in [row.partner_name for row in ProviderTask.objects.all()]


# ---------------------------------------------------------------- the pages
def test_from_the_list_of_people_to_his_talk(in_opsterland: World) -> None:
    world = in_opsterland
    relation = add(world, in_support=True)
    client = at_desk(world, world.sanne)
    people = f"{door(world)}mensen/"
    assert "Kreeg nog geen uitleg" in client.get(people).content.decode()
    made = client.post(f"{door(world)}gesprek/", {"relation": str(relation.pk), "language": "nl"}, follow=True)
    assert made.status_code == 200 and "Vries" in made.content.decode()
    talk = Talk.objects.get()
    assert talk.relation_id == relation.pk and talk.person == relation.person


def test_his_answers_are_marked_as_his(in_opsterland: World) -> None:
    world = in_opsterland
    relation = add(world, in_support=True)
    agreed_by(world, relation)
    page = at_desk(world, world.sanne).get(f"{door(world)}toestemmingen/").content.decode()
    assert "Gevraagd aan" in page and len(consents_of(world.dossier)) == 1
    assert "Kreeg uitleg op" in at_desk(world, world.sanne).get(f"{door(world)}mensen/").content.decode()


@pytest.mark.parametrize("wanted", ["nobody", "somebody elsewhere", "no key"])
def test_nobody_else_can_be_named(in_opsterland: World, wanted: str) -> None:
    world = in_opsterland
    keys: dict[str, Any] = {"nobody": "5f0f6a2e-0000-4000-8000-000000000000", "no key": "x", "somebody elsewhere": str(Person.objects.first().pk)}
    made = at_desk(world, world.sanne).post(f"{door(world)}gesprek/", {"relation": keys[wanted], "language": "nl"})
    assert made.status_code == (422 if wanted == "no key" else 404) and not Talk.objects.exists()


def test_a_colleague_of_another_team_holds_no_talk(in_opsterland: World) -> None:
    world = in_opsterland
    relation = add(world, in_support=True)
    answer = at_desk(world, world.tom).post(f"{door(world)}gesprek/", {"relation": str(relation.pk), "language": "nl"})
    assert answer.status_code in {403, 404} and not Informing.objects.exists() and not Talk.objects.exists()


def test_no_answer_counts_before_he_was_told(in_opsterland: World) -> None:
    world = in_opsterland
    agree(world, world.explained())
    stop_talk(talk=world.dossier_talk(), because="Morgen verder.", by=world.sanne)
    talk = services.prepare_talk(dossier=world.dossier, relation=add(world, in_support=True), by=world.sanne)
    services.start_talk(talk=talk, by=world.sanne)
    with pytest.raises((Refused, Conflict)):
        agree(world, talk, Answer.YES, self="Wil Vries")
    assert Consent.objects.count() == 1
