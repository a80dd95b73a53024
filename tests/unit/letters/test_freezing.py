"""Facts of a letter as JSON and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from privacy_domain.letters.contexts import Receipt
from privacy_domain.letters.freezing import freeze, thaw
from privacy_domain.letters.frozen import from_content
from tests.letters import every_letter, receipt


@pytest.mark.parametrize("name", list(every_letter()))
def test_a_letter_survives_its_own_json(name: str) -> None:
    letter = every_letter()[name]
    content = json.loads(json.dumps(letter.content()))
    again = from_content(
        content,
        kind=letter.kind,
        reference=letter.reference,
        written_on=letter.written_on,
        language=letter.language,
        large_print=letter.large_print,
    )
    assert again == letter


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="no set"):
        freeze({1, 2})


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"shoe_size": 43}, TypeError),
        ({"talked_on": "gisteren"}, ValueError),
        ({"agreement": {"answer": "maybe"}}, ValueError),
        ({"addressee": {}}, TypeError),
    ],
)
def test_json_that_is_no_receipt_is_refused(change: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        thaw(Receipt, freeze(receipt()) | change)
