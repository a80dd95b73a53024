"""Which tables stand in which database."""

from __future__ import annotations

from typing import Any

from django.db import models

_PLACES = {
    "crypto": "keys",
    "django_cache": "attempts",  # counters of failed logins outlive the transaction of the failed login
}


class KeysRouter:
    """Keys apart from what they open; the rest in the main database, which only the connection `default` migrates."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        """The connection for `model`; None: Django's own choice."""
        return _PLACES.get(model._meta.app_label)

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str | None:
        """The same connection as for reading."""
        return self.db_for_read(model)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """The keys database holds the keys and nothing else; nothing is migrated through the connection for attempts."""
        return db == ("keys" if app_label == "crypto" else "default")
