"""The command, the daily job, the export, and a month that goes."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from privacy_domain import clock
from privacy_domain.audit import checkpoints, record, sealing, signing, tasks, verification, verifier
from privacy_domain.audit.models import AuditEvent
from privacy_domain.audit.signing import SigningKeyMissing
from privacy_domain.celery import app
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from privacy_domain.work import runner
from privacy_domain.work.models import Task
from tests.integration.audit.cast import Jelle, TalkEvent
from tests.integration.audit.sealed import Diary, days, keep_checkpoints

JELLE = Jelle()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """Checkpoints of this test."""
    settings.AUDIT_CHECKPOINTS = settings.AUDIT_SIGNING_KEY_FILE = ""
    return keep_checkpoints(tmp_path)


def audit(*arguments: object) -> str:
    """What the command says."""
    said = StringIO()
    call_command("audit", *map(str, arguments), stdout=said)
    return said.getvalue()


@pytest.fixture
def diary(leek: Municipality, leiden: Municipality) -> Diary:
    """Two municipalities, three seals each."""
    diary = Diary(11)
    days(diary, [leek.scope(), leiden.scope()], segments=3)
    return diary


def insert_late(diary: Diary, here: Municipality) -> AuditEvent:
    """A line that bears a moment from long before the last seal."""
    with clock.standing_at(diary.now - timedelta(days=1)), entered(here.scope()):
        return record.record(TalkEvent.CHANGED, by=JELLE)


@pytest.mark.requirement("ENG-11")
def test_the_command_names_the_fault_and_its_municipality_and_fails(diary: Diary, leek: Municipality, leiden: Municipality) -> None:
    with clock.standing_at(diary.now):
        assert audit("verify").count(": klopt") == 2
        line = insert_late(diary, leek)
        with pytest.raises(CommandError, match="klopt niet in 1 van 2 gemeenten"):
            audit("verify")
        with pytest.raises(CommandError) as failed:
            audit("verify", "--municipality", "leek")
        assert failed.value.returncode == 1
        assert "klopt" in audit("verify", "--municipality", "leiden")
    assert str(line.id) in str(list(map(str, diary.verify(leek.scope()).faults)))


def test_what_cannot_be_verified_is_said(diary: Diary, tmp_path: Path, settings: Any) -> None:
    with pytest.raises(CommandError, match="geen gemeente 'zandvoort'"):
        audit("verify", "--municipality", "zandvoort")
    with pytest.raises(CommandError, match="is er niet"):
        audit("verify", "--checkpoints", tmp_path / "nowhere")
    with pytest.raises(CommandError, match="nowhere"):
        audit("verify", "--keys", tmp_path / "nowhere")
    settings.AUDIT_SIGNING_KEY_FILE = str(tmp_path / "nowhere")
    with pytest.raises(CommandError, match="AUDIT_SIGNING_KEY_FILE"):
        audit("verify")


@pytest.mark.parametrize("content", ["", "# nothing\n", "zz\n", "00\n", "é"])
def test_a_key_file_without_a_key_signs_nothing(content: str, tmp_path: Path, settings: Any) -> None:
    settings.AUDIT_SIGNING_KEY_FILE = str(tmp_path / "bad.key")
    Path(settings.AUDIT_SIGNING_KEY_FILE).write_text(content)
    with pytest.raises(SigningKeyMissing, match="64 hexadecimal digits"):
        signing.public_keys()


def test_a_copy_of_the_checkpoints_elsewhere_betrays_that_both_were_cut(diary: Diary, leek: Municipality, folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    folder.rename(copy)
    folder.mkdir()
    whole = checkpoints.file_of(leek.id, copy).read_bytes().splitlines(keepends=True)
    checkpoints.file_of(leek.id).write_bytes(b"".join(whole[:1]))
    with clock.standing_at(diary.now):
        diary.write(leek.scope(), 1)
        assert diary.verify(leek.scope(), folder=copy).checkpoints == len(whole)
        forged = whole[-1].replace(b'"hash":"', b'"hash":"00')
        checkpoints.file_of(leek.id, copy).write_bytes(b"".join(whole[:-1]) + forged)
        assert [fault.kind for fault in diary.verify(leek.scope(), folder=copy).faults][:1] == ["checkpoint-changed"]


def test_an_older_key_still_verifies_what_it_signed(diary: Diary, leek: Municipality, settings: Any) -> None:
    file = Path(settings.AUDIT_SIGNING_KEY_FILE)
    old, new = file.read_text(), "22" * 32
    file.write_text(f"{new}\n{old}")
    diary.write(leek.scope(), 2)
    diary.seal(leek.scope())
    assert diary.verify(leek.scope()).faults == []
    assert len(audit("keys").split()) == 2
    file.write_text(new)
    assert diary.verify(leek.scope()).faults == []  # the newest vouches for all before it
    file.write_text(old)
    assert {fault.kind for fault in diary.verify(leek.scope()).faults} >= {"checkpoint-changed"}


def test_an_export_is_verified_elsewhere_and_is_itself_in_the_log(
    diary: Diary, leek: Municipality, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export, keys = tmp_path / "log.jsonl", tmp_path / "keys"
    with clock.standing_at(diary.now):
        said = audit("export", "--municipality", "leek", export)
        with pytest.raises(CommandError, match="exists"):
            audit("export", "--municipality", "leek", export)
    assert f"{leek.id}.jsonl" in said
    keys.write_text(audit("keys"))
    assert verifier.main([str(export), str(folder), str(keys)]) == 0
    assert f"{len(diary.lines[leek.id])} regels in 3 zegels" in capsys.readouterr().out
    with entered(leek.scope()):
        assert AuditEvent.objects.filter(event="audit:log:exported").count() == 1
    text = export.read_text()
    export.write_text(text.replace(text.split('"lines_now":[["')[1][:36], str(JELLE.id)))
    assert verifier.main([str(export), str(folder), str(keys)]) == 1


def test_every_day_the_log_is_verified_and_a_fault_becomes_one_task_for_the_privacy_officer(diary: Diary, leek: Municipality) -> None:
    insert_late(diary, leek)
    with clock.standing_at(diary.now + timedelta(minutes=1)), entered(leek.scope()):
        verification.verify_daily(leek.scope())
        verification.raise_alarm(leek.scope(), [])
        assert list(Task.objects.values_list("kind", "role", "state")) == [("audit.fault", "privacy_officer", "open")]
        assert AuditEvent.objects.get(event="audit:log:verified").outcome == "failed"
        assert verification.verify_daily(leek.scope()).faults == []  # what came late has its seal now
        assert Task.objects.count() == 1


def test_the_daily_job_runs_in_the_queue(leek: Municipality) -> None:
    with clock.standing_at(datetime(2026, 11, 24, 5, 0, tzinfo=UTC)):
        runner.work_off("leek")
    with entered(leek.scope()):
        assert AuditEvent.objects.get(event="audit:log:verified").outcome == "done"


def test_beat_seals_every_municipality_and_one_that_cannot_stops_no_other(
    leek: Municipality, leiden: Municipality, opsterland: Municipality, settings: Any
) -> None:
    known = app.conf.beat_schedule["seal"]
    assert app.tasks[known["task"]].name == tasks.seal.name
    assert known["schedule"] <= 5
    assert app.conf.task_routes[known["task"]] == {"queue": "audit"}
    for file, words in (("dev/demo.py", '"--queues", "audit"'), ("docker-compose.yml", "--queues, audit")):
        assert words in (settings.BASE_DIR / file).read_text(), "nobody works off the queue in which sealing is asked for"
    for here in (leek, leiden, opsterland):
        with entered(here.scope()):
            record.record(TalkEvent.CHANGED, by=JELLE)
    checkpoints.file_of(leek.id).parent.mkdir()
    checkpoints.file_of(leek.id).write_text("scribbled\n")
    checkpoints.file_of(leiden.id).mkdir()
    tasks.seal()
    tasks.seal()
    for here, count in ((leek, 1), (leiden, 0), (opsterland, 0)):
        with entered(here.scope()), connection.cursor() as cursor:
            cursor.execute("select count(*) from audit_seal")
            assert cursor.fetchone() == (1,)
            assert Task.objects.filter(kind="audit.fault").count() == count
    assert len(checkpoints.read(opsterland.id).splitlines()) == 1


def test_a_checkpoint_that_a_loss_of_power_cut_short_is_taken_away(diary: Diary, leek: Municipality) -> None:
    file = checkpoints.file_of(leek.id)
    with file.open("ab") as stream:
        stream.write(b'{"algorithm":1,"at":"20')
    assert [fault.kind for fault in diary.verify(leek.scope()).faults] == ["checkpoint-changed"]
    before = len(file.read_bytes().splitlines())
    checkpoints.append(leek.id, kind="seal", number=3, digest=sealing.newest_of(leek.scope())[1])
    assert len(file.read_bytes().splitlines()) == before
    assert diary.verify(leek.scope()).faults == []


def test_the_files_of_checkpoints_are_closed_to_others(diary: Diary, leek: Municipality, folder: Path) -> None:
    assert folder.stat().st_mode & 0o077 == 0
    assert checkpoints.file_of(leek.id).stat().st_mode & 0o007 == 0
    assert SYSTEM.get_username().encode() not in checkpoints.read(leek.id)


@pytest.mark.parametrize("month", ["2026-13", "2026", "vorige"])
def test_a_month_is_a_month(month: str) -> None:
    with pytest.raises(CommandError, match="month"):
        audit("drop-month", month)


def test_the_application_drops_no_month(diary: Diary) -> None:
    with clock.standing_at(diary.now):
        with pytest.raises(CommandError, match="nog niet voorbij"):
            audit("drop-month", f"{diary.now:%Y-%m}")
        with pytest.raises(CommandError, match="geen aparte tabellen"):
            audit("drop-month", "2020-08")
        assert os.environ["OWNER_DATABASE_URL"] != os.environ["DATABASE_URL"]
    with clock.standing_at(datetime(2099, 1, 1, tzinfo=UTC)), pytest.raises(CommandError, match="Alleen de eigenaar"):
        audit("drop-month", f"{date.today():%Y-%m}")


def test_a_line_that_was_sealed_with_bytes_that_are_no_json_is_named_and_stops_nothing(diary: Diary, leek: Municipality) -> None:
    with entered(leek.scope()), connection.cursor() as cursor:
        line = record.record(TalkEvent.CHANGED, by=JELLE)
        cursor.execute(
            "insert into audit_event select (jsonb_populate_record(e, jsonb_build_object('id', %s::text, 'canonical', %s::text))).* "
            "from audit_event e where e.id = %s",
            [str(JELLE.id), "\\\\xff00ff", line.id],
        )
    diary.now = clock.now()
    diary.seal(leek.scope())
    assert [(fault.kind, fault.line) for fault in diary.verify(leek.scope()).faults] == [("line-disagrees", str(JELLE.id))]
