"""The bytes that are sealed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_domain.audit.canonical import decode, encode

values = st.dictionaries(
    st.text(max_size=8),
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.uuids(), st.lists(st.uuids(), max_size=3)),
)


@pytest.mark.parametrize("value", [1.5, b"bytes", {1, 2}, object()])
def test_a_type_without_a_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        encode({"value": value})


def test_bytes_of_an_unknown_version_are_refused() -> None:
    for wrong in (b"", b"\x02{}"):
        with pytest.raises(ValueError, match="version"):
            decode(wrong)


def test_the_form_is_fixed_for_ever() -> None:
    """Written out by hand: when this fails, lines that are sealed already no longer verify."""
    columns = {
        "outcome": "done",
        "at": datetime(2026, 11, 24, 10, 0, tzinfo=timezone(timedelta(hours=1))),
        "id": UUID(int=1),
        "object_ids": [UUID(int=2)],
        "actor_name": "jelle ë",
        "role": None,
    }

    assert encode(columns) == (
        b'\x01{"actor_name":"jelle \xc3\xab","at":"2026-11-24T09:00:00.000000Z","id":"00000000-0000-0000-0000-000000000001",'
        b'"object_ids":["00000000-0000-0000-0000-000000000002"],"outcome":"done","role":null}'
    )


@given(values)
def test_order_does_not_matter_and_every_value_does(columns: dict[str, object]) -> None:
    backwards = dict(reversed(columns.items()))

    assert encode(columns) == encode(backwards)
    assert decode(encode(columns)).keys() == columns.keys()
    assert encode(columns | {"one more": 1}) != encode(columns)


def test_a_moment_is_the_same_in_every_time_zone() -> None:
    here = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))

    assert encode({"at": here}) == encode({"at": here.astimezone(UTC)})
