"""What was recorded: corrected, commented by the client, listed, found, kept as a draft."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from access.states import MunicipalRole
from consent import services as consent
from consent.states import Answer, ExceptionGround
from dossiers import services
from dossiers.models import Item, ItemDraft, Passage
from dossiers.policies.item_checks import PassageText
from dossiers.presenters.items import attention, client_rows
from dossiers.selectors.items import ItemFilter, items_of, statements_beside, versions_of
from dossiers.services.drafts import DraftConflict, save_item_draft
from dossiers.services.item_reading import list_items, open_file, open_item, print_items, search_dossier
from dossiers.services.items import add_statement, correct_item, record_item
from dossiers.services.relations import Around, add_relation
from dossiers.states import ItemKind, RecordGround, RelationRole
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.crypto import files
from privacy_domain.crypto.envelope import Unreadable
from privacy_domain.operation import time_ordered_id
from privacy_domain.protocols.types import Category, Part, Refused
from privacy_domain.tenancy import scope
from privacy_domain.web.errors import Conflict, Invalid
from tests.conftest import make_municipality
from tests.factories.access import account
from tests.integration.dossiers.cast import World, agree, judge
from tests.integration.dossiers.written import PNG, consenting, days_ago, facts, invalid, said, written


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
    with pytest.raises(DraftConflict) as caught:
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
