"""Sealing bytes: one version byte, a random nonce, AES-256-GCM ciphertext with its tag.

The caller says in `about` what the bytes are and where they belong; bytes that were moved to another place do not open.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
VERSION = b"\x01"
_NONCE = 12
_TAG = 16


class Unreadable(Exception):
    """The content cannot be opened: its key is gone, or it stands in a place where it was not sealed."""


def new_key() -> bytes:
    """A random AES-256 key."""
    return AESGCM.generate_key(bit_length=KEY_BYTES * 8)


def place(*parts: object) -> bytes:
    """What the bytes are about, as bytes. The parts are joined unambiguously."""
    return "|".join(str(part).replace("\\", "\\\\").replace("|", "\\|") for part in parts).encode()


def seal(cipher: AESGCM, plain: bytes, about: bytes) -> bytes:
    """`plain` sealed for the place `about`."""
    nonce = os.urandom(_NONCE)
    return VERSION + nonce + cipher.encrypt(nonce, plain, VERSION + about)


def unseal(cipher: AESGCM, sealed: bytes, about: bytes) -> bytes:
    """The content of `sealed`. Raises Unreadable when the key or the place is another one, or the bytes were changed."""
    if len(sealed) < len(VERSION) + _NONCE + _TAG or sealed[:1] != VERSION:
        raise Unreadable("these bytes are not a sealed value")
    try:
        return cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], VERSION + about)
    except InvalidTag:
        raise Unreadable("sealed with another key or for another place, or changed since") from None
