"""The audit log's place among the apps."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """See the package docstring."""

    name = "privacy_domain.audit"
    label = "audit"
    verbose_name = "Audit log"

    def ready(self) -> None:
        """Watch the configuration of the floors below; floors above call `watch` themselves. Register the check of deployments."""
        from privacy_domain.audit import checks  # noqa: F401 - registers
        from privacy_domain.audit.configuration import watch
        from privacy_domain.tenancy.models import Adoption, Municipality

        watch(Adoption, fields=["municipality", "version", "valid_from", "valid_until", "basis", "source"])
        watch(
            Municipality,
            fields=["code", "name", "active", "controller", "visiting_address", "postal_address", "privacy_officer"],
        )
