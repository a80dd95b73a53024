from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """What we know, why, and with whom we share it; and the talk at the kitchen table."""

    name = "dossiers"
    label = "dossiers"
