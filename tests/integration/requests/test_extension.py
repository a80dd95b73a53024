"""A term is extended once, for a reason, by a letter that goes out inside the term; until then nothing is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.letters.kinds import Channel
from privacy_domain.letters.models import Letter
from privacy_domain.letters.selectors import frozen
from privacy_domain.operation import SYSTEM
from privacy_domain.web.errors import Conflict, Invalid
from requests import services
from requests.models import Reminder, SubjectRequest
from requests.states import ExtensionReason, RequestKind
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_looks import browser, text
from tests.integration.requests.asked import asked, in_hand

WHY = "Uw gegevens staan ook in een papieren archief. Daar zoeken wij in."


def at(day: date) -> Any:
    return clock.standing_at(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


def write(world: World, made: SubjectRequest, words: str = WHY) -> SubjectRequest:
    return services.write_extension(request=made, reason=ExtensionReason.COMPLEX, words=words, by=world.sanne)


def send(world: World, made: SubjectRequest) -> SubjectRequest:
    return services.send_extension(request=made, channel=Channel.POST, by=world.sanne)


def test_nothing_is_extended_without_words_without_identity_or_while_the_clock_stands_still(in_leek: World) -> None:
    with pytest.raises(Conflict):
        write(in_leek, asked(in_leek))
    made = in_hand(in_leek)
    with pytest.raises(Invalid):
        write(in_leek, made, " ")
    with pytest.raises(Conflict):
        send(in_leek, made)
    services.stop_clock(request=made, ground="agreed", explanation="Na haar vakantie.", by=in_leek.sanne)
    with pytest.raises(Conflict):
        write(in_leek, made)
    assert not Letter.objects.exists()


def test_after_the_last_day_it_is_too_late_for_the_letter_and_for_sending_it(in_leek: World) -> None:
    made, other = in_hand(in_leek, RequestKind.RECTIFICATION), in_hand(in_leek, RequestKind.RECTIFICATION)
    write(in_leek, made)
    with at(date(2026, 12, 23)):
        with pytest.raises(Conflict):
            send(in_leek, made)
        with pytest.raises(Conflict):
            write(in_leek, other)
    made.refresh_from_db()
    assert (made.extended_on, made.due_on) == (None, date(2026, 12, 22))


def test_the_letter_says_why_and_until_when_and_the_later_day_counts_once_it_is_sent(anywhere: World) -> None:
    made = in_hand(anywhere, RequestKind.ACCESS)
    first = made.due_on
    write(anywhere, made)
    with pytest.raises(Conflict):
        write(anywhere, made)
    letter = Letter.objects.get()
    facts = frozen(letter).facts
    assert (facts.received_on, facts.until, facts.why) == (date(2026, 11, 24), date(2027, 2, 24), WHY)  # type: ignore[union-attr]
    assert "avg art. 12 lid 3" in letter.citations
    assert SubjectRequest.objects.get().due_on == first
    with at(date(2026, 12, 10)):
        sent = send(anywhere, made)
        assert (sent.extended_on, sent.extended_by, sent.due_on) == (date(2026, 12, 10), anywhere.sanne, date(2027, 2, 24))
        with pytest.raises(Conflict):
            send(anywhere, made)
        with pytest.raises(Conflict):
            write(anywhere, made)
        services.remind_some(by=SYSTEM)
    assert not Reminder.objects.exists()
    assert Letter.objects.get().state == "sent"
    assert {"request:extension:written", "request:term:extended"} <= set(AuditEvent.objects.values_list("event", flat=True))


def test_destruction_is_never_extended_beyond_the_day_on_which_it_must_be_done(in_leiden: World) -> None:
    made = in_hand(in_leiden, RequestKind.DESTRUCTION)
    write(in_leiden, made)
    sent = send(in_leiden, made)
    assert sent.due_on == sent.execute_by == date(2027, 2, 24)


def test_the_page_leads_from_the_letter_to_the_later_day(in_leek: World) -> None:
    made, client = in_hand(in_leek), browser(in_leek.sanne)
    page = f"/leek/verzoek/{made.pk}/"
    assert client.post(f"{page}verlengen/", {"extend-reason": "complex", "extend-words": ""}).status_code == 422
    assert client.get(f"{page}verlengen/brief/").status_code == 409
    assert client.post(f"{page}verlengen/", {"extend-reason": "complex", "extend-words": WHY}).status_code == 302
    assert "moet nog weg" in text(client.get(page))
    pdf = client.get(f"{page}verlengen/brief/")
    assert pdf.content.startswith(b"%PDF") and "verlenging" in pdf.headers["Content-Disposition"]
    assert client.post(f"{page}verlengen/verzonden/", {}).status_code == 422
    assert client.post(f"{page}verlengen/verzonden/", {"sent-channel": "post"}).status_code == 302
    shown = text(client.get(page))
    assert "24 februari 2027" in shown and "Verlengd met 2 maanden" in shown and WHY in shown
    assert client.post(f"{page}verlengen/verzonden/", {"sent-channel": "post"}).status_code == 409
    outsider = browser(in_leek.marieke)
    assert outsider.get(f"{page}verlengen/brief/").status_code == outsider.post(f"{page}verlengen/").status_code == 404
    assert client.get(f"{page}verlengen/").status_code == 405
