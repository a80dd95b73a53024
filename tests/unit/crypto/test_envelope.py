"""Sealing bytes for one place."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy_domain.crypto.envelope import Unreadable, new_key, place, seal, unseal

HERE = place("gemeente", "tabel", "rij", "veld")


@pytest.fixture
def cipher():
    return AESGCM(new_key())


def test_another_key_does_not_open(cipher):
    with pytest.raises(Unreadable):
        unseal(AESGCM(new_key()), seal(cipher, b"geheim", HERE), HERE)


@pytest.mark.parametrize("changed", [0, 1, 5, 13, -1])
def test_a_changed_byte_does_not_open(cipher, changed):
    sealed = bytearray(seal(cipher, b"geheim", HERE))
    sealed[changed] ^= 1
    with pytest.raises(Unreadable):
        unseal(cipher, bytes(sealed), HERE)


@pytest.mark.parametrize("rubbish", [b"", b"\x01", b"\x01" * 28, b"geheim", b"\x02" + bytes(40)])
def test_what_was_never_sealed_does_not_open(cipher, rubbish):
    with pytest.raises(Unreadable):
        unseal(cipher, rubbish, HERE)


def test_another_place_does_not_open(cipher):
    sealed = seal(cipher, b"geheim", HERE)
    for part in range(4):
        elsewhere = ["gemeente", "tabel", "rij", "veld"]
        elsewhere[part] = "ander"
        with pytest.raises(Unreadable):
            unseal(cipher, sealed, place(*elsewhere))


def test_places_cannot_be_confused():
    assert len({place("a", "b|c"), place("a|b", "c"), place("a", "b", "c"), place("a\\", "b|c"), place("a\\|b", "c")}) == 5


@pytest.mark.parametrize("content", [b"", b"x", "één".encode(), bytes(100_000)])
def test_comes_back(cipher, content):
    sealed = seal(cipher, content, HERE)
    assert unseal(cipher, sealed, HERE) == content
    assert len(sealed) == len(content) + 29


def test_the_same_content_never_looks_the_same(cipher):
    assert len({seal(cipher, b"geheim", HERE) for _ in range(100)}) == 100
