"""Sealed files."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from privacy_domain.crypto import files, keys
from privacy_domain.crypto.envelope import Unreadable
from privacy_domain.tenancy.scope import entered

CONTENT = b"%PDF-1.7 Johanna Kanarie " * 1000
AAD = "consentform|1"


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def subject(leek):
    with entered(leek.scope()):
        pk = uuid4()
        keys.create_key("person", pk)
        yield pk


def stored(subject):
    return files.store(CONTENT, kind="person", subject=subject, aad=AAD)


def path_of(media, name):
    (path,) = media.glob(f"*/{name}")
    return path


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 31, "A" * 32, "a" * 32 + "\n", "a" * 33])
def test_what_is_not_the_name_of_a_file(subject, name):
    for act in (lambda: files.read(name, kind="person", subject=subject, aad=AAD), lambda: files.delete(name)):
        with pytest.raises(files.NoFile):
            act()


def test_a_file_that_is_not_there(subject):
    with pytest.raises(files.NoFile):
        files.read("a" * 32, kind="person", subject=subject, aad=AAD)
    assert not files.delete("a" * 32)


def test_it_opens_for_its_own_row_only(subject):
    name = stored(subject)
    with pytest.raises(Unreadable):
        files.read(name, kind="person", subject=subject, aad="consentform|2")


def test_it_does_not_open_under_another_name(subject, media):
    one, other = stored(subject), stored(subject)
    path_of(media, one).replace(path_of(media, other))
    with pytest.raises(Unreadable):
        files.read(other, kind="person", subject=subject, aad=AAD)


def test_another_municipality_cannot_open_it(subject, leiden):
    name = stored(subject)
    with entered(leiden.scope()):
        with pytest.raises(keys.NoKey):
            files.read(name, kind="person", subject=subject, aad=AAD)
        keys.create_key("person", subject)
        with pytest.raises(Unreadable):
            files.read(name, kind="person", subject=subject, aad=AAD)


def test_without_its_key_it_is_lost(subject):
    name = stored(subject)
    keys.destroy_key("person", subject)
    with pytest.raises(keys.NoKey):
        files.read(name, kind="person", subject=subject, aad=AAD)
    with pytest.raises(keys.NoKey):
        stored(subject)


def test_it_comes_back_until_it_is_deleted(subject):
    name = stored(subject)
    assert files.read(name, kind="person", subject=subject, aad=AAD) == CONTENT
    assert files.delete(name)
    with pytest.raises(files.NoFile):
        files.read(name, kind="person", subject=subject, aad=AAD)


def test_nothing_on_disk_can_be_read_or_says_whose_it_is(subject, media):
    name = stored(subject)
    path = path_of(media, name)
    assert b"Kanarie" not in path.read_bytes()
    assert subject.hex not in str(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_disk_that_is_full_leaves_nothing(subject, media, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        stored(subject)
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_stray_files_are_old_and_nobodys(subject, media, frozen):
    known, stray, young = (stored(subject) for _ in range(3))
    part = Path(path_of(media, known)).with_name("0" * 32 + ".part")
    part.write_bytes(b"half")
    long_ago = (frozen - timedelta(days=3)).timestamp()
    for path in (path_of(media, known), path_of(media, stray), part):
        os.utime(path, (long_ago, long_ago))
    os.utime(path_of(media, young), (frozen.timestamp(), frozen.timestamp()))
    assert list(files.stray([known], before=frozen - timedelta(days=1))) == [stray]
    assert not part.exists()
    assert path_of(media, known).exists() and path_of(media, young).exists()
