"""The texts that come along: complete for each protocol, with articles that exist, and in the right files."""

from __future__ import annotations

from pathlib import Path

import pytest

from privacy_domain.protocols import book, catalogue
from privacy_domain.texts import shipped as module
from privacy_domain.texts.kinds import COMMON, LAW, Kind
from privacy_domain.texts.placeholders import MissingValue, blanks, fill, unknown
from privacy_domain.texts.shipped import BadFile, ShippedText, of_protocols, shipped

VERSIONS = ["leek-2018", "landsmeer-2016", "sittard-geleen-2018", "leiden-2016", "opsterland-2015"]
ICONS = Path(__file__).parents[3] / "static" / "icons.svg"


def _covered(protocol: str) -> set[str]:
    return {code for text in of_protocols(frozenset({protocol})) if text.kind is Kind.CARD for code in text.covers}


def _keys(protocol: str) -> set[str]:
    return {text.key for text in of_protocols(frozenset({protocol, COMMON}))}


@pytest.mark.parametrize(
    "version",
    [
        pytest.param("leek-2018"),
        pytest.param("landsmeer-2016"),
        pytest.param("sittard-geleen-2018"),
        pytest.param("leiden-2016"),
        pytest.param("opsterland-2015", marks=pytest.mark.requirement("OPST-6.1-inhoud")),
    ],
)
def test_every_item_that_the_protocol_demands_has_a_card(version: str) -> None:
    contents = book.version(version).value(catalogue.INFORMING_CONTENTS)
    assert contents
    assert {item.code for item in contents} <= _covered(version)


@pytest.mark.parametrize("version", ["leiden-2016", "opsterland-2015"])
def test_who_was_referred_hears_by_whom_and_with_what(version: str) -> None:
    told = book.version(version).value(catalogue.INFORMING_REFERRER)
    assert told
    cards = [text for text in of_protocols(frozenset({version})) if text.condition == "referred"]
    assert {item.code for item in told} <= {code for card in cards for code in card.covers}
    assert all({"verwijzer", "verwijzing"} <= blanks(card.body) for card in cards)


@pytest.mark.parametrize("version", VERSIONS)
def test_an_item_is_explained_by_articles_of_its_own_protocol(version: str) -> None:
    protocol = book.version(version)
    demanded = {item.code for item in protocol.value(catalogue.INFORMING_CONTENTS) or ()}
    for text in of_protocols(frozenset({version})):
        if demanded & set(text.covers) and text.language == "nl":
            assert any(citation.startswith(version) for citation in text.citations), text.key


@pytest.mark.parametrize("text", shipped(), ids=lambda text: f"{text.protocol}:{text.key}:{text.language}")
def test_every_article_exists(text: ShippedText) -> None:
    law = book.law()
    for citation in text.citations:
        source, _, place = citation.partition(" ")
        articles = law.articles[source] if source in law.articles else book.version(source).articles
        assert place in {known for article in articles for known in article.places()}, citation


@pytest.mark.parametrize("version", [*VERSIONS, LAW])
def test_every_protocol_has_what_the_talk_and_the_letters_need(version: str) -> None:
    assert {
        "summary.protocol",
        "summary.secrecy",
        "acknowledgement.duties",
        "statement.exception",
        "question.partner",
    } <= _keys(version)


@pytest.mark.parametrize("version", ["leek-2018", "landsmeer-2016", "opsterland-2015"])
def test_where_agreement_is_asked_there_is_a_question(version: str) -> None:
    assert "question.agreement" in _keys(version)
    assert "statement.no-agreement" not in _keys(version)


def test_where_no_protocol_is_in_force_special_data_are_asked_and_ordinary_data_are_not() -> None:
    assert {"question.special", "statement.special-why", "statement.no-agreement"} <= _keys(LAW)
    assert "question.agreement" not in _keys(LAW)


@pytest.mark.parametrize("version", ["leiden-2016", "sittard-geleen-2018"])
def test_where_agreement_is_not_asked_there_is_a_reason_and_no_question(version: str) -> None:
    assert "question.agreement" not in _keys(version)
    assert "statement.no-agreement" in _keys(version)


def test_landsmeer_has_a_hint_for_each_of_the_seven_steps() -> None:
    assert {f"guide.step-{number}" for number in range(1, 8)} <= _keys("landsmeer-2016")


def test_every_pictogram_is_in_the_sprite() -> None:
    sprite = ICONS.read_text()
    assert {text.icon for text in shipped() if text.icon and f'id="{text.icon}"' not in sprite} == set()
    assert all(text.icon for text in shipped() if text.kind is Kind.CARD)


def test_a_translation_has_the_same_blanks() -> None:
    dutch = {(text.protocol, text.key): text for text in shipped() if text.language == "nl"}
    for text in shipped():
        if text.language != "nl":
            original = dutch[text.protocol, text.key]
            assert text.key.startswith("label.") or blanks(text.heading + text.body) == blanks(original.heading + original.body), text.key


def _file(folder: Path, content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "leek-2018").mkdir()
    (folder / "leek-2018" / "cards.toml").write_text(content)
    monkeypatch.setattr(module, "DATA", folder)
    module.shipped.__wrapped__()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('protocol = "leiden-2016"\nlanguage = "nl"', "stands in the folder"),
        ('protocol = "leek-2018"\nlanguage = "nl"\n[[card]]\nkey = "a"\nbody = "Hoi {oma}."', "oma"),
        ('protocol = "leek-2018"\nlanguage = "nl"\n[[card]]\nkey = "a"\nbody = "Hoi."\ncolour = "red"', "colour"),
        (
            'protocol = "leek-2018"\nlanguage = "nl"\n[[card]]\nkey = "a"\nbody = "Hoi."\n[[card]]\nkey = "a"\nbody = "Dag."',
            "twice",
        ),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, fault: str) -> None:
    with pytest.raises(BadFile, match=fault):
        _file(tmp_path, content, monkeypatch)


@pytest.mark.parametrize("citation", ["leek-2018 artikel 4", "leek-2018", "avg 13"])
def test_a_bad_citation_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, citation: str) -> None:
    with pytest.raises(ValueError, match="not a place"):
        _file(
            tmp_path,
            f'protocol = "leek-2018"\nlanguage = "nl"\n[[card]]\nkey = "a"\nbody = "Hoi."\ncitations = ["{citation}"]',
            monkeypatch,
        )


def test_what_is_filled_in_is_not_read_again() -> None:
    assert fill("Hallo {client}, {doel}", {"client": "{doel}", "doel": "x"}) == "Hallo {doel}, x"


def test_an_empty_blank_is_a_mistake() -> None:
    with pytest.raises(MissingValue, match="client"):
        fill("Hallo {client}", {})


def test_unknown_blanks_and_stray_braces_are_named() -> None:
    assert unknown("{telefoon} {oma} {Naam} }") == ("oma", "{", "}")
