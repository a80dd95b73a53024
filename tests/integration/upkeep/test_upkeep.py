"""What the night does over all municipalities."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import models

from consent.models import ConsentForm
from dossiers.models import Dossier, Item
from dossiers.states import DossierState
from privacy_domain import clock
from privacy_domain.crypto import files, keys, master, stored
from privacy_domain.letters.models import Letter
from privacy_domain.privacy import our_models
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from privacy_domain.upkeep import night as services
from privacy_domain.upkeep.tasks import ring
from tests.integration.dossiers.cast import build

LONG_AGO = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings) -> Path:
    """Files and a master key that this test may change; the master key is old."""
    settings.MEDIA_ROOT, settings.KEYS_MASTER_FILE = tmp_path / "media", str(tmp_path / "master")
    master.put_new_in_front()
    os.utime(settings.KEYS_MASTER_FILE, (LONG_AGO.timestamp(),) * 2)
    return tmp_path / "media"


def stored_file(subject=None, *, age: datetime = LONG_AGO) -> str:
    """A sealed file of the municipality in scope."""
    subject = subject or uuid4()
    keys.create_key("person", subject)
    name = files.store(b"Johanna", kind="person", subject=subject, aad="x|1")
    os.utime(files._path(name), (age.timestamp(),) * 2)
    return name


def known_to(municipality: Municipality, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Some row of this municipality knows the file."""
    here = municipality.pk
    monkeypatch.setattr(stored, "names_in_scope", lambda: [name] if keys.ring().municipality == here else [])


def test_a_file_that_a_row_of_a_closed_municipality_knows_stays(leek, leiden, monkeypatch):
    with entered(leiden.scope()):
        kept, stray = stored_file(), stored_file()
    Municipality.objects.filter(pk=leiden.pk).update(active=False)
    known_to(leiden, monkeypatch, kept)
    assert services.sweep_files(before=LONG_AGO + timedelta(hours=1)) == 1
    assert files._path(kept).exists()
    assert not files._path(stray).exists()


def test_a_young_file_may_belong_to_something_that_still_runs(leek):
    with entered(leek.scope()):
        young = stored_file(age=datetime.now(tz=UTC))
    assert services.sweep_files(before=LONG_AGO) == 0
    assert files._path(young).exists()


def test_too_many_strays_are_a_fault_and_nothing_goes(leek, own_files):
    with entered(leek.scope()):
        names = [stored_file() for _ in range(3)]
    with pytest.raises(services.TooMuch):
        services.sweep_files(before=clock.now(), most=2)
    with pytest.raises(CommandError, match="look first"):
        call_command("files", "sweep", "--most", "2")
    assert all(files._path(name).exists() for name in names)
    call_command("files", "sweep", "--most", "3")
    assert not any(files._path(name).exists() for name in names)


def test_once_a_day_however_often_the_bell_rings(leek):
    first = services.upkeep_when_due()
    assert first is not None
    os.utime(master.path(), (clock.now().timestamp(),) * 2)  # the domain's clock stands still, the file's does not
    newest = master.masters().current
    assert services.upkeep_when_due() is None
    ring()
    assert master.masters().current == newest
    with clock.standing_at(datetime(2026, 11, 25, 2, 29, tzinfo=clock.AMSTERDAM)):
        assert services.upkeep_when_due() is None
    with clock.standing_at(datetime(2026, 11, 25, 2, 31, tzinfo=clock.AMSTERDAM)):
        ring()
    assert master.masters().current != newest


def night_of(day: int, at: str, monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """How far back the disk was cleared by the bell at this hour."""
    asked: list[timedelta] = []
    monkeypatch.setattr(services, "clear_traces", lambda *, since: asked.append(clock.now() - since))
    hour, minute = map(int, at.split(":"))
    with clock.standing_at(datetime(2026, 11, day, hour, minute, tzinfo=clock.AMSTERDAM)):
        ring()
        os.utime(master.path(), (clock.now().timestamp(),) * 2)
    return asked


def test_tables_are_closed_in_the_night_alone_and_it_stays_the_night(leek, monkeypatch):
    assert night_of(24, "10:00", monkeypatch) == []  # what was missed is made up for, but not this
    for day, at in ((25, "2:59"), (26, "2:31"), (27, "6:29"), (28, "2:40")):
        assert night_of(day, at, monkeypatch) == [services.TRACES], day


def test_a_sweep_that_fails_keeps_nothing_of_what_went_on_the_disk(leek, monkeypatch):
    def fails(**asked: object) -> int:
        raise services.TooMuch("300 files belong to no row")

    monkeypatch.setattr(services, "sweep_files", fails)
    cleared: list[object] = []
    monkeypatch.setattr(services, "clear_traces", lambda **asked: cleared.append(asked))
    with clock.standing_at(datetime(2026, 11, 25, 3, 0, tzinfo=clock.AMSTERDAM)), pytest.raises(services.TooMuch):
        services.upkeep_when_due()
    assert len(cleared) == 1


def test_every_column_that_names_a_file_is_known():
    """A text column called `…file` that is not a StoredFileField would lose its files to the first sweep."""
    known = {(model, column) for model in our_models() for column in stored.columns_of(model)}
    assert known >= {(ConsentForm, "scan_file"), (Letter, "pdf_file"), (Item, "file")}
    named = {
        (model, field.attname)
        for model in our_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField) and field.attname.endswith("file")
    }
    assert named <= known


def test_what_waits_for_its_destruction_keeps_its_key_until_then(leiden, frozen):
    """Hidden from every list it still has rows; without a ledger, say, its destruction can wait for days."""
    with entered(leiden.scope()):
        with clock.standing_at(frozen - timedelta(days=9)):
            world = build()
        Dossier.objects.filter(pk=world.dossier.pk).update(state=DossierState.GOING, closed_on=clock.today())
    assert not any(number for _, _, number in services.sweep_keys(before=clock.now()))
    with entered(leiden.scope()):
        assert Dossier.with_going.get(pk=world.dossier.pk).help_question
