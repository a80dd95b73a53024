"""A letter from draft to sent, and everything that may not happen on the way."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pypdf
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.crypto import keys
from privacy_domain.crypto.envelope import Unreadable
from privacy_domain.letters import render, selectors, services
from privacy_domain.letters.contexts import ProtocolSummary
from privacy_domain.letters.kinds import Channel
from privacy_domain.letters.models import Letter
from privacy_domain.letters.render import LetterRefused, Printed
from privacy_domain.letters.tasks import render as render_job
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.models import Adoption
from privacy_domain.tenancy.scope import entered
from privacy_domain.texts.models import Text
from privacy_domain.texts.selectors import TextMissing, text_on
from privacy_domain.texts.services import load_shipped_texts, publish_new_version
from privacy_domain.web.errors import Conflict
from privacy_domain.work.models import Job
from privacy_domain.work.registry import Assignment, handler_of
from tests.letters import ADDRESSEE, AUTHOR, consent_form, receipt

PDF = b"%PDF-1.7 canary"


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A press that prints at once: printing itself is tested in test_printing.py. Returns what was printed."""
    letters: list[Any] = []

    def printed(letter: Any) -> Printed:
        letters.append(letter)
        return Printed(PDF, hashlib.sha256(PDF).hexdigest(), 1)

    monkeypatch.setattr(services, "printed", printed)
    return letters


@pytest.fixture
def inside(leek: Any) -> Any:
    """Within Leek, with its texts."""
    with entered(leek.scope()):
        load_shipped_texts(by=SYSTEM)
        yield leek


def _person() -> UUID:
    person = uuid4()
    keys.create_key("person", person)
    return person


def _draft(**changes: Any) -> Letter:
    given = {"kind": "receipt", "person_id": None, "context": receipt(), "by": SYSTEM} | changes
    return services.draft(**(given | {"person_id": given["person_id"] or _person()}))


def _printed() -> Letter:
    letter = _draft()
    services.approve(letter=letter, by=SYSTEM)
    return services.render(letter_id=letter.id, by=SYSTEM)


# ------------------------------------------------------------ refusals
def test_facts_of_another_kind_are_refused(inside: Any) -> None:
    with pytest.raises(ValueError, match="consent_form in a letter of the kind receipt"):
        _draft(context=consent_form())


def test_without_texts_there_is_no_letter(leek: Any) -> None:
    with entered(leek.scope()), pytest.raises(TextMissing):
        _draft()


def test_without_a_key_there_is_no_letter(inside: Any) -> None:
    with pytest.raises(Unreadable):
        _draft(person_id=uuid4())


def test_a_draft_is_neither_printed_nor_sent(inside: Any, press: list[Any]) -> None:
    letter = _draft()
    with pytest.raises(Conflict, match="nog niet goedgekeurd"):
        services.render(letter_id=letter.id, by=SYSTEM)
    with pytest.raises(Conflict):
        services.record_sent(letter=letter, channel=Channel.POST, by=SYSTEM)
    with pytest.raises(Conflict, match="nog gemaakt"):
        services.open_pdf(letter=letter, by=SYSTEM)
    assert press == []


def test_a_second_approval_and_a_late_discard_are_conflicts(inside: Any) -> None:
    letter = _draft()
    services.approve(letter=letter, by=SYSTEM)
    with pytest.raises(Conflict):
        services.approve(letter=letter, by=SYSTEM)
    with pytest.raises(Conflict, match="al goedgekeurd"):
        services.discard(letter=letter, by=SYSTEM)


def test_a_letter_is_sent_once(inside: Any, press: list[Any]) -> None:
    letter = _printed()
    services.record_sent(letter=letter, channel=Channel.HANDED, by=SYSTEM)
    with pytest.raises(Conflict):
        services.record_sent(letter=letter, channel=Channel.POST, by=SYSTEM)


