from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """What the client was told, asked and answered."""

    name = "consent"
    label = "consent"
