"""The client died or moved: what stops, what partners must hear, what waits for the client's agreement."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import Http404

from dossiers import services
from dossiers.models import Dossier, LifeEvent, ProviderTask, Relation, Talk
from dossiers.policies.life import may_tell_provider
from dossiers.services.closing import close_dossier
from dossiers.services.documents import withdrawal_letter
from dossiers.services.life import notify_provider, record_death, record_move
from dossiers.services.relations import Around, add_relation
from dossiers.states import OPEN_TALKS, ClosingReason, RelationRole
from privacy_domain import clock
from privacy_domain.people.models import Person, Representative
from privacy_domain.people.selectors import representatives_on
from privacy_domain.protocols.types import Category, Refused
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.models import Task
from tests.factories.access import account
from tests.integration.dossiers.cast import World, agree, answer, choose
from tests.integration.dossiers.test_closing import ending
from tests.integration.dossiers.test_looks import browser, text

ADDRESS: Any = {"street": "Nieuwstraat", "house_number": "9", "postcode": "2312AB", "place": "Leiden"}


def with_provider(world: World) -> None:
    """A provider stands among the people of the client."""
    add_relation(
        dossier=world.dossier,
        around=Around(role=RelationRole.ORGANISATION, relation="thuiszorg", partner=world.provider),
        by=world.sanne,
    )


def die(world: World, **other: Any) -> LifeEvent:
    known: dict[str, Any] = {"died_on": clock.today() - timedelta(days=1), "source": "de dochter"}
    return record_death(dossier=world.dossier, by=world.sanne, **known | other)


def move(world: World, **other: Any) -> LifeEvent:
    known: dict[str, Any] = {
        "moved_on": clock.today(),
        "source": "de cliënt",
        "destination": "Voorschoten",
        "inside_region": True,
        "address": ADDRESS,
    }
    return record_move(dossier=world.dossier, by=world.sanne, **known | other)


def kinds(world: World) -> list[str]:
    return sorted(Task.objects.filter(dossier_id=world.dossier.pk, state=Task.State.OPEN).values_list("kind", flat=True))


# ---------------------------------------------------------------- death
@pytest.mark.parametrize(
    ("field", "wrong"),
    [("source", {"source": " "}), ("happened_on", {"died_on": date(2099, 1, 1)}), ("happened_on", {"died_on": date(1900, 1, 1)})],
)
def test_a_death_has_a_day_that_can_be_and_a_source(in_leek: World, field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        die(in_leek, **wrong)
    assert refusal.value.field == field
    assert Person.objects.get(pk=in_leek.client.pk).died_on is None


@pytest.mark.requirement("LEID-BijlI-4-overlijden")
def test_a_death_ends_what_runs_and_gives_a_task_for_each_provider(in_leiden: World) -> None:
    with_provider(in_leiden)
    talk = in_leiden.talk()
    event = die(in_leiden)
    assert Person.objects.get(pk=in_leiden.client.pk).died_on == event.happened_on
    assert not Talk.objects.filter(pk=talk.pk, state__in=OPEN_TALKS).exists()
    assert kinds(in_leiden) == ["close_dossier", "notify_provider"]
    message = ProviderTask.objects.get()
    assert (message.partner_name, message.what) == ("Zorggroep Het Veer", "deregister")
    assert "leiden-2016 bijlage I rij 4 provider" in event.citations
    notify_provider(message=message, by=in_leiden.sanne)
    with pytest.raises(Conflict):
        notify_provider(message=message, by=in_leiden.sanne)
    assert kinds(in_leiden) == ["close_dossier"]
    close_dossier(
        dossier=in_leiden.dossier,
        ending=ending(in_leiden, reason=ClosingReason.DIED, opinion="", not_asked_because="Overleden"),
        by=in_leiden.sanne,
    )
    assert kinds(in_leiden) == [], "closing was the task"
    assert Dossier.objects.get().help_question, "nothing is destroyed"


def test_a_partner_that_was_only_spoken_about_in_a_talk_is_told_too(in_leiden: World) -> None:
    talk = in_leiden.explained()
    answer(in_leiden, choose(in_leiden, talk, in_leiden.doctor, Category.NAW))
    die(in_leiden)
    assert [row.partner_name for row in ProviderTask.objects.all()] == ["Huisarts De Linde"]


def test_no_letter_goes_to_somebody_who_died(in_leek: World) -> None:
    from privacy_domain.letters.models import Letter

    talk = in_leek.explained()
    consent: Any = agree(in_leek, talk)
    die(in_leek)
    with pytest.raises(Conflict, match="overleden"):
        withdrawal_letter(dossier=in_leek.dossier, consent=consent, told_to=[], received=[], by=in_leek.sanne)
    assert not Letter.objects.filter(state="approved").exists()


def test_nobody_acts_for_the_dead_any_more(daan_in_landsmeer: World) -> None:
    died = clock.today() - timedelta(days=1)
    assert representatives_on(daan_in_landsmeer.client, clock.today())
    die(daan_in_landsmeer, died_on=died)
    assert representatives_on(daan_in_landsmeer.client, clock.today()) == []
    assert Representative.objects.get().valid_until == died


def test_a_death_is_recorded_once_and_in_every_open_dossier(in_leek: World) -> None:
    second = services.start_dossier(
        person=in_leek.client, team=in_leek.team, purposes=in_leek.dossier.purposes, domains=in_leek.dossier.domains, law_tags=["jeugdwet"],
        help_question="Iets anders", by=in_leek.marieke,
    )  # fmt: skip
    die(in_leek)
    assert set(LifeEvent.objects.values_list("dossier_id", flat=True)) == {in_leek.dossier.pk, second.pk}
    with pytest.raises(Conflict):
        die(in_leek)


# ---------------------------------------------------------------- move
@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("source", {"source": ""}),
        ("destination", {"destination": " "}),
        ("happened_on", {"moved_on": date(2099, 1, 1)}),
        ("street", {"address": None}),
    ],
)
def test_a_move_says_where_to_and_from_whom_it_is_known(in_leek: World, field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        move(in_leek, **wrong)
    assert refusal.value.field == field
    assert not LifeEvent.objects.exists()


@pytest.mark.requirement("LEID-BijlI-4-verhuizen")
def test_within_the_region_the_provider_hears_the_address_without_asking_consent(in_leiden: World) -> None:
    with_provider(in_leiden)
    event = move(in_leiden)
    assert may_tell_provider(clock.today()).allowed, "and no consent was asked"
    assert "leiden-2016 bijlage I rij 4 provider" in event.citations
    assert Person.objects.get(pk=in_leiden.client.pk).street == "Nieuwstraat"
    assert (ProviderTask.objects.get().what, kinds(in_leiden)) == ("new_address", ["notify_provider"])


@pytest.mark.requirement("LEID-BijlI-4-verhuizen")
@pytest.mark.parametrize(("sheltered", "what", "closing"), [(False, "end_provision", ["close_dossier"]), (True, "new_address", [])])
def test_outside_the_region_the_provision_ends_but_for_sheltered_housing(in_leiden: World, sheltered: bool, what: str, closing: list[str]) -> None:
    with_provider(in_leiden)
    move(in_leiden, inside_region=False, destination="Groningen", sheltered=sheltered)
    assert ProviderTask.objects.get().what == what
    assert kinds(in_leiden) == [*closing, "notify_provider"]


def test_the_dossier_goes_along_only_with_the_agreement_that_the_text_asks(anywhere: World) -> None:
    code = anywhere.dossier.municipality.code
    free = code in ("leek", "landsmeer")
    written = code == "opsterland"
    if not free:
        with pytest.raises(Refused):
            move(anywhere, inside_region=False, transfer=True)
    if written:
        with pytest.raises(Refused):
            move(anywhere, inside_region=False, transfer=True, agreed_by="Johanna")
    event = move(anywhere, inside_region=False, transfer=True, agreed_by="Johanna de Vries", in_writing=written)
    assert event.transfer_agreed_by == "Johanna de Vries"
    assert [(row.what, row.partner_name) for row in ProviderTask.objects.all()] == [("transfer", "Voorschoten")]


# ---------------------------------------------------------------- the pages
def test_death_and_move_by_hand(in_leiden: World) -> None:
    with_provider(in_leiden)
    client = browser(in_leiden.sanne)
    base = f"/{scope.require().code}/d/{in_leiden.dossier.pk}/verloop/"
    moved = {"happened_on": "2026-11-20", "source": "zijzelf", "destination": "Voorschoten", "inside_region": "yes", **ADDRESS}
    assert client.post(base + "verhuizing/", moved | {"street": ""}).status_code == 422
    assert client.post(base + "verhuizing/", moved | {"postcode": "x"}).status_code == 422
    assert client.post(base + "verhuizing/", moved)["Location"] == base
    assert "Voorschoten" in text(client.get(base))
    message = f"/{scope.require().code}/doorgeven/{ProviderTask.objects.get().pk}/"
    assert "Nieuwstraat 9" in text(client.get(message))
    assert client.post(message).status_code == 302
    assert client.post(message).status_code == 409
    assert client.post(base + "overlijden/", {"happened_on": "", "source": ""}).status_code == 422
    assert client.post(base + "overlijden/", {"happened_on": "2026-11-22", "source": "de dochter"})["Location"] == base
    assert client.post(base + "overlijden/", {"happened_on": "2026-11-22", "source": "de dochter"}).status_code == 409
    assert "22 november 2026" in text(client.get(base))
    for nobody in (in_leiden.marieke, account("zoe")):
        other = browser(nobody)
        assert other.get(base).status_code == other.get(message).status_code == other.get(base + "verhuizing/").status_code == 404
        with pytest.raises(Http404):
            services.open_dossier(ref=in_leiden.dossier.pk, by=nobody)
    assert Relation.objects.exists()
