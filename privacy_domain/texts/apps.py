from django.apps import AppConfig


class TextsConfig(AppConfig):
    """Versioned texts: cards, questions, sentences of letters, promises of staff."""

    name = "privacy_domain.texts"
    label = "texts"

    def ready(self) -> None:
        """Who published which version is also configuration, and recorded as such."""
        from privacy_domain.audit.configuration import watch
        from privacy_domain.texts.models import Text

        watch(Text, fields=["protocol", "key", "language", "version", "valid_from", "origin"])
