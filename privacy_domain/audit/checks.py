"""A deployment keeps checkpoints, signed with a key that only the application reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from privacy_domain.audit import checkpoints
from privacy_domain.audit.signing import SigningKeyMissing, private_keys


@register(deploy=True)
def checkpoints_are_kept(**kwargs: Any) -> list[CheckMessage]:
    """W007 and E007: without checkpoints outside the database, a log that was cut off or made again cannot be told from a true one."""
    if not checkpoints.configured():
        return [
            Warning(
                "No checkpoints of the audit log are kept.",
                hint="Set AUDIT_CHECKPOINTS and AUDIT_SIGNING_KEY_FILE for the worker.",
                id="privacy_domain.W007",
            )
        ]
    try:
        private_keys()
    except SigningKeyMissing as error:
        return [Error(str(error), hint="`openssl rand -hex 32` makes a line for it.", id="privacy_domain.E007")]
    if Path(settings.AUDIT_SIGNING_KEY_FILE).stat().st_mode & 0o077:
        message = "Others than its owner may read the file of AUDIT_SIGNING_KEY_FILE."
        return [Error(message, hint="chmod 600", id="privacy_domain.E007")]
    return []
