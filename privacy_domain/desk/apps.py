from django.apps import AppConfig


class DeskConfig(AppConfig):
    """See the package docstring."""

    name = "privacy_domain.desk"
    label = "desk"
