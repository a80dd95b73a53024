"""The list of partners can be made in the office; nothing is asked or told there."""

from __future__ import annotations

import pytest

from consent.models import Consent, Informing
from dossiers import services
from dossiers.models import PartnerChoice
from dossiers.states import Capacity
from privacy_domain.protocols.types import Category
from privacy_domain.web.errors import Conflict
from tests.integration.dossiers.cast import World, answer, choose, explain


@pytest.mark.requirement("LEEK-4.1", "LEEK-4.2")
def test_a_prepared_partner_is_asked_only_when_the_client_was_told(in_leek: World) -> None:
    world = in_leek
    talk = services.prepare_talk(dossier=world.dossier, by=world.sanne)
    asked, told = choose(world, talk, world.doctor, Category.HEALTH), choose(world, talk, world.provider, Category.NAW)
    for early in (lambda: answer(world, asked), lambda: services.tell_partner(choice=told, by=world.sanne)):
        with pytest.raises(Conflict, match="Start eerst"):
            early()
    talk = services.start_talk(talk=talk, by=world.sanne)
    services.record_table(talk=talk, seats=[services.Seat("Johanna de Vries", Capacity.CLIENT)], by=world.sanne)
    asked, told = (PartnerChoice.objects.select_related("talk").get(pk=choice.pk) for choice in (asked, told))
    for early in (lambda: answer(world, asked), lambda: services.tell_partner(choice=told, by=world.sanne)):
        with pytest.raises(Conflict, match="Vertel eerst"):
            early()
    assert not Consent.objects.exists() and not Informing.objects.exists()
    explain(world, talk)
    answer(world, asked)
    assert Consent.objects.get().recipient_name == "Huisarts De Linde"


def test_a_prepared_partner_can_be_dropped_and_the_list_is_not_finished_there(in_leek: World) -> None:
    talk = services.prepare_talk(dossier=in_leek.dossier, by=in_leek.sanne)
    services.drop_partner(choice=choose(in_leek, talk, in_leek.doctor, Category.NAW), by=in_leek.sanne)
    assert not PartnerChoice.objects.exists()
    with pytest.raises(Conflict, match="Start eerst"):
        services.finish_partners(talk=talk, by=in_leek.sanne)
