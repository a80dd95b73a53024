"""Recording what stands in a dossier: refused first, then recorded, corrected and commented by the client."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from access.states import MunicipalRole
from consent import services as consent
from consent.models import Consent
from consent.states import Answer, ExceptionGround
from dossiers import services
from dossiers.models import Departure, Dossier, Item, ItemDraft, Passage, Triage
from dossiers.policies.items import item_rules
from dossiers.presenters.items import attention, client_rows
from dossiers.selectors.items import ItemFilter, items_of, statements_beside, versions_of
from dossiers.services.departures import judge_departure, open_departure
from dossiers.services.item_checks import PassageText
from dossiers.services.item_drafts import ItemDraftConflict, save_item_draft
from dossiers.services.item_reading import list_items, open_file, open_item, print_items, search_dossier
from dossiers.services.items import Statement, add_statement, correct_item, record_item
from dossiers.services.relations import Around, add_relation
from dossiers.services.triage import TriageFacts, judge_triage
from dossiers.states import Carrier, DossierState, ItemKind, ItemSource, RecordGround, RelationRole, TriageKind
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.crypto import files
from privacy_domain.crypto.envelope import Unreadable
from privacy_domain.operation import time_ordered_id
from privacy_domain.protocols.types import Category, Condition, Part, Refused
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.selectors import open_tasks
from tests.conftest import make_municipality
from tests.factories.access import account
from tests.integration.dossiers.cast import World, agree, judge
from tests.integration.dossiers.written import PNG, consenting, days_ago, facts, written

ORDINARY_WITHOUT_GROUND = sorted(
    {Category.RELIGION, Category.RACE, Category.POLITICAL_OPINION, Category.SEXUAL_ORIENTATION, Category.UNION_MEMBERSHIP}
)


def refusal(world: World, **changes: object) -> Refused:
    """The refusal of an item; nothing was recorded."""
    with pytest.raises(Refused) as caught, transaction.atomic():
        written(world, **changes)  # type: ignore[arg-type]
    assert not Item.objects.exists()
    return caught.value


def invalid(world: World, field: str, kind: ItemKind = ItemKind.NOTE, *, content: bytes | None = None, **changes: object) -> None:
    """The field at which an item is not complete; nothing was recorded."""
    with pytest.raises(Invalid) as caught, transaction.atomic():
        written(world, kind, content=content, **changes)  # type: ignore[arg-type]
    assert caught.value.field == field
    assert not Item.objects.exists()


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


# ---------------------------------------------------------------- recorded
def test_recording_works_everywhere_and_the_log_has_codes_only(anywhere: World) -> None:
    consenting(anywhere)
    item = written(anywhere)
    assert (item.version, item.series, item.current) == (1, item.pk, True)
    assert item.citations and item.grounds
    assert [passage.text for passage in Passage.objects.filter(item=item)] == ["Douchen gaat beter met de nieuwe kruk."]
    line = AuditEvent.objects.get(event="dossier:item:recorded", outcome="done")
    assert (line.subject_id, line.dossier_id, line.reason, line.fields) == (item.pk, anywhere.dossier.pk, "note", ["naw"])
    assert line.decision["citations"]


def test_grounds_are_those_that_carried_it(in_leek: World, in_landsmeer: World) -> None:
    with scope.entered(in_leek.dossier.municipality.scope()):
        consenting(in_leek)
        assert written(in_leek).grounds == [RecordGround.CONSENT]


def test_leiden_asks_no_consent_for_ordinary_data(in_leiden: World) -> None:
    assert written(in_leiden).grounds == [RecordGround.FREE]


def test_in_leek_a_note_on_the_exception_lets_it_in(in_leek: World) -> None:
    consent.record_exception(
        person=in_leek.client,
        matter_id=in_leek.dossier.pk,
        ground=ExceptionGround.NECESSARY_UNAVOIDABLE,
        categories=[Category.NAW],
        note="Zonder dit kan de hulp niet beginnen",
        by=in_leek.sanne,
    )
    assert written(in_leek).grounds == [RecordGround.EXCEPTION]


def test_special_data_with_signed_consent(in_leiden: World) -> None:
    talk = in_leiden.explained()
    judge(in_leiden, talk, Category.HEALTH)
    item = written(in_leiden, categories=[Category.HEALTH])
    assert item.grounds == [RecordGround.CONSENT]
    assert any("art. 6a" in citation for citation in item.citations)


def test_the_same_page_sent_twice_records_once(in_leiden: World) -> None:
    key = time_ordered_id()
    first = record_item(dossier=in_leiden.dossier, facts=facts(in_leiden), key=key, by=in_leiden.sanne)
    assert record_item(dossier=in_leiden.dossier, facts=facts(in_leiden), key=key, by=in_leiden.sanne) == first
    assert Item.objects.count() == 1
    with pytest.raises(Conflict):
        record_item(dossier=in_leiden.dossier, facts=facts(in_leiden), key=key, by=in_leiden.marieke)


def test_passages_say_about_whom_they_are(in_leiden: World) -> None:
    brother = add_relation(
        dossier=in_leiden.dossier, around=Around(RelationRole.PROFESSIONAL, "wijkverpleegkundige", name="Ans Bakker"), by=in_leiden.sanne
    )
    item = written(
        in_leiden,
        passages=[PassageText("Over Johanna."), PassageText("Over Ans.", False, (brother.pk,)), PassageText("De buurman.", False, (), True)],
    )
    rows = list(Passage.objects.filter(item=item))
    assert [(row.about_client, [s.relation_id for s in row.subjects.all()], row.about_others) for row in rows] == [
        (True, [], False),
        (False, [brother.pk], False),
        (False, [], True),
    ]
    assert len(attention(in_leiden.dossier, clock.today())) == 2  # the address, and the neighbour who is not on the list


def test_a_document_is_rebuilt_sealed_and_opens_with_a_line_in_the_log(in_leiden: World) -> None:
    invalid(in_leiden, "file", ItemKind.DOCUMENT)
    invalid(in_leiden, "file", content=PNG)
    invalid(in_leiden, "", ItemKind.DOCUMENT, content=b"MZ not a picture")
    item = written(in_leiden, ItemKind.DOCUMENT, content=PNG, passages=[PassageText("")])
    assert item.media_type == "image/jpeg" and item.file_size
    opened, content = open_file(ref=in_leiden.dossier.pk, item_id=item.pk, by=in_leiden.sanne)
    assert opened == item and content[:2] == b"\xff\xd8" and PNG not in content
    assert AuditEvent.objects.filter(event="dossier:item:downloaded", subject_id=item.pk).count() == 1
    with pytest.raises(Unreadable):
        files.read(item.file, kind="dossier", subject=in_leiden.dossier.pk, aad="item|elsewhere")


# ---------------------------------------------------------------- corrected
def test_a_correction_stands_beside_the_earlier_version(in_leiden: World) -> None:
    first = written(in_leiden, received_on=days_ago(10))
    with pytest.raises(Invalid):
        correct_item(item=first, facts=facts(in_leiden), reason=" ", by=in_leiden.sanne)
    newer = correct_item(item=first, facts=facts(in_leiden, title="Huisbezoek, verbeterd"), reason="Verkeerde naam", by=in_leiden.sanne)
    assert (newer.version, newer.supersedes_id, newer.series) == (2, first.pk, first.series)
    assert newer.received_on == days_ago(10)  # retention goes on counting from the first
    first.refresh_from_db()
    assert first.superseded_at is not None and first.title == "Huisbezoek"
    assert [row.version for row in versions_of(newer)] == [2, 1]
    assert items_of(in_leiden.dossier) == [newer]
    assert AuditEvent.objects.filter(event="dossier:item:corrected", subject_id=newer.pk).count() == 1


def test_two_corrections_at_once_one_wins(in_leiden: World) -> None:
    first = written(in_leiden)
    correct_item(item=first, facts=facts(in_leiden, title="A"), reason="a", by=in_leiden.sanne)
    with pytest.raises(Conflict), transaction.atomic():
        correct_item(item=first, facts=facts(in_leiden, title="B"), reason="b", by=in_leiden.sanne)
    assert Item.objects.count() == 2


def test_the_database_allows_one_current_version(in_leiden: World) -> None:
    first = written(in_leiden)
    newer = correct_item(item=first, facts=facts(in_leiden), reason="a", by=in_leiden.sanne)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=first.pk).update(superseded_at=None)
    newer.refresh_from_db()
    assert newer.current


def test_a_corrected_document_keeps_its_file(in_leiden: World) -> None:
    first = written(in_leiden, ItemKind.DOCUMENT, content=PNG, passages=[PassageText("")])
    newer = correct_item(
        item=first, facts=facts(in_leiden, ItemKind.DOCUMENT, title="Foto", passages=[PassageText("")]), reason="titel", by=in_leiden.sanne
    )
    assert newer.file == first.file
    assert open_file(ref=in_leiden.dossier.pk, item_id=newer.pk, by=in_leiden.sanne)[1][:2] == b"\xff\xd8"


# ---------------------------------------------------------------- the client's own statement
def said(**changes: object) -> Statement:
    return replace(Statement("Ik ben het hier niet mee eens.", "Johanna de Vries", clock.today(), Carrier.ORAL), **changes)  # type: ignore[arg-type]


def test_a_statement_needs_words_and_a_speaker(in_leiden: World) -> None:
    for wrong, field in (
        (said(text=" "), "text"),
        (said(said_by=""), "said_by"),
        (said(received_on=clock.today() + timedelta(days=1)), "received_on"),
    ):
        with pytest.raises(Invalid) as caught, transaction.atomic():
            add_statement(dossier=in_leiden.dossier, statement=wrong, by=in_leiden.sanne)
        assert caught.value.field == field


def test_a_statement_is_the_clients_right_also_where_nothing_was_agreed(anywhere: World) -> None:
    row = add_statement(dossier=anywhere.dossier, statement=said(), by=anywhere.sanne)
    assert (row.kind, row.grounds, row.beside) == (ItemKind.STATEMENT, [RecordGround.RIGHT], None)
    own = {"leiden": "leiden-2016 art. 16 lid 4", "opsterland": "opsterland-2015 art. 19 lid 2"}
    assert own.get(anywhere.dossier.municipality.code, "avg art. 16") in row.citations


def test_a_statement_stands_beside_the_judgement_also_after_a_correction(in_leiden: World) -> None:
    judged = written(in_leiden, ItemKind.JUDGEMENT)
    row = add_statement(dossier=in_leiden.dossier, statement=said(), beside=judged, by=in_leiden.sanne)
    newer = correct_item(item=judged, facts=facts(in_leiden, ItemKind.JUDGEMENT, title="Ander oordeel"), reason="fout", by=in_leiden.sanne)
    assert statements_beside([newer])[newer.series] == [row]
    assert print_items(ref=in_leiden.dossier.pk, wanted=ItemFilter(kind=ItemKind.JUDGEMENT), by=in_leiden.sanne).statements[newer.series] == [row]


def test_nobody_rewrites_a_statement_or_puts_one_beside_another_dossier(in_leiden: World) -> None:
    row = add_statement(dossier=in_leiden.dossier, statement=said(), by=in_leiden.sanne)
    with pytest.raises(Invalid):
        correct_item(item=row, facts=facts(in_leiden), reason="mooier", by=in_leiden.sanne)
    with pytest.raises(Invalid):
        record_item(dossier=in_leiden.dossier, facts=facts(in_leiden, kind=ItemKind.STATEMENT), by=in_leiden.sanne)
    with pytest.raises(Invalid):
        add_statement(dossier=in_leiden.dossier, statement=said(), beside=row, by=in_leiden.sanne)


# ---------------------------------------------------------------- looking
def test_the_list_is_read_in_parts_without_loss(in_leiden: World) -> None:
    for number in range(33):
        written(in_leiden, title=f"Stuk {number}", received_on=days_ago(number % 3))
    first = list_items(ref=in_leiden.dossier.pk, wanted=ItemFilter(), by=in_leiden.sanne)
    second = list_items(ref=in_leiden.dossier.pk, wanted=ItemFilter(), after=first.following, by=in_leiden.sanne)
    titles = [item.title for item in (*first.items, *second.items)]
    assert (len(first.items), len(second.items), second.following) == (30, 3, None)
    assert len(set(titles)) == 33
    days = [item.received_on for item in (*first.items, *second.items)]
    assert days == sorted(days, reverse=True)
    line = AuditEvent.objects.filter(event="dossier:items:looked").earliest("at")
    assert set(line.object_ids) == {item.pk for item in first.items}


def test_the_list_narrows(in_leiden: World) -> None:
    note, contact = written(in_leiden, received_on=days_ago(20)), written(in_leiden, ItemKind.CONTACT)

    def shown(**wanted: object) -> list[Item]:
        return items_of(in_leiden.dossier, ItemFilter(**wanted))  # type: ignore[arg-type]

    assert shown(kind="contact") == [contact]
    assert shown(until=days_ago(5)) == [note]
    assert shown(since=days_ago(5)) == [contact]
    assert shown(author=in_leiden.marieke.pk) == []
    assert shown(author=in_leiden.sanne.pk, law="wmo", domain=in_leiden.dossier.domains[0]) == [contact, note]
    assert shown(domain="income") == []


def test_search_finds_words_without_accents_and_never_logs_them(in_leiden: World) -> None:
    item = written(in_leiden, passages=[PassageText("Het café aan de Geregracht is te ver lopen.")])
    written(in_leiden, title="Iets anders")
    found = search_dossier(ref=in_leiden.dossier.pk, words="CAFE geregr", by=in_leiden.sanne)
    assert [hit.item for hit in found.hits] == [item]
    assert found.hits[0].found.casefold() == "café"
    assert search_dossier(ref=in_leiden.dossier.pk, words="cafe verdwenen", by=in_leiden.sanne).hits == []
    assert search_dossier(ref=in_leiden.dossier.pk, words="douchen", by=in_leiden.sanne).hits[0].item is None  # the help question
    assert search_dossier(ref=in_leiden.dossier.pk, words="  ", by=in_leiden.sanne).hits == []
    lines = AuditEvent.objects.filter(event="dossier:items:searched")
    assert lines.count() == 4
    assert not any("cafe" in str(line.canonical).lower() for line in lines)


def test_who_stands_outside_finds_nothing(in_leiden: World) -> None:
    item = written(in_leiden)
    stranger = account("vreemd")
    for act in (
        lambda: open_item(ref=in_leiden.dossier.pk, item_id=item.pk, by=stranger),
        lambda: list_items(ref=in_leiden.dossier.pk, wanted=ItemFilter(), by=stranger),
        lambda: search_dossier(ref=in_leiden.dossier.pk, words="douchen", by=stranger),
        lambda: print_items(ref=in_leiden.dossier.pk, wanted=ItemFilter(), by=stranger),
        lambda: open_file(ref=in_leiden.dossier.pk, item_id=item.pk, by=stranger),
        lambda: open_item(ref=in_leiden.dossier.pk, item_id=uuid4(), by=in_leiden.sanne),
    ):
        with pytest.raises(Http404):
            act()


def test_another_municipality_finds_nothing(in_leiden: World) -> None:
    item = written(in_leiden)
    with scope.entered(make_municipality("leek").scope()), pytest.raises(Http404):
        open_item(ref=in_leiden.dossier.pk, item_id=item.pk, by=in_leiden.sanne)


def test_who_may_only_look_does_not_write(in_leiden: World) -> None:
    reader = in_leiden.marieke  # of the team, not involved
    services.authorise(
        dossier=in_leiden.dossier,
        user=reader,
        parts=[Part.DOSSIER],
        may_write=False,
        reason="vervangt een week",
        by=account("beheer", roles=[MunicipalRole.FUNCTIONAL_ADMIN]),
    )
    item = written(in_leiden)
    assert open_item(ref=in_leiden.dossier.pk, item_id=item.pk, by=reader) == item
    with pytest.raises(Refused):
        open_item(ref=in_leiden.dossier.pk, item_id=item.pk, write=True, by=reader)


# ---------------------------------------------------------------- drafts
def test_a_draft_is_his_own_and_two_tabs_notice_each_other(in_leiden: World) -> None:
    saved = save_item_draft(dossier=in_leiden.dossier, page="notitie", version=0, content={"title": ["Half"]}, by=in_leiden.sanne)
    save_item_draft(dossier=in_leiden.dossier, page="notitie", version=0, content={"title": ["Van Marieke"]}, by=in_leiden.marieke)
    with pytest.raises(ItemDraftConflict) as caught:
        save_item_draft(dossier=in_leiden.dossier, page="notitie", version=0, content={"title": ["Tweede tab"]}, by=in_leiden.sanne)
    assert caught.value.theirs.content == {"title": ["Half"]}
    save_item_draft(dossier=in_leiden.dossier, page="notitie", version=saved.version, content={"title": ["Heel"]}, by=in_leiden.sanne)
    record_item(dossier=in_leiden.dossier, facts=facts(in_leiden), page="notitie", by=in_leiden.sanne)
    assert [draft.author for draft in ItemDraft.objects.all()] == [in_leiden.marieke]


# ---------------------------------------------------------------- the client's own row
@pytest.mark.requirement("LEID-10.1-NAW")
def test_the_dossier_holds_name_and_address(in_leiden: World) -> None:
    person = in_leiden.client
    person.street, person.house_number, person.postcode, person.place = "Breestraat", "1", "2311CS", "Leiden"
    person.save()
    values = [row["value"] for row in client_rows(in_leiden.dossier)]
    assert "Johanna Maria de Vries" in values and "Breestraat 1, 2311 CS Leiden" in values
    assert attention(in_leiden.dossier, clock.today()) == []


@pytest.mark.requirement("OPST-9.1a")
def test_opsterlands_file_holds_number_name_and_address(in_opsterland: World) -> None:
    person = in_opsterland.client
    person.street, person.house_number, person.place, person.bsn = "Hoofdstraat", "12", "Beetsterzwaag", "999990019"
    person.save()
    values = [row["value"] for row in client_rows(in_opsterland.dossier)]
    assert "999990019" in values and "Johanna Maria de Vries" in values and "Hoofdstraat 12, Beetsterzwaag" in values


@pytest.mark.requirement("LEID-4", "OPST-4.1")
@pytest.mark.parametrize("code", ["leiden", "opsterland"])
def test_what_is_not_complete_or_not_right_is_listed(request: pytest.FixtureRequest, code: str) -> None:
    world = request.getfixturevalue(f"in_{code}")
    assert len(attention(world.dossier, clock.today())) == 1  # no address
    written(world, passages=[PassageText("De buurman klaagt.", False, (), True)])
    assert len(attention(world.dossier, clock.today())) == 2
    invalid_again = facts(world, purpose="")
    with pytest.raises(Invalid), transaction.atomic():
        record_item(dossier=world.dossier, facts=invalid_again, by=world.sanne)


def test_an_answer_of_the_client_is_enough_where_it_is_asked(in_landsmeer: World) -> None:
    talk = in_landsmeer.explained()
    agree(in_landsmeer, talk, Answer.NO)
    with pytest.raises(Refused), transaction.atomic():
        written(in_landsmeer)