@pytest.mark.parametrize(
    "statement",
    [
        "update letters_letter set context = 'x'::bytea",
        "update letters_letter set written_on = '2020-01-01'",
        "update letters_letter set text_ids = '[]'::jsonb",
        "update letters_letter set reference = 'X'",
        "update letters_letter set approved_at = null",
        "update letters_letter set state = 'rendered'",
        "update letters_letter set pdf_digest = 'x'",
        "update letters_letter set pdf_file = 'x'",
        "update letters_letter set channel = 'post'",
    ],
)
def test_a_letter_that_was_sent_never_changes(inside: Any, press: list[Any], statement: str) -> None:
    services.record_sent(letter=_printed(), channel=Channel.HANDED, by=SYSTEM)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_destruction_may_empty_a_letter(inside: Any, press: list[Any]) -> None:
    letter = _printed()
    services.record_sent(letter=letter, channel=Channel.HANDED, by=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("update letters_letter set context = null, pdf_file = ''")
    assert Letter.objects.get(id=letter.id).context is None


def test_a_letter_that_cannot_be_printed_says_why(inside: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(letter: Any) -> Printed:
        raise LetterRefused("too-large")

    monkeypatch.setattr(services, "printed", refuse)
    letter = _printed()
    assert letter.state == Letter.State.FAILED
    with pytest.raises(Conflict, match="te lang"):
        services.open_pdf(letter=letter, by=SYSTEM)
    assert AuditEvent.objects.get(event="letter:pdf:rendered").outcome == "failed"


def test_another_municipality_finds_no_letter(inside: Any, landsmeer: Any) -> None:
    letter = _draft()
    with entered(landsmeer.scope()):
        assert selectors.letter(letter.id) is None
        assert selectors.letters_of_person(letter.person_id) == ()


# ------------------------------------------------------------ the way that it goes
def test_a_letter_goes_from_draft_to_sent(inside: Any, press: list[Any]) -> None:
    letter = _draft(large_print=True, citations=["leek-2018 art. 4 lid 3"])
    assert (letter.state, letter.protocol_version) == ("draft", "leek-2018")
    assert "leek-2018 art. 4 lid 3" in letter.citations
    assert "leek-2018 art. 11 lid 2" in letter.citations
    services.approve(letter=letter, by=SYSTEM)
    services.render(letter_id=letter.id, by=SYSTEM)
    letter = selectors.letter(letter.id)
    assert (letter.state, letter.pages, letter.pdf_digest) == ("rendered", 1, hashlib.sha256(PDF).hexdigest())
    assert services.open_pdf(letter=letter, by=SYSTEM) == PDF
    services.record_sent(letter=letter, channel=Channel.SECURE_MAIL, by=SYSTEM)
    letter = selectors.letter(letter.id)
    assert (letter.state, letter.sent_at, letter.channel) == ("sent", clock.now(), "secure_mail")
    assert press[0].large_print
    assert press[0].facts == receipt()
    events = list(AuditEvent.objects.filter(subject_id=letter.id).order_by("id").values_list("event", flat=True))
    assert events == [
        "letter:letter:drafted",
        "letter:letter:approved",
        "letter:pdf:rendered",
        "letter:pdf:opened",
        "letter:letter:sent",
    ]


def test_approving_queues_one_job_that_prints(inside: Any, press: list[Any]) -> None:
    letter = _draft()
    services.approve(letter=letter, by=SYSTEM)
    job = Job.objects.get(kind="letters.render")
    assert handler_of(job.kind) is render_job
    order = Assignment(id=job.id, kind=job.kind, key=job.key, args=job.args, owner_id=None, done=0, total=0)
    assert render_job(order).message == "rendered"
    assert render_job(order).message == "rendered"  # delivered twice, printed once
    assert len(press) == 1


def test_a_discarded_draft_is_gone(inside: Any) -> None:
    letter = _draft()
    services.discard(letter=letter, by=SYSTEM)
    assert selectors.letter(letter.id) is None


def test_approval_marks_the_sentences_as_used(inside: Any) -> None:
    letter = _draft()
    assert not Text.objects.filter(used_at__isnull=False).exists()
    services.approve(letter=letter, by=SYSTEM)
    assert {str(row.id) for row in Text.objects.filter(used_at__isnull=False)} == set(letter.text_ids)


@pytest.mark.requirement("ENG-2")
def test_a_later_version_of_a_text_or_protocol_changes_no_letter(inside: Any, press: list[Any]) -> None:
    before = text_on("letter.receipt", clock.today())
    letter = _draft()
    services.approve(letter=letter, by=SYSTEM)
    publish_new_version(
        key="letter.receipt",
        protocol="common",
        heading="Anders",
        body="Anders.",
        valid_from=clock.today(),
        source="test",
        by=SYSTEM,
    )
    Adoption.objects.update(valid_until=clock.today())
    with clock.standing_at(clock.now() + timedelta(days=400)):
        assert selectors.letterhead_on(clock.today()).protocol_title == ""
        services.render(letter_id=letter.id, by=SYSTEM)
    assert press[0].phrases["letter.receipt"].body == before.body
    assert str(before.id) in letter.text_ids
    assert press[0].written_on == letter.written_on
    assert selectors.letter(letter.id).protocol_version == "leek-2018"
    assert press[0].letterhead.protocol_title == "Privacyprotocol sociaal domein gemeente Leek 2018"


def test_what_a_letter_says_is_sealed(inside: Any, press: list[Any]) -> None:
    letter = _printed()
    with connection.cursor() as cursor:
        cursor.execute("select l::text, encode(context, 'escape') from letters_letter l")
        row = " ".join(cursor.fetchone())
    for canary in (ADDRESSEE.name, "Huisarts De Linde", "huishouden"):
        assert canary not in row
    assert selectors.frozen(selectors.letter(letter.id)).facts == receipt()


def test_a_letter_of_a_dossier_goes_with_the_dossiers_key(inside: Any, press: list[Any]) -> None:
    dossier = uuid4()
    keys.create_key("dossier", dossier)
    letter = _draft(dossier_id=dossier)
    assert selectors.letters_of_dossier(dossier) == (letter,)
    keys.destroy_key("dossier", dossier)
    with pytest.raises(Unreadable):
        selectors.frozen(selectors.letter(letter.id))


@pytest.mark.requirement("LEEK-9-informeren")
def test_the_main_lines_go_to_somebody_outside_the_protocol_and_that_is_recorded(inside: Any, press: list[Any]) -> None:
    summary = ProtocolSummary(addressee=ADDRESSEE, author=AUTHOR)
    letter = _draft(kind="protocol_summary", context=summary)
    services.approve(letter=letter, by=SYSTEM)
    services.render(letter_id=letter.id, by=SYSTEM)
    services.record_sent(letter=letter, channel=Channel.HANDED, by=SYSTEM)
    html = render.html_of(press[0])
    assert "Vertel ze aan niemand anders." in html
    assert "leek-2018 art. 9" in letter.citations
    assert selectors.letter(letter.id).sent_at == clock.now()


def test_a_letter_in_english_has_english_sentences(inside: Any) -> None:
    letter = _draft(language="en")
    assert selectors.frozen(letter).phrases["letter.receipt"].heading == "Our agreements about your data"


@pytest.mark.parametrize("reference", range(3))
def test_a_reference_is_random_and_readable(inside: Any, reference: int) -> None:
    assert set(_draft().reference) <= set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")


def test_the_real_press_prints_what_the_row_says_and_keeps_it_sealed(inside: Any) -> None:
    letter = _printed()
    pdf = services.open_pdf(letter=letter, by=SYSTEM)
    assert hashlib.sha256(pdf).hexdigest() == letter.pdf_digest
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == letter.pages
    words = " ".join(reader.pages[0].extract_text().split())
    assert letter.reference in words
    assert "Huisarts De Linde" in words
    on_disk = (Path(settings.MEDIA_ROOT) / letter.pdf_file[:2] / letter.pdf_file).read_bytes()
    assert b"%PDF" not in on_disk
