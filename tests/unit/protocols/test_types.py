from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from privacy_domain.protocols.types import (
    Citation,
    Condition,
    Decision,
    Obligation,
    Question,
    Refused,
    Role,
    Source,
    freeze,
)

PLACES = [
    "art. 4",
    "art. 6a lid 2",
    "art. 1 onder b",
    "art. 7 lid 2 onder d",
    "art. 5.3.4 lid 1",
    "art. 7.1.4.1",
    "par. 4",
    "bijlage 1",
    "bijlage I stap 3",
    "bijlage II stap 3",
    "bijlage I rij 2 veilig-thuis",
]
NO_PLACES = ["", "4", "art 4", "art. 4 lid", "art. 4 onder bb", "lid 3", "art. 4 lid 3 x", "par.4", "bijlage III rij"]


@pytest.mark.parametrize("place", NO_PLACES)
def test_a_citation_of_no_known_form_is_refused(place: str) -> None:
    with pytest.raises(ValueError, match="not a place in a text"):
        Citation("leek-2018", place)


@pytest.mark.parametrize("place", PLACES)
def test_a_citation_reads_as_its_source_and_place(place: str) -> None:
    assert str(Citation("leek-2018", place)) == f"leek-2018 {place}"


def test_a_citation_gives_its_parts() -> None:
    citation = Citation("leek-2018", "art. 7 lid 2 onder d")
    assert [citation.part(name) for name in ("article", "paragraph", "letter", "annex")] == ["7", "2", "d", None]
    row = Citation("leiden-2016", "bijlage I rij 2 veilig-thuis")
    assert [row.part(name) for name in ("annex", "part", "number", "contact")] == [
        "bijlage I",
        "rij",
        "2",
        "veilig-thuis",
    ]
    assert Citation("x", "par. 4").part("section") == "4"


def test_a_frozen_mapping_is_a_copy_that_cannot_change() -> None:
    original = {"a": 1}
    frozen = freeze(original)
    original["a"] = 2
    assert frozen == {"a": 1}
    with pytest.raises(TypeError):
        frozen["a"] = 3  # type: ignore[index]


def decision(**fields: object) -> Decision:
    given: dict[str, object] = {
        "question": Question.TERM,
        "protocol": None,
        "source": Source.LAW,
        "citations": (Citation("avg", "art. 12 lid 3"),),
        "explanation": "Dit is een zin.",
    }
    return Decision(**(given | fields))  # type: ignore[arg-type]


def test_an_answer_in_json_has_plain_values_and_leaves_permission_out_where_none_is_asked() -> None:
    values = freeze(
        {
            "day": date(2018, 10, 1),
            "moment": datetime(2018, 10, 1, 9, tzinfo=UTC),
            "judged_by": Role.TEAM_LEAD,
            "acts": (Role.OTHER,),
            "moved": False,
            "nothing": None,
        }
    )
    answer = decision(values=values).as_json()
    assert answer == {
        "protocol": None,
        "source": "law",
        "missing": [],
        "obligations": [],
        "day": "2018-10-01",
        "moment": "2018-10-01T09:00:00+00:00",
        "judged_by": "team_lead",
        "acts": ["other"],
        "moved": False,
        "nothing": None,
        "citations": ["avg art. 12 lid 3"],
        "explanation": "Dit is een zin.",
    }
    assert {type(answer["judged_by"]), type(answer["acts"][0]), type(answer["source"])} == {str}


def test_an_answer_on_a_permission_says_what_is_missing_and_what_must_be_done() -> None:
    answer = decision(
        protocol="leek-2018",
        allowed=False,
        missing=((Condition.EXCEPTION, Condition.NOTE),),
        obligations=(Obligation.INFORM_CLIENT,),
    ).as_json()
    assert answer["protocol"] == "leek-2018"
    assert answer["allowed"] is False
    assert answer["missing"] == [["exception", "note"]]
    assert answer["obligations"] == ["inform_client"]


def test_a_refusal_carries_its_decision_and_says_its_sentence() -> None:
    refused = Refused(decision(allowed=False))
    assert str(refused) == "Dit is een zin."
    assert refused.decision.allowed is False
