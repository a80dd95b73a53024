"""Lines of the log, folded into who looked: what counts as a look, per day in Amsterdam, and what makes one exceptional."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from dossiers.presenters.looks import Look, fold
from privacy_domain.letters.kinds import Seen

DOSSIER, SANNE, TOM = uuid4(), uuid4(), uuid4()
TODAY = date(2026, 11, 24)


def line(event: str, outcome: str = "looked", actor: UUID | None = SANNE, hour: int = 10, day: int = 24, **more: Any) -> Any:
    given = {
        "event": event,
        "outcome": outcome,
        "actor_id": actor,
        "at": datetime(2026, 11, day, hour, tzinfo=UTC),
        "role": "",
        "reason": "",
        "dossier_id": DOSSIER,
    }
    return SimpleNamespace(**(given | more))


def only(*lines: Any, duties: Any = ()) -> Look:
    (found,) = fold(lines, DOSSIER, duties)
    return found


@pytest.mark.parametrize(
    "beside",
    [
        line("access:ground:placed", "done"),
        line("dossier:authorisation:given", "done"),
        line("dossier:exclusion:placed", "done"),
        line("dossier:dossier:looked", actor=None),
        line("request:page:refused", "refused"),
        line("access:write:refused", "refused"),
        line("request:page:failed", "failed"),
    ],
    ids=lambda each: each.event,
)
def test_what_shows_nothing_of_the_dossier_is_no_look(beside: Any) -> None:
    assert fold([beside], DOSSIER) == []


def test_a_look_and_an_act_of_one_day_are_one_line() -> None:
    look = only(line("dossier:dossier:looked", role="professional"), line("dossier:talk:started", "done", hour=11))
    assert (look.seen, look.hat, look.times, look.exceptional) == (Seen.WORKED, "professional", 2, False)


def test_days_are_days_in_amsterdam() -> None:
    looks = fold([line("dossier:dossier:looked", hour=22), line("dossier:dossier:looked", hour=23)], DOSSIER)
    assert [look.on for look in looks] == [date(2026, 11, 25), TODAY]


def test_a_list_counts_only_for_who_looked_no_further() -> None:
    listed = line("dossier:list:looked", dossier_id=None)
    assert only(listed).seen is Seen.LISTED
    assert only(listed, line("dossier:dossier:looked")).seen is Seen.WORKED


def test_a_refusal_is_exceptional_unless_the_door_opened_later() -> None:
    refusal = line("access:door:refused", "refused", role="professional")
    assert (only(refusal).seen, only(refusal).exceptional) == (Seen.REFUSED, True)
    assert not only(refusal, line("dossier:dossier:looked")).exceptional


def test_the_reason_of_the_door_is_said_once() -> None:
    stated = line("access:reason:stated", "done", reason="supervision")
    look = only(stated, stated, line("dossier:dossier:looked", role="team_lead"))
    assert look.why == "sturing en kwaliteit van het werk"
    assert look.exceptional


def test_a_duty_in_law_is_the_reason_only_while_it_lasts_and_for_its_holder() -> None:
    def duty(**more: Any) -> Any:
        return SimpleNamespace(**({"principal": SANNE, "since": TODAY, "until": TODAY, "provision": "artikel 1", "requester": "de inspectie"} | more))

    seen = line("dossier:dossier:looked")
    assert "artikel 1" in only(seen, duties=[duty()]).why
    assert not only(seen, duties=[duty(principal=TOM)]).why
    assert not only(seen, duties=[duty(until=date(2026, 11, 23))]).why
    assert not only(seen, duties=[duty(since=date(2026, 11, 25), until=None)]).why


@pytest.mark.parametrize("event", ["dossier:looks:looked", "dossier:rights:looked"])
def test_who_saw_only_the_list_of_who_looked_saw_nothing_else(event: str) -> None:
    beside = line(event, role="privacy_officer")
    assert (only(beside).seen, only(beside).exceptional) == (Seen.BESIDE, False)
    assert only(beside, line("dossier:dossier:looked")).seen is Seen.WORKED
