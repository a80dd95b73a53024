"""The file with the master keys."""

from __future__ import annotations

import pytest

from privacy_domain import checks
from privacy_domain.crypto import master
from privacy_domain.crypto.envelope import new_key


@pytest.fixture
def file(tmp_path, settings):
    settings.KEYS_MASTER_FILE = str(tmp_path / "master")
    return tmp_path / "master"


def test_without_a_setting(settings):
    settings.KEYS_MASTER_FILE = ""
    with pytest.raises(master.MasterKeyMissing, match="KEYS_MASTER_FILE is not set"):
        master.masters()


def test_without_a_file(file):
    with pytest.raises(master.MasterKeyMissing, match="cannot be read"):
        master.masters()


@pytest.mark.parametrize("content", ["", "# nothing\n", "kort", "zz" * 32, "ab" * 31, "ab" * 33, "é" * 64])
def test_with_something_else_in_it(file, content):
    file.write_text(content, encoding="utf-8")
    with pytest.raises(master.MasterKeyMissing, match="64 hexadecimal digits"):
        master.masters()


def test_a_key_that_the_file_does_not_hold(file):
    file.write_text("ab" * 32)
    with pytest.raises(master.MasterKeyMissing, match="does not hold"):
        master.masters().cipher("0" * 16)


def test_a_file_that_cannot_be_written_is_left_as_it_was(file, tmp_path, settings):
    file.write_text("ab" * 32)
    settings.KEYS_MASTER_FILE = "/proc/master"
    with pytest.raises(master.MasterKeyMissing, match="cannot be written"):
        master.write((new_key(),))
    assert file.read_text() == "ab" * 32
    assert list(tmp_path.iterdir()) == [file]


def test_current_comes_first_and_a_replaced_file_is_read_again(file):
    file.write_text(f"# made by hand\n\n{'ab' * 32}\n")
    first = master.masters().current
    second = master.put_new_in_front()
    assert second.current != first
    assert [master.identify(key) for key in master.masters().keys] == [second.current, first]
    assert master.keep_only(frozenset()).keys == second.keys[:1]
    assert master.masters().current == second.current


def test_the_first_key_can_be_made(file):
    assert len(master.put_new_in_front().keys) == 1
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_id_does_not_give_the_key_away():
    key = new_key()
    assert master.identify(key) not in key.hex()
    assert master.identify(key) == master.identify(key) != master.identify(new_key())


def test_a_deployment_without_a_master_key_is_an_error(settings):
    settings.KEYS_MASTER_FILE = ""
    assert [error.id for error in checks.master_key_is_safe()] == ["privacy_domain.E006"]


def test_a_master_key_that_others_may_read_is_an_error(file):
    file.write_text("ab" * 32)
    file.chmod(0o644)
    assert [error.id for error in checks.master_key_is_safe()] == ["privacy_domain.E006"]
    file.chmod(0o600)
    assert checks.master_key_is_safe() == []
