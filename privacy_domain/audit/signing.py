"""The keys that sign checkpoints: a file outside the database, the current key on its first line and earlier ones below it.

Each line is 64 hexadecimal digits, an Ed25519 private key; empty lines and lines that start with # do not count. The public
keys go to whoever verifies (`manage.py audit keys`), best on paper or in another system than this one.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from privacy_domain.audit.verifier import Keys, compact, key_id, to_sign


class SigningKeyMissing(ImproperlyConfigured):
    """There is no usable key to sign checkpoints with."""


def private_keys() -> list[Ed25519PrivateKey]:
    """The keys of the file, the current one first. Raises SigningKeyMissing."""
    path = settings.AUDIT_SIGNING_KEY_FILE
    if not path:
        raise SigningKeyMissing("AUDIT_SIGNING_KEY_FILE is not set: name a file with the key that signs checkpoints.")
    try:
        lines = [line.strip() for line in Path(path).read_text(encoding="ascii").splitlines()]
        keys = [Ed25519PrivateKey.from_private_bytes(bytes.fromhex(line)) for line in lines if line and not line.startswith("#")]
    except (OSError, ValueError):
        keys = []
    if not keys:
        raise SigningKeyMissing(f"AUDIT_SIGNING_KEY_FILE: {path} must hold one or more lines of 64 hexadecimal digits.")
    return keys


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The public half, 32 bytes."""
    return key.public_key().public_bytes_raw()


def public_keys() -> Keys:
    """Every key that may have signed, by its id. Raises SigningKeyMissing."""
    return {key_id(public_bytes(key)): key.public_key() for key in private_keys()}


def signed(statement: Mapping[str, Any]) -> bytes:
    """The line of a checkpoint: the statement, which key signed it, and the signature. Raises SigningKeyMissing."""
    key = private_keys()[0]
    whole = {**statement, "key": key_id(public_bytes(key))}
    return compact(whole | {"signature": base64.b64encode(key.sign(to_sign(whole))).decode()})
