"""Refusals first: every fault has a path and a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from privacy_domain.protocols.facts import (
    AccessFacts,
    Consent,
    DiscloseFacts,
    FactFault,
    RecordFacts,
    Representative,
    RetentionFacts,
    RightsHolderFacts,
    TermFacts,
    or_null,
    read_code,
    read_codes,
    read_date,
    read_facts,
    read_moment,
)
from privacy_domain.protocols.types import (
    Category,
    ConsentStatus,
    Form,
    Part,
    Question,
    RepresentativeKind,
    Right,
    Role,
    SectorLaw,
)

FAULTS: list[tuple[str, Any, str]] = [
    ("access", None, "facts"),
    ("access", [], "facts"),
    ("access", {}, "facts.role"),
    ("access", {"role": None}, "facts.role"),
    ("access", {"role": "king"}, "facts.role"),
    ("access", {"role": ["professional"]}, "facts.role"),
    ("access", {"role": "king", "shoe_size": 1}, "facts.shoe_size"),
    ("access", {"role": "other", "necessary": 1}, "facts.necessary"),
    ("access", {"role": "other", "necessary": None}, "facts.necessary"),
    ("access", {"role": "other", "necessary": "true"}, "facts.necessary"),
    ("access", {"role": "other", "part": None}, "facts.part"),
    ("special_data", {"role": "other"}, "facts.role"),
    ("record", {"categories": "naw"}, "facts.categories"),
    ("record", {"categories": None}, "facts.categories"),
    ("record", {"categories": ["naw", "shoe_size"]}, "facts.categories"),
    ("record", {"categories": [["naw"]]}, "facts.categories"),
    ("record", {"consent": None}, "facts.consent"),
    ("record", {"consent": "given"}, "facts.consent"),
    ("record", {"consent": {"status": "maybe"}}, "facts.consent.status"),
    ("record", {"consent": {"status": None}}, "facts.consent.status"),
    ("record", {"consent": {"status": "given", "form": "sung"}}, "facts.consent.form"),
    ("record", {"consent": {"status": "maybe", "by": "me"}}, "facts.consent.by"),
    ("record", {"basis": "because"}, "facts.basis"),
    ("record", {"note": 0, "categories": ["x"]}, "facts.categories"),
    ("disclose", {"occasion": "report"}, "facts.recipient"),
    ("disclose", {"recipient": "doctor", "findings": [1]}, "facts.findings"),
    ("disclose", {"recipient": "doctor", "acting_role": "king"}, "facts.acting_role"),
    ("rights_holder", {"birth_date": "2001-02-29"}, "facts.birth_date"),
    ("rights_holder", {"birth_date": "20010228"}, "facts.birth_date"),
    ("rights_holder", {"birth_date": "2001-W01-1"}, "facts.birth_date"),
    ("rights_holder", {"birth_date": "２００１-01-01"}, "facts.birth_date"),
    ("rights_holder", {"birth_date": "2001-01-01T00:00"}, "facts.birth_date"),
    ("rights_holder", {"birth_date": 20010101}, "facts.birth_date"),
    ("rights_holder", {"birth_date": "9901-01-01"}, "facts.birth_date"),
    ("rights_holder", {"birth_date": "2001-01-01", "capable": "yes"}, "facts.capable"),
    ("rights_holder", {"birth_date": "2001-01-01", "representatives": None}, "facts.representatives"),
    ("rights_holder", {"birth_date": "2001-01-01", "representatives": ["legal"]}, "facts.representatives.0"),
    ("rights_holder", {"birth_date": "2001-01-01", "representatives": [{}]}, "facts.representatives.0.kind"),
    (
        "rights_holder",
        {"birth_date": "2001-01-01", "representatives": [{"kind": "legal"}, {"kind": "uncle"}]},
        "facts.representatives.1.kind",
    ),
    (
        "rights_holder",
        {"birth_date": "2001-01-01", "representatives": [{"kind": "legal", "adult": None}]},
        "facts.representatives.0.adult",
    ),
    ("retention", {"law": "wmo", "received": "2001-01-01"}, "facts.last_change"),
    ("retention", {"law": "wmo", "received": None, "last_change": "x"}, "facts.received"),
    ("breach", {}, "facts.discovered"),
    ("breach", {"discovered": "2018-09-01T10:00:00"}, "facts.discovered"),
    ("breach", {"discovered": "2018-09-01"}, "facts.discovered"),
    ("breach", {"discovered": "2018-09-31T10:00:00Z"}, "facts.discovered"),
    ("breach", {"discovered": "2018-09-01T10:00:00+25:00"}, "facts.discovered"),
    ("breach", {"discovered": "9999-12-31T10:00:00Z"}, "facts.discovered"),
    ("breach", {"discovered": 1535788800}, "facts.discovered"),
]


@pytest.mark.parametrize(("question", "value", "path"), FAULTS)
def test_a_fault_is_reported_with_its_path(question: str, value: Any, path: str) -> None:
    with pytest.raises(FactFault) as fault:
        read_facts(Question(question), value)
    assert fault.value.path == path
    assert str(fault.value).endswith(".")


def test_a_code_that_is_unknown_is_answered_with_those_that_exist() -> None:
    with pytest.raises(FactFault, match="plan, dossier"):
        read_facts(Question.ACCESS, {"role": "other", "part": "attic"})


def test_facts_left_out_take_their_neutral_value() -> None:
    assert read_facts(Question.RECORD, {}) == RecordFacts(
        categories=frozenset(), informed=frozenset(), consent=Consent(), basis=None, exception=None, note=False
    )
    assert Consent() == Consent(status=ConsentStatus.NOT_ASKED, form=None)
    assert read_facts(Question.ACCESS, {"role": "director"}) == AccessFacts(role=Role.DIRECTOR, part=Part.DOSSIER)
    neutral = read_facts(Question.DISCLOSE, {"recipient": "doctor"})
    assert isinstance(neutral, DiscloseFacts)
    assert (neutral.occasion, neutral.acting_role) == (None, None)
    assert not any((neutral.items, neutral.told_before, neutral.findings, neutral.signature, neutral.lead_consulted))
    assert not any((neutral.reasons_recorded, neutral.client_told, neutral.client_interest, neutral.necessary))


def test_null_is_taken_where_it_is_the_neutral_value() -> None:
    facts = read_facts(
        Question.RETENTION,
        {"law": "jeugdwet", "received": "2016-02-29", "closed": None, "last_change": "2017-01-01"},
    )
    assert facts == RetentionFacts(law=SectorLaw.JEUGDWET, received=date(2016, 2, 29), closed=None, last_change=date(2017, 1, 1))
    read_facts(Question.RECORD, {"basis": None, "exception": None, "consent": {"form": None}})
    read_facts(Question.DISCLOSE, {"recipient": "doctor", "occasion": None, "acting_role": None})
    read_facts(Question.RIGHTS_HOLDER, {"birth_date": "2001-01-01", "capable": None})


def test_facts_are_read_as_typed_values() -> None:
    assert read_facts(Question.TERM, {"right": "copy", "received": "2018-10-01"}) == TermFacts(right=Right.COPY, received=date(2018, 10, 1))
    assert read_facts(Question.RECORD, {"categories": ["naw", "naw"], "consent": {"status": "given", "form": "written"}}) == RecordFacts(
        categories=frozenset({Category.NAW}), consent=Consent(status=ConsentStatus.GIVEN, form=Form.WRITTEN)
    )
    facts = read_facts(
        Question.RIGHTS_HOLDER,
        {"birth_date": "2001-01-01", "representatives": [{"kind": "child", "adult": True, "willing": True}]},
    )
    assert facts == RightsHolderFacts(
        birth_date=date(2001, 1, 1),
        representatives=(Representative(kind=RepresentativeKind.CHILD, adult=True, willing=True),),
    )


@pytest.mark.parametrize(
    ("status", "form", "given", "in_writing"),
    [
        ("given", "written", True, True),
        ("given", "oral", True, False),
        ("given", None, True, False),
        ("refused", "written", False, False),
        ("withdrawn", "written", False, False),
        ("not_asked", None, False, False),
    ],
)
def test_consent_stands_only_when_given(status: str, form: str | None, given: bool, in_writing: bool) -> None:
    consent = Consent(status=ConsentStatus(status), form=Form(form) if form else None)
    assert (consent.given, consent.given_in_writing) == (given, in_writing)


def test_readers_of_lists_and_of_null() -> None:
    assert read_codes(Form)(["oral", "oral"], "x") == frozenset({Form.ORAL})
    assert read_codes(Form)([], "x") == frozenset()
    for value in ("oral", None, ["sung"], [["oral"]]):
        with pytest.raises(FactFault) as fault:
            read_codes(Form)(value, "facts.informed")
        assert fault.value.path == "facts.informed"
    with pytest.raises(FactFault, match=r"^Hier hoort een lijst met codes\.$"):
        read_codes(Form)("oral", "x")
    assert or_null(read_code(Form))(None, "x") is None
    assert or_null(read_code(Form))("oral", "x") is Form.ORAL
    with pytest.raises(FactFault) as fault:
        or_null(read_code(Form))("sung", "facts.form")
    assert fault.value.path == "facts.form"


def test_dates_and_moments_keep_what_was_written() -> None:
    assert read_date("9900-12-31", "on") == date(9900, 12, 31)
    assert read_moment("2018-09-01T10:00Z", "x") == datetime(2018, 9, 1, 10, tzinfo=UTC)
    found = read_moment("2018-09-01T10:00:01.5+02:00", "x")
    assert found == datetime(2018, 9, 1, 10, 0, 1, 500000, tzinfo=timezone(timedelta(hours=2)))
    assert found.utcoffset() == timedelta(hours=2)
