"""Recording what stands in a dossier: what the protocol refuses, and what is not complete."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import Http404

from access.states import MunicipalRole
from consent.models import Consent
from dossiers import services
from dossiers.models import Departure, Dossier, Item, Triage
from dossiers.policies.item_checks import PassageText
from dossiers.policies.items import item_rules
from dossiers.presenters.items import attention
from dossiers.selectors.items import ItemFilter, items_of
from dossiers.services.departures import judge_departure, open_departure
from dossiers.services.items import add_statement
from dossiers.services.triage import TriageFacts, judge_triage
from dossiers.states import Carrier, DossierState, ExclusionGround, ItemKind, ItemSource, RecordGround, TriageKind
from privacy_domain import clock
from privacy_domain.protocols.types import Category, Condition, Refused
from privacy_domain.web.errors import Conflict
from privacy_domain.work.selectors import open_tasks
from tests.factories.access import account
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.written import PNG, consenting, days_ago, invalid, refusal, said, written

ORDINARY_WITHOUT_GROUND = sorted(
    {Category.RELIGION, Category.RACE, Category.POLITICAL_OPINION, Category.SEXUAL_ORIENTATION, Category.UNION_MEMBERSHIP}
)


# ---------------------------------------------------------------- the protocol says no
def test_leek_asks_the_client_first_and_the_attempt_stays_in_the_log(in_leek: World) -> None:
    decision = refusal(in_leek).decision
    assert (Condition.CONSENT, Condition.INFORMED) in decision.missing
    assert any(Condition.EXCEPTION in way for way in decision.missing)
    assert decision.citations


def test_health_in_leek_waits_for_consent_in_writing(in_leek: World) -> None:
    consenting(in_leek)
    decision = refusal(in_leek, categories=[Category.NAW, Category.HEALTH]).decision
    assert any(Condition.CONSENT_WRITTEN in way for way in decision.missing)


def test_withdrawn_consent_closes_the_next_item_and_asks_attention_for_the_earlier(in_leek: World) -> None:
    consenting(in_leek)
    written(in_leek)
    assert not any("toestemming" in sentence or "consent" in sentence for sentence in attention(in_leek.dossier, clock.today()))
    services.withdraw_consent(dossier=in_leek.dossier, consent_given=Consent.objects.get(state="given"), said_by="Johanna", by=in_leek.sanne)
    with pytest.raises(Refused), transaction.atomic():
        written(in_leek)
    assert Item.objects.count() == 1
    assert len(attention(in_leek.dossier, clock.today())) == 2  # the address, and the item that rests on nothing any more


@pytest.mark.requirement("OPST-9.1-lijst")
def test_opsterlands_list_is_closed(in_opsterland: World) -> None:
    for ground in (RecordGround.PUBLIC_TASK, RecordGround.LEGAL_DUTY):
        decision = refusal(in_opsterland, categories=[Category.OTHER], grounds=[ground]).decision
        assert decision.missing == ()
        assert str(decision.citations[0]) == "opsterland-2015 art. 9 lid 1"
    invalid(in_opsterland, "list_entry", list_entry="")
    invalid(in_opsterland, "list_entry", list_entry="hobbies")
    invalid(in_opsterland, "list_entry", list_entry="bsn")  # a place in the list, but no kind of note


@pytest.mark.requirement("OPST-11-overige")
@pytest.mark.parametrize("category", ORDINARY_WITHOUT_GROUND)
def test_opsterland_gives_no_ground_for_these_data(in_opsterland: World, category: Category) -> None:
    everything = list(item_rules(in_opsterland.dossier, ItemKind.NOTE, clock.today()).grounds)
    decision = refusal(in_opsterland, categories=[category], grounds=everything, ground_note="afgewogen").decision
    assert decision.missing == ()
    assert any("art. 11" in str(citation) for citation in decision.citations)


@pytest.mark.requirement("OPST-10")
def test_opsterland_wants_a_ground_and_keeps_it(in_opsterland: World) -> None:
    invalid(in_opsterland, "grounds", grounds=[])
    invalid(in_opsterland, "legal_basis", grounds=[RecordGround.LEGAL_DUTY], legal_basis="")
    invalid(in_opsterland, "ground_note", grounds=[RecordGround.LEGITIMATE_INTEREST], legal_basis="", ground_note=" ")
    assert refusal(in_opsterland, grounds=[RecordGround.CONSENT], legal_basis="").decision.missing  # the client was not asked yet
    weighed = written(in_opsterland, grounds=[RecordGround.LEGITIMATE_INTEREST], legal_basis="", ground_note="Weegt zwaarder dan privacy")
    assert (weighed.grounds, weighed.ground_note) == ([RecordGround.LEGITIMATE_INTEREST], "Weegt zwaarder dan privacy")
    assert "opsterland-2015 art. 10 onder e" in weighed.citations


@pytest.mark.requirement("OPST-10")
def test_each_of_the_data_may_rest_on_another_ground(in_opsterland: World) -> None:
    assert refusal(in_opsterland, categories=[Category.NAW, Category.HEALTH]).decision.missing  # a task carries no health
    both = [RecordGround.PUBLIC_TASK, RecordGround.LEGAL_DUTY]
    item = written(in_opsterland, categories=[Category.NAW, Category.HEALTH], grounds=both)
    assert set(item.grounds) <= set(both) and RecordGround.LEGAL_DUTY in item.grounds


def test_sittard_geleen_knows_no_legitimate_interest(in_sittard_geleen: World) -> None:
    invalid(in_sittard_geleen, "grounds", grounds=[RecordGround.LEGITIMATE_INTEREST], ground_note="afgewogen")


# ---------------------------------------------------------------- purpose, domain, law
@pytest.mark.requirement("LEEK-2.1")
@pytest.mark.parametrize("purpose", ["", "marketing"])
def test_leek_refuses_what_has_no_purpose(in_leek: World, purpose: str) -> None:
    consenting(in_leek)
    invalid(in_leek, "purpose", purpose=purpose)


@pytest.mark.requirement("LAND-2")
@pytest.mark.parametrize("purpose", ["", "marketing"])
def test_landsmeer_refuses_what_has_no_purpose(in_landsmeer: World, purpose: str) -> None:
    consenting(in_landsmeer)
    invalid(in_landsmeer, "purpose", purpose=purpose)
    invalid(in_landsmeer, "domain", domain="leisure")
    invalid(in_landsmeer, "law", law="leerplichtwet")


@pytest.mark.requirement("LEID-2")
def test_leiden_keeps_data_for_insight_only_not_for_cooperation(in_leiden: World) -> None:
    Dossier.objects.filter(pk=in_leiden.dossier.pk).update(purposes=["insight", "cohesion"])
    in_leiden.dossier.refresh_from_db()
    invalid(in_leiden, "purpose", purpose="cohesion")
    assert written(in_leiden).purpose == "insight"


@pytest.mark.requirement("OPST-2")
def test_opsterland_keeps_nothing_in_the_file_for_quality_or_policy(in_opsterland: World) -> None:
    Dossier.objects.filter(pk=in_opsterland.dossier.pk).update(purposes=["support", "plan", "quality", "management"])
    in_opsterland.dossier.refresh_from_db()
    for purpose in ("quality", "management"):
        invalid(in_opsterland, "purpose", purpose=purpose)
    assert written(in_opsterland, purpose="plan").purpose == "plan"


@pytest.mark.requirement("LEEK-1e")
def test_an_item_is_tagged_with_a_domain_of_its_dossier(in_leek: World) -> None:
    consenting(in_leek)
    invalid(in_leek, "domain", domain="income")  # a domain of Leek, not of this dossier
    invalid(in_leek, "domain", domain="leisure")
    assert written(in_leek).domain in in_leek.dossier.domains


# ---------------------------------------------------------------- the question leads
@pytest.mark.requirement("SITT-4-dossier")
def test_sittard_geleen_wants_to_know_why_the_question_needs_it(in_sittard_geleen: World) -> None:
    invalid(in_sittard_geleen, "necessity", necessity="  ")
    assert written(in_sittard_geleen).necessity


@pytest.mark.requirement("SITT-4-vraag")
def test_sittard_geleen_records_nothing_before_the_question(in_sittard_geleen: World) -> None:
    dossier = in_sittard_geleen.dossier
    dossier.help_question = ""
    dossier.save(update_fields=["help_question"])
    invalid(in_sittard_geleen, "necessity")


@pytest.mark.requirement("SITT-4-vooraf")
def test_sittard_geleen_keeps_nothing_from_before_the_question_without_a_cause(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    invalid(world, "received_on", received_on=days_ago(3))
    weighed = TriageFacts(TriageKind.MULTIPLE, "schulden", "wonen en geld", False, True, "melding van de buren", "er is haast")
    judge_triage(dossier=world.dossier, facts=weighed, by=world.sanne)
    assert written(world, received_on=days_ago(3)).received_on == days_ago(3)
    assert Triage.objects.count() == 1


@pytest.mark.requirement("SITT-3-wetten")
def test_sittard_geleen_takes_a_sector_law_first_and_the_general_law_with_a_reason(in_sittard_geleen: World) -> None:
    codes = [entry.code for entry in item_rules(in_sittard_geleen.dossier, ItemKind.NOTE, clock.today()).legal_bases]
    assert codes == ["wmo", "jeugdwet", "participatiewet", "wsw", "wgs", "leerplichtwet", "rmc", "avg"]
    invalid(in_sittard_geleen, "legal_basis", legal_basis="wetboek")
    invalid(in_sittard_geleen, "ground_note", legal_basis="avg", ground_note="")
    assert written(in_sittard_geleen, legal_basis="avg", ground_note="De sectorwet zwijgt hierover").legal_basis == "avg"
    assert written(in_sittard_geleen, legal_basis="wgs").legal_basis == "wgs"


@pytest.mark.requirement("SITT-4-afwijken-avg")
def test_departing_has_two_parts_alerts_the_privacy_officer_and_is_no_ground(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    invalid(world, "departure_reason", departure=(" ", "anders stopt de hulp"))
    invalid(world, "departure_only_way", departure=("de casus vraagt het", ""))
    invalid(world, "grounds", departure=("de casus vraagt het", "anders stopt de hulp"), grounds=[])
    assert refusal(
        world, departure=("de casus vraagt het", "anders"), categories=[Category.HEALTH]
    ).decision.missing  # a public task carries no health
    item = written(world, departure=("de casus vraagt het", "anders stopt de hulp"))
    assert item.grounds == [RecordGround.PUBLIC_TASK]
    row = Departure.objects.get(item=item)
    task = open_tasks(roles=[MunicipalRole.PRIVACY_OFFICER]).get(kind="departure")
    assert (task.source_id, task.dossier_id) == (row.pk, world.dossier.pk)


def test_the_privacy_officer_looks_at_a_departure_once_and_nobody_else(in_sittard_geleen: World) -> None:
    world = in_sittard_geleen
    officer = account("officer", roles=[MunicipalRole.PRIVACY_OFFICER])
    row = Departure.objects.get(item=written(world, departure=("de casus vraagt het", "anders stopt de hulp")))
    with pytest.raises(Http404):
        open_departure(departure_id=row.pk, by=world.sanne)
    assert open_departure(departure_id=row.pk, by=officer).reason == "de casus vraagt het"
    judge_departure(departure=row, by=officer)
    with pytest.raises(Conflict):
        judge_departure(departure=row, by=officer)
    services.exclude_colleague(dossier=world.dossier, user=officer, ground=ExclusionGround.CONFLICT, reason="kent de cliënt", by=world.sanne)
    with pytest.raises(Http404):
        open_departure(departure_id=row.pk, by=officer)


def test_elsewhere_nobody_departs(in_opsterland: World) -> None:
    invalid(in_opsterland, "departs", departure=("reden", "enige weg"))


# ---------------------------------------------------------------- shape
def test_what_is_missing_is_said_at_its_field(in_leiden: World) -> None:
    invalid(in_leiden, "title", title=" ")
    invalid(in_leiden, "categories", categories=[])
    invalid(in_leiden, "received_on", received_on=clock.today() + timedelta(days=1))
    invalid(in_leiden, "received_on", received_on=date(1899, 12, 31))
    invalid(in_leiden, "source_name", source=ItemSource.PROFESSIONAL)
    invalid(in_leiden, "passages", passages=[])
    invalid(in_leiden, "passages", passages=[PassageText("  ")])
    invalid(in_leiden, "passages", passages=[PassageText("over niemand", about_client=False)])
    invalid(in_leiden, "passages", passages=[PassageText("over een vreemde", relations=(uuid4(),))])
    invalid(in_leiden, "carrier", carrier=Carrier.VIDEO)


def test_a_closed_dossier_takes_nothing(in_leiden: World) -> None:
    Dossier.objects.filter(pk=in_leiden.dossier.pk).update(state=DossierState.CLOSED, closed_on=clock.today())
    in_leiden.dossier.refresh_from_db()
    with pytest.raises(Conflict), transaction.atomic():
        written(in_leiden)
    with pytest.raises(Conflict), transaction.atomic():
        add_statement(dossier=in_leiden.dossier, statement=said(), by=in_leiden.sanne)


@pytest.mark.requirement("LEID-1-dossier", "LEID-3.2", "OPST-3.2")
@pytest.mark.parametrize("code", ["leiden", "opsterland"])
@pytest.mark.parametrize("carrier", [Carrier.PAPER, Carrier.VIDEO, Carrier.AUDIO])
def test_what_lies_elsewhere_is_registered_with_its_place(request: pytest.FixtureRequest, code: str, carrier: Carrier) -> None:
    world = request.getfixturevalue(f"in_{code}")
    invalid(world, "place", ItemKind.PAPER, carrier=carrier, place=" ")
    item = written(world, ItemKind.PAPER, carrier=carrier, passages=[PassageText("")])
    assert (item.carrier, item.place) == (carrier, "Kast 3, map 12")
    assert item in items_of(world.dossier, ItemFilter(kind=ItemKind.PAPER))


@pytest.mark.requirement("LEID-3.2", "OPST-3.2")
@pytest.mark.parametrize("code", ["leiden", "opsterland"])
def test_every_form_has_its_carrier(request: pytest.FixtureRequest, code: str) -> None:
    world = request.getfixturevalue(f"in_{code}")
    invalid(world, "carrier", ItemKind.CONTACT, carrier="smoke")
    for carrier in (Carrier.ORAL, Carrier.EMAIL, Carrier.PAPER):
        assert written(world, ItemKind.CONTACT, carrier=carrier).carrier == carrier
    for carrier in (Carrier.FILE, Carrier.PHOTO):
        assert written(world, ItemKind.DOCUMENT, content=PNG, carrier=carrier, passages=[PassageText("")]).carrier == carrier
