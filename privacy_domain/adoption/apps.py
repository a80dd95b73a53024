from django.apps import AppConfig


class AdoptionConfig(AppConfig):
    """See the package docstring."""

    name = "privacy_domain.adoption"
    label = "adoption"
