from __future__ import annotations

from privacy_domain.protocols import book, show
from privacy_domain.protocols.plain import plain
from privacy_domain.protocols.reading import Spot
from privacy_domain.protocols.types import Category, Citation, Form, freeze
from privacy_domain.protocols.values import PERIOD, WAYS

SPOT = Spot("leek-2018", "value")


def test_a_value_is_shown_without_its_citations_and_without_what_is_empty() -> None:
    assert plain(PERIOD({"amount": 4, "unit": "weeks", "articles": "art. 4"}, SPOT)) == {"amount": 4, "unit": "weeks"}
    (way,) = WAYS([{"name": "consent", "conditions": {"consent": "art. 4"}}], SPOT)
    assert plain(way) == {"name": "consent", "conditions": ["consent"]}
    assert plain(frozenset({Category.RACE, Category.BSN})) == ["bsn", "race"]
    assert plain((Citation("avg", "art. 6"), "a")) == ["a"]
    assert plain(freeze({Form.WRITTEN: 2, Form.ORAL: None})) == {"written": 2, "oral": None}
    assert plain(freeze({Form.WRITTEN: (), Form.ORAL: ()})) == ["oral", "written"]
    assert plain(Form.ORAL) == "oral"
    assert plain(True) is True


def test_a_table_whose_keys_differ_in_more_than_articles_stays_a_table() -> None:
    (way,) = WAYS([{"name": "x", "conditions": {}, "stands_for": {"serious_situation": ["vital_interest_client"]}}], SPOT)
    assert plain(way) == {"name": "x", "stands_for": {"serious_situation": ["vital_interest_client"]}}


def test_the_list_names_each_version_with_its_days() -> None:
    lines = list(show.list_lines(book.versions()))
    assert len(lines) == 5
    assert "opsterland-2015       2015-01-01 .. 2017-06-30" in lines[3]
    assert lines[1].startswith("leek-2018             2018-08-15 .. open")
    assert lines[1].endswith("(assumed)")
    assert not lines[0].endswith("(assumed)")


def test_a_version_is_shown_by_article_with_its_rules() -> None:
    lines = list(show.show_lines(book.version("leek-2018")))
    assert lines[0] == "leek-2018: Privacyprotocol sociaal domein gemeente Leek 2018"
    assert lines[1] == "decided 2018-08-14, in force 2018-08-15 .. open"
    assert lines[2].startswith("assumed: ")
    at = lines.index("art. 3 (lid 1-5): Zorgvuldig omgaan met gegevens; incidenten melden")
    assert any(line.startswith("  breach_internal (art. 3 lid 3): ") for line in lines[at:])
    assert '    {"amount": 48, "unit": "hours"}' in lines
    silent, readings = lines.index("silent, so the law answers:"), lines.index("open readings:")
    assert any(line.startswith("  verwijsindex: ") for line in lines[silent:readings])
    assert any(line.startswith("  R9 (art. 1 onder b, art. 4 lid 4): ") for line in lines[readings:])
    assert not any(line.startswith("  term_access") for line in lines[:silent])


def test_a_version_without_a_day_of_decision_or_with_a_last_day_says_so() -> None:
    assert list(show.show_lines(book.version("leiden-2016")))[1] == "decided ?, in force 2016-02-01 .. open"
    opsterland = list(show.show_lines(book.version("opsterland-2015")))
    assert opsterland[1] == "decided 2014-12-16, in force 2015-01-01 .. 2017-06-30"
    assert not opsterland[2].startswith("assumed")
    assert "art. 13: Overleg binnen het team" in opsterland


def test_annexes_are_shown_with_their_number_of_parts() -> None:
    lines = list(show.show_lines(book.version("landsmeer-2016")))
    assert "bijlage I (7 parts): Werkinstructie voor instemming en toestemming" in lines


def test_differences_show_both_sides() -> None:
    lines = list(show.difference_lines(book.differences(book.version("leek-2018"), book.version("landsmeer-2016"))))
    at = lines.index("breach_internal")
    assert lines[at + 1] == '  - {"amount": 48, "unit": "hours"}'
    assert lines[at + 2] == "  + silent: Het protocol spreekt niet over datalekken."
