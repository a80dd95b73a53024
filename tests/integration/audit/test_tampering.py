"""Whoever owns the database can change the log; nobody can do so unseen. AUDIT_MUTATIONS per class, AUDIT_CLEAN_LOGS to leave alone."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connections, transaction

from privacy_domain.tenancy.scope import Scope
from tests.conftest import make_municipality
from tests.integration.audit.sealed import Diary, days, keep_checkpoints
from tests.integration.audit.tampering import CLASSES
from tests.integration.audit.victim import TABLES, Victim, connected_as, files_undone, undone

MUTATIONS = int(os.environ.get("AUDIT_MUTATIONS", "50"))
CLEAN_LOGS = int(os.environ.get("AUDIT_CLEAN_LOGS", "40"))
SEED = 20181101


@dataclass
class Town:
    """A committed log of two municipalities, and its folder of checkpoints."""

    diary: Diary
    here: Scope
    other: Scope
    folder: Path


@pytest.fixture(scope="module")
def town(fresh_database: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Written as the application writes; then the connection is the superuser's, who may do anything."""
    before = django_settings.AUDIT_CHECKPOINTS, django_settings.AUDIT_SIGNING_KEY_FILE
    folder = keep_checkpoints(tmp_path_factory.mktemp("audit"))
    here, other = make_municipality("leek").scope(), make_municipality("leiden").scope()
    diary = Diary(SEED)
    days(diary, [here, other], segments=7)
    with connected_as("SUPERUSER_DATABASE_URL"):
        yield Town(diary, here, other, folder)
    django_settings.AUDIT_CHECKPOINTS, django_settings.AUDIT_SIGNING_KEY_FILE = before


def test_nothing_is_wrong_before_anybody_tampers(town: Town) -> None:
    for here in (town.here, town.other):
        report = town.diary.verify(here)
        assert (report.faults, report.seals) == ([], 7)
        assert report.checkpoints > 2


@pytest.mark.requirement("ENG-11")
@pytest.mark.parametrize("name", CLASSES)
def test_each_way_of_tampering_is_found_and_located(town: Town, name: str) -> None:
    found, before = 0, {}
    for number in range(MUTATIONS):
        chance = random.Random(f"{SEED} {name} {number}")
        with undone(), files_undone(town.folder):
            expected = CLASSES[name](Victim(town.here, town.other, chance, before))
            faults = town.diary.verify(town.here).faults
            theirs = town.diary.verify(town.other).faults
        where = f"{name} {number}: {expected}\n{faults}"
        assert any(expected.meets(fault) for fault in faults), where
        kinds = [fault.kind for fault in faults]
        assert set(kinds) <= {expected.kind, *expected.also}, where
        assert kinds.count(expected.kind) <= expected.most, where
        assert bool(theirs) == expected.elsewhere, f"{where}\nelsewhere: {theirs}"
        found += 1
    assert found == MUTATIONS
    assert town.diary.verify(town.here).faults == []


def test_of_a_clean_log_nothing_is_said(town: Town, tmp_path: Path, settings: Any) -> None:
    """Logs of other days, each beside those that are there: late lines, a month's end, a sealer that paused, a backup put back."""
    settings.AUDIT_SIGNING_KEY_FILE = settings.AUDIT_CHECKPOINTS = ""
    for number in range(CLEAN_LOGS):
        keep_checkpoints(tmp_path, name=str(number))
        diary = Diary(number)
        with transaction.atomic():
            here, other = (make_municipality(code).scope() for code in ("landsmeer", "opsterland"))
            days(diary, [here, other], segments=diary.random.randrange(1, 4))
            if number % 3 == 0:  # the sealer paused
                diary.write(here, 5)
                diary.rest(hours=20)
                diary.seal(here)
            if number % 4 == 0:
                _put_back()
            for place in (here, other):
                report = diary.verify(place)
                assert report.faults == [], f"log {number}: {report.faults}"
                assert report.lines == len(diary.lines[place.id])
            transaction.set_rollback(True)


def _put_back() -> None:
    """Every row out and in again, in another order: what a dump and its return make of the tables."""
    with connections["default"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"alter table {table} disable trigger append_only")
            cursor.execute(f"create temporary table kept on commit drop as select * from {table} order by random()")
            cursor.execute(f"delete from {table}")
            cursor.execute(f"insert into {table} select * from kept")
            cursor.execute("drop table kept")
