"""Random valid questions in JSON, and how each condition of ``missing`` is met in them."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

from hypothesis import strategies as st

from privacy_domain.protocols import types

DATES = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)).map(str)
ACT_DATES = st.sampled_from(
    [
        "2014-12-31",
        "2015-01-01",
        "2016-01-31",
        "2016-06-01",
        "2016-07-01",
        "2017-06-30",
        "2017-07-01",
        "2018-05-24",
        "2018-05-25",
        "2018-05-29",
        "2018-08-14",
        "2018-08-15",
        "2019-12-31",
        "2020-01-01",
        "2024-02-29",
        "2026-11-22",
    ]
)
FLAG = st.booleans()


def one(codes: Any) -> st.SearchStrategy[str]:
    return st.sampled_from([str(code) for code in codes])


def some(codes: Any) -> st.SearchStrategy[list[str]]:
    return st.lists(one(codes), unique=True, max_size=4)


def maybe(codes: Any) -> st.SearchStrategy[str | None]:
    return st.none() | one(codes)


CONSENT = st.fixed_dictionaries({"status": one(types.ConsentStatus), "form": maybe(types.Form)})
REPRESENTATIVES = st.lists(
    st.fixed_dictionaries({"kind": one(types.RepresentativeKind)}, optional={"adult": FLAG, "willing": FLAG}),
    max_size=5,
)
MOMENTS = st.builds(
    "{}T{:02}:{:02}:00{}".format,
    DATES,
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["Z", "+01:00", "+02:00", "-05:30"]),
)

FACTS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "special_data": st.builds(dict),
    "record": st.fixed_dictionaries(
        {},
        optional={
            "categories": some(types.Category),
            "informed": some(types.Form),
            "consent": CONSENT,
            "basis": maybe(types.Basis),
            "exception": maybe(types.ExceptionGround),
            "note": FLAG,
        },
    ),
    "access": st.fixed_dictionaries(
        {"role": one(types.Role)},
        optional={
            "team_member": FLAG,
            "directly_involved": FLAG,
            "necessary": FLAG,
            "domestic_violence": FLAG,
            "assigned_case": FLAG,
            "statutory_duty": FLAG,
            "part": one(types.Part),
        },
    ),
    "disclose": st.fixed_dictionaries(
        {"recipient": one(types.Recipient)},
        optional={
            "occasion": maybe(types.Occasion),
            "items": some(types.Category),
            "consent": CONSENT,
            "told_before": some(types.Told),
            "signature": FLAG,
            "findings": some(types.Finding),
            "lead_consulted": FLAG,
            "reasons_recorded": FLAG,
            "client_told": FLAG,
            "client_interest": FLAG,
            "necessary": FLAG,
            "acting_role": maybe(types.Role),
        },
    ),
    "postpone_informing": st.fixed_dictionaries({"after": one(types.After), "ground": one(types.PostponeGround)}),
    "rights_holder": st.fixed_dictionaries({"birth_date": DATES}, optional={"capable": st.none() | FLAG, "representatives": REPRESENTATIVES}),
    "term": st.fixed_dictionaries({"right": one(types.Right), "received": DATES}),
    "retention": st.fixed_dictionaries(
        {"law": one(types.SectorLaw), "received": DATES, "last_change": DATES}, optional={"closed": st.none() | DATES}
    ),
    "verwijsindex": st.fixed_dictionaries({"birth_date": DATES, "ground": one(types.IndexGround)}, optional={"is_mother_or_pregnant": FLAG}),
    "breach": st.fixed_dictionaries({"discovered": MOMENTS}),
}


@st.composite
def questions(draw: st.DrawFn, *kinds: str) -> dict[str, Any]:
    """A valid question of one of these kinds (none: of any)."""
    kind = draw(st.sampled_from(kinds or tuple(FACTS)))
    return {
        "municipality": draw(one(types.Municipality)),
        "on": draw(ACT_DATES),
        "question": kind,
        "facts": draw(FACTS[kind]),
    }


def meeting(asked: dict[str, Any], conditions: tuple[str, ...], excess: list[str]) -> dict[str, Any]:
    """The same question with these conditions met, and nothing else changed."""
    changed = deepcopy(asked)
    for condition in conditions:
        _meet(changed["facts"], condition, excess)
    return changed


def _meet(facts: dict[str, Any], condition: str, excess: list[str]) -> None:
    """Change the facts so that they meet one condition."""
    match condition:
        case "informed" | "informed_oral":
            facts["informed"] = [*facts.get("informed", []), "oral"]
        case "informed_written":
            facts["informed"] = [*facts.get("informed", []), "written"]
        case "consent":
            facts["consent"] = {"status": "given", "form": "oral"}
        case "consent_written":
            facts["consent"] = {"status": "given", "form": "written"}
        case "basis":
            facts["basis"] = "legal_duty"
        case "exception":
            facts["exception"] = "serious_risk"
        case "told_before":
            facts["told_before"] = ["purpose", "recipient", "content"]
        case "acting_role":
            facts["acting_role"] = "team_lead"
        case "items_outside_list":
            facts["items"] = [item for item in facts["items"] if item not in excess]
        case _ if condition in set(types.Finding):
            facts["findings"] = [*facts.get("findings", []), condition]
        case _:
            facts[condition] = True
