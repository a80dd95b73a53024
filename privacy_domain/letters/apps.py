from django.apps import AppConfig


class LettersConfig(AppConfig):
    """See the package docstring."""

    name = "privacy_domain.letters"
    label = "letters"
