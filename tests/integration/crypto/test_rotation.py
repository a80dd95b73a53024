"""A new master key."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.conf import settings

from privacy_domain.crypto import keys, master, rotation
from privacy_domain.crypto.envelope import new_key
from privacy_domain.crypto.models import DataKey
from privacy_domain.tenancy.scope import entered


@pytest.fixture(autouse=True)
def own_master(tmp_path, settings):
    """A master file that this test may change."""
    settings.KEYS_MASTER_FILE = str(tmp_path / "master")
    return master.put_new_in_front().current


def made(municipality, number=1):
    """Subjects with a key, and the keys."""
    with entered(municipality.scope()):
        subjects = [uuid4() for _ in range(number)]
        for subject in subjects:
            keys.create_key("person", subject)
        return {subject: keys.key_for("person", subject).secret for subject in subjects}


def opened(municipality, known):
    with entered(municipality.scope()):
        return {subject: keys.key_for("person", subject).secret for subject in known}


def test_every_key_opens_as_before(leek, leiden, own_master, monkeypatch):
    monkeypatch.setattr(rotation, "_BATCH", 3)
    ours, theirs = made(leek, 5), made(leiden, 2)
    done = rotation.rotate_master()
    assert done.rewrapped == 7
    assert done.master == master.masters().current != own_master
    assert set(DataKey.objects.values_list("master", flat=True)) == {done.master}
    assert opened(leek, ours) == ours
    assert opened(leiden, theirs) == theirs


def test_the_master_before_the_previous_one_is_gone(leek, own_master):
    made(leek)
    second = rotation.rotate_master().master
    third = rotation.rotate_master().master
    assert [master.identify(key) for key in master.masters().keys] == [third, second]


def test_with_everything_stopped_the_old_master_goes_at_once(leek, own_master):
    known = made(leek)
    rotation.rotate_master(keep_previous=False)
    assert len(master.masters().keys) == 1
    assert opened(leek, known) == known


def test_what_was_erased_stays_unreadable_for_who_kept_yesterdays_keys_database(leek):
    """Rows restored from a copy made before the rotation do not open with today's master file."""
    known = made(leek)
    yesterday = list(DataKey.objects.values())
    rotation.rotate_master(keep_previous=False)
    DataKey.objects.all().delete()
    DataKey.objects.bulk_create(DataKey(**row) for row in yesterday)
    with pytest.raises(master.MasterKeyMissing):
        opened(leek, known)


def test_a_key_made_under_the_previous_master_by_a_slow_process_is_taken_along(leek, own_master):
    known = made(leek)
    rotation.rotate_master()
    slow = made_under(leek, own_master)
    rotation.rotate_master()
    assert set(DataKey.objects.values_list("master", flat=True)) == {master.masters().current}
    assert opened(leek, known | slow) == known | slow


def made_under(municipality, identity):
    """A key as a process would make it that read the file before the rotation."""
    known = made(municipality)
    (subject,) = known
    row = DataKey.objects.get(subject=subject)
    about = rotation.place("data key", municipality.pk, "person", subject)
    masters = master.masters()
    secret = rotation.unseal(masters.cipher(row.master), bytes(row.wrapped), about)
    row.wrapped, row.master = rotation.seal(masters.cipher(identity), secret, about), identity
    row.save()
    return known


def test_a_rotation_that_was_cut_short_can_be_repeated(leek, monkeypatch):
    known = made(leek, 4)
    monkeypatch.setattr(rotation, "drop_unused", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rotation.rotate_master()
    monkeypatch.undo()
    assert opened(leek, known) == known
    rotation.rotate_master(keep_previous=False)
    assert opened(leek, known) == known


def test_no_master_is_dropped_while_a_key_rests_under_one_that_is_missing(leek, own_master):
    made(leek)
    DataKey.objects.update(master="0" * 16)
    before = master.masters().keys
    with pytest.raises(master.MasterKeyMissing):
        rotation.rotate_master()
    assert set(before) <= set(master.masters().keys)


def test_without_a_file_nothing_rotates(leek, settings):
    made(leek)
    settings.KEYS_MASTER_FILE = ""
    with pytest.raises(master.MasterKeyMissing):
        rotation.rotate_master()


def test_a_strange_master_file_opens_nothing(leek):
    known = made(leek)
    master.write((new_key(),))
    assert settings.KEYS_MASTER_FILE
    with pytest.raises(master.MasterKeyMissing):
        opened(leek, known)
