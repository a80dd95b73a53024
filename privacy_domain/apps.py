"""Start of the application: registers the checks and loads the Celery app."""

from __future__ import annotations

from django.apps import AppConfig


class PrivacyDomainConfig(AppConfig):
    """The roof."""

    name = "privacy_domain"
    verbose_name = "Privacyprotocol"

    def ready(self) -> None:
        """Load Celery here and not in the package, so that the rule engine needs neither Django nor Celery."""
        from privacy_domain import celery, checks  # noqa: F401
