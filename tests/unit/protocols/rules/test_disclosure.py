"""Places where the texts and the interface leave room, pinned as they are read here."""

from __future__ import annotations

import json
from typing import Any

from privacy_domain.protocols.ask import ask


def disclose(municipality: str, on: str, **facts: Any) -> dict[str, Any]:
    return ask(json.dumps({"municipality": municipality, "on": on, "question": "disclose", "facts": facts}))


def test_sittard_geleen_is_silent_on_veilig_thuis_also_when_it_asks() -> None:
    answer = disclose("sittard-geleen", "2018-09-01", recipient="veilig_thuis", occasion="recipient_request")
    assert answer["source"] == "law"
    assert answer["missing"] == [
        ["consent", "told_before"],
        ["necessary"],
        ["serious_situation", "vital_interest_client"],
    ]


def test_a_signature_belongs_to_the_row_and_not_to_the_recipient() -> None:
    given = {"consent": {"status": "given"}, "told_before": ["purpose", "recipient", "content"], "items": ["health"]}
    assert disclose("leiden", "2016-09-01", recipient="mo_zaak", **given)["allowed"] is True
    answer = disclose("leiden", "2016-09-01", recipient="mo_zaak", occasion="application", **given)
    assert ["signature"] in answer["missing"]


def test_when_veilig_thuis_asks_landsmeer_only_its_own_article_counts() -> None:
    answer = disclose("landsmeer", "2017-09-01", recipient="veilig_thuis", occasion="recipient_request")
    assert answer["citations"] == ["landsmeer-2016 art. 5", "landsmeer-2016 art. 10 lid 2"]


def test_a_row_without_consent_is_cited_while_something_else_lacks() -> None:
    answer = disclose("leiden", "2016-09-01", recipient="riec", occasion="organised_crime", items=["naw"])
    assert ["lead_consulted", "reasons_recorded"] in answer["missing"]
    assert "leiden-2016 bijlage I rij 5 riec" in answer["citations"]


def test_consent_beside_a_row_without_consent_rests_on_the_article_alone() -> None:
    given = {"consent": {"status": "given"}, "told_before": ["purpose", "recipient", "content"], "items": ["email"]}
    answer = disclose("leiden", "2016-09-01", recipient="provider", occasion="invoicing", **given)
    assert answer["allowed"] is True
    assert answer["excess_items"] == ["email"]
    assert answer["citations"] == ["leiden-2016 art. 6b lid 1", "leiden-2016 art. 6b lid 2"]


def test_the_row_that_asks_consent_is_cited_beside_the_article_on_consent() -> None:
    given = {"consent": {"status": "given"}, "told_before": ["purpose", "recipient", "content"], "items": ["naw"]}
    answer = disclose("leiden", "2016-09-01", recipient="stadsbank", occasion="report", **given)
    assert answer["citations"] == [
        "leiden-2016 bijlage I rij 2 stadsbank",
        "leiden-2016 art. 6b lid 1",
        "leiden-2016 art. 6b lid 2",
    ]
