"""Dates, citations and conditions in the words of the reader."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe

from privacy_domain.protocols.types import Condition
from privacy_domain.web import citations, conditions
from privacy_domain.web.templatetags import domain


def render(source: str, **context: object) -> str:
    return Template("{% load domain %}" + source).render(Context(context))


def test_nothing_gives_nothing() -> None:
    assert domain.date_nl(None) == domain.datetime_nl(None) == domain.time_nl(None) == domain.date_short_nl(None) == ""


def test_a_date_is_written_in_dutch() -> None:
    assert domain.date_nl(date(2026, 3, 1)) == "1 maart 2026"
    assert domain.date_short_nl(date(2026, 3, 1)) == "01-03-2026"


def test_a_moment_is_shown_in_amsterdam_across_midnight_and_summer_time() -> None:
    late = datetime(2026, 7, 31, 22, 30, tzinfo=UTC)
    assert domain.date_nl(late) == "1 augustus 2026"
    assert domain.time_nl(late) == "00:30"
    assert domain.time_nl(datetime(2026, 11, 20, 13, 32, tzinfo=UTC)) == "14:32"


def test_a_date_without_a_time_gets_no_invented_midnight() -> None:
    assert domain.datetime_nl(date(2026, 11, 20)) == "20 november 2026"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-2, "late"), (-1, "late"), (0, "today"), (1, "soon"), (7, "soon"), (8, "later")],
)
def test_urgency_of_a_last_day(days: int, expected: str) -> None:
    assert domain.urgency(days) == expected


def test_a_contextual_date_is_never_colour_alone() -> None:
    html = render("{% contextual_date due today %}", due=date(2026, 11, 20), today=date(2026, 11, 22))
    assert "20 november 2026" in html
    assert 'datetime="2026-11-20"' in html
    assert domain.distance(-2) in html


@pytest.mark.parametrize(
    ("citation", "words"),
    [
        ("leek-2018 art. 4 lid 3", "artikel 4 lid 3"),
        ("leiden-2016 art. 7 lid 1 onder a", "artikel 7 lid 1 onder a"),
        ("sittard-geleen-2018 par. 5", "paragraaf 5"),
        ("sittard-geleen-2018 bijlage 1", "bijlage 1"),
        ("landsmeer-2016 bijlage I stap 3", "bijlage I stap 3"),
        ("leiden-2016 bijlage I rij 2 veilig-thuis", "bijlage I rij 2 (veilig thuis)"),
        ("avg art. 12 lid 3", "artikel 12 lid 3 AVG"),
        ("wmo-2015 art. 5.2.6", "artikel 5.2.6 Wmo 2015"),
    ],
)
def test_a_citation_in_words(citation: str, words: str) -> None:
    assert citations.in_words(citation) == words


@pytest.mark.parametrize("text", ["", "leek-2018", "zomaar iets", "leek-2018 artikel 4"])
def test_what_is_no_citation_comes_back_as_it_is(text: str) -> None:
    assert citations.in_words(text) == text


def test_every_condition_has_words_of_its_own() -> None:
    assert set(conditions.WORDS) == set(Condition)
    assert len({str(words) for words in conditions.WORDS.values()}) == len(Condition)
    assert conditions.in_words("consent") == str(conditions.WORDS[Condition.CONSENT])
    assert conditions.in_words("no_such_code") == "no_such_code"


@pytest.mark.parametrize("value", ["<b>x</b>", ["<b>x</b>"]])
def test_a_value_of_a_summary_is_escaped(value: object) -> None:
    assert "<b>" not in domain.summary_value(value)
    assert "&lt;b&gt;" in domain.summary_value(value)


def test_a_value_of_a_summary_knows_dates_and_nothing() -> None:
    assert domain.summary_value(date(2026, 3, 1)) == "1 maart 2026"
    assert "pd-empty-value" in domain.summary_value(None)
    assert "pd-empty-value" in domain.summary_value([])
    assert domain.summary_value(0) == "0"
    assert domain.summary_value(mark_safe("<b>x</b>")) == "<b>x</b>"


def test_an_icon_is_hidden_from_readers_and_cannot_break_out() -> None:
    html = render("{% icon name %}", name='"><script>')
    assert "<script" not in html
    assert 'aria-hidden="true"' in html


def test_a_block_component_keeps_its_content_escaped() -> None:
    html = render('{% alert "warning" title %}{{ text }}{% endalert %}', title="<i>", text="<b>")
    assert "&lt;i&gt;" in html
    assert "&lt;b&gt;" in html
    assert "utrecht-alert--warning" in html


@pytest.mark.parametrize("allowed", [True, False])
def test_a_button_the_protocol_decides(allowed: bool) -> None:
    decision = {"allowed": allowed, "explanation": "Omdat het zo is.", "citations": ["leek-2018 art. 4 lid 3"]}
    html = render('{% include "components/button-with-reason.html" with label="Delen" id="why" only %}', decision=decision)
    assert "Delen" not in html or "aria-disabled" in html  # `only` keeps the decision out: no decision, no button to press
    html = render('{% include "components/button-with-reason.html" with label="Delen" id="why" %}', decision=decision)
    assert ("aria-disabled" in html) is not allowed
    assert ('type="submit"' in html) is allowed
    assert ("Omdat het zo is." in html) is not allowed
    assert ("artikel 4 lid 3" in html) is not allowed


def test_a_blocked_task_is_no_link() -> None:
    items = [
        {"title": "Tekenen", "url": "/a", "status": "blocked", "hint": "Eerst samen controleren."},
        {"title": "Vragen", "url": "/b", "status": "todo"},
    ]
    html = render('{% include "components/task-list.html" %}', items=items)
    assert 'href="/a"' not in html
    assert 'href="/b"' in html
    assert "Eerst samen controleren." in html
