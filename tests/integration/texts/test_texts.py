"""Texts in the database: loading, choosing, publishing, and that nothing that stands can change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.models import Adoption
from privacy_domain.tenancy.scope import entered
from privacy_domain.texts import selectors, services
from privacy_domain.texts.kinds import Condition
from privacy_domain.texts.models import Text
from privacy_domain.texts.services import NotPublished
from tests.conftest import make_municipality

TODAY = date(2026, 11, 24)


def _load(municipality: Any) -> None:
    services.load_shipped_texts(by=SYSTEM)


def _publish(**changes: Any) -> Text:
    given = {
        "key": "card.purpose",
        "protocol": "leek-2018",
        "heading": "Waarom?",
        "body": "Om u te helpen.",
        "valid_from": TODAY,
        "source": "besluit college",
        "by": SYSTEM,
    }
    return services.publish_new_version(**(given | changes))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"key": "card.unknown"}, "bestaat niet"),
        ({"body": "  "}, "leeg"),
        ({"valid_from": TODAY - timedelta(days=1)}, "verleden"),
        ({"body": "Bel {oma}."}, "oma"),
        ({"body": "Bel {telefoon."}, "ingevuld"),
    ],
)
def test_a_version_that_cannot_hold_is_refused_with_a_sentence(leek: Any, changes: dict[str, Any], sentence: str) -> None:
    with entered(leek.scope()):
        _load(leek)
        with pytest.raises(NotPublished, match=sentence):
            _publish(**changes)


@pytest.mark.parametrize(
    "statement",
    [
        "update texts_text set body = 'anders'",
        "update texts_text set valid_from = '2020-01-01'",
        "update texts_text set covers = '[]'::jsonb",
        "update texts_text set used_at = null where used_at is not null",
        "delete from texts_text where used_at is not null",
    ],
)
def test_what_was_used_never_changes(leek: Any, statement: str) -> None:
    with entered(leek.scope()):
        _load(leek)
        services.mark_used(ids=Text.objects.values_list("id", flat=True), by=SYSTEM)
        with pytest.raises(DatabaseError, match="text"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_version_that_holds_cannot_be_withdrawn_and_one_that_has_not_started_can(leek: Any) -> None:
    with entered(leek.scope()):
        _load(leek)
        with pytest.raises(NotPublished):
            services.withdraw_version(text_id=selectors.text_on("card.purpose", TODAY).id, by=SYSTEM)
        later = _publish(valid_from=TODAY + timedelta(days=7))
        services.withdraw_version(text_id=later.id, by=SYSTEM)
        assert not Text.objects.filter(id=later.id).exists()


def test_loading_twice_makes_nothing_new(leek: Any) -> None:
    with entered(leek.scope()):
        assert services.load_shipped_texts(by=SYSTEM) > 100
        assert services.load_shipped_texts(by=SYSTEM) == 0
        assert AuditEvent.objects.filter(event="text:collection:loaded").count() == 1


def test_own_words_survive_loading_and_start_on_their_day(leek: Any) -> None:
    with entered(leek.scope()):
        _load(leek)
        own = _publish(valid_from=TODAY + timedelta(days=7))
        assert own.version == 2
        assert services.load_shipped_texts(by=SYSTEM) == 0
        assert selectors.text_on("card.purpose", TODAY).version == 1
        later = selectors.text_on("card.purpose", TODAY + timedelta(days=7))
        assert (later.version, later.body) == (2, "Om u te helpen.")
        assert later.covers == ("purpose",)
        assert AuditEvent.objects.get(event="text:version:published").subject_id == own.id


def test_another_municipality_has_its_own_texts(leek: Any, landsmeer: Any) -> None:
    with entered(leek.scope()):
        _load(leek)
        _publish()
    with entered(landsmeer.scope()):
        assert not Text.objects.exists()
        with pytest.raises(selectors.TextMissing):
            selectors.text_on("card.purpose", TODAY)


def test_a_protocols_own_words_go_before_the_common_ones(leek: Any) -> None:
    with entered(leek.scope()):
        _load(leek)
        assert selectors.text_on("statement.withdraw", TODAY).protocol == "leek-2018"
        assert selectors.text_on("statement.free", TODAY).protocol == "common"


def test_before_loading_there_are_no_words(leek: Any) -> None:
    with entered(leek.scope()):
        _load(leek)
        with pytest.raises(selectors.TextMissing, match="no text card"):
            selectors.text_on("card.purpose", TODAY - timedelta(days=1))


@pytest.mark.requirement("LEEK-4.2", "LAND-4.2")
@pytest.mark.parametrize("code", ["leek", "landsmeer"])
def test_the_parties_are_named_or_said_to_be_unknown(code: str, request: pytest.FixtureRequest) -> None:
    with entered(request.getfixturevalue(code).scope()):
        services.load_shipped_texts(by=SYSTEM)
        named = {card.key for card in selectors.cards_on(TODAY, holds=[Condition.PARTIES_NAMED])}
        unknown = {card.key for card in selectors.cards_on(TODAY, holds=[Condition.NO_PARTIES])}
        assert ("card.parties" in named, "card.parties-unknown" in named) == (True, False)
        assert ("card.parties" in unknown, "card.parties-unknown" in unknown) == (False, True)


@pytest.mark.requirement("OPST-6.2")
@pytest.mark.parametrize("code", ["leiden", "opsterland"])
def test_the_referrer_is_a_card_only_after_a_referral(code: str) -> None:
    municipality = make_municipality(code)
    with entered(municipality.scope()):
        _load(municipality)
        assert "card.referrer" not in {card.key for card in selectors.cards_on(TODAY)}
        card = {card.key: card for card in selectors.cards_on(TODAY, holds=[Condition.REFERRED])}["card.referrer"]
        told = card.filled({"verwijzer": "huisarts De Linde", "verwijzing": "u valt vaak"})
        assert "huisarts De Linde" in told.body
        assert "u valt vaak" in told.body


@pytest.mark.parametrize("code", ["leek", "landsmeer", "sittard-geleen", "leiden", "opsterland"])
def test_cards_in_another_language_keep_their_order_and_articles(code: str) -> None:
    municipality = make_municipality(code)
    holds = [Condition.PARTIES_NAMED, Condition.REFERRED]
    with entered(municipality.scope()):
        _load(municipality)
        dutch = selectors.cards_on(TODAY, holds=holds)
        english = selectors.cards_on(TODAY, holds=holds, language="en")
        assert [card.key for card in dutch] == [card.key for card in english]
        assert {card.language for card in english} == {"en"}
        assert [card.covers for card in dutch] == [card.covers for card in english]
        assert english[0].heading == "What do we write down?"


def test_what_is_not_translated_comes_in_dutch(leek: Any) -> None:
    with entered(leek.scope()):
        _load(leek)
        assert {card.language for card in selectors.cards_on(TODAY, language="pl")} == {"nl"}


def test_without_a_protocol_the_law_has_the_word(opsterland: Any) -> None:
    with entered(opsterland.scope()):
        _load(opsterland)
        Adoption.objects.all().delete()
        assert selectors.protocol_code(TODAY) == "law"
        assert {card.protocol for card in selectors.cards_on(TODAY)} == {"law"}


def test_the_versions_that_were_used_are_found_by_id(leek: Any) -> None:
    with entered(leek.scope()):
        _load(leek)
        before = selectors.text_on("card.purpose", TODAY)
        services.mark_used(ids=[before.id], by=SYSTEM)
        _publish()
        assert selectors.by_ids([before.id])[before.id] == before
        assert Text.objects.get(id=before.id).used_at == clock.now()
