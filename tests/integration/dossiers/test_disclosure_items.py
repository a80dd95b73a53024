"""What of the dossier goes into an envelope: that it is there, or its content about the client alone; secrecy and later versions stay."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from dossiers.models import Disclosure, DisclosureItem, Item
from dossiers.policies.envelope import envelope_of
from dossiers.policies.item_checks import PassageText
from dossiers.presenters.envelope import rendering
from dossiers.selectors.disclosure import items_to_choose
from dossiers.services import disclosure as services
from dossiers.services.disclosure import Chosen
from dossiers.services.items import correct_item
from privacy_domain import clock
from privacy_domain.people.models import Person
from privacy_domain.protocols.types import Category
from privacy_domain.web.errors import Invalid
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.envelopes import NAW, PHONE, again, begun, submitted
from tests.integration.dossiers.test_looks import browser
from tests.integration.dossiers.written import consenting, facts, written

Level = DisclosureItem.Level


def with_item(world: World, item: Item, **more: Any) -> Disclosure:
    disclosure = begun(world)
    services.choose_items(disclosure=disclosure, chosen=[Chosen(item=item, **more)], by=world.sanne)
    services.explain_need(disclosure=disclosure, necessity="Nodig voor de zorg", by=world.sanne)
    return again(disclosure)


def lines(disclosure: Disclosure) -> str:
    return "\n".join(f"{line['what']}: {line['text']}" for line in rendering(envelope_of(disclosure, clock.today()))["items"])


@pytest.mark.requirement("LEEK-13.2")
def test_what_is_under_professional_secrecy_is_not_offered_and_does_not_go(in_leek: World) -> None:
    consenting(in_leek)
    secret, open_one = written(in_leek, under_secrecy=True), written(in_leek)
    assert [item.pk for item in items_to_choose(in_leek.dossier)] == [open_one.pk]
    with pytest.raises(Invalid, match="beroepsgeheim"):
        with_item(in_leek, secret)
    form = {"items": [str(secret.pk)]}
    row = begun(in_leek)
    assert browser(in_leek.sanne).post(f"/leek/d/{in_leek.dossier.pk}/delen/{row.pk}/wat/", form).status_code == 422


@pytest.mark.requirement("LEID-BijlII-needtoknow")
def test_of_an_item_goes_that_it_is_there_unless_the_content_is_chosen_with_its_reason(in_leek: World) -> None:
    consenting(in_leek)
    item = written(in_leek)
    assert "Douchen" not in lines(with_item(in_leek, item))
    with pytest.raises(Invalid):
        with_item(in_leek, item, level=Level.CONTENT)
    assert "Douchen gaat beter" in lines(with_item(in_leek, item, level=Level.CONTENT, reason="De zorg bouwt hierop voort"))


def test_passages_about_somebody_else_stay_here(in_leek: World) -> None:
    consenting(in_leek)
    passages = [PassageText("Over Johanna."), PassageText("Over de buurman.", about_client=False, about_others=True)]
    shown = lines(with_item(in_leek, written(in_leek, passages=passages), level=Level.CONTENT, reason="Nodig"))
    assert "Over Johanna." in shown
    assert "buurman" not in shown


def test_an_item_that_was_corrected_since_is_chosen_again(in_leek: World) -> None:
    consenting(in_leek)
    item = written(in_leek)
    disclosure = with_item(in_leek, item)
    correct_item(item=item, facts=replace(facts(in_leek), title="Beter"), reason="Verkeerde dag", by=in_leek.sanne)
    with pytest.raises(Invalid, match="verbeterd"):
        submitted(in_leek, again(disclosure))


def test_an_item_counts_as_all_the_data_it_names(in_leek: World) -> None:
    consenting(in_leek)
    item = written(in_leek, categories=[Category.NAW, Category.PHONE])
    assert envelope_of(with_item(in_leek, item), clock.today()).codes == {NAW, PHONE}


def test_an_item_of_another_dossier_is_refused(in_leek: World) -> None:
    with pytest.raises(Invalid, match="hoort niet bij dit dossier"):
        services.choose_items(disclosure=begun(in_leek), chosen=[Chosen(item=Item(dossier_id=uuid4()))], by=in_leek.sanne)


def test_a_secret_address_goes_only_when_that_was_chosen_with_its_reason(in_leek: World) -> None:
    person = in_leek.client
    person.address_secret, person.street, person.house_number, person.place = True, "Geheimlaan", "3", "Leek"
    person.save()
    in_leek.dossier.person = Person.objects.get(pk=person.pk)
    disclosure = begun(in_leek)
    services.choose_items(disclosure=disclosure, chosen=[Chosen(code=NAW)], by=in_leek.sanne)
    assert "Geheimlaan" not in lines(again(disclosure))
    services.choose_items(disclosure=disclosure, chosen=[Chosen(code=NAW, level=Level.CONTENT, reason="De zorg komt thuis")], by=in_leek.sanne)
    assert re.search("Geheimlaan 3", lines(again(disclosure)))
