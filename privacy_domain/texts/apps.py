from django.apps import AppConfig


class TextsConfig(AppConfig):
    """See the package docstring."""

    name = "privacy_domain.texts"
    label = "texts"
