from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """How long, and then."""

    name = "retention"
    label = "retention"
