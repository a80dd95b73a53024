"""System checks: contradictions that must stop a start, each with an id."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from privacy_domain import privacy
from privacy_domain.crypto.master import MasterKeyMissing, masters


@register()
def app_named_requests_is_ours(**kwargs: Any) -> list[CheckMessage]:
    """E001: the app `requests` must be ours and not the library of that name."""
    path = Path(apps.get_app_config("subject_requests").path)
    if path.parent == settings.BASE_DIR:
        return []
    return [
        Error("The app 'requests' is not this project's own.", hint="Remove the library of that name from the environment.", id="privacy_domain.E001")
    ]


@register()
def every_field_is_classified(**kwargs: Any) -> list[CheckMessage]:
    """E003: every column of every model says what it holds."""
    return [
        Error(
            f"{model._meta.label}: unclassified {names}",
            hint="Name each column in class Privacy (privacy_domain/privacy.py).",
            id="privacy_domain.E003",
        )
        for model in privacy.our_models()
        if (names := privacy.unclassified(model))
    ]


@register()
def personal_fields_are_encrypted(**kwargs: Any) -> list[CheckMessage]:
    """E004: what is personal is encrypted."""
    return [
        Error(
            f"{model._meta.label}.{field.name} is personal but not encrypted.",
            hint="Use a field of privacy_domain/crypto/fields.py.",
            id="privacy_domain.E004",
        )
        for model in privacy.our_models()
        for field in privacy.personal_fields(model)
        if not getattr(field, "is_encrypted", False)
    ]


@register()
def every_row_has_an_end(**kwargs: Any) -> list[CheckMessage]:
    """E009: every model says what ends its rows, or why they stay."""
    return [
        Error(f"{model._meta.label} does not say how long it is kept.", hint="Set `kept` in class Privacy.", id="privacy_domain.E009")
        for model in privacy.our_models()
        if not privacy.rules(model)
    ]


@register(deploy=True)
def demo_is_not_production(**kwargs: Any) -> list[CheckMessage]:
    """E005: a deployment with the demonstration's login by one click is open to everyone."""
    if not settings.DEMO:
        return []
    return [Error("DEMO is on.", hint="Unset DEMO: it lets anybody log in as a member of the demo cast.", id="privacy_domain.E005")]


@register(deploy=True)
def master_key_is_safe(**kwargs: Any) -> list[CheckMessage]:
    """E006: a deployment has a master key, in a file that only the application reads."""
    try:
        masters()
    except MasterKeyMissing as error:
        return [Error(str(error), hint="`manage.py keys rotate` makes the file at the path of KEYS_MASTER_FILE.", id="privacy_domain.E006")]
    if Path(settings.KEYS_MASTER_FILE).stat().st_mode & 0o077:
        return [
            Error(
                "Others than its owner may read the file of KEYS_MASTER_FILE.",
                hint="chmod 600",
                id="privacy_domain.E006",
            )
        ]
    return []


@register(deploy=True)
def the_ledger_has_a_place(**kwargs: Any) -> list[CheckMessage]:
    """E008: without a ledger of destruction nothing can be destroyed, and nobody can say what a restored backup brings back."""
    if settings.DESTRUCTION_LEDGER:
        return []
    hint = "Name a file outside both databases and their backups, for worker and web."
    return [Error("DESTRUCTION_LEDGER is not set.", hint=hint, id="privacy_domain.E008")]
