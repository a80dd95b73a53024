"""Sealing: each line once, in one chain, whatever the order in which lines are committed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from privacy_domain import clock
from privacy_domain.audit import checkpoints, record, sealing, tasks
from privacy_domain.audit.sealing import Contradiction
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from tests.integration.audit.cast import Jelle, TalkEvent
from tests.integration.audit.sealed import Diary, days, keep_checkpoints

JELLE = Jelle()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """Checkpoints of this test."""
    settings.AUDIT_CHECKPOINTS = settings.AUDIT_SIGNING_KEY_FILE = ""
    return keep_checkpoints(tmp_path)


def seals() -> list[tuple[int, int, str]]:
    """Number, lines and month of each seal, as the database shows them to whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute("select number, lines, to_char(month, 'YYYY-MM') from audit_seal order by number")
        return list(cursor.fetchall())


REFUSED = [
    "update audit_seal set lines = 1",
    "update audit_seal set lines = 1 where false",
    "delete from audit_seal",
    "truncate audit_seal",
    "update audit_manifest set number = 1",
    "delete from audit_manifest",
    "truncate audit_manifest",
    "delete from audit_manifest_default",
    "select * from audit_manifest_default",
    "drop table audit_seal",
    "drop table audit_manifest",
    "alter table audit_seal disable trigger append_only",
    "alter table audit_seal disable row level security",
    "alter table audit_manifest detach partition audit_manifest_default",
]


