"""The grammar of event names."""

from __future__ import annotations

import pytest

from privacy_domain.audit.events import Event, every_event


@pytest.mark.parametrize(
    "name",
    [
        "opened",
        "dossier:opened",
        "dossier:item:added:twice",
        "Dossier:item:added",
        "dossier:item:",
        "dossier: item:added",
    ],
)
def test_a_name_outside_the_grammar_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="noun:subject:action"):
        Event("Wrong", {"NAME": name})


def test_a_name_says_noun_subject_and_action() -> None:
    events = Event("Right", {"ADDED": "dossier:item:added"})

    assert (events.ADDED.noun, events.ADDED.subject, events.ADDED.action) == ("dossier", "item", "added")
    assert str(events.ADDED) == "dossier:item:added"


def test_no_two_floors_use_the_same_name() -> None:
    names = [str(event) for event in every_event() if type(event).__module__.split(".")[0] != "tests"]

    assert names
    assert len(names) == len(set(names))
