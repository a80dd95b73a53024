"""What holds for every valid question, tried on random ones."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_domain.protocols import book
from privacy_domain.protocols.ask import ask
from tests.unit.protocols.questions import DATES, FACTS, meeting, questions

PERMISSIONS = {"record", "access", "disclose", "postpone_informing", "verwijsindex"}
VALUES = {
    "special_data": {"categories"},
    "record": set(),
    "access": set(),
    "disclose": {"excess_items"},
    "postpone_informing": set(),
    "rights_holder": {"acts", "judged_by"},
    "term": {"protocol_decide_by", "protocol_execute_by", "law_decide_by", "target", "roll_forward"},
    "retention": {"protocol_until", "law_until", "destroy_from"},
    "verwijsindex": {"consult", "remove_by", "fields"},
    "breach": {"internal_by", "regulator_by"},
}
ALWAYS = {"protocol", "source", "missing", "obligations", "citations", "explanation"}
PLACES = {f"{protocol.id} {place}" for protocol in book.versions() for one in protocol.articles for place in one.places()}
PLACES |= {f"{law} {place}" for law, articles in book.law().articles.items() for one in articles for place in one.places()}


def answered(asked: dict[str, Any]) -> dict[str, Any]:
    answer = ask(json.dumps(asked))
    assert "error" not in answer, (asked, answer)
    return answer


@settings(max_examples=400, deadline=None)
@given(asked=questions())
def test_every_valid_question_has_a_complete_answer(asked: dict[str, Any]) -> None:
    answer = answered(asked)
    question = asked["question"]
    assert set(answer) == ALWAYS | VALUES[question] | ({"allowed"} if question in PERMISSIONS else set())
    assert json.loads(json.dumps(answer)) == answer
    assert set(answer["citations"]) <= PLACES
    assert answer["citations"] or answer["source"] == "law"
    assert (answer["source"] == "law") if answer["protocol"] is None else answer["protocol"].startswith(asked["municipality"])


@settings(max_examples=200, deadline=None)
@given(asked=questions())
def test_the_explanation_is_one_sentence(asked: dict[str, Any]) -> None:
    explanation = answered(asked)["explanation"]
    assert explanation[0].isupper()
    assert explanation.endswith(".")
    assert ". " not in explanation
    assert "  " not in explanation
    assert "{" not in explanation


@settings(max_examples=100, deadline=None)
@given(asked=questions())
def test_the_same_question_has_the_same_answer(asked: dict[str, Any]) -> None:
    assert answered(asked) == answered(json.loads(json.dumps(asked)))


@settings(max_examples=300, deadline=None)
@given(asked=questions("record", "access", "disclose"))
def test_missing_is_sorted_and_no_list_contains_another(asked: dict[str, Any]) -> None:
    answer = answered(asked)
    missing = answer["missing"]
    assert missing == sorted(sorted(set(way)) for way in missing)
    assert not any(set(a) <= set(b) for a in missing for b in missing if a is not b)
    assert not (answer["allowed"] and missing)
    assert answer["allowed"] or not answer["obligations"]
    assert not any({"consent", "consent_written"} <= set(way) for way in missing)


@settings(max_examples=400, deadline=None)
@given(asked=questions("record", "access", "disclose"))
def test_meeting_one_list_of_missing_makes_the_act_allowed(asked: dict[str, Any]) -> None:
    answer = answered(asked)
    for way in answer["missing"]:
        changed = meeting(asked, tuple(way), answer.get("excess_items", []))
        assert answered(changed)["allowed"] is True, (way, changed)


@settings(max_examples=400, deadline=None)
@given(asked=questions("record", "access", "disclose"))
def test_meeting_less_than_one_list_does_not(asked: dict[str, Any]) -> None:
    answer = answered(asked)
    for way in answer["missing"]:
        for part in combinations(way, len(way) - 1):
            changed = meeting(asked, part, answer.get("excess_items", []))
            assert answered(changed)["allowed"] is False, (way, part)


def no_earlier(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Every date of the second answer is at least that of the first."""
    for name in VALUES["term"] | VALUES["retention"] - {"roll_forward"}:
        first, second = before.get(name), after.get(name)
        if isinstance(first, str) and isinstance(second, str):
            assert first <= second, name


@settings(max_examples=300, deadline=None)
@given(asked=questions("term", "retention"), other=DATES)
def test_dates_never_fall_earlier_when_the_receipt_is_later(asked: dict[str, Any], other: str) -> None:
    first, second = sorted([asked["facts"]["received"], other])
    answers = [answered(asked | {"facts": asked["facts"] | {"received": day}}) for day in (first, second)]
    no_earlier(*answers)


@settings(max_examples=200, deadline=None)
@given(asked=questions("term"))
def test_the_target_is_the_earlier_date_and_only_the_law_moves(asked: dict[str, Any]) -> None:
    answer = answered(asked)
    known = [day for day in (answer["protocol_decide_by"], answer["law_decide_by"]) if day]
    assert answer["target"] == min(known, default=None)
    assert not answer["roll_forward"] or answer["law_decide_by"]
    assert all(day > asked["facts"]["received"] for day in known)


@settings(max_examples=300, deadline=None)
@given(asked=questions("retention"))
def test_nothing_is_destroyed_before_protocol_and_law_both_allow_it(asked: dict[str, Any]) -> None:
    answer = answered(asked)
    if answer["destroy_from"]:
        for name in ("protocol_until", "law_until"):
            assert answer[name] is None or answer[name] < answer["destroy_from"]


@settings(max_examples=300, deadline=None)
@given(line=st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_no_line_makes_the_door_raise(line: str) -> None:
    assert set(ask(line)) == {"error", "field"}


JSON = st.recursive(
    st.none() | FACTS["breach"] | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(asked=questions(), data=st.data())
def test_a_fact_of_any_other_type_is_a_fault_with_its_place(asked: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([*asked["facts"], "shoe_size"]))
    answer = ask(json.dumps(asked | {"facts": asked["facts"] | {name: data.draw(JSON)}}))
    if "error" in answer:
        assert answer["field"].startswith(f"facts.{name}")
        assert answer["error"].endswith(".")
    else:
        assert name != "shoe_size"
