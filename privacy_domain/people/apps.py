"""The people's place among the apps."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See the package docstring."""

    name = "privacy_domain.people"
    label = "people"
    verbose_name = "Ontvangers"

    def ready(self) -> None:
        """The register is configuration: who changed what in it is recorded."""
        from privacy_domain.audit.configuration import watch
        from privacy_domain.people.models import Agreement, Attestation, Channel, Partner

        watch(
            Partner,
            fields=[
                "name",
                "organisation",
                "recipient_class",
                "code",
                "laws",
                "direct_authority",
                "valid_from",
                "valid_until",
            ],
        )
        watch(Agreement, fields=["partner", "kind", "reference", "valid_from", "valid_until"])
        watch(Attestation, fields=["partner", "points", "reference", "valid_from", "valid_until"])
        watch(Channel, fields=["kind", "name", "valid_from", "valid_until"])
