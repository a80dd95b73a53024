from django.apps import AppConfig


class AuditConfig(AppConfig):
    """See the package docstring."""

    name = "privacy_domain.audit"
    label = "audit"