@pytest.mark.requirement("ENG-11")
@pytest.mark.parametrize("statement", REFUSED)
def test_the_application_cannot_change_or_drop_a_seal(leek: Municipality, statement: str) -> None:
    with entered(leek.scope()):
        record.record(TalkEvent.CHANGED, by=JELLE)
        sealing.seal(leek.scope())
        with pytest.raises((ProgrammingError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert len(seals()) == 1


def test_a_number_of_the_chain_is_given_once(leek: Municipality) -> None:
    with entered(leek.scope()):
        record.record(TalkEvent.CHANGED, by=JELLE)
        sealing.seal(leek.scope())
        with pytest.raises(Exception, match="audit_seal_pkey"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("insert into audit_seal select * from audit_seal")


def test_another_municipality_sees_no_seal(leek: Municipality, leiden: Municipality) -> None:
    with entered(leek.scope()):
        record.record(TalkEvent.CHANGED, by=JELLE)
        sealing.seal(leek.scope())
    with entered(leiden.scope()):
        assert seals() == []


def test_nothing_new_gives_no_seal_and_no_checkpoint(leek: Municipality) -> None:
    diary = Diary(1)
    diary.write(leek.scope(), 3)
    diary.seal(leek.scope())
    before = checkpoints.read(leek.id)
    diary.seal(leek.scope())
    assert checkpoints.read(leek.id) == before
    with entered(leek.scope()):
        assert seals() == [(1, 3, "2026-09")]


def test_a_segment_holds_one_month_and_at_most_a_thousand_lines(leek: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "SEGMENT", 4)
    diary = Diary(2, now=datetime(2026, 9, 30, 23, 50, tzinfo=UTC))
    diary.write(leek.scope(), 6)
    diary.rest(minutes=14)
    diary.write(leek.scope(), 3)
    diary.seal(leek.scope())
    with entered(leek.scope()):
        assert seals() == [(1, 4, "2026-09"), (2, 2, "2026-09"), (3, 3, "2026-10")]
    assert diary.verify(leek.scope()).faults == []


@pytest.mark.requirement("ENG-11")
def test_a_line_that_is_committed_late_is_sealed_at_the_next_beat(leek: Municipality) -> None:
    diary = Diary(3)
    diary.write(leek.scope(), 3)
    diary.seal(leek.scope())
    with clock.standing_at(diary.now - timedelta(minutes=10)), entered(leek.scope()):
        record.record(TalkEvent.CHANGED, by=JELLE)
    diary.seal(leek.scope())
    with entered(leek.scope()):
        assert [lines for _, lines, _ in seals()] == [3, 1]
    report = diary.verify(leek.scope())
    assert (report.faults, report.lines) == ([], 4)


@pytest.mark.requirement("ENG-11")
def test_a_line_with_a_moment_from_long_before_the_last_seal_waits_for_a_person(leek: Municipality) -> None:
    diary = Diary(4)
    diary.write(leek.scope(), 3)
    diary.rest(hours=2)
    diary.write(leek.scope(), 1)
    diary.seal(leek.scope())
    with clock.standing_at(diary.now - timedelta(hours=1)), entered(leek.scope()):
        line = record.record(TalkEvent.CHANGED, by=JELLE)
    diary.seal(leek.scope())
    assert [(fault.kind, fault.line) for fault in diary.verify(leek.scope()).faults] == [("line-inserted", str(line.id))]
    with clock.standing_at(diary.now):
        assert sealing.seal(leek.scope(), everything=True) == 1
        sealing.set_checkpoint(leek.scope())
    report = diary.verify(leek.scope())
    assert report.faults == []
    assert "late" in {remark.kind for remark in report.remarks}


def test_after_a_pause_of_the_sealer_everything_is_sealed_and_the_gap_is_told(leek: Municipality) -> None:
    diary = Diary(5)
    diary.write(leek.scope(), 2)
    diary.seal(leek.scope())
    diary.write(leek.scope(), 5)
    diary.rest(days=3)
    assert [fault.kind for fault in diary.verify(leek.scope()).faults] == ["lines-unsealed"]
    diary.seal(leek.scope())
    report = diary.verify(leek.scope())
    assert (report.faults, [remark.kind for remark in report.remarks]) == ([], ["late"])


def test_a_clock_that_went_back_stops_no_sealing(leek: Municipality) -> None:
    diary = Diary(6)
    diary.write(leek.scope(), 2)
    diary.seal(leek.scope())
    diary.now -= timedelta(hours=5)
    diary.write(leek.scope(), 2)
    diary.seal(leek.scope())
    with entered(leek.scope()):
        assert [lines for _, lines, _ in seals()] == [2, 2]


def test_without_a_folder_seals_are_made_and_the_report_says_what_was_not_compared(leek: Municipality, settings: Any) -> None:
    settings.AUDIT_CHECKPOINTS = ""
    diary = Diary(7)
    diary.write(leek.scope(), 2)
    diary.seal(leek.scope())
    report = diary.verify(leek.scope())
    assert (report.faults, [remark.kind for remark in report.remarks], report.seals) == ([], ["unchecked"], 1)


def test_nothing_is_signed_over_a_chain_that_the_last_checkpoint_does_not_know(leek: Municipality, leiden: Municipality, tmp_path: Path) -> None:
    diary = Diary(8)
    days(diary, [leek.scope(), leiden.scope()], segments=3)
    mine, other = checkpoints.file_of(leek.id), checkpoints.file_of(leiden.id)
    before = mine.read_bytes()
    for forged in (other.read_bytes(), before + b"{}\n", before + b"nonsense\n", before + b"[]\n"):
        mine.write_bytes(forged)
        with pytest.raises(Contradiction):
            diary.write(leek.scope(), 1)
            diary.seal(leek.scope())
        assert mine.read_bytes() == forged


def test_a_return_to_a_backup_is_signed_for(leek: Municipality) -> None:
    diary = Diary(9)
    diary.write(leek.scope(), 4)
    diary.seal(leek.scope())
    with pytest.raises(RuntimeError, match="undo"), transaction.atomic():  # what came after the backup
        diary.write(leek.scope(), 4)
        diary.seal(leek.scope())
        raise RuntimeError("undo")
    report = diary.verify(leek.scope())
    assert [(fault.kind, fault.first, fault.last) for fault in report.faults] == [("tail-cut", 2, 2)]
    with pytest.raises(Contradiction):
        diary.seal(leek.scope())
    with clock.standing_at(diary.now):
        assert sealing.acknowledge_restore(leek.scope()) == 1
    diary.write(leek.scope(), 2)
    diary.seal(leek.scope())
    report = diary.verify(leek.scope())
    assert report.faults == []
    assert [(remark.kind, remark.first, remark.last) for remark in report.remarks] == [("restored", 2, 2)]


def test_the_last_lines_of_a_municipality_that_stopped_are_sealed_too(leek: Municipality) -> None:
    with entered(leek.scope()):
        record.record(TalkEvent.CHANGED, by=JELLE)
    leek.active = False
    leek.save()
    tasks.seal()
    with entered(leek.scope()):
        assert [lines for _, lines, _ in seals()] == [1]
