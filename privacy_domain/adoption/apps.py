from django.apps import AppConfig


class AdoptionConfig(AppConfig):
    """See the package docstring."""

    name = "privacy_domain.adoption"
    label = "adoption"
    verbose_name = "Ingang van protocollen"
